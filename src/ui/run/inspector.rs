//! What one step was: thought, call, observation.

use super::RunModel;
use crate::domain::trace::steps;
use leptos::prelude::*;

/// The step that is selected.
#[component]
pub fn Inspector(
    /// The run.
    model: RunModel,
) -> impl IntoView {
    let step = move || {
        let selected = model.selected.get()?;
        model.tree.with(|tree| steps(tree).into_iter().find(|s| s.nodes.contains(&selected)))
    };
    move || {
        step().map(|s| {
            view! {
                <p>{s.thought}</p>
                <p><code>{s.action}</code></p>
                <pre>{s.arguments}</pre>
                <pre>{s.observation}</pre>
            }
        })
    }
}
