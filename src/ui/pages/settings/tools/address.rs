//! An address that is kept once it is one, or taken away.

use crate::browser::tools::is_address;
use crate::ui::i18n::{say, t, use_i18n};
use leptos::{ev::SubmitEvent, prelude::*};

/// A field with Save.
#[component]
pub(super) fn Address(
    /// Unique on the page.
    id: &'static str,
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// What it is for.
    #[prop(into)]
    hint: Signal<String>,
    /// What is kept; empty where nothing is.
    value: Signal<String>,
    /// Keeps another one.
    save: Callback<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let typed = RwSignal::new(value.get_untracked());
    let problem = RwSignal::new(false);
    let saved = move || typed.with(|typed| typed.trim() == value.get());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let url = typed.get_untracked().trim().trim_end_matches('/').to_owned();
        let good = url.is_empty() || is_address(&url);
        problem.set(!good);
        if good {
            typed.set(url.clone());
            save.run(url);
        }
    };
    let hint_id = format!("{id}-hint");
    view! {
        <form class="field tools-address" autocomplete="off" on:submit=submit>
            <label for=id>{move || label.get()}</label>
            <span class="tools-line">
                <input
                    id=id type="text" inputmode="url" autocapitalize="off" spellcheck="false"
                    aria-describedby=hint_id.clone() aria-invalid=move || problem.get().then_some("true")
                    prop:value=move || typed.get()
                    on:input=move |event| typed.set(event_target_value(&event))
                />
                <button type="submit" class="btn" disabled=saved>{t!(i18n, tools.save_address)}</button>
            </span>
            <p id=hint_id class="field-hint" class:field-problem=move || problem.get() aria-live="polite">
                {move || if problem.get() { say!(i18n, tools.bad_address) } else { hint.get() }}
            </p>
        </form>
    }
}
