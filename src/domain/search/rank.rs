//! The ranking search: children of a node are compared in pairs by the model (ToolBench `rank_candidate.py`).

use super::decide::{Landed, Next};
use super::messages::{lowest_common, steps_as_text};
use super::prompts::{default_prompts, fill};
use super::{Pending, Search, Wanted};
use crate::domain::chat::{Message, Role};
use crate::domain::python::strip;
use crate::domain::trace::event::{EventBody, PauseCause, RankAsked, Ranked};
use crate::domain::trace::{Fidelity, NodeId, RunSpec, Tree};

/// Replies so far, in the order asked: `Some(true)` for candidate A, `None` where a reply says neither.
pub(super) type Votes = Vec<Option<bool>>;

/// The pair that vote number `vote` is about, as indices of the waiting children: each pair is asked for in both
/// orders, (0, 1), (1, 0), (0, 2), ... `None` after the last.
fn pair(children: usize, vote: usize) -> Option<(usize, usize)> {
    let mut left = vote / 2;
    for first in 0..children {
        let others = children - first - 1;
        if left < others {
            let second = first + 1 + left;
            return Some(if vote.is_multiple_of(2) { (first, second) } else { (second, first) });
        }
        left -= others;
    }
    None
}

/// Points by child: 2 for a pair won in both orders, 1 each for a tie.
fn points(children: usize, votes: &[Option<bool>]) -> Vec<u32> {
    let mut points = vec![0; children];
    for (index, of_pair) in votes.chunks(2).enumerate() {
        let Some((first, second)) = pair(children, index * 2) else { break };
        // +1 for the first of the pair, -1 for the second; the second vote has them the other way round.
        let lead: i32 = of_pair
            .iter()
            .enumerate()
            .map(|(turn, vote)| match vote {
                Some(a) if *a == (turn == 0) => 1,
                Some(_) => -1,
                None => 0,
            })
            .sum();
        match lead.cmp(&0) {
            std::cmp::Ordering::Greater => points[first] += 2,
            std::cmp::Ordering::Less => points[second] += 2,
            std::cmp::Ordering::Equal => {
                points[first] += 1;
                points[second] += 1;
            }
        }
    }
    points
}

/// What a ranking reply says. ToolBench: its last letter is `a`, or it means B; an empty one, at which the original
/// stops, says neither. Fixed: its last word that is A or B.
fn read_vote(content: Option<&str>, fidelity: Fidelity) -> Option<bool> {
    let text = strip(content.unwrap_or("")).to_lowercase();
    if fidelity == Fidelity::ToolBench {
        return text.chars().last().map(|c| c == 'a');
    }
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.rev().find_map(|word| match word {
        "a" => Some(true),
        "b" => Some(false),
        _ => None,
    })
}

impl Search {
    /// Asks for the next comparison of the waiting children, or puts them in order after the last.
    pub(super) fn compare_children(&mut self) -> Next {
        let Some(top) = self.stack.last_mut() else { return Next::Rest };
        let node = top.node;
        let votes = top.votes.get_or_insert_default();
        let Some((first, second)) = pair(top.waiting.len(), votes.len()) else { return self.put_in_order() };
        let (first, second) = (top.waiting[first].node, top.waiting[second].node);
        if let (Fidelity::Fixed, Some(outcome)) = (self.trace.spec.fidelity, self.used_up()) {
            return self.run_out(outcome);
        }
        self.ask_rank(node, first, second);
        Next::Rest
    }

    pub(super) fn ask_rank(&mut self, node: NodeId, first: NodeId, second: NodeId) {
        let ask = self.next_ask();
        self.log(EventBody::RankAsked(RankAsked { ask, node, first, second }));
        self.pending = Pending::Ask { ask, node, wanted: Wanted::Vote { first, second }, issued: false };
    }

    pub(super) fn read_vote(&mut self, content: Option<&str>) -> Next {
        let vote = read_vote(content, self.trace.spec.fidelity);
        if let Some(top) = self.stack.last_mut() {
            top.votes.get_or_insert_default().push(vote);
        }
        Next::Expand
    }

