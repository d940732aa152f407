//! Counters: calls, tokens, time, cost.

use leptos::prelude::*;

/// A row of [`StatCounter`]s.
#[component]
pub fn Stats(
    /// The counters.
    children: Children,
) -> impl IntoView {
    view! { <dl class="stats">{children()}</dl> }
}

/// A number and what it counts.
#[component]
pub fn StatCounter(
    /// What is counted.
    #[prop(into)]
    label: Signal<String>,
    /// The number, with its unit ([`crate::ui::format`]).
    #[prop(into)]
    value: Signal<String>,
) -> impl IntoView {
    view! {
        <div class="stat">
            <dt>{move || label.get()}</dt>
            <dd>{move || value.get()}</dd>
        </div>
    }
}
