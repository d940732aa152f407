//! What a rater judges, in which order.

use super::draw::{self, SplitMix64};
use super::{SealedStudy, Vote, VoteLog};

/// A rater's way through a study: every rater has an order of their own, the same on every machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    study_hash: String,
    rater_id: String,
    order: Vec<String>,
    identical: Vec<String>,
}

/// How far a rater is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Items with a verdict that stands.
    pub judged: usize,
    /// Items to be judged.
    pub total: usize,
    /// Items left out because both sides are the same; not part of `total`.
    pub identical: usize,
}

impl Queue {
    /// The order for this rater.
    pub fn new(study: &SealedStudy, rater_id: &str) -> Self {
        let ids = study.study().items.iter().map(|i| i.id.clone());
        let (identical, mut order): (Vec<_>, Vec<_>) = ids.partition(|id| study.is_identical(id));
        SplitMix64(draw::seed("toolgrove order 1", &[study.hash(), rater_id])).shuffle(&mut order);
        Self { study_hash: study.hash().to_owned(), rater_id: rater_id.to_owned(), order, identical }
    }

    /// Ids of the items to be judged, in this rater's order.
    pub fn order(&self) -> &[String] {
        &self.order
    }

    /// Ids of the items that are reported as identical and not judged, in the order of the study.
    pub fn identical(&self) -> &[String] {
        &self.identical
    }

    /// The first item without a standing verdict; `None` when all is done. An item just undone comes up again.
    pub fn next(&self, log: &VoteLog) -> Option<&str> {
        self.order.iter().map(String::as_str).find(|id| self.verdict_on(log, id).is_none())
    }

    /// The standing vote answered last: what undo takes back. Equal times are decided by the later place in the order.
    pub fn last_judged<'a>(&self, log: &'a VoteLog) -> Option<&'a Vote> {
        self.order.iter().filter_map(|id| self.verdict_on(log, id)).max_by_key(|v| v.answered_ms)
    }

    /// How far this rater is.
    pub fn progress(&self, log: &VoteLog) -> Progress {
        Progress {
            judged: self.order.iter().filter(|id| self.verdict_on(log, id).is_some()).count(),
            total: self.order.len(),
            identical: self.identical.len(),
        }
    }

    fn verdict_on<'a>(&self, log: &'a VoteLog, item_id: &str) -> Option<&'a Vote> {
        log.current(&self.study_hash, &self.rater_id, item_id)
    }
}
