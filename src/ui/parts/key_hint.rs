//! Keys that do something here.

use leptos::prelude::*;

/// Keys to press together, e.g. `["Ctrl", "Enter"]`.
#[component]
pub fn KeyHint(
    /// Names as on the keyboard.
    #[prop(into)]
    keys: Vec<&'static str>,
) -> impl IntoView {
    view! {
        <span class="key-hint">{keys.into_iter().map(|key| view! { <kbd>{key}</kbd> }).collect_view()}</span>
    }
}
