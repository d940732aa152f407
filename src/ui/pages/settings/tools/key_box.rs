//! A key that belongs to no connection: typed, kept as the person says, forgotten.

use crate::browser::net::Origin;
use crate::browser::task::spawn;
use crate::browser::vault::{Found, Keep, SealedState, Secret};
use crate::ui::i18n::{I18n, say, t, use_i18n};
use crate::ui::pages::settings::keep_choice::KeepChoice;
use crate::ui::parts::{
    Button, ButtonKind, KeyAct, KeysState, Toast, Toasts, When, sealed_error_text, use_keys, use_toasts,
};
use leptos::{ev::SubmitEvent, prelude::*};

/// What was typed and chosen.
#[derive(Clone, Copy)]
struct Draft {
    i18n: I18n,
    keys: KeysState,
    toasts: Toasts,
    id: &'static str,
    origin: Signal<Option<Origin>>,
    typed: RwSignal<String>,
    keep: RwSignal<Keep>,
    problem: RwSignal<Option<String>>,
}

impl Draft {
    /// What the vault has (tracked).
    fn found(self) -> Found {
        self.origin.get().map_or(Found::Nothing, |origin| self.keys.find(self.id, &origin))
    }

    fn save(self) {
        let i18n = self.i18n;
        let problem = self.secret().err().or_else(|| {
            let no_passphrase = untrack(|| self.keys.state()) == Some(SealedState::NoPassphrase);
            let sealed = self.keep.get_untracked() == Keep::Passphrase;
            (sealed && no_passphrase).then(|| untrack(|| say!(i18n, keys.error.no_passphrase)))
        });
        self.problem.set(problem);
        let (Ok(secret), None) = (self.secret(), self.problem.get_untracked()) else { return };
        if self.keep.get_untracked() != Keep::Passphrase {
            if !self.keys.put(self.id, secret, self.keep.get_untracked()) {
                self.toasts.show(Toast::new(untrack(|| say!(i18n, connection.form.tab_refused))));
            }
            return self.done();
        }
        spawn(async move {
            match self.keys.act(KeyAct::Remember(self.id.to_owned(), secret)).await {
                Ok(_) => self.done(),
                Err(error) => _ = self.problem.try_set(Some(sealed_error_text(i18n, &error))),
            }
        });
    }

    fn secret(self) -> Result<Secret, String> {
        let i18n = self.i18n;
        let origin = self.origin.get_untracked().ok_or_else(|| untrack(|| say!(i18n, tools.key.no_address)))?;
        Secret::new(&self.typed.read_untracked(), origin).map_err(|_| untrack(|| say!(i18n, tools.key.bad)))
    }

    fn done(self) {
        let i18n = self.i18n;
        // The page may have been left while the key was being sealed.
        let _gone = self.typed.try_set(String::new());
        self.toasts.show(Toast::new(untrack(|| say!(i18n, tools.key.saved))));
    }
}

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
    let kept = untrack(|| origin.get().and_then(|origin| keys.kept(id, &origin)));
    let (typed, keep) = (RwSignal::new(String::new()), RwSignal::new(kept.unwrap_or_default()));
    let draft = Draft { i18n, keys, toasts, id, origin, typed, keep, problem: RwSignal::new(None) };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        draft.save();
    };
    let state = move || match draft.found() {
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
                <When holds=move || draft.found() != Found::Nothing>
                    <Button kind=ButtonKind::Danger on_press=move |()| keys.forget(id)>{t!(i18n, tools.key.forget)}</Button>
                </When>
            </span>
            <p class="hint" data-state=move || if draft.found() == Found::Nothing { "none" } else { "held" }>{state}</p>
            <p id=format!("{id}-goes") class="endpoint-goes">{move || goes.get()}</p>
            <When holds=move || !typed.with(String::is_empty) || draft.found() != Found::Nothing>
                <KeepChoice
                    id keep problem=draft.problem locked=Signal::derive(move || draft.found() == Found::Locked)
                />
            </When>
        </form>
    }
}
