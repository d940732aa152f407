//! The words of a run: what a state, a status, a reason is called.

use crate::browser::clock::now_ms;
use crate::browser::llm::{BuiltInModel, PersonModel, PlannerModel};
use crate::browser::store::CallsHow;
use crate::domain::service::{Counted, Quota};
use crate::domain::trace::event::{BackReason, Outcome, PauseCause, PruneReason};
use crate::domain::trace::{Budget, Changed, Overrun, StatusCode, StepState, decimal_text};
use crate::ui::format::{count, duration};
use crate::ui::i18n::{I18n, say, t, text};
use crate::ui::parts::Tone;
use leptos::prelude::*;

/// What a run's model is called: those that come with the page have names in every language (tracked).
pub fn model_words(i18n: I18n, name: &str) -> String {
    match name {
        PlannerModel::NAME => say!(i18n, run.who.planner),
        PersonModel::NAME => say!(i18n, run.who.person),
        BuiltInModel::NAME => say!(i18n, run.who.builtin),
        other => other.to_owned(),
    }
}

/// `DFSDT · model` (tracked); files of others do not say the model.
pub fn by_words(i18n: I18n, method: &str, model: &str) -> String {
    let method = method_words(method);
    if model.is_empty() { method } else { format!("{method} · {}", model_words(i18n, model)) }
}

/// Shape and colour of a state.
pub const fn tone(state: StepState) -> Tone {
    match state {
        StepState::Question => Tone::Info,
        StepState::Working => Tone::Busy,
        StepState::Open => Tone::Neutral,
        StepState::Failed => Tone::Bad,
        StepState::GaveUp | StepState::Pruned => Tone::Warn,
        StepState::Answered => Tone::Good,
    }
}

/// Name of a state in markup, for tests and styles.
pub const fn state_name(state: StepState) -> &'static str {
    match state {
        StepState::Question => "question",
        StepState::Working => "working",
        StepState::Open => "open",
        StepState::Failed => "failed",
        StepState::GaveUp => "gave-up",
        StepState::Pruned => "pruned",
        StepState::Answered => "answered",
    }
}

/// The word for a state.
pub fn state_word(i18n: I18n, state: StepState) -> Signal<String> {
    match state {
        StepState::Question => text!(i18n, run.state.question),
        StepState::Working => text!(i18n, run.state.working),
        StepState::Open => text!(i18n, run.state.open),
        StepState::Failed => text!(i18n, run.state.failed),
        StepState::GaveUp => text!(i18n, run.state.gave_up),
        StepState::Pruned => text!(i18n, run.state.pruned),
        StepState::Answered => text!(i18n, run.state.answered),
    }
}

/// One sentence on what a status means.
pub fn status_words(i18n: I18n, status: StatusCode) -> Signal<String> {
    match status {
        StatusCode::ModelFailed => text!(i18n, run.status.model_failed),
        StatusCode::Normal => text!(i18n, run.status.normal),
        StatusCode::NoSuchFunction => text!(i18n, run.status.no_such_function),
        StatusCode::InputError => text!(i18n, run.status.input_error),
        StatusCode::FinalAnswer => text!(i18n, run.status.final_answer),
        StatusCode::GaveUp => text!(i18n, run.status.gave_up),
        StatusCode::Timeout => text!(i18n, run.status.timeout),
        StatusCode::NotWorking => text!(i18n, run.status.not_working),
        StatusCode::Unauthorized => text!(i18n, run.status.unauthorized),
        StatusCode::NotSubscribed => text!(i18n, run.status.not_subscribed),
        StatusCode::TooManyRequests => text!(i18n, run.status.too_many_requests),
        StatusCode::RateLimited => text!(i18n, run.status.rate_limited),
        StatusCode::MessageError => text!(i18n, run.status.message_error),
        StatusCode::RequestFailed => text!(i18n, run.status.request_failed),
    }
}

/// A failure in two or three words, for a card; nothing for what is none.
pub fn failed_words(i18n: I18n, status: StatusCode) -> Signal<String> {
    match status {
        StatusCode::Normal | StatusCode::FinalAnswer | StatusCode::GaveUp => Signal::stored(String::new()),
        StatusCode::ModelFailed => text!(i18n, run.failed.model_failed),
        StatusCode::NoSuchFunction => text!(i18n, run.failed.no_such_function),
        StatusCode::InputError => text!(i18n, run.failed.input_error),
        StatusCode::Timeout => text!(i18n, run.failed.timeout),
        StatusCode::NotWorking => text!(i18n, run.failed.not_working),
        StatusCode::Unauthorized => text!(i18n, run.failed.unauthorized),
        StatusCode::NotSubscribed => text!(i18n, run.failed.not_subscribed),
        StatusCode::TooManyRequests => text!(i18n, run.failed.too_many_requests),
        StatusCode::RateLimited => text!(i18n, run.failed.rate_limited),
        StatusCode::MessageError => text!(i18n, run.failed.message_error),
        StatusCode::RequestFailed => text!(i18n, run.failed.request_failed),
    }
}

/// How a run's calls were answered, where not simply by the APIs; words of a newer build say nothing here.
pub fn how_words(i18n: I18n, how: &CallsHow) -> Option<Signal<String>> {
    Some(match (how.recording.as_str(), how.answers.as_str()) {
        ("record", _) => text!(i18n, tools.how.record),
        ("replay_then_live", _) => text!(i18n, tools.how.replay_then_live),
        ("replay_only", _) => text!(i18n, tools.how.replay_only),
        (_, "server") => text!(i18n, tools.how.server),
        (_, "simulated") => text!(i18n, tools.how.simulated),
        _ => return None,
    })
}

