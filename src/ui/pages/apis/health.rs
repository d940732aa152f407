//! The health check: start, pause, go on; how many APIs have which mark, and the list by mark.

use super::use_apis_route;
use crate::browser::store::HealthMark;
use crate::domain::catalog::Collection;
use crate::domain::health::{Halt, Mark, probes, remote_apis};
use crate::ui::format::duration;
use crate::ui::i18n::{I18n, Words, say, t, text, use_i18n};
use crate::ui::parts::{Badge, Button, ButtonKind, ErrorBanner, ProgressBar, Stopped, Tone, When, age, use_health};
use crate::ui::route::{ApisRoute, Link, Route};
use leptos::prelude::*;
use std::sync::Arc;

/// Calls a minute at one host, unless the person says otherwise.
const PER_MINUTE: u32 = 60;

/// The panel above the list.
#[component]
pub fn HealthPanel(collection: Arc<Collection>) -> impl IntoView {
    let i18n = use_i18n();
    let health = use_health();
    let total = probes(&collection).len();
    if total == 0 {
        return ().into_any();
    }
    let per_minute = RwSignal::new(PER_MINUTE);
    let started = StoredValue::new(collection);
    let start = move |fresh: bool| move |()| health.start(started.get_value(), per_minute.get_untracked(), fresh);
    let open = Memo::new(move |_| health.round().is_some());
    // A round that is open shows itself; one that ends leaves things as they stand.
    let unfolded = RwSignal::new(false);
    Effect::new(move |_| {
        if open.get() {
            unfolded.set(true);
        }
    });
    let problem = Signal::derive(move || health.problem().unwrap_or_default());
    let pace = move |event| {
        let typed = event_target_value(&event).trim().parse::<u32>();
        per_minute.set(typed.unwrap_or(PER_MINUTE).clamp(1, 6_000));
    };
    view! {
        <details class="health" prop:open=move || unfolded.get()>
            <summary>{t!(i18n, tools.health.title)}</summary>
            <p class="hint">{text!(i18n, tools.health.about, n = total.to_string())}</p>
            <label class="health-pace">
                <span>{t!(i18n, tools.health.pace)}</span>
                <input
                    id="health-pace" type="number" min="1" max="6000" prop:value=move || per_minute.get().to_string()
                    on:change=pace
                />
            </label>
            <div class="health-buttons">
                <When holds=move || !health.running().get() && open.get()>
                    <Button kind=ButtonKind::Primary on_press=start(false)>{t!(i18n, tools.health.resume)}</Button>
                    <Button on_press=start(true)>{t!(i18n, tools.health.again)}</Button>
                </When>
                <When holds=move || !health.running().get() && !open.get()>
                    <Button kind=ButtonKind::Primary on_press=start(true)>{t!(i18n, tools.health.start)}</Button>
                </When>
                <When holds=move || health.running().get()>
                    <Button on_press=move |()| health.pause()>{t!(i18n, tools.health.pause)}</Button>
                </When>
            </div>
            <When holds=move || open.get()>
                <ProgressBar
                    label=text!(i18n, tools.health.progress)
                    done=Signal::derive(move || health.round().map_or(0, |(done, _)| done))
                    total=Signal::derive(move || health.round().map(|(_, total)| total))
                />
            </When>
            <p class="hint health-stopped" role="status">{move || health.stopped().map(|why| stopped_words(i18n, why).get())}</p>
            <When holds=move || !problem.with(String::is_empty)>
                <ErrorBanner message=text!(i18n, tools.health.problem) details=problem />
            </When>
        </details>
    }
    .into_any()
}

fn stopped_words(i18n: I18n, why: Stopped) -> Words {
    match why {
        Stopped::Halted(Halt::Offline) => t!(i18n, tools.health.stopped.offline),
        Stopped::Halted(Halt::NoKey) => t!(i18n, tools.health.stopped.no_key),
        Stopped::Halted(Halt::KeyLocked) => t!(i18n, tools.health.stopped.key_locked),
        Stopped::OtherTab => t!(i18n, tools.health.stopped.other_tab),
    }
}

/// The marks with their numbers, to filter by.
#[component]
pub fn HealthFilter(collection: Arc<Collection>) -> impl IntoView {
    let i18n = use_i18n();
    let health = use_health();
    let route = use_apis_route();
    let (total, remote) = (collection.apis().count(), remote_apis(&collection).count());
    let chip = move |word: Option<&'static str>, label: Signal<String>, count: Signal<usize>| {
        let to = Signal::derive(move || {
            Route::Apis(ApisRoute { health: word.map(str::to_owned), of: None, tool: None, api: None, ..route.get() })
        });
        let current = Signal::derive(move || route.with(|route| route.health.as_deref() == word));
        view! {
            <Link to class="health-chip" current>
                <span>{move || label.get()}</span>
                <span class="soft" data-health=word.unwrap_or("all")>{move || count.get().to_string()}</span>
            </Link>
        }
    };
    let never = Signal::derive(move || remote.saturating_sub(health.marks().len()));
    view! {
        <nav class="health-chips" aria-label=move || say!(i18n, tools.health.filter)>
            {chip(None, text!(i18n, apis.all), Signal::stored(total))}
            {Mark::ALL
                .into_iter()
                .map(|mark| {
                    let words = mark_words(i18n, mark);
                    chip(Some(mark.word()), Signal::derive(move || words.get()), Signal::derive(move || health.count(mark)))
                })
                .collect_view()}
            {chip(Some(NEVER), text!(i18n, tools.health.never), never)}
        </nav>
    }
}

/// In the address: APIs on the network without a mark.
pub const NEVER: &str = "never";

/// A mark as a badge with its time.
pub fn mark_view(i18n: I18n, mark: &HealthMark) -> AnyView {
    let tone = match mark.mark {
        Mark::Working => Tone::Good,
        Mark::Failing => Tone::Bad,
        Mark::NeedsSubscription | Mark::Wrong => Tone::Warn,
    };
    let words = mark_words(i18n, mark.mark);
    let (at_ms, took, status) = (mark.at_ms, duration(mark.took_ms), mark.status.number().to_string());
    view! {
        <Badge tone text=Signal::derive(move || words.get()) />
        <span class="soft">" " {move || age(i18n, at_ms)} " · " {took} " · " <code>{status}</code></span>
    }
    .into_any()
}

fn mark_words(i18n: I18n, mark: Mark) -> Words {
    match mark {
        Mark::Working => t!(i18n, tools.health.working),
        Mark::Failing => t!(i18n, tools.health.failing),
        Mark::NeedsSubscription => t!(i18n, tools.health.needs_subscription),
        Mark::Wrong => t!(i18n, tools.health.wrong),
    }
}
