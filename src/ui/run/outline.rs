//! The tree as rows: what a screen reader reads, and everybody else who prefers text.

use super::RunModel;
use super::arriving::ArrivingLine;
use super::words::{state_name, state_word, tone};
use crate::domain::trace::event::AnsweredBy;
use crate::domain::trace::{NodeId, StepState, StepView, steps};
use crate::ui::i18n::{say, text, use_i18n};
use crate::ui::parts::{Badge, Tone, each};
use leptos::{ev, prelude::*};
use std::collections::BTreeSet;
use wasm_bindgen::JsCast;

/// A row as shown.
#[derive(Clone, PartialEq)]
struct Row {
    step: usize,
    parent: Option<usize>,
    node: NodeId,
    state: StepState,
    depth: usize,
    position: usize,
    siblings: usize,
    has_children: bool,
    simulated: bool,
    title: String,
    detail: String,
}

/// All rows as shown.
#[derive(Clone, Default, PartialEq)]
struct Rows {
    shown: Vec<Row>,
    /// For each node the place of the row that stands for it: its step's, or the one that its step is folded away below.
    place_of: Vec<usize>,
}

/// The rows.
#[component]
pub fn Outline(
    /// The run.
    model: RunModel,
) -> impl IntoView {
    let i18n = use_i18n();
    let closed = RwSignal::new(BTreeSet::<usize>::new());
    let rows = Memo::new(move |_| rows(model, &closed.get()));
    let current = Memo::new(move |_| {
        let node = model.selected.get().unwrap_or(NodeId::ROOT);
        rows.with(|rows| rows.place_of.get(node.index()).copied().unwrap_or_default())
    });
    let current_step = Memo::new(move |_| rows.with(|rows| rows.shown.get(current.get()).map(|row| row.step)));
    let keys = move |event: ev::KeyboardEvent| {
        let all = rows.get().shown;
        let Some(row) = all.get(current.get()).cloned() else { return };
        let open = row.has_children && !closed.with(|c| c.contains(&row.step));
        let at = current.get();
        let parent = || all.iter().position(|r| Some(r.step) == row.parent);
        let to = match event.key().as_str() {
            "ArrowDown" => Some(at + 1),
            "ArrowUp" => at.checked_sub(1),
            "Home" => Some(0),
            "End" => all.len().checked_sub(1),
            "ArrowRight" if open => Some(at + 1),
            "ArrowLeft" if !open => parent(),
            "ArrowRight" | "ArrowLeft" | "Enter" | " " if row.has_children => {
                toggle(closed, row.step);
                Some(at)
            }
            _ => return,
        };
        event.prevent_default();
        if let Some(next) = to.and_then(|i| all.get(i)) {
            model.selected.set(Some(next.node));
            focus_row(next.step);
        }
    };
    view! {
        <div class="outline" role="tree" aria-label=move || say!(i18n, run.views.outline) on:keydown=keys>
            {each(
                move || rows.get().shown,
                |r| {
                    let place = (r.step, r.node.0, r.depth, r.position, r.siblings, r.has_children);
                    (place, r.state as u8, r.simulated, r.title.clone(), r.detail.clone())
                },
                move |row| view! { <RowView model row current_step closed /> },
            )}
        </div>
        <ArrivingLine model />
    }
}

#[component]
fn RowView(
    model: RunModel,
    row: Row,
    current_step: Memo<Option<usize>>,
    closed: RwSignal<BTreeSet<usize>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let (node, step) = (row.node, row.step);
    let selected = Memo::new(move |_| current_step.get() == Some(step));
    let expanded = move || row.has_children.then(|| if closed.with(|c| c.contains(&step)) { "false" } else { "true" });
    let arrow = move || match expanded() {
        Some("true") => "▾",
        Some(_) => "▸",
        None => "",
    };
    view! {
        <div
            class="outline-row" role="treeitem" id=format!("outline-{step}") data-state=state_name(row.state)
            attr:aria-level=(row.depth + 1).to_string() aria-posinset=row.position.to_string()
            aria-setsize=row.siblings.to_string() aria-expanded=expanded
            aria-selected=move || if selected.get() { "true" } else { "false" }
            tabindex=move || if selected.get() { "0" } else { "-1" }
            style:padding-inline-start=format!("{}px", 8 + row.depth * 16)
            on:click=move |_| model.selected.set(Some(node))
        >
            <span class="outline-arrow" aria-hidden="true" on:click=move |e| { e.stop_propagation(); toggle(closed, step); }>
                {arrow}
            </span>
            <Badge tone=Signal::stored(tone(row.state)) text=state_word(i18n, row.state) />
            {row.simulated.then(|| view! { <Badge tone=Tone::Warn text=text!(i18n, tools.by.short) /> })}
            <span class="outline-title">{row.title}</span>
            <span class="outline-detail">{row.detail}</span>
        </div>
    }
}

fn toggle(closed: RwSignal<BTreeSet<usize>>, step: usize) {
    closed.update(|c| {
        if !c.remove(&step) {
            c.insert(step);
        }
    });
}

fn focus_row(step: usize) {
    request_animation_frame(move || {
        let row = document().get_element_by_id(&format!("outline-{step}"));
        if let Some(row) = row.and_then(|r| r.dyn_into::<web_sys::HtmlElement>().ok()) {
            // Fails for detached elements only.
            let _ = row.focus();
        }
    });
}

/// In pre-order, without what hangs below a closed row.
fn rows(model: RunModel, closed: &BTreeSet<usize>) -> Rows {
    let question = model.trace.with(|t| t.as_ref().map_or_else(String::new, |t| t.spec.question.clone()));
    let steps = model.tree.with(|t| steps(t));
    let mut children = vec![Vec::new(); steps.len()];
    for (i, step) in steps.iter().enumerate() {
        if let Some(parent) = step.parent {
            children[parent].push(i);
        }
    }
    let mut out = Vec::with_capacity(steps.len());
    let mut todo: Vec<usize> = if steps.is_empty() { Vec::new() } else { vec![0] };
    while let Some(i) = todo.pop() {
        let step = &steps[i];
        let title = if i == 0 {
            question.clone()
        } else {
            step.action.clone().or_else(|| step.thought.clone()).unwrap_or_default()
        };
        let detail = step.answer.clone().or_else(|| step.observation.clone()).unwrap_or_default();
        out.push(Row {
            step: i,
            parent: step.parent,
            node: step.last(),
            state: step.state,
            depth: step.depth,
            position: step.ordinal + 1,
            siblings: step.parent.map_or(1, |p| children[p].len()),
            has_children: !children[i].is_empty(),
            simulated: step.answered_by == Some(AnsweredBy::Simulated),
            title,
            detail: detail.chars().take(160).collect(),
        });
        if !closed.contains(&i) {
            todo.extend(children[i].iter().rev());
        }
    }
    Rows { place_of: places(&steps, &out), shown: out }
}

fn places(steps: &[StepView], shown: &[Row]) -> Vec<usize> {
    let mut row_of = vec![None; steps.len()];
    shown.iter().enumerate().for_each(|(place, row)| row_of[row.step] = Some(place));
    let mut place_of = vec![0; steps.iter().map(|step| step.nodes.len()).sum()];
    // Parents come before their children.
    for (index, step) in steps.iter().enumerate() {
        row_of[index] = row_of[index].or_else(|| row_of[step.parent?]);
        for node in &step.nodes {
            if let (Some(at), Some(place)) = (place_of.get_mut(node.index()), row_of[index]) {
                *at = place;
            }
        }
    }
    place_of
}
