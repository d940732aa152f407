//! All events in order, each as one sentence.

use super::RunModel;
use super::arriving::tail;
use super::cut::asked_at;
use super::reason::{node_of, sentence};
use crate::domain::chat::Partial;
use crate::domain::trace::NodeId;
use crate::domain::trace::steps;
use crate::ui::format::duration;
use crate::ui::i18n::{I18n, say, use_i18n};
use crate::ui::parts::each;
use leptos::prelude::*;

/// Most rows drawn at once; the newest are kept.
const ROWS: usize = 500;

/// Most characters shown of a reply that was not finished.
const CAME: usize = 160;

/// The list.
#[component]
pub fn Timeline(
    /// The run.
    model: RunModel,
) -> impl IntoView {
    let i18n = use_i18n();
    let rows = move || {
        let Some(trace) = model.trace.get() else { return Vec::new() };
        let steps = model.tree.with(|t| steps(t));
        let shown = model.tree.with(|t| t.applied).min(trace.events.len());
        let start = trace.events.first().map_or(0, |e| e.at_ms);
        let from = shown.saturating_sub(ROWS);
        trace.events[from..shown]
            .iter()
            .map(|e| {
                let after = duration(e.at_ms.saturating_sub(start));
                let words = sentence(i18n, &trace, &steps, &e.body);
                let parts = trace.spec.forked_from.as_ref().is_some_and(|from| from.event == e.seq);
                let words = if parts { format!("{} {words}", say!(i18n, reasons.forked)) } else { words };
                let cut = e.body.cut();
                let came = cut.as_ref().map_or_else(String::new, |(_, came)| came_words(i18n, came));
                let node = node_of(&e.body).or_else(|| asked_at(&trace, cut?.0));
                (e.seq, after, format!("{words}{came}"), node)
            })
            .collect::<Vec<_>>()
    };
    let row = move |(seq, after, words, node): (u32, String, String, Option<NodeId>)| {
        view! {
            <li data-seq=seq.to_string()>
                <span class="timeline-at">{after}</span>
                <button
                    type="button" class="timeline-event" disabled=node.is_none()
                    on:click=move |_| model.selected.set(node)
                >
                    {words}
                </button>
            </li>
        }
    };
    view! {
        <ol class="timeline">
            {each(rows, |r| (r.0, r.2.clone()), row)}
        </ol>
    }
}

/// The end of what had come of a reply that was not finished; empty where nothing had.
fn came_words(i18n: I18n, came: &Partial) -> String {
    if came.is_empty() {
        return String::new();
    }
    let (name, said) = came.lines();
    let what = format!("{name} {}", tail(said, CAME));
    format!(" {}", say!(i18n, run.cut.came, what = what.trim()))
}
