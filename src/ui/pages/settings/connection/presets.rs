//! Well-known endpoints that fill the form in, and signing in where a key can be had that way.

use super::draft::Draft;
use crate::browser::llm::{OPENROUTER, PRESETS, PresetKind, PresetNote, sign_in};
use crate::browser::vault::Keep;
use crate::ui::i18n::{I18n, Words, say, t, text, use_i18n};
use crate::ui::parts::{Button, ButtonKind, Dialog, Toast, When, use_keys, use_toasts};
use crate::ui::run::live::use_live;
use leptos::prelude::*;

/// Buttons for all of them, those on the person's own machine apart; below, what to know of the one filled in.
#[component]
pub(super) fn Presets(draft: Draft) -> impl IntoView {
    let i18n = use_i18n();
    let local = |kind: PresetKind| matches!(kind, PresetKind::LocalOpen | PresetKind::LocalClosed);
    let buttons = move |own: bool| {
        let of_kind = PRESETS.into_iter().filter(move |preset| local(preset.kind) == own);
        of_kind
            .map(|preset| view! { <Button on_press=move |()| draft.fill(preset)>{preset.name}</Button> })
            .collect_view()
    };
    // Two of them have one address and speak differently.
    let filled = move || {
        let spoken = draft.protocol.get();
        draft.base_url.with(|url| PRESETS.into_iter().find(|p| url == p.base_url && spoken == p.protocol))
    };
    view! {
        <fieldset class="presets">
            <legend>{t!(i18n, provider.hosted)}</legend>
            {buttons(false)}
        </fieldset>
        <fieldset class="presets">
            <legend>{t!(i18n, provider.local)}</legend>
            {buttons(true)}
        </fieldset>
        {move || filled().map(|preset| view! {
            <p class="endpoint-goes">{note(i18n, preset.kind)} " " {preset.note.map(|more| particular(i18n, more))}</p>
        })}
        <When holds=move || draft.base_url.with(|url| url == OPENROUTER)>
            <SignIn draft />
        </When>
    }
}

fn note(i18n: I18n, kind: PresetKind) -> Words {
    match kind {
        PresetKind::Hosted => t!(i18n, provider.note.hosted),
        PresetKind::SignIn => t!(i18n, provider.note.sign_in),
        PresetKind::LocalClosed => t!(i18n, provider.note.local_closed),
        PresetKind::LocalOpen => t!(i18n, provider.note.local_open),
    }
}

fn particular(i18n: I18n, note: PresetNote) -> Words {
    match note {
        PresetNote::Anthropic => t!(i18n, provider.note.anthropic),
        PresetNote::Mistral => t!(i18n, provider.note.mistral),
        PresetNote::Ollama => t!(i18n, provider.note.ollama),
        PresetNote::LmStudio => t!(i18n, provider.note.lm_studio),
        PresetNote::LlamaCpp => t!(i18n, provider.note.llama_cpp),
        PresetNote::Vllm => t!(i18n, provider.note.vllm),
    }
}

/// Signing in leaves the page: what only this page holds is lost by it, so the person is asked first.
#[component]
fn SignIn(draft: Draft) -> impl IntoView {
    let i18n = use_i18n();
    let (toasts, keys) = (use_toasts(), use_keys());
    let runs = use_live().unfinished();
    let asking = RwSignal::new(false);
    let leave = move || {
        if !sign_in(&draft.id(), draft.keep.get_untracked()) {
            toasts.show(Toast::new(untrack(|| say!(i18n, provider.sign_in.not_left))));
        }
    };
    let go = move |()| {
        let held = untrack(|| keys.all()).iter().any(|key| key.keep == Keep::Memory);
        if held || runs.get_untracked() { asking.set(true) } else { leave() }
    };
    view! {
        <div>
            <Button on_press=go>{t!(i18n, provider.sign_in.action)}</Button>
        </div>
        <Dialog open=asking title=text!(i18n, provider.sign_in.action)>
            <p>{t!(i18n, provider.sign_in.loses)}</p>
            <div class="dialog-actions">
                <Button on_press=move |()| asking.set(false)>{t!(i18n, shell.cancel)}</Button>
                <Button kind=ButtonKind::Danger on_press=move |()| leave()>{t!(i18n, provider.sign_in.leave)}</Button>
            </div>
        </Dialog>
    }
}
