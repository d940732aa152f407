//! The four verdicts, Undo and Skip: as buttons and as keys.

use super::desk::Desk;
use crate::domain::preference::Verdict;
use crate::ui::i18n::{say, t, text, use_i18n};
use crate::ui::parts::{Button, ButtonKind, KeyHint};
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

/// The buttons; they stay in view while the paths scroll.
#[component]
pub fn VerdictBar(
    /// The study.
    desk: Desk,
) -> impl IntoView {
    let i18n = use_i18n();
    let choices = [
        (Verdict::A, "1", text!(i18n, judge.verdict.a)),
        (Verdict::B, "2", text!(i18n, judge.verdict.b)),
        (Verdict::Tie, "3", text!(i18n, judge.verdict.tie)),
        (Verdict::BothBad, "4", text!(i18n, judge.verdict.both_bad)),
    ];
    let buttons = choices.map(|(verdict, key, words)| {
        view! {
            <button type="button" class="btn judge-verdict" aria-keyshortcuts=key on:click=move |_| desk.vote(verdict)>
                <span>{move || words.get()}</span>
                <KeyHint keys=vec![key] />
            </button>
        }
    });
    let last = Signal::derive(move || {
        let progress = desk.progress.get();
        progress.total - progress.judged < 2
    });
    view! {
        <div class="judge-bar" role="group" aria-label=move || say!(i18n, judge.verdict.label)>
            <div class="judge-verdicts">{buttons.into_iter().collect_view()}</div>
            <div class="judge-row">
                <UndoButton desk />
                <Button kind=ButtonKind::Quiet disabled=last on_press=move |()| desk.skip()>
                    {t!(i18n, judge.skip)} <KeyHint keys=vec!["S"] />
                </Button>
            </div>
        </div>
    }
}

/// Takes the last vote back.
#[component]
pub fn UndoButton(
    /// The study.
    desk: Desk,
) -> impl IntoView {
    let i18n = use_i18n();
    let none = Signal::derive(move || !desk.can_undo());
    view! {
        <Button kind=ButtonKind::Quiet disabled=none on_press=move |()| desk.undo()>
            {t!(i18n, judge.undo)} <KeyHint keys=vec!["U"] />
        </Button>
    }
}

/// Follows the keyboard until the component that called this is gone.
pub fn listen_to_keys(desk: Desk) {
    let keys = window_event_listener(ev::keydown, move |event| {
        if event.default_prevented() || event.repeat() || event.is_composing() || is_typing(&event) {
            return;
        }
        let (ctrl, others) = (event.ctrl_key() || event.meta_key(), event.alt_key() || event.shift_key());
        match (event.key().to_lowercase().as_str(), ctrl) {
            ("z", true) if !others => desk.undo(),
            _ if ctrl || event.alt_key() => return,
            ("u", _) => desk.undo(),
            ("s", _) => desk.skip(),
            ("1", _) => desk.vote(Verdict::A),
            ("2", _) => desk.vote(Verdict::B),
            ("3", _) => desk.vote(Verdict::Tie),
            ("4", _) => desk.vote(Verdict::BothBad),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || keys.remove());
}

/// True where the key belongs to a field, or to an open dialog.
fn is_typing(event: &ev::KeyboardEvent) -> bool {
    const FIELDS: &str = "input:not([type=button], [type=checkbox], [type=radio], [type=file]), textarea, select, [contenteditable], dialog[open]";
    let within = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    let in_field = within.is_some_and(|element| element.closest(FIELDS).is_ok_and(|found| found.is_some()));
    in_field || document().query_selector("dialog[open]").is_ok_and(|found| found.is_some())
}
