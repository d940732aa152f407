//! Every event as one plain sentence.

use super::words::{I18n, back_words, outcome_sentence, pause_words, prune_words, status_words};
use crate::domain::trace::event::EventBody;
use crate::domain::trace::{NodeId, NodeKind, StepView, Trace};
use crate::ui::i18n::text;
use leptos::prelude::*;

/// The node an event is about, if any.
pub const fn node_of(body: &EventBody) -> Option<NodeId> {
    match body {
        EventBody::ModelAsked(e) => Some(e.node),
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
        None | Some(0) => text!(i18n, reasons.the_question).get(),
        Some(n) => {
            let n = n.to_string();
            text!(i18n, reasons.step, n = n.clone()).get()
        }
    }
}

/// The sentence of an event.
pub fn sentence(i18n: I18n, trace: &Trace, steps: &[StepView], body: &EventBody) -> String {
    match body {
        EventBody::AttemptStarted(e) if e.attempt <= 1 => text!(i18n, reasons.started).get(),
        EventBody::AttemptStarted(e) => {
            let n = e.attempt.to_string();
            text!(i18n, reasons.next_try, n = n.clone()).get()
        }
        EventBody::ModelAsked(e) => {
            let at = step_name(i18n, steps, e.node);
            if e.diverse {
                text!(i18n, reasons.asked_diverse, at = at.clone()).get()
            } else {
                text!(i18n, reasons.asked, at = at.clone()).get()
            }
        }
        EventBody::ModelReplied(e) => {
            let n = e.usage.total().to_string();
            text!(i18n, reasons.replied, n = n.clone()).get()
        }
        EventBody::ModelFailed(e) => {
            let why = crate::ui::parts::model_failure_text(i18n, &e.kind).get();
            text!(i18n, reasons.failed, why = why.clone()).get()
        }
        EventBody::ModelStopped(_) => text!(i18n, reasons.stopped).get(),
        EventBody::NodeAdded(e) => match e.kind {
            NodeKind::Root => text!(i18n, reasons.started),
            NodeKind::Thought => text!(i18n, reasons.added.thought),
            NodeKind::Action => text!(i18n, reasons.added.action),
            NodeKind::ActionInput => text!(i18n, reasons.added.action_input),
        }
        .get(),
        EventBody::ApiCalled(e) => {
            let name = trace.spec.functions.get(e.function as usize).map_or_else(String::new, |f| f.spec.name.clone());
            text!(i18n, reasons.called, name = name.clone()).get()
        }
        EventBody::ApiReturned(e) => {
            let n = e.status.number().to_string();
            format!("{} {}", text!(i18n, reasons.returned, n = n.clone()).get(), status_words(i18n, e.status).get())
        }
        EventBody::Pruned(e) => prune_words(i18n, e.reason).get(),
        EventBody::Answered(_) => text!(i18n, reasons.answered).get(),
        EventBody::WentBack(e) => {
            let (n, to) = (e.levels.to_string(), step_name(i18n, steps, e.to));
            let went = text!(i18n, reasons.went_back, n = n.clone(), to = to.clone()).get();
            format!("{went} {}", back_words(i18n, e.reason).get())
        }
        EventBody::Paused(e) => pause_words(i18n, e.cause).get(),
        EventBody::Resumed => text!(i18n, reasons.resumed).get(),
        EventBody::Reopened => text!(i18n, reasons.reopened).get(),
        EventBody::Cancelled => text!(i18n, reasons.cancelled).get(),
        EventBody::Ended(e) => outcome_sentence(i18n, e.outcome).get(),
    }
}
