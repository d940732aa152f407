//! Replies that were not finished, because the person stopped them or they broke off: what had come of them, at the step
//! that they were to go on from.

use super::RunModel;
use super::inspector::Field;
use super::reason::sentence;
use crate::domain::chat::Partial;
use crate::domain::trace::event::EventBody;
use crate::domain::trace::{AskId, NodeId, Trace, steps};
use crate::ui::i18n::{t, text, use_i18n};
use leptos::prelude::*;

/// All of a step's.
#[component]
pub fn CutReplies(
    /// The run.
    model: RunModel,
    /// The nodes of the step.
    nodes: Vec<NodeId>,
) -> impl IntoView {
    let i18n = use_i18n();
    let cut = Memo::new(move |_| cut_at(model, &nodes));
    let one = move |body: EventBody| {
        let (_, came) = body.cut()?;
        let why = model.trace.with_untracked(|trace| {
            let steps = model.tree.with_untracked(|tree| steps(tree));
            trace.as_ref().map(|trace| sentence(i18n, trace, &steps, &body))
        });
        let Partial { text, reasoning, name, arguments } = came;
        Some(view! {
            <section class="cut-reply">
                <h3>{t!(i18n, run.cut.title)}</h3>
                <p class="hint">{why}</p>
                <Field label=text!(i18n, models.reasoning) value=Some(reasoning) />
                <Field label=text!(i18n, run.inspector.thought) value=Some(text) />
                <Field label=text!(i18n, run.inspector.action) value=Some(name) code=true />
                <Field label=text!(i18n, run.inspector.arguments) value=Some(arguments) code=true />
            </section>
        })
    };
    move || cut.get().into_iter().map(one).collect_view()
}

/// The events of requests made from these nodes whose replies were not finished, where something had come.
fn cut_at(model: RunModel, nodes: &[NodeId]) -> Vec<EventBody> {
    let Some(trace) = model.trace.get() else { return Vec::new() };
    let shown = model.tree.with(|tree| tree.applied).min(trace.events.len());
    let bodies = trace.events[..shown].iter().map(|event| &event.body);
    let is_here = |body: &&EventBody| {
        let cut = body.cut().filter(|(_, came)| !came.is_empty());
        cut.and_then(|(ask, _)| asked_at(&trace, ask)).is_some_and(|node| nodes.contains(&node))
    };
    bodies.filter(is_here).cloned().collect()
}

/// The node that a request goes on from.
pub fn asked_at(trace: &Trace, ask: AskId) -> Option<NodeId> {
    trace.events.iter().find_map(|event| match &event.body {
        EventBody::ModelAsked(e) if e.ask == ask => Some(e.node),
        EventBody::RankAsked(e) if e.ask == ask => Some(e.node),
        _ => None,
    })
}
