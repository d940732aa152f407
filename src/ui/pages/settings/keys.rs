//! Which keys are kept, where and how; the passphrase; forgetting everything.

use super::SettingsSection;
use crate::browser::vault::{Keep, KeptKey, SealedState};
use crate::ui::i18n::{I18n, Words, say, t, text, use_i18n};
use crate::ui::parts::{
    Badge, Button, ButtonKind, Dialog, KeyAct, PassphraseAsk, Toast, Tone, Unlock, When, each, passphrase_form,
    sealed_error_text, use_connections, use_keys, use_toasts,
};
use crate::ui::task::Job;
use leptos::prelude::*;

/// Keys. None of them is ever shown.
#[component]
pub fn KeysSection() -> impl IntoView {
    let i18n = use_i18n();
    let keys = use_keys();
    view! {
        <SettingsSection title=text!(i18n, keys.title) text=text!(i18n, keys.text)>
            <When
                holds=move || !keys.all().is_empty()
                fallback=move || view! { <p class="hint">{t!(i18n, keys.none)}</p> }
            >
                <ul class="kept-keys" aria-label=move || say!(i18n, keys.list)>
                    {each(move || keys.all(), |key| format!("{key:?}"), kept_key)}
                </ul>
            </When>
            <Passphrase />
            <ForgetAll />
        </SettingsSection>
    }
}

/// One key's row: whose it is, where it may go, how it is kept.
fn kept_key(key: KeptKey) -> AnyView {
    let i18n = use_i18n();
    let (keys, connections) = (use_keys(), use_connections());
    let id = StoredValue::new(key.id.clone());
    let name = Signal::derive(move || {
        let found = id.with_value(|id| connections.find(id));
        found.map_or_else(|| say!(i18n, keys.removed_endpoint), |c| c.title().to_owned())
    });
    let tone = if key.locked { Tone::Warn } else { Tone::Good };
    view! {
        <li class="kept-key">
            <strong>{move || name.get()}</strong>
            <code>{key.origin.to_string()}</code>
            <Badge tone text=keep_words(i18n, key.keep, key.locked) />
            <Button
                kind=ButtonKind::Quiet
                label=text!(i18n, keys.forget_named, name = name.get())
                on_press=move |()| keys.forget(&id.get_value())
            >
                {t!(i18n, keys.forget)}
            </Button>
        </li>
    }
    .into_any()
}

/// How a key is kept.
pub(super) fn keep_words(i18n: I18n, keep: Keep, locked: bool) -> Words {
    match keep {
        Keep::Memory => t!(i18n, connection.key_memory),
        Keep::Tab => t!(i18n, connection.key_tab),
        Keep::Passphrase if locked => t!(i18n, keys.kept.locked),
        Keep::Passphrase => t!(i18n, keys.kept.open),
    }
}

/// What can be done with the passphrase now.
#[component]
fn Passphrase() -> impl IntoView {
    let i18n = use_i18n();
    let keys = use_keys();
    let changing = RwSignal::new(false);
    let setting = RwSignal::new(false);
    let is = move |wanted: fn(&SealedState) -> bool| keys.state().is_some_and(|state| wanted(&state));
    let open = move || is(|state| matches!(state, SealedState::Open(_)));
    let none = move || is(|state| *state == SealedState::NoPassphrase);
    let sentence = move || match keys.state() {
        Some(SealedState::NoPassphrase) => say!(i18n, keys.state.none),
        Some(SealedState::Locked(n)) => say!(i18n, keys.state.locked, count = n),
        Some(SealedState::Open(n)) => say!(i18n, keys.state.open, count = n),
        // Told by the part below.
        _ => String::new(),
    };
    let lock = Job::new(move || async move {
        let _done = keys.act(KeyAct::Lock).await;
    });
    let changed = told(i18n, changing, |i18n| say!(i18n, keys.change.done));
    view! {
        <p class="hint" role="status">{sentence}</p>
        <When holds=move || none() && !setting.get()>
            <Button on_press=move |()| setting.set(true)>{t!(i18n, keys.set.action)}</Button>
        </When>
        <When holds=move || !open() && (!none() || setting.get())>
            <Unlock id="keys" on_open=move |()| setting.set(false) />
        </When>
        <When holds=open>
            <div class="passphrase-actions">
                <Button on_press=move |()| lock.start()>{t!(i18n, keys.lock)}</Button>
                <Button pressed=Signal::from(changing) on_press=move |()| changing.update(|c| *c = !*c)>
                    {t!(i18n, keys.change.title)}
                </Button>
            </div>
            <When holds=move || changing.get()>
                {passphrase_form("keys-change", PassphraseAsk::Change, Some(changed))}
            </When>
        </When>
    }
}

/// Shuts what was open and says that it is done.
fn told(i18n: I18n, open: RwSignal<bool>, words: fn(I18n) -> String) -> Callback<()> {
    let toasts = use_toasts();
    Callback::new(move |()| {
        open.set(false);
        toasts.show(Toast::new(untrack(|| words(i18n))));
    })
}

#[component]
fn ForgetAll() -> impl IntoView {
    let i18n = use_i18n();
    let (keys, toasts) = (use_keys(), use_toasts());
    let asking = RwSignal::new(false);
    let forget = Job::new(move || async move {
        let done = keys.act(KeyAct::ForgetAll).await;
        let words = match done {
            Ok(_) => untrack(|| say!(i18n, keys.forget_all.done)),
            Err(error) => sealed_error_text(i18n, &error),
        };
        toasts.show(Toast::new(words));
        _ = asking.try_set(false);
    });
    view! {
        <Button kind=ButtonKind::Danger on_press=move |()| asking.set(true)>{t!(i18n, keys.forget_all.ask)}</Button>
        <Dialog open=asking title=text!(i18n, keys.forget_all.title)>
            <p>{t!(i18n, keys.forget_all.text)}</p>
            <div class="dialog-actions">
                <Button on_press=move |()| asking.set(false)>{t!(i18n, shell.cancel)}</Button>
                <Button kind=ButtonKind::Danger disabled=forget.running() on_press=move |()| forget.start()>
                    {t!(i18n, keys.forget_all.action)}
                </Button>
            </div>
        </Dialog>
    }
}
