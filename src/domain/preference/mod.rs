//! Human pairwise judgment: which of two solution paths for one question is better?
//!
//! In reading order: [`SolutionPath`] is what a rater may see, [`pair_up`] makes pairs of chosen runs, a [`Study`] holds
//! the pairs to be judged, [`SealedStudy`] the same checked and hashed, from which blind views come; a [`Vote`] is one
//! answer, the [`VoteLog`] holds them all; a [`Queue`] says what a rater judges next; [`Tally`] counts.
//!
//! Invariants:
//! - No method, model, count or timing reaches a [`BlindItem`]; names of methods and models inside texts are blanked.
//! - Sides are drawn from (study hash, rater, item) alone, so any machine shows the same and the vote can be checked.
//! - Votes are never changed or removed: a change of mind, and undo, are further revisions. One vote counts for each
//!   (rater, item): that of the highest revision, unless it is a withdrawal.
//! - The four verdicts stay four: a tie is not half a win, and both-bad is not a tie.
//! - A share without votes is [`Undefined`], never a number that is not one.

mod canonical;
pub(super) mod draw;
mod ledger;
mod masking;
mod pairing;
mod queue;
mod sealed;
mod solution;
mod stats;
mod study;
mod tally;
mod vote;

pub use ledger::{CastError, MergeReport, Refusal, RefusedVote, VoteLog};
pub use masking::{MASK, MaskHit, Names};
pub use pairing::{Pairing, pair_up};
pub use queue::{Progress, Queue};
pub use sealed::{BlindItem, Leak, SealedStudy, VoteProblem};
pub use solution::{SolutionPath, Step, identical};
pub use stats::{Proportion, Undefined, sign_test};
pub use study::{
    Item, MAX_ID, MAX_ITEMS, MAX_NAME, MAX_NAMES, MAX_STEPS, MAX_TEXT, MAX_TIME_MS, RunSide, Study, StudyError, is_id,
};
pub use tally::{Contestant, Duel, SideCounts, Standing, Tally};
pub use vote::{Ballot, MAX_REVISION, Verdict, Vote, vote_id};
