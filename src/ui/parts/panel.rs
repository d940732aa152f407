//! Panels side by side where there is room, one under the other where there is not (`style/panels.css`).

use leptos::prelude::*;

/// A row of [`Panel`]s. `columns` is a CSS `grid-template-columns` used from 900 px of own width on.
#[component]
pub fn Panels(
    /// E.g. `"14rem minmax(0, 1fr) minmax(0, 1.4fr)"`.
    #[prop(into)]
    columns: String,
    /// The panels.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="panels">
            <div class="panels-grid" style=("--panel-columns", columns)>
                {children()}
            </div>
        </div>
    }
}

/// A titled region.
#[component]
pub fn Panel(
    /// Heading and name of the region.
    #[prop(into)]
    title: Signal<String>,
    /// Further classes.
    #[prop(into, optional)]
    class: String,
    /// Beside the heading: counts, small buttons.
    #[prop(into, optional)]
    actions: ViewFnOnce,
    /// The content.
    children: Children,
) -> impl IntoView {
    view! {
        <section class=format!("panel {class}") aria-label=move || title.get()>
            <header class="panel-head">
                <h2 class="panel-title">{move || title.get()}</h2>
                <div class="panel-actions">{actions.run()}</div>
            </header>
            <div class="panel-body">{children()}</div>
        </section>
    }
}