    /// A failed comparison: a pause and the same again (Fixed), or its error's words read as the reply (ToolBench).
    pub(super) fn read_failed_vote(&mut self, node: NodeId, first: NodeId, second: NodeId, words: &str) -> Next {
        if self.trace.spec.fidelity == Fidelity::ToolBench {
            return self.read_vote(Some(words));
        }
        if let Some(outcome) = self.over_budget() {
            return self.run_out(outcome);
        }
        self.ask_rank(node, first, second);
        if self.paused.is_none() {
            self.set_paused(PauseCause::ModelFailed);
        }
        Next::Rest
    }

    fn put_in_order(&mut self) -> Next {
        let Some(top) = self.stack.last_mut() else { return Next::Rest };
        let points = points(top.waiting.len(), &top.votes.take().unwrap_or_default());
        let mut ranked: Vec<(u32, Landed)> = points.into_iter().zip(std::mem::take(&mut top.waiting)).collect();
        crate::domain::order::sort_by(&mut ranked, |a, b| b.0.cmp(&a.0));
        let (points, waiting): (Vec<u32>, Vec<Landed>) = ranked.into_iter().unzip();
        let (node, order) = (top.node, waiting.iter().map(|l| l.node).collect());
        top.waiting = waiting;
        top.in_order = true;
        self.log(EventBody::Ranked(Ranked { node, order, points }));
        Next::Expand
    }
}

/// What the model is sent to compare two nodes (`rank_candidate.py`, `rank2_subfix`).
pub(super) fn rank_messages(tree: &Tree, spec: &RunSpec, first: NodeId, second: NodeId) -> Vec<Message> {
    let common = lowest_common(tree, first, second);
    let both = steps_as_text(tree, NodeId::ROOT, common, spec);
    let (a, b) = (steps_as_text(tree, common, first, spec), steps_as_text(tree, common, second, spec));
    let system = fill(
        &rank_text(spec, "rank_system"),
        &[
            ("task_description", &spec.task_description),
            ("intersect_trice", &both),
            ("candidate_A", &a),
            ("candidate_B", &b),
        ],
    );
    vec![Message::text(Role::System, system), Message::text(Role::User, rank_text(spec, "rank_user"))]
}

/// A ranking text of the run's prompt set, or ours where the set has none.
fn rank_text(spec: &RunSpec, name: &str) -> String {
    let of = |search: &crate::domain::trace::SearchPrompts| search.rest.get(name)?.as_str().map(str::to_owned);
    of(&spec.prompts.search).or_else(|| of(&default_prompts().ok()?.search)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_is_asked_for_in_both_orders() {
        let asked: Vec<_> = (0..7).map(|vote| pair(3, vote)).collect();
        let pairs = [(0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1)];
        assert_eq!(asked[..6], pairs.map(Some));
        assert_eq!((asked[6], pair(1, 0), pair(0, 0)), (None, None, None));
    }

    #[test]
    fn only_a_pair_won_in_both_orders_is_won() {
        let (a, b) = (Some(true), Some(false));
        assert_eq!(points(2, &[a, b]), [2, 0]);
        assert_eq!(points(2, &[b, a]), [0, 2]);
        assert_eq!(points(2, &[a, a]), [1, 1]);
        assert_eq!(points(2, &[None, None]), [1, 1]);
        assert_eq!(points(3, &[b, a, a, b, b, a]), [2, 2, 2]);
    }

    #[test]
    fn replies_are_read_by_last_letter_or_by_word() {
        let both = |text| (read_vote(Some(text), Fidelity::ToolBench), read_vote(Some(text), Fidelity::Fixed));
        let (a, b) = (Some(true), Some(false));
        assert_eq!(both(" A\n"), (a, a));
        assert_eq!(both("A."), (b, a));
        assert_eq!(both("**A**"), (b, a));
        assert_eq!(both("Candidate B"), (b, b));
        assert_eq!(both("banana"), (a, None));
        assert_eq!(both(""), (None, None));
        assert_eq!(read_vote(None, Fidelity::ToolBench), None);
    }
}
