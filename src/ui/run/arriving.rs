//! What is arriving of a reply that is under way, and how it is shown while it does.

use super::RunModel;
use crate::domain::chat::Partial;
use crate::domain::trace::{NodeId, StepView, steps};
use crate::ui::i18n::{Words, t, use_i18n};
use leptos::prelude::*;

/// Characters of the outline's last line.
const LIVE_LINE: usize = 120;

/// Text that has arrived for a request that is still under way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arriving {
    /// The node the request goes on from; `None` where nothing is under way.
    pub node: Option<NodeId>,
    /// What has come so far.
    pub came: Partial,
}

impl Arriving {
    /// Nothing yet, of a request that goes on from a node.
    pub fn at(node: NodeId) -> Self {
        Self { node: Some(node), came: Partial::default() }
    }
}

/// The end of a text in so many characters: of what is arriving, the end matters most.
pub fn tail(text: &str, room: usize) -> String {
    let line = text.trim_end();
    let Some(over) = line.chars().count().checked_sub(room).filter(|over| *over > 0) else { return line.to_owned() };
    let end: String = line.chars().skip(over + 1).collect();
    format!("…{}", end.trim_start())
}

/// All that has come so far. Shown where the step looked at is the one that is gone on from, or none was chosen.
#[component]
pub fn ArrivingNow(
    /// The run.
    model: RunModel,
) -> impl IntoView {
    let i18n = use_i18n();
    let node = Memo::new(move |_| model.arriving.with(|a| a.node));
    let shown = move || {
        let at = node.get()?;
        let near = |chosen| {
            let together = |step: &StepView| [chosen, at].iter().all(|node| step.nodes.contains(node));
            model.tree.with(|tree| steps(tree).iter().any(together))
        };
        model.selected.get().is_none_or(near).then(|| {
            view! {
                <section class="arriving" aria-live="off">
                    <h2>{t!(i18n, run.arriving.title)}</h2>
                    {part(model, t!(i18n, models.reasoning), |came| &came.reasoning)}
                    {part(model, t!(i18n, run.inspector.thought), |came| &came.text)}
                    {part(model, t!(i18n, run.inspector.action), |came| &came.name)}
                    {part(model, t!(i18n, run.inspector.arguments), |came| &came.arguments)}
                </section>
            }
        })
    };
    view! { {shown} }
}

/// One text with its name; nothing while it is empty. It is drawn once and then only written on.
fn part(model: RunModel, label: Words, text: fn(&Partial) -> &String) -> AnyView {
    view! {
        <div class="field" hidden=move || model.arriving.with(|a| text(&a.came).is_empty())>
            <h3>{label}</h3>
            <p class="inspector-text">{move || model.arriving.with(|a| text(&a.came).clone())}</p>
        </div>
    }
    .into_any()
}

/// The same in one line, for the end of the outline.
#[component]
pub fn ArrivingLine(
    /// The run.
    model: RunModel,
) -> impl IntoView {
    let line = move || {
        model.arriving.with(|a| {
            let (action, said) = a.came.lines();
            let said = tail(said, LIVE_LINE);
            if action.is_empty() { said } else { format!("{action} {said}") }
        })
    };
    let none = move || model.arriving.with(|a| a.came.lines() == ("", ""));
    view! { <p class="outline-live hint" hidden=none>{line}</p> }
}
