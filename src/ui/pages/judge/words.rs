//! What can be said of judging, in words.

use crate::browser::judge::{JudgeError, StudyFileError, VoteRefusal};
use crate::domain::preference::{Refusal, Undefined, Verdict, VoteProblem};
use crate::ui::i18n::{I18n, say};
use crate::ui::parts::{too_large_words, unread_words};

/// What went wrong, where, and what helps.
pub fn error(i18n: I18n, error: &JudgeError) -> String {
    match error {
        JudgeError::Store(_) => say!(i18n, judge.error.store),
        JudgeError::Study(_) => say!(i18n, judge.error.study),
        JudgeError::File(problem) => file_error(i18n, problem),
        JudgeError::OtherQuestion { .. } => say!(i18n, judge.error.other_question),
        JudgeError::NoSuchStudy(hash) => {
            let id = short(hash);
            say!(i18n, judge.error.no_such_study, id = id)
        }
        JudgeError::Cast(_) => say!(i18n, judge.error.cast),
        JudgeError::VoteUnreadable(_) => say!(i18n, judge.error.vote_unreadable),
        JudgeError::BadAddress(address) => {
            say!(i18n, judge.error.bad_address, address = address.clone())
        }
        JudgeError::Status { url, status } => {
            say!(i18n, judge.error.status, url = url.clone(), status = *status)
        }
        JudgeError::Unreachable(_) | JudgeError::Net(_) => say!(i18n, judge.error.unreachable),
        JudgeError::Unread(why) => unread_words(i18n, why),
        JudgeError::TooLarge { most, .. } => too_large_words(i18n, *most),
        JudgeError::Csv => say!(i18n, judge.error.csv),
    }
}

fn file_error(i18n: I18n, problem: &StudyFileError) -> String {
    match problem {
        StudyFileError::TooLarge { .. } | StudyFileError::TooDeep => say!(i18n, judge.error.too_much),
        StudyFileError::NotJson { line, column, .. } => {
            say!(i18n, judge.error.not_json, line = *line, column = *column)
        }
        StudyFileError::NotAStudy => say!(i18n, judge.error.not_a_study),
        StudyFileError::NewerVersion { found } => say!(i18n, judge.error.newer, version = *found),
        StudyFileError::Field(problem) => say!(i18n, judge.error.field, place = problem.path()),
        StudyFileError::Study(_) => say!(i18n, judge.error.study),
        StudyFileError::Changed { .. } => say!(i18n, judge.error.changed),
    }
}

/// A verdict in terms of what was shown.
pub fn verdict(i18n: I18n, verdict: Verdict) -> String {
    match verdict {
        Verdict::A => say!(i18n, judge.verdict.a),
        Verdict::B => say!(i18n, judge.verdict.b),
        Verdict::Tie => say!(i18n, judge.verdict.tie),
        Verdict::BothBad => say!(i18n, judge.verdict.both_bad),
        Verdict::Withdrawn => say!(i18n, judge.verdict.withdrawn),
    }
}

/// Why a vote was not taken.
pub fn refusal(i18n: I18n, refusal: &VoteRefusal) -> String {
    match refusal {
        VoteRefusal::Merge(Refusal::Conflict { kept }) => {
            let kept = verdict(i18n, kept.verdict);
            say!(i18n, judge.refusal.conflict, kept = kept)
        }
        VoteRefusal::Merge(Refusal::WrongId) => say!(i18n, judge.refusal.wrong_id),
        VoteRefusal::Merge(Refusal::WrongRevision) => say!(i18n, judge.refusal.wrong_revision),
        VoteRefusal::Misfit(problem) => match problem {
            VoteProblem::OtherStudy => say!(i18n, judge.refusal.other_study),
            VoteProblem::UnknownItem => say!(i18n, judge.refusal.unknown_item),
            VoteProblem::IdenticalSides => say!(i18n, judge.refusal.identical),
            VoteProblem::OtherSides => say!(i18n, judge.refusal.other_sides),
        },
        VoteRefusal::Newer => say!(i18n, judge.refusal.newer),
    }
}

/// Why there is no number.
pub fn undefined(i18n: I18n, reason: Undefined) -> String {
    match reason {
        Undefined::NoVotes => say!(i18n, judge.undefined.no_votes),
        Undefined::NoDecisiveVotes => say!(i18n, judge.undefined.no_decisive),
    }
}

/// Enough of a hash or an id to tell it from others by eye.
pub fn short(id: &str) -> String {
    id.chars().take(8).collect()
}
