//! How long a key is held, and the passphrase where it is needed.

use crate::browser::vault::Keep;
use crate::ui::i18n::{t, text, use_i18n};
use crate::ui::parts::{Unlock, When};
use leptos::prelude::*;

/// Three ways, each with what is particular to it.
#[component]
pub fn KeepChoice(
    /// Whose key; unique on the page.
    id: &'static str,
    /// What is chosen.
    keep: RwSignal<Keep>,
    /// Why the key could not be kept as chosen; opening the keys takes it away.
    problem: RwSignal<Option<String>>,
    /// True where the key that is held waits for the passphrase: it has to be opened before it can be kept otherwise.
    locked: Signal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let option = move |way: Keep, label: Signal<String>| {
        view! {
            <label class="radio">
                <input
                    type="radio" name=format!("{id}-keep") prop:checked=move || keep.get() == way
                    on:change=move |_| keep.set(way)
                />
                <span>{move || label.get()}</span>
            </label>
        }
    };
    view! {
        <fieldset class="choice">
            <legend>{t!(i18n, connection.form.keep)}</legend>
            {option(Keep::Memory, text!(i18n, connection.form.keep_memory))}
            {option(Keep::Tab, text!(i18n, connection.form.keep_tab))}
            {option(Keep::Passphrase, text!(i18n, keys.keep.option))}
        </fieldset>
        <When holds=move || keep.get() == Keep::Tab>
            <p class="endpoint-goes">{t!(i18n, connection.form.keep_tab_warning)}</p>
        </When>
        <When holds=move || keep.get() == Keep::Passphrase>
            <p class="endpoint-goes">{t!(i18n, keys.keep.about)}</p>
        </When>
        <When holds=move || keep.get() == Keep::Passphrase || locked.get()>
            <Unlock id on_open=move |()| problem.set(None) />
        </When>
        <p class="problem" role="alert">{move || problem.get()}</p>
    }
}
