//! The views of a run: one model, one selection.

use super::RunModel;
use crate::domain::trace::steps;
use leptos::prelude::*;

/// The steps in order.
#[component]
pub fn RunView(
    /// The run.
    model: RunModel,
) -> impl IntoView {
    let rows = move || {
        model.tree.with(|tree| {
            steps(tree)
                .into_iter()
                .skip(1)
                .map(|s| (s.last(), s.depth, s.action.or(s.thought).unwrap_or_default()))
                .collect::<Vec<_>>()
        })
    };
    view! {
        <ol class="steps">
            <For each=rows key=|(id, ..)| *id let((id, depth, text))>
                <li style:margin-inline-start=format!("{depth}rem")>
                    <button type="button" class="example" on:click=move |_| model.selected.set(Some(id))>{text}</button>
                </li>
            </For>
        </ol>
    }
}
