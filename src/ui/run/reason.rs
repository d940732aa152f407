//! Every event as one plain sentence.

use super::words::{back_words, outcome_sentence, pause_words, prune_words, status_words};
use crate::domain::trace::event::{AnsweredBy, ApiReturned, EventBody};
use crate::domain::trace::{NodeId, NodeKind, StepView, Trace};
use crate::ui::format::{count, duration};
use crate::ui::i18n::{I18n, say};
use leptos::prelude::*;

/// The node an event is about, if any.
pub const fn node_of(body: &EventBody) -> Option<NodeId> {
    match body {
        EventBody::ModelAsked(e) => Some(e.node),
        EventBody::RankAsked(e) => Some(e.node),
        EventBody::Ranked(e) => Some(e.node),
        EventBody::GiveUpChosen(e) => Some(e.node),
        EventBody::NodeAdded(e) => Some(e.node),
        EventBody::ApiCalled(e) => Some(e.node),
        EventBody::ApiReturned(e) => Some(e.node),
        EventBody::Pruned(e) => Some(e.node),
        EventBody::Answered(e) => Some(e.node),
        EventBody::WentBack(e) => Some(e.to),
        _ => None,
    }
}

/// What a step is called in a sentence: the question, or its number.
pub fn step_name(i18n: I18n, steps: &[StepView], node: NodeId) -> String {
    match steps.iter().position(|s| s.nodes.contains(&node)) {
        None | Some(0) => say!(i18n, reasons.the_question),
        Some(n) => {
            let n = n.to_string();
            say!(i18n, reasons.step, n = n.clone())
        }
    }
}

/// The sentence of an event.
pub fn sentence(i18n: I18n, trace: &Trace, steps: &[StepView], body: &EventBody) -> String {
    match body {
        EventBody::Imported(_) => say!(i18n, reasons.imported),
        EventBody::AttemptStarted(e) if e.attempt <= 1 => say!(i18n, reasons.started),
        EventBody::AttemptStarted(e) => {
            let n = e.attempt.to_string();
            say!(i18n, reasons.next_try, n = n.clone())
        }
        EventBody::ModelAsked(e) => {
            let at = step_name(i18n, steps, e.node);
            if e.diverse {
                say!(i18n, reasons.asked_diverse, at = at.clone())
            } else {
                say!(i18n, reasons.asked, at = at.clone())
            }
        }
        EventBody::RankAsked(_) | EventBody::Ranked(_) | EventBody::GiveUpChosen(_) => choice(i18n, steps, body),
        EventBody::ModelRetried(_) | EventBody::ContextShortened(_) => attempt(i18n, body),
        EventBody::ModelReplied(e) => {
            let n = e.usage.total().to_string();
            say!(i18n, reasons.replied, n = n.clone())
        }
        EventBody::ModelFailed(e) => {
            let why = crate::ui::parts::model_failure_text(i18n, &e.kind).get();
            say!(i18n, reasons.failed, why = why.clone())
        }
        EventBody::ModelStopped(_) => say!(i18n, reasons.stopped),
        EventBody::NodeAdded(e) => match e.kind {
            NodeKind::Root => say!(i18n, reasons.started),
            NodeKind::Thought => say!(i18n, reasons.added.thought),
            NodeKind::Action => say!(i18n, reasons.added.action),
            NodeKind::ActionInput => say!(i18n, reasons.added.action_input),
        },
        EventBody::ApiCalled(e) => {
            let name = trace.spec.functions.get(e.function as usize).map_or_else(String::new, |f| f.spec.name.clone());
            say!(i18n, reasons.called, name = name.clone())
        }
        EventBody::ApiReturned(e) => returned(i18n, steps, e),
        EventBody::Pruned(e) => prune_words(i18n, e.reason).get(),
        EventBody::Answered(_) => say!(i18n, reasons.answered),
        EventBody::WentBack(e) => {
            let (n, to) = (e.levels.to_string(), step_name(i18n, steps, e.to));
            let went = say!(i18n, reasons.went_back, n = n.clone(), to = to.clone());
            format!("{went} {}", back_words(i18n, e.reason).get())
        }
        EventBody::Paused(e) => pause_words(i18n, e.cause).get(),
        EventBody::Resumed => say!(i18n, reasons.resumed),
        EventBody::Reopened => say!(i18n, reasons.reopened),
        EventBody::Cancelled => say!(i18n, reasons.cancelled),
        EventBody::Ended(e) => outcome_sentence(i18n, e.outcome).get(),
    }
}

/// The sentence of an observation.
fn returned(i18n: I18n, steps: &[StepView], event: &ApiReturned) -> String {
    if event.from_cache.is_some() {
        let step = steps.iter().find(|s| s.nodes.contains(&event.node));
        let at = step_name(i18n, steps, step.and_then(|s| s.from_cache).unwrap_or_default());
        return with_player(
            i18n,
            say!(i18n, reasons.returned_cached, at = at.clone()),
            step.and_then(|s| s.answered_by),
        );
    }
    let n = event.status.number().to_string();
    let told = format!("{} {}", say!(i18n, reasons.returned, n = n.clone()), status_words(i18n, event.status).get());
    with_player(i18n, told, event.by)
}

/// A sentence about an observation, with who played the API where a model did.
fn with_player(i18n: I18n, told: String, by: Option<AnsweredBy>) -> String {
    match by {
        Some(AnsweredBy::Simulated) => format!("{told} ({})", say!(i18n, tools.by.simulated)),
        _ => told,
    }
}

/// The sentence of an event about a request that is made again.
pub fn attempt(i18n: I18n, body: &EventBody) -> String {
    match body {
        EventBody::ModelRetried(e) => {
            let (n, wait) = (e.attempt.to_string(), duration(e.wait_ms));
            let why = crate::ui::parts::model_failure_text(i18n, &e.kind).get();
            if e.wait_ms == 0 {
                return say!(i18n, models.adapted, n = n.clone(), why = why.clone());
            }
            say!(i18n, models.retried, n = n.clone(), wait = wait.clone(), why = why.clone())
        }
        EventBody::ContextShortened(e) => {
            let (n, from, to) = (e.observations.to_string(), count(e.from_tokens), count(e.to_tokens));
            let words = say!(i18n, models.shortened, n = n.clone(), from = from.clone(), to = to.clone());
            if e.others == 0 {
                return words;
            }
            let n = e.others.to_string();
            format!("{words} {}", say!(i18n, models.shortened_others, n = n.clone()))
        }
        _ => String::new(),
    }
}

/// The sentence of an event in which one of several branches is preferred.
fn choice(i18n: I18n, steps: &[StepView], body: &EventBody) -> String {
    match body {
        EventBody::RankAsked(e) => {
            let (a, b) = (step_name(i18n, steps, e.first), step_name(i18n, steps, e.second));
            say!(i18n, reasons.rank_asked, a = a.clone(), b = b.clone())
        }
        EventBody::Ranked(e) => {
            let order: Vec<String> = e.order.iter().map(|n| step_name(i18n, steps, *n)).collect();
            let order = order.join(", ");
            say!(i18n, reasons.ranked, order = order.clone())
        }
        EventBody::GiveUpChosen(e) => {
            let (at, n) = (step_name(i18n, steps, e.node), e.among.to_string());
            say!(i18n, reasons.give_up_chosen, at = at.clone(), n = n.clone())
        }
        _ => String::new(),
    }
}
