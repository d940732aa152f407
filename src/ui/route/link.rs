//! A real link that stays on the page when it can.

use super::{Route, use_router};
use leptos::{ev::MouseEvent, prelude::*};

/// `<a href="?page=…">`: a plain click navigates in place; a click that asks for a new tab or window is left alone.
#[component]
pub fn Link(
    /// Where to.
    #[prop(into)]
    to: Signal<Route>,
    /// Classes of the `<a>`.
    #[prop(into, optional)]
    class: String,
    /// Marks the link as the current one among its neighbours.
    #[prop(into, optional)]
    current: Signal<bool>,
    /// What it shows.
    children: Children,
) -> impl IntoView {
    let router = use_router();
    let click = move |event: MouseEvent| {
        if event.default_prevented() || event.button() != 0 || asks_for_new_tab(&event) {
            return;
        }
        event.prevent_default();
        router.navigate(to.get_untracked());
    };
    view! {
        <a
            href=move || to.with(Route::href)
            class=class
            aria-current=move || current.get().then_some("page")
            on:click=click
        >
            {children()}
        </a>
    }
}

fn asks_for_new_tab(event: &MouseEvent) -> bool {
    event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key()
}
