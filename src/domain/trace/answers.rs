//! Several answers of one run, best first.

use super::{AskId, NodeId, Tree};
use crate::domain::order::sort_by;
use std::cmp::Ordering;

/// What puts an answer before another; the first of these that tells them apart counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerOrder {
    /// The model preferred its branch, where the ranking search compared branches.
    Ranking,
    /// Fewer calls failed on the way.
    FewerFailures,
    /// Fewer steps.
    ShorterPath,
    /// It was found earlier.
    FoundFirst,
}

/// An answer with what its place depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RankedAnswer {
    /// The Action Input node of `Finish`.
    pub node: NodeId,
    /// Its text.
    pub answer: String,
    /// Points of the compared nodes on the way, from the root down (see `Ranked`); empty where none were compared.
    pub points: Vec<u32>,
    /// Calls on the way whose status is a failure.
    pub failed_calls: usize,
    /// Replies on the way, `Finish` with them.
    pub steps: usize,
    /// Why it stands before the next one; `None` for the last.
    pub before_next: Option<AnswerOrder>,
}

/// All answers of a run, best first.
pub fn ranked_answers(tree: &Tree) -> Vec<RankedAnswer> {
    let mut answers: Vec<RankedAnswer> = tree.answers.iter().map(|&node| measure(tree, node)).collect();
    // Stable, so answers that nothing else tells apart stay in the order they were found.
    sort_by(&mut answers, |a, b| compare(a, b).0);
    for index in 1..answers.len() {
        answers[index - 1].before_next = Some(compare(&answers[index - 1], &answers[index]).1);
    }
    answers
}

fn measure(tree: &Tree, node: NodeId) -> RankedAnswer {
    let path: Vec<_> = tree.path(node).into_iter().filter_map(|n| tree.node(n)).collect();
    let mut asks: Vec<AskId> = path.iter().filter_map(|n| n.ask).collect();
    asks.dedup();
    RankedAnswer {
        node,
        answer: tree.node(node).and_then(|n| n.answer.clone()).unwrap_or_default(),
        points: path.iter().filter_map(|n| n.points).collect(),
        failed_calls: path.iter().filter(|n| n.status.is_some_and(super::StatusCode::is_failure)).count(),
        steps: asks.len(),
        before_next: None,
    }
}

/// Points are compared from the root down, and a branch that was not compared has none.
fn compare(a: &RankedAnswer, b: &RankedAnswer) -> (Ordering, AnswerOrder) {
    let level = |answer: &RankedAnswer, at: usize| answer.points.get(at).copied().unwrap_or(0);
    let points = (0..a.points.len().max(b.points.len())).map(|at| level(b, at).cmp(&level(a, at)));
    let points = points.fold(Ordering::Equal, Ordering::then);
    let by = [
        (points, AnswerOrder::Ranking),
        (a.failed_calls.cmp(&b.failed_calls), AnswerOrder::FewerFailures),
        (a.steps.cmp(&b.steps), AnswerOrder::ShorterPath),
    ];
    by.into_iter().find(|(order, _)| order.is_ne()).unwrap_or((Ordering::Equal, AnswerOrder::FoundFirst))
}