/// What a host said at `told_ms` is left of the account's requests, and when it counts anew.
pub fn quota_words(i18n: I18n, quota: Quota, told_ms: u64) -> Option<Signal<String>> {
    let left = quota.remaining?.to_string();
    let count = match quota.limit {
        Some(limit) => text!(i18n, tools.quota.count, left = left.clone(), limit = limit.to_string()),
        None => Signal::stored(left),
    };
    let left = match quota.counted {
        None => text!(i18n, tools.quota.requests, count = count.get()),
        Some(Counted::Characters) => text!(i18n, tools.quota.characters, count = count.get()),
        Some(Counted::Credits) => text!(i18n, tools.quota.credits, count = count.get()),
        Some(Counted::Tokens) => text!(i18n, tools.quota.tokens, count = count.get()),
        Some(Counted::Other) => text!(i18n, tools.quota.bare, count = count.get()),
    };
    let Some(reset_ms) = quota.reset_ms(told_ms) else { return Some(left) };
    let rest_ms = reset_ms.saturating_sub(now_ms());
    Some(if rest_ms == 0 {
        text!(i18n, tools.quota.over, left = left.get())
    } else {
        text!(i18n, tools.quota.resets, left = left.get(), time = duration(rest_ms))
    })
}

/// Why a node is not gone on from.
pub fn prune_words(i18n: I18n, reason: PruneReason) -> Signal<String> {
    match reason {
        PruneReason::DepthLimit => text!(i18n, reasons.pruned.depth),
        PruneReason::GaveUp => text!(i18n, reasons.pruned.gave_up),
        PruneReason::ModelFailed => text!(i18n, reasons.pruned.model_failed),
    }
}

/// Why the search went back.
pub fn back_words(i18n: I18n, reason: BackReason) -> Signal<String> {
    match reason {
        BackReason::GaveUp => text!(i18n, reasons.back.gave_up),
        BackReason::DepthLimit => text!(i18n, reasons.back.depth),
        BackReason::ModelFailed => text!(i18n, reasons.back.model_failed),
        BackReason::Answered => text!(i18n, reasons.back.answered),
        BackReason::NextTry => text!(i18n, reasons.back.next_try),
    }
}

/// How a run ended.
pub fn outcome_sentence(i18n: I18n, outcome: Outcome) -> Signal<String> {
    match outcome {
        Outcome::Answered => text!(i18n, reasons.ended.answered),
        Outcome::GaveUp => text!(i18n, reasons.ended.gave_up),
        Outcome::Exhausted => text!(i18n, reasons.ended.exhausted),
        Outcome::OutOfModelCalls => text!(i18n, reasons.ended.out_of_calls),
        Outcome::OutOfBudget(overrun) => budget_sentence(i18n, overrun),
        Outcome::Cancelled => text!(i18n, reasons.ended.cancelled),
    }
}

/// Which budget ended a run, how large it was, and how much was used.
pub fn budget_sentence(i18n: I18n, overrun: Overrun) -> Signal<String> {
    let amount = |n: u64| match overrun.budget {
        Budget::Tokens => count(n),
        Budget::Time => duration(n),
        Budget::Money => decimal_text(n, 6),
    };
    let (used, limit) = (amount(overrun.used), amount(overrun.limit));
    match overrun.budget {
        Budget::Tokens => t!(i18n, reasons.ended.out_of_tokens, used = used, limit = limit),
        Budget::Time => t!(i18n, reasons.ended.out_of_time, used = used, limit = limit),
        Budget::Money => t!(i18n, reasons.ended.out_of_money, used = used, limit = limit),
    }
}

/// The word for an outcome; `None`: not ended.
pub fn outcome_word(i18n: I18n, outcome: Option<Outcome>) -> Signal<String> {
    match outcome {
        Some(Outcome::Answered) => text!(i18n, ask.outcome.answered),
        Some(Outcome::GaveUp) => text!(i18n, ask.outcome.gave_up),
        Some(Outcome::Exhausted) => text!(i18n, ask.outcome.exhausted),
        Some(Outcome::OutOfModelCalls) => text!(i18n, ask.outcome.out_of_calls),
        Some(Outcome::OutOfBudget(_)) => text!(i18n, ask.outcome.out_of_budget),
        Some(Outcome::Cancelled) => text!(i18n, ask.outcome.cancelled),
        None => text!(i18n, runs.unfinished),
    }
}

/// Shape and colour of an outcome.
pub const fn outcome_tone(outcome: Option<Outcome>) -> Tone {
    match outcome {
        Some(Outcome::Answered) => Tone::Good,
        Some(_) => Tone::Warn,
        None => Tone::Busy,
    }
}

/// Who paused.
pub fn pause_words(i18n: I18n, cause: PauseCause) -> Signal<String> {
    match cause {
        PauseCause::Person => text!(i18n, reasons.paused.person),
        PauseCause::ModelFailed => text!(i18n, reasons.paused.model_failed),
    }
}

/// A stored run's method in the paper's words; ToolBench's name stands beside them where it says more.
pub fn method_words(name: &str) -> String {
    match name {
        "DFS_woFilter_w2" => "DFSDT".to_owned(),
        "CoT@1" => "ReACT".to_owned(),
        _ if name.starts_with("DFS_woFilter_w") => format!("DFSDT ({name})"),
        _ => name.to_owned(),
    }
}

/// What a fork changed.
pub fn changed_words(i18n: I18n, changed: Changed) -> Signal<String> {
    match changed {
        Changed::Reply => text!(i18n, run.fork.changed.reply),
        Changed::Observation => text!(i18n, run.fork.changed.observation),
        Changed::Model => text!(i18n, run.fork.changed.model),
    }
}
