//! A key that belongs to no connection: typed, kept as the person says, forgotten.

use crate::browser::net::Origin;
use crate::browser::task::spawn;
use crate::browser::vault::{Found, Keep, SealedState, Secret};
use crate::ui::i18n::{say, t, text, use_i18n};
use crate::ui::parts::{Button, ButtonKind, KeyAct, Toast, Unlock, When, sealed_error_text, use_keys, use_toasts};
use leptos::{ev::SubmitEvent, prelude::*};

/// The field, the choice of how long, Save and Forget.
#[component]
pub(super) fn KeyBox(
    /// In the vault, and unique on the page.
    id: &'static str,
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// The only origin it may go to; `None` until an address is there.
    origin: Signal<Option<Origin>>,
    /// One sentence on where it goes.
    goes: Signal<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let (keys, toasts) = (use_keys(), use_toasts());
    let typed = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<String>);
    let found = move || origin.get().map_or(Found::Nothing, |origin| keys.find(id, &origin));
    let kept = move || origin.get().and_then(|origin| keys.kept(id, &origin));
    let keep = RwSignal::new(untrack(kept).unwrap_or_default());
    let done = move || {
        typed.set(String::new());
        toasts.show(Toast::new(untrack(|| say!(i18n, tools.key.saved))));
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        problem.set(None);
        let Some(origin) = origin.get_untracked() else {
            problem.set(Some(untrack(|| say!(i18n, tools.key.no_address))));
            return;
        };
        let Ok(secret) = Secret::new(&typed.read_untracked(), origin) else {
            problem.set(Some(untrack(|| say!(i18n, tools.key.bad))));
            return;
        };
        if keep.get_untracked() == Keep::Passphrase && untrack(|| keys.state()) == Some(SealedState::NoPassphrase) {
            problem.set(Some(untrack(|| say!(i18n, keys.error.no_passphrase))));
        } else if keep.get_untracked() == Keep::Passphrase {
            spawn(async move {
                match keys.act(KeyAct::Remember(id.to_owned(), secret)).await {
                    Ok(_) => done(),
                    Err(error) => _ = problem.try_set(Some(sealed_error_text(i18n, &error))),
                }
            });
        } else {
            if !keys.put(id, secret, keep.get_untracked()) {
                toasts.show(Toast::new(untrack(|| say!(i18n, connection.form.tab_refused))));
            }
            done();
        }
    };
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
    let state = move || match found() {
        Found::Nothing => say!(i18n, tools.key.none),
        Found::Locked => say!(i18n, tools.key.locked),
        Found::Key(_) => say!(i18n, tools.key.held),
    };
    view! {
        <form class="field tools-key" data-key=id autocomplete="off" on:submit=submit>
            <label for=id>{move || label.get()}</label>
            <span class="tools-line">
                <input
                    id=id type="password" autocomplete="off" autocapitalize="off" spellcheck="false"
                    aria-describedby=format!("{id}-goes") prop:value=move || typed.get()
                    on:input=move |event| typed.set(event_target_value(&event))
                />
                <button type="submit" class="btn" disabled=move || typed.with(String::is_empty)>
                    {t!(i18n, tools.save_key)}
                </button>
                <When holds=move || found() != Found::Nothing>
                    <Button kind=ButtonKind::Danger on_press=move |()| keys.forget(id)>{t!(i18n, tools.key.forget)}</Button>
                </When>
            </span>
            <p class="hint" data-state=move || if found() == Found::Nothing { "none" } else { "held" }>{state}</p>
            <p id=format!("{id}-goes") class="endpoint-goes">{move || goes.get()}</p>
            <fieldset class="choice">
                <legend>{t!(i18n, connection.form.keep)}</legend>
                {option(Keep::Memory, text!(i18n, connection.form.keep_memory))}
                {option(Keep::Tab, text!(i18n, connection.form.keep_tab))}
                {option(Keep::Passphrase, text!(i18n, keys.keep.option))}
            </fieldset>
            <When holds=move || keep.get() == Keep::Passphrase || found() == Found::Locked>
                <Unlock id=id on_open=move |()| problem.set(None) />
            </When>
            <p class="problem" role="alert">{move || problem.get()}</p>
        </form>
    }
}
