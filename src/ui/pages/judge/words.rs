//! What can be said of judging, in words.

use crate::browser::judge::{JudgeError, StudyFileError, VoteRefusal};
use crate::domain::preference::{Refusal, Undefined, Verdict, VoteProblem};
use crate::ui::i18n::{Locale, t_string};
use leptos_i18n::I18nContext;

/// The language in use.
pub type I18n = I18nContext<Locale>;

/// What went wrong, where, and what helps.
pub fn error(i18n: I18n, error: &JudgeError) -> String {
    match error {
        JudgeError::Store(_) => t_string!(i18n, judge.error.store).to_string(),
        JudgeError::Study(_) => t_string!(i18n, judge.error.study).to_string(),
        JudgeError::File(problem) => file_error(i18n, problem),
        JudgeError::OtherQuestion { .. } => t_string!(i18n, judge.error.other_question).to_string(),
        JudgeError::NoSuchStudy(hash) => {
            let id = short(hash);
            t_string!(i18n, judge.error.no_such_study, id = id).to_string()
        }
        JudgeError::Cast(_) => t_string!(i18n, judge.error.cast).to_string(),
        JudgeError::VoteUnreadable(_) => t_string!(i18n, judge.error.vote_unreadable).to_string(),
        JudgeError::BadAddress(address) => {
            t_string!(i18n, judge.error.bad_address, address = address.clone()).to_string()
        }
        JudgeError::Status { url, status } => {
            t_string!(i18n, judge.error.status, url = url.clone(), status = *status).to_string()
        }
        JudgeError::Unreachable(_) | JudgeError::Net(_) => t_string!(i18n, judge.error.unreachable).to_string(),
        JudgeError::Unread(_) => t_string!(i18n, judge.error.unread).to_string(),
        JudgeError::TooLarge { most, .. } => {
            let most = crate::ui::format::bytes(*most as u64);
            t_string!(i18n, judge.error.too_large, most = most).to_string()
        }
        JudgeError::Csv => t_string!(i18n, judge.error.csv).to_string(),
    }
}

fn file_error(i18n: I18n, problem: &StudyFileError) -> String {
    match problem {
        StudyFileError::TooLarge { .. } | StudyFileError::TooDeep => t_string!(i18n, judge.error.too_much).to_string(),
        StudyFileError::NotJson { line, column, .. } => {
            t_string!(i18n, judge.error.not_json, line = *line, column = *column).to_string()
        }
        StudyFileError::NotAStudy => t_string!(i18n, judge.error.not_a_study).to_string(),
        StudyFileError::NewerVersion { found } => t_string!(i18n, judge.error.newer, version = *found).to_string(),
        StudyFileError::Field(problem) => t_string!(i18n, judge.error.field, place = problem.path()).to_string(),
        StudyFileError::Study(_) => t_string!(i18n, judge.error.study).to_string(),
        StudyFileError::Changed { .. } => t_string!(i18n, judge.error.changed).to_string(),
    }
}

/// A verdict in terms of what was shown.
pub fn verdict(i18n: I18n, verdict: Verdict) -> String {
    match verdict {
        Verdict::A => t_string!(i18n, judge.verdict.a).to_string(),
        Verdict::B => t_string!(i18n, judge.verdict.b).to_string(),
        Verdict::Tie => t_string!(i18n, judge.verdict.tie).to_string(),
        Verdict::BothBad => t_string!(i18n, judge.verdict.both_bad).to_string(),
        Verdict::Withdrawn => t_string!(i18n, judge.verdict.withdrawn).to_string(),
    }
}

/// Why a vote was not taken.
pub fn refusal(i18n: I18n, refusal: &VoteRefusal) -> String {
    match refusal {
        VoteRefusal::Merge(Refusal::Conflict { kept }) => {
            let kept = verdict(i18n, kept.verdict);
            t_string!(i18n, judge.refusal.conflict, kept = kept).to_string()
        }
        VoteRefusal::Merge(Refusal::WrongId) => t_string!(i18n, judge.refusal.wrong_id).to_string(),
        VoteRefusal::Merge(Refusal::WrongRevision) => t_string!(i18n, judge.refusal.wrong_revision).to_string(),
        VoteRefusal::Misfit(problem) => match problem {
            VoteProblem::OtherStudy => t_string!(i18n, judge.refusal.other_study).to_string(),
            VoteProblem::UnknownItem => t_string!(i18n, judge.refusal.unknown_item).to_string(),
            VoteProblem::IdenticalSides => t_string!(i18n, judge.refusal.identical).to_string(),
            VoteProblem::OtherSides => t_string!(i18n, judge.refusal.other_sides).to_string(),
        },
    }
}

/// Why there is no number.
pub fn undefined(i18n: I18n, reason: Undefined) -> String {
    match reason {
        Undefined::NoVotes => t_string!(i18n, judge.undefined.no_votes).to_string(),
        Undefined::NoDecisiveVotes => t_string!(i18n, judge.undefined.no_decisive).to_string(),
    }
}

/// Enough of a hash or an id to tell it from others by eye.
pub fn short(id: &str) -> String {
    id.chars().take(8).collect()
}
