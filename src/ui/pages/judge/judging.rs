//! Judging, blind: progress, the pair, the verdicts.

use super::desk::Desk;
use super::pair::Pair;
use super::verdicts::{VerdictBar, listen_to_keys};
use super::words;
use crate::ui::i18n::{say, t, text, use_i18n};
use crate::ui::parts::{Button, ButtonKind, Dialog, ErrorBanner, ProgressBar, When};
use leptos::prelude::*;

/// The pair in view and what can be said of it.
#[component]
pub fn Judging(
    /// The study.
    desk: Desk,
) -> impl IntoView {
    let i18n = use_i18n();
    listen_to_keys(desk);
    let instructions = desk.study().study().instructions.trim().to_owned();
    let instructions = (!instructions.is_empty()).then(|| view! { <p class="judge-instructions">{instructions}</p> });
    // The next pair starts at its question.
    Effect::new(move |before: Option<Option<String>>| {
        let item = desk.blind.with(|blind| blind.as_ref().map(|b| b.item_id.clone()));
        if before.is_some_and(|before| before != item) {
            window().scroll_to_with_x_and_y(0.0, 0.0);
        }
        item
    });
    let pair = move || desk.blind.get().map(|blind| view! { <Pair blind /> });
    view! {
        <ProgressBar
            label=text!(i18n, judge.progress)
            done=Signal::derive(move || desk.progress.get().judged as u64)
            total=Signal::derive(move || Some(desk.progress.get().total as u64))
        />
        <Announcer desk />
        <Unsaved desk />
        {instructions}
        {pair}
        <VerdictBar desk />
        <Peek desk />
    }
}

/// What was stored, and how far it is, for who cannot see the page change.
#[component]
pub fn Announcer(
    /// The study.
    desk: Desk,
) -> impl IntoView {
    let i18n = use_i18n();
    let words = move || {
        let said = desk.said.get()?;
        let progress = desk.progress.get();
        let (verdict, judged, total) = (words::verdict(i18n, said), progress.judged, progress.total);
        Some(say!(i18n, judge.stored, verdict = verdict, judged = judged, total = total))
    };
    view! { <p class="judge-said soft" role="status" aria-live="polite">{words}</p> }
}

/// A vote that could not be stored: it is held until it is.
#[component]
pub fn Unsaved(
    /// The study.
    desk: Desk,
) -> impl IntoView {
    let i18n = use_i18n();
    let message = Signal::derive(move || {
        let (slip, error) = desk.unsaved.get()?;
        let (verdict, why) = (words::verdict(i18n, slip.verdict), words::error(i18n, &error));
        Some(say!(i18n, judge.unsaved, verdict = verdict, why = why))
    });
    let message = Signal::derive(move || message.get().unwrap_or_default());
    let details = Signal::derive(move || desk.unsaved.get().map(|(_, e)| e.to_string()).unwrap_or_default());
    let again = Callback::new(move |()| desk.retry());
    view! {
        <When holds=move || desk.unsaved.with(Option::is_some)>
            <ErrorBanner message details remedy=text!(i18n, shell.retry) on_remedy=again />
        </When>
    }
}

/// Results before the end, after a warning.
#[component]
fn Peek(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let asking = RwSignal::new(false);
    let show = move |()| {
        asking.set(false);
        desk.peeking.set(true);
    };
    view! {
        <p><Button kind=ButtonKind::Quiet on_press=move |()| asking.set(true)>{t!(i18n, judge.peek.action)}</Button></p>
        <Dialog open=asking title=text!(i18n, judge.peek.title)>
            <p>{t!(i18n, judge.peek.text)}</p>
            <div class="dialog-actions">
                <Button kind=ButtonKind::Primary on_press=move |()| asking.set(false)>
                    {t!(i18n, judge.peek.stay)}
                </Button>
                <Button on_press=show>{t!(i18n, judge.peek.show)}</Button>
            </div>
        </Dialog>
    }
}
