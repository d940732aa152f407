//! All votes: append-only, merged by id, one counting for each rater and item.

use super::{Ballot, MAX_REVISION, MAX_TIME_MS, SealedStudy, Verdict, Vote, is_id, vote_id};
use std::collections::BTreeMap;
use thiserror::Error;

/// Every revision of every vote. Iterates by study, rater, item, revision, whatever the order of arrival.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VoteLog {
    votes: BTreeMap<Slot, Vote>,
}

/// Of the votes that differ in nothing but the revision, at most one counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Slot {
    study_hash: String,
    rater_id: String,
    item_id: String,
    revision: u32,
}

impl Slot {
    fn new(study_hash: &str, rater_id: &str, item_id: &str, revision: u32) -> Self {
        Self { study_hash: study_hash.to_owned(), rater_id: rater_id.to_owned(), item_id: item_id.to_owned(), revision }
    }

    /// The same but for the revision.
    fn is_beside(&self, other: &Self) -> bool {
        self.item_id == other.item_id && self.rater_id == other.rater_id && self.study_hash == other.study_hash
    }
}

/// What a merge did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergeReport {
    /// Votes that were new.
    pub added: usize,
    /// Votes that were there already, equal in every field.
    pub known: usize,
    /// Votes that were not taken.
    pub refused: Vec<RefusedVote>,
}

/// A vote that was not taken, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedVote {
    /// As it came.
    pub vote: Vote,
    /// Why.
    pub reason: Refusal,
}

/// Why a vote was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// A different vote of the same id is there and stays: two devices or tabs judged under one rater id.
    #[error("another vote of this id says {:?}", kept.verdict)]
    Conflict {
        /// The one that stays.
        kept: Box<Vote>,
    },
    /// The id is not the one that follows from study, rater, item and revision.
    #[error("the vote's id does not belong to its contents")]
    WrongId,
    /// Revisions run from 1 to [`MAX_REVISION`].
    #[error("the vote's revision is out of range")]
    WrongRevision,
}

/// Why a ballot makes no vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CastError {
    /// No such item.
    #[error("the study has no such item")]
    UnknownItem,
    /// Nothing to choose between.
    #[error("both sides of the item are identical and are not judged")]
    IdenticalSides,
    /// Not an id, see [`is_id`].
    #[error("the rater id cannot be used")]
    BadRater,
    /// The same verdict stands already: a key that was pressed twice.
    #[error("this verdict stands already")]
    Unchanged,
    /// Undo without a verdict to undo.
    #[error("there is no verdict to take back")]
    NothingToWithdraw,
    /// [`MAX_REVISION`] is reached.
    #[error("the item was judged too often")]
    TooManyRevisions,
}

impl VoteLog {
    /// Takes in votes that may be there already, in any order. Doing it again changes nothing. What is there is never
    /// changed; a different vote of the same id is refused and reported.
    pub fn merge(&mut self, incoming: impl IntoIterator<Item = Vote>) -> MergeReport {
        let mut report = MergeReport::default();
        for vote in incoming {
            match self.insert(vote) {
                Ok(true) => report.added += 1,
                Ok(false) => report.known += 1,
                Err(refused) => report.refused.push(*refused),
            }
        }
        report
    }

    /// True if it was new.
    fn insert(&mut self, vote: Vote) -> Result<bool, Box<RefusedVote>> {
        let refuse = |vote, reason| Err(Box::new(RefusedVote { vote, reason }));
        if !(1..=MAX_REVISION).contains(&vote.revision) {
            return refuse(vote, Refusal::WrongRevision);
        }
        if vote.id != vote.expected_id() {
            return refuse(vote, Refusal::WrongId);
        }
        let slot = Slot::new(&vote.study_hash, &vote.rater_id, &vote.item_id, vote.revision);
        match self.votes.get(&slot) {
            Some(kept) if *kept == vote => Ok(false),
            Some(kept) => {
                let kept = Box::new(kept.clone());
                refuse(vote, Refusal::Conflict { kept })
            }
            None => {
                self.votes.insert(slot, vote);
                Ok(true)
            }
        }
    }

