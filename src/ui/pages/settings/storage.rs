//! How much this site stores here, and whether the browser may clear it by itself.

use super::SettingsSection;
use crate::ui::task::{Fetched, Job};
use crate::{
    browser::storage::{self, Persistence, Usage},
    ui::{
        format,
        i18n::{I18n, t, text, use_i18n},
        parts::{Badge, Button, ErrorBanner, Tone, When},
    },
};
use leptos::prelude::*;

/// Usage and persistence.
#[component]
pub fn StorageSection() -> impl IntoView {
    let i18n = use_i18n();
    let usage = Fetched::new(storage::usage);
    let show = move || {
        usage.get().map(|usage| match usage {
            Ok(usage) => view! { <UsageBar usage /> }.into_any(),
            Err(error) => view! {
                <ErrorBanner message=text!(i18n, settings.storage.unknown) details=error.to_string() />
            }
            .into_any(),
        })
    };
    view! {
        <SettingsSection title=text!(i18n, settings.storage.title) text=text!(i18n, settings.storage.text)>
            {show}
            <PersistenceRow />
        </SettingsSection>
    }
}

#[component]
fn UsageBar(usage: Usage) -> impl IntoView {
    let i18n = use_i18n();
    let (used, quota) = (format::bytes(usage.used_bytes), format::bytes(usage.quota_bytes));
    let label = text!(i18n, settings.storage.label);
    view! {
        <div class="meter-row">
            <meter
                min="0"
                max=usage.quota_bytes.to_string()
                value=usage.used_bytes.to_string()
                aria-label=move || label.get()
            />
            <p>{t!(i18n, settings.storage.usage, used = used, quota = quota)}</p>
        </div>
    }
}

#[component]
fn PersistenceRow() -> impl IntoView {
    let i18n = use_i18n();
    let state = Fetched::new(storage::persistence);
    let asked = RwSignal::new(false);
    let ask = Job::new(move || async move {
        let granted = storage::ask_to_persist().await;
        asked.set(true);
        state.set(Some(granted));
    });
    let may_ask = move || state.get().is_some_and(|state| state == Persistence::BestEffort) && !asked.get();
    view! {
        <div class="setting-row">
            {move || state.get().map(|state| persistence_badge(i18n, state, asked.get()))}
            <When holds=may_ask>
                <Button on_press=move |()| ask.start()>{t!(i18n, settings.storage.ask)}</Button>
            </When>
        </div>
    }
}

fn persistence_badge(i18n: I18n, state: Persistence, asked: bool) -> impl IntoView {
    let (tone, word, sentence) = match state {
        Persistence::Persistent => {
            (Tone::Good, text!(i18n, settings.storage.kept), text!(i18n, settings.storage.kept_text))
        }
        Persistence::BestEffort if asked => {
            (Tone::Warn, text!(i18n, settings.storage.best_effort), text!(i18n, settings.storage.refused_text))
        }
        Persistence::BestEffort => {
            (Tone::Info, text!(i18n, settings.storage.best_effort), text!(i18n, settings.storage.best_effort_text))
        }
        Persistence::Unknown => {
            (Tone::Neutral, text!(i18n, settings.storage.unclear), text!(i18n, settings.storage.unclear_text))
        }
    };
    view! {
        <div class="persistence">
            <Badge tone text=word />
            <p>{move || sentence.get()}</p>
        </div>
    }
}
