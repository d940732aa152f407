//! Votes counted: by contestant, by pair of contestants, by side shown.

use super::{Proportion, RunSide, SealedStudy, Undefined, Verdict, Vote, VoteProblem, sign_test};
use crate::domain::order::{map_of, sort_by};
use std::collections::BTreeMap;

/// What is compared: a method with a model.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contestant {
    /// Search method.
    pub method: String,
    /// Model.
    pub model: String,
}

/// The count of one contestant. A tie is not half a win, and both-bad is not a tie.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Whose.
    pub contestant: Contestant,
    /// Votes that preferred it.
    pub wins: u64,
    /// Votes that preferred the other.
    pub losses: u64,
    /// Votes for "equally good".
    pub ties: u64,
    /// Votes for "neither will do".
    pub both_bad: u64,
}

/// The count of one pair of contestants, seen from `one`.
#[derive(Clone, Debug, PartialEq)]
pub struct Duel {
    /// The one of the two that sorts first.
    pub one: Contestant,
    /// The other.
    pub other: Contestant,
    /// Votes that preferred `one`.
    pub wins: u64,
    /// Votes that preferred `other`.
    pub losses: u64,
    /// Votes for "equally good".
    pub ties: u64,
    /// Votes for "neither will do".
    pub both_bad: u64,
}

/// Verdicts by the side shown, over all counted votes: how much a place on the page is preferred for itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SideCounts {
    /// Left preferred.
    pub a: u64,
    /// Right preferred.
    pub b: u64,
    /// "Equally good".
    pub ties: u64,
    /// "Neither will do".
    pub both_bad: u64,
}

/// A study's votes counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// Every contestant of the study, by method, then model; those without votes too.
    pub standings: Vec<Standing>,
    /// Pairs that were voted on.
    pub duels: Vec<Duel>,
    /// By side shown.
    pub sides: SideCounts,
    /// Votes between two runs of one contestant: only in `sides`, as they are a win and a loss of the same.
    pub within_one: u64,
    /// Votes that were not counted, and why.
    pub rejected: Vec<(Vote, VoteProblem)>,
}

fn decisive_share(wins: u64, losses: u64, votes: u64) -> Result<Proportion, Undefined> {
    let none = if votes == 0 { Undefined::NoVotes } else { Undefined::NoDecisiveVotes };
    Proportion::wilson(wins, wins + losses).ok_or(none)
}

impl Standing {
    /// Votes on this contestant.
    pub const fn votes(&self) -> u64 {
        self.wins + self.losses + self.ties + self.both_bad
    }

    /// Wins among the votes that preferred one side.
    ///
    /// # Errors
    /// Where there are none.
    pub fn win_rate(&self) -> Result<Proportion, Undefined> {
        decisive_share(self.wins, self.losses, self.votes())
    }
}

impl Duel {
    /// Wins of `one` among the votes that preferred one side.
    ///
    /// # Errors
    /// Where there are none.
    pub fn win_rate(&self) -> Result<Proportion, Undefined> {
        decisive_share(self.wins, self.losses, self.wins + self.losses + self.ties + self.both_bad)
    }

    /// See [`sign_test`].
    ///
    /// # Errors
    /// Where no vote preferred one side.
    pub fn sign_test(&self) -> Result<f64, Undefined> {
        sign_test(self.wins, self.losses)
    }
}

impl SideCounts {
    /// All counted votes.
    pub const fn votes(&self) -> u64 {
        self.a + self.b + self.ties + self.both_bad
    }

    /// Share of left among the votes that preferred one side; 0.5 lies within where place does not matter.
    ///
    /// # Errors
    /// Where there are none.
    pub fn share_of_a(&self) -> Result<Proportion, Undefined> {
        decisive_share(self.a, self.b, self.votes())
    }
}

/// Wins of the first, of the second, ties, both-bad.
#[derive(Clone, Copy, Default)]
struct Counts([u64; 4]);

impl Counts {
    /// `None` for a withdrawal. `swapped` counts from the other's view.
    const fn slot(verdict: Verdict, swapped: bool) -> Option<usize> {
        match (verdict, swapped) {
            (Verdict::A, false) | (Verdict::B, true) => Some(0),
            (Verdict::B, false) | (Verdict::A, true) => Some(1),
            (Verdict::Tie, _) => Some(2),
            (Verdict::BothBad, _) => Some(3),
            (Verdict::Withdrawn, _) => None,
        }
    }

    fn add(&mut self, verdict: Verdict, swapped: bool) {
        if let Some(slot) = Self::slot(verdict, swapped) {
            self.0[slot] += 1;
        }
    }
}

impl Tally {
    /// Counts `votes`, which must hold at most one for each rater and item, as [`super::VoteLog::counting`] gives.
    /// Votes that do not fit the study, and withdrawals, are not counted.
    pub fn new<'a>(study: &SealedStudy, votes: impl IntoIterator<Item = &'a Vote>) -> Self {
        let (contestants, runs) = contestants(study);
        let mut singles = vec![Counts::default(); contestants.len()];
        let mut between: Vec<(usize, usize, Verdict, bool)> = Vec::new();
        let (mut sides, mut tally) = (Counts::default(), Self::default());
        for vote in votes {
            if let Err(problem) = study.check_vote(vote) {
                tally.rejected.push((vote.clone(), problem));
                continue;
            }
            let (Some(&left), Some(&right)) = (runs.get(&vote.left_run_id), runs.get(&vote.right_run_id)) else {
                continue; // a checked vote names runs of the study
            };
            sides.add(vote.verdict, false);
            if left == right {
                tally.within_one += u64::from(vote.verdict != Verdict::Withdrawn);
                continue;
            }
            singles[left].add(vote.verdict, false);
            singles[right].add(vote.verdict, true);
            between.push((left.min(right), left.max(right), vote.verdict, left > right));
        }
        let [a, b, ties, both_bad] = sides.0;
        tally.sides = SideCounts { a, b, ties, both_bad };
        tally.standings = contestants.iter().zip(singles).map(|(c, counts)| standing(c, counts)).collect();
        sort_by(&mut between, |a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        for pair in between.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let mut counts = Counts::default();
            pair.iter().for_each(|&(_, _, verdict, swapped)| counts.add(verdict, swapped));
            tally.duels.push(duel(&contestants[pair[0].0], &contestants[pair[0].1], counts));
        }
        tally
    }
}

/// The contestants in order, and for each run the place of its own.
fn contestants(study: &SealedStudy) -> (Vec<Contestant>, BTreeMap<String, usize>) {
    let sides = || study.study().items.iter().flat_map(|i| [&i.first, &i.second]);
    let of = |s: &RunSide| Contestant { method: s.method.clone(), model: s.model.clone() };
    let mut all: Vec<Contestant> = Vec::new();
    let mut seen = BTreeMap::new();
    for side in sides() {
        if seen.insert(side.run_id.as_str(), 0_usize).is_none() {
            all.push(of(side));
        }
    }
    sort_by(&mut all, Ord::cmp);
    all.dedup();
    // Each is there.
    let place = |s: &RunSide| all.binary_search(&of(s)).unwrap_or_default();
    let runs = map_of(sides().map(|s| (s.run_id.clone(), place(s))));
    (all, runs)
}

fn standing(contestant: &Contestant, Counts([wins, losses, ties, both_bad]): Counts) -> Standing {
    Standing { contestant: contestant.clone(), wins, losses, ties, both_bad }
}

fn duel(one: &Contestant, other: &Contestant, Counts([wins, losses, ties, both_bad]): Counts) -> Duel {
    Duel { one: one.clone(), other: other.clone(), wins, losses, ties, both_bad }
}
