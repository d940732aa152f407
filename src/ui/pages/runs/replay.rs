//! The slider through a run's events.

use crate::ui::i18n::{say, t, text, use_i18n};
use crate::ui::parts::{Button, ButtonKind};
use crate::ui::run::stored::Opened;
use leptos::prelude::*;
use std::time::Duration;

/// Between two events while playing.
const BEAT: Duration = Duration::from_millis(350);

/// Slider, play, one event back and on.
#[component]
pub fn Replay(
    /// The run.
    opened: Opened,
) -> impl IntoView {
    let i18n = use_i18n();
    let total = move || opened.run.with(|r| r.as_ref().map_or(0, |r| r.trace.events.len()));
    let now = move || opened.at.get().map_or_else(total, |n| (n as usize).min(total()));
    let go = move |n: usize| {
        let n = n.clamp(1, total().max(1));
        opened.at.set(if n >= total() { None } else { u32::try_from(n).ok() });
    };
    let playing = RwSignal::new(false);
    let tick = move || {
        if !playing.get_untracked() {
            return;
        }
        untrack(|| if now() >= total() { playing.set(false) } else { go(now() + 1) });
    };
    if let Ok(handle) = set_interval_with_handle(tick, BEAT) {
        on_cleanup(move || handle.clear());
    }
    let play = move |()| {
        untrack(|| {
            if !playing.get() && now() >= total() {
                go(1);
            }
        });
        playing.update(|p| *p = !*p);
    };
    let place = move || {
        let (n, total) = (now().to_string(), total().to_string());
        say!(i18n, runs.replay.of, n = n.clone(), total = total.clone())
    };
    view! {
        <div class="replay">
            <Button on_press=play>
                {move || if playing.get() {
                    say!(i18n, runs.replay.pause)
                } else {
                    say!(i18n, runs.replay.play)
                }}
            </Button>
            <Button
                kind=ButtonKind::Quiet label=text!(i18n, runs.replay.back)
                on_press=move |()| untrack(|| go(now().saturating_sub(1)))
            >"‹"</Button>
            <Button
                kind=ButtonKind::Quiet label=text!(i18n, runs.replay.forward)
                on_press=move |()| untrack(|| go(now() + 1))
            >"›"</Button>
            <label>
                <span class="visually-hidden">{t!(i18n, runs.replay.label)}</span>
                <input
                    type="range" min="1" max=move || total().to_string() prop:value=move || now().to_string()
                    on:input=move |e| if let Ok(n) = event_target_value(&e).parse() { go(n) }
                />
            </label>
            <span class="hint">{place}</span>
        </div>
    }
}
