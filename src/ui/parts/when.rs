//! Shows a part of the page on a condition. Leptos' `Show`, compiled once instead of once per place.

use leptos::prelude::*;

/// A condition that is read again whenever what it reads changes.
pub struct Condition(Signal<bool>);

impl<F: Fn() -> bool + Send + Sync + 'static> From<F> for Condition {
    fn from(holds: F) -> Self {
        Self(Signal::derive(holds))
    }
}

/// The children while the condition holds, else the fallback.
#[component]
pub fn When(
    /// The condition.
    #[prop(into)]
    holds: Condition,
    /// Shown while it holds.
    children: ChildrenFn,
    /// Shown while it does not; nothing unless said.
    #[prop(optional, into)]
    fallback: ViewFn,
) -> impl IntoView {
    let holds = Memo::new(move |_| holds.0.get());
    move || if holds.get() { children() } else { fallback.run() }
}