    /// The vote that a ballot makes: next revision, sides as drawn. Changes nothing, so that it can be stored first
    /// and [merged](Self::merge) then.
    ///
    /// # Errors
    /// See [`CastError`].
    pub fn prepare(&self, study: &SealedStudy, ballot: Ballot<'_>) -> Result<Vote, CastError> {
        let Ballot { item_id, rater_id, verdict, shown_ms, answered_ms, build } = ballot;
        if !is_id(rater_id) {
            return Err(CastError::BadRater);
        }
        let item = study.item(item_id).ok_or(CastError::UnknownItem)?;
        if study.is_identical(item_id) {
            return Err(CastError::IdenticalSides);
        }
        let latest = self.latest(study.hash(), rater_id, item_id);
        match (latest.map_or(Verdict::Withdrawn, |v| v.verdict), verdict) {
            (Verdict::Withdrawn, Verdict::Withdrawn) => return Err(CastError::NothingToWithdraw),
            (standing, new) if standing == new => return Err(CastError::Unchanged),
            _ => {}
        }
        let revision = latest.map_or(0, |v| v.revision) + 1;
        if revision > MAX_REVISION {
            return Err(CastError::TooManyRevisions);
        }
        let side_seed = study.side_seed(item_id, rater_id);
        let (left, right) = SealedStudy::sides(item, side_seed);
        Ok(Vote {
            id: vote_id(study.hash(), rater_id, item_id, revision),
            study_hash: study.hash().to_owned(),
            rater_id: rater_id.to_owned(),
            item_id: item_id.to_owned(),
            left_run_id: left.run_id.clone(),
            right_run_id: right.run_id.clone(),
            side_seed,
            verdict,
            shown_ms: shown_ms.min(MAX_TIME_MS),
            answered_ms: answered_ms.min(MAX_TIME_MS),
            revision,
            build: build.to_owned(),
        })
    }

    /// The highest revision, withdrawn or not.
    fn latest(&self, study_hash: &str, rater_id: &str, item_id: &str) -> Option<&Vote> {
        let all = Slot::new(study_hash, rater_id, item_id, 0)..=Slot::new(study_hash, rater_id, item_id, u32::MAX);
        self.votes.range(all).next_back().map(|(_, vote)| vote)
    }

    /// The vote that counts, if one does.
    pub fn current(&self, study_hash: &str, rater_id: &str, item_id: &str) -> Option<&Vote> {
        self.latest(study_hash, rater_id, item_id).filter(|v| v.verdict != Verdict::Withdrawn)
    }

    /// All votes of a study that count: at most one for each rater and item, by rater, then item.
    pub fn counting<'a>(&'a self, study_hash: &'a str) -> impl Iterator<Item = &'a Vote> {
        let mut votes = self.of_study(study_hash).peekable();
        std::iter::from_fn(move || {
            loop {
                let (slot, vote) = votes.next()?;
                let is_last = votes.peek().is_none_or(|(next, _)| !next.is_beside(slot));
                if is_last && vote.verdict != Verdict::Withdrawn {
                    return Some(vote);
                }
            }
        })
    }

    /// Every revision of a study's votes, by rater, item, revision.
    pub fn revisions<'a>(&'a self, study_hash: &'a str) -> impl Iterator<Item = &'a Vote> {
        self.of_study(study_hash).map(|(_, vote)| vote)
    }

    /// Every revision of every study.
    pub fn iter(&self) -> impl Iterator<Item = &Vote> {
        self.votes.values()
    }

    fn of_study<'a>(&'a self, study_hash: &'a str) -> impl Iterator<Item = (&'a Slot, &'a Vote)> {
        let from = Slot::new(study_hash, "", "", 0);
        self.votes.range(from..).take_while(move |(slot, _)| slot.study_hash == study_hash)
    }
}
