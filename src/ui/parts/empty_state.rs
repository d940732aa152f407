//! An empty page says what it is for and offers the one next action.

use leptos::prelude::*;

/// Title, one or two sentences, and at most one action as children (a [`super::Button`] or a
/// [`crate::ui::route::Link`] with class `btn btn-primary`).
#[component]
pub fn EmptyState(
    /// What is not here yet.
    #[prop(into)]
    title: Signal<String>,
    /// What this place is for.
    #[prop(into)]
    text: Signal<String>,
    /// The one next action.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <h2 class="empty-title">{move || title.get()}</h2>
            <p class="empty-text">{move || text.get()}</p>
            {children.map(|action| view! { <div class="empty-action">{action()}</div> })}
        </div>
    }
}
