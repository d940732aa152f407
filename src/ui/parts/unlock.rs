//! Asking for the passphrase, wherever a remembered key is needed: the first one, the one there is, or another.

use super::keys::{KeyAct, sealed_error_text, unavailable_text, use_keys};
use super::{Badge, Button, ButtonKind, Toast, Tone, When, use_toasts};
use crate::browser::vault::SealedState;
use crate::domain::passphrase::{Strength, strength};
use crate::ui::i18n::{I18n, Words, say, t, text, use_i18n};
use crate::ui::task::Job;
use leptos::{ev::KeyboardEvent, prelude::*};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassphraseAsk {
    /// The first one.
    New,
    /// The one there is.
    Unlock,
    /// The one there is, and another.
    Change,
}

/// Sets or asks for the passphrase, as the state of the keys needs; nothing where they are open. It may stand inside a
/// form: it is none itself.
#[component]
pub fn Unlock(
    /// Unique on the page.
    id: &'static str,
    /// Run once the keys are open.
    #[prop(into, optional)]
    on_open: Option<Callback<()>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let keys = use_keys();
    // News of other tabs must not take away what was typed: only another state draws another form.
    let state = Memo::new(move |_| match keys.state() {
        Some(SealedState::Locked(_)) => Some(SealedState::Locked(0)),
        Some(SealedState::Open(_)) => None,
        other => other,
    });
    move || match state.get() {
        None | Some(SealedState::Open(_)) => ().into_any(),
        Some(SealedState::NoPassphrase) => passphrase_form(id, PassphraseAsk::New, on_open),
        Some(SealedState::Locked(_)) => passphrase_form(id, PassphraseAsk::Unlock, on_open),
        Some(SealedState::Newer) => view! { <p class="hint">{t!(i18n, keys.state.newer)}</p> }.into_any(),
        Some(SealedState::Unavailable(why)) => {
            view! { <p class="hint">{move || unavailable_text(i18n, &why)}</p> }.into_any()
        }
    }
}

/// What was typed.
#[derive(Clone, Copy)]
struct Typed {
    old: RwSignal<String>,
    new: RwSignal<String>,
    again: RwSignal<String>,
    problem: RwSignal<Option<String>>,
}

/// The fields for a passphrase and the button that uses it.
pub fn passphrase_form(id: &'static str, ask: PassphraseAsk, on_done: Option<Callback<()>>) -> AnyView {
    let i18n = use_i18n();
    let typed = Typed {
        old: RwSignal::new(String::new()),
        new: RwSignal::new(String::new()),
        again: RwSignal::new(String::new()),
        problem: RwSignal::new(None),
    };
    let work = work(ask, typed, on_done);
    let busy = work.running();
    let field = move |name: &str, label: Words, value: RwSignal<String>, complete: &'static str| {
        passphrase_field(format!("{id}-{name}"), label, value, complete, work)
    };
    let (title, action) = match ask {
        PassphraseAsk::New => (t!(i18n, keys.set.title), t!(i18n, keys.set.action)),
        PassphraseAsk::Unlock => (t!(i18n, keys.unlock.title), t!(i18n, keys.unlock.action)),
        PassphraseAsk::Change => (t!(i18n, keys.change.title), t!(i18n, keys.change.action)),
    };
    let (asks_old, asks_new) = (ask != PassphraseAsk::New, ask != PassphraseAsk::Unlock);
    let old_label = if asks_new { t!(i18n, keys.change.old) } else { t!(i18n, keys.passphrase) };
    let new_label = if asks_old { t!(i18n, keys.change.new) } else { t!(i18n, keys.passphrase) };
    view! {
        <div class="passphrase" role="group" aria-label=move || title.get()>
            {asks_old.then(|| field("passphrase", old_label, typed.old, "current-password"))}
            {asks_new.then(|| field("new-passphrase", new_label, typed.new, "new-password"))}
            {asks_new.then(|| view! { <p class="hint" aria-live="polite">{move || hint(i18n, &typed.new.read())}</p> })}
            {asks_new.then(|| field("repeat-passphrase", t!(i18n, keys.repeat), typed.again, "new-password"))}
            <div class="passphrase-actions">
                <Button kind=ButtonKind::Primary disabled=busy on_press=move |()| work.start()>{action}</Button>
                <When holds=move || busy.get()><Badge tone=Tone::Busy text=text!(i18n, keys.working) /></When>
            </div>
            <p class="problem" role="alert">{move || typed.problem.get()}</p>
        </div>
    }
    .into_any()
}

fn passphrase_field(
    id: String,
    label: Words,
    value: RwSignal<String>,
    complete: &'static str,
    work: Job,
) -> impl IntoView {
    let enter = move |event: KeyboardEvent| {
        if event.key() == "Enter" {
            // The form around it, if any, is not what is meant.
            event.prevent_default();
            if !work.running().get_untracked() {
                work.start();
            }
        }
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                id=id
                type="password"
                autocomplete=complete
                autocapitalize="off"
                spellcheck="false"
                prop:value=move || value.get()
                on:input:target=move |event| value.set(event.target().value())
                on:keydown=enter
            />
        </div>
    }
}

fn work(ask: PassphraseAsk, typed: Typed, on_done: Option<Callback<()>>) -> Job {
    let i18n = use_i18n();
    let keys = use_keys();
    let toasts = use_toasts();
    Job::new(move || async move {
        let (old, new) = (typed.old.get_untracked(), typed.new.get_untracked());
        if ask != PassphraseAsk::Unlock && new != typed.again.get_untracked() {
            return typed.problem.set(Some(untrack(|| say!(i18n, keys.error.not_alike))));
        }
        typed.problem.set(None);
        let act = match ask {
            PassphraseAsk::New => KeyAct::Set(new),
            PassphraseAsk::Unlock => KeyAct::Unlock(old),
            PassphraseAsk::Change => KeyAct::Change(old, new),
        };
        // Open keys take this form away, so nothing of it need be there afterwards.
        match keys.act(act).await {
            Ok(unlocked) => {
                for field in [typed.old, typed.new, typed.again] {
                    _ = field.try_set(String::new());
                }
                if unlocked.unopened > 0 {
                    let count = unlocked.unopened.to_string();
                    let words = untrack(|| say!(i18n, keys.error.unopened, count = count.clone()));
                    toasts.show(Toast::new(words));
                }
                if let Some(done) = on_done {
                    _ = done.try_run(());
                }
            }
            Err(error) => _ = typed.problem.try_set(Some(sealed_error_text(i18n, &error))),
        }
    })
}

/// What can be said of a passphrase while it is typed.
fn hint(i18n: I18n, passphrase: &str) -> String {
    match strength(passphrase) {
        Strength::TooShort => say!(i18n, keys.strength.too_short),
        Strength::Weak => say!(i18n, keys.strength.weak),
        Strength::Fair => say!(i18n, keys.strength.fair),
        Strength::Long => say!(i18n, keys.strength.long),
    }
}
