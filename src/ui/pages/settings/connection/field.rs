//! One labelled field with its hint and its problem.

use super::draft::{Problem, problem_text};
use crate::ui::i18n::use_i18n;
use leptos::{html, prelude::*};

/// What may be typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Url,
    /// Never shown, never offered to be remembered.
    Key,
}

/// A text field. Its problem is announced and takes the hint's place.
#[component]
pub(super) fn Field(
    /// Unique on the page; label and hint refer to it.
    id: &'static str,
    kind: Kind,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] hint: Signal<String>,
    value: RwSignal<String>,
    #[prop(into)] problem: Signal<Option<Problem>>,
    element: NodeRef<html::Input>,
) -> impl IntoView {
    let i18n = use_i18n();
    let problem_words = move || problem.get().map(|problem| problem_text(i18n, problem).get());
    let hint_id = format!("{id}-hint");
    let (input_type, mode) = match kind {
        Kind::Text => ("text", "text"),
        // Not "url": the browser would refuse addresses without a scheme, which we complete.
        Kind::Url => ("text", "url"),
        Kind::Key => ("password", "text"),
    };
    view! {
        <div class="field">
            <label for=id>{move || label.get()}</label>
            <input
                id=id
                node_ref=element
                type=input_type
                inputmode=mode
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                aria-describedby=hint_id.clone()
                aria-invalid=move || problem.get().is_some().then_some("true")
                prop:value=move || value.get()
                on:input:target=move |event| value.set(event.target().value())
            />
            <p id=hint_id class="field-hint" class:field-problem=move || problem.get().is_some() aria-live="polite">
                {move || problem_words().unwrap_or_else(|| hint.get())}
            </p>
        </div>
    }
}
