//! Pages, and what the Ask page shows to few, that a first visit does not wait for: each is a part of the program of its own,
//! fetched when it is first shown.
//!
//! `wasm_split` marks where a part begins; xtask cuts the compiled program there (`xtask/src/site/split.rs`). What the
//! parts share with each other, but not with the rest, becomes a part too.

#![allow(unsafe_code)] // what the macro writes: imports and exports by which the parts are linked again

use super::i18n::{t, text, use_i18n};
use super::pages::{ApisPage, ForkForm, JudgePage, PersonAtDesk, RunsPage, SearchParameters, SettingsPage};
use super::parts::{Button, ErrorBanner};
use super::task::Job;
use futures::FutureExt;
use leptos::prelude::*;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// A part did not arrive. A reload, or another try, may help.
struct Absent;

impl From<SplitLoaderError> for Absent {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// A page that comes later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Later {
    /// Stored runs.
    Runs,
    /// The collection.
    Apis,
    /// Studies.
    Judge,
    /// This device's choices.
    Settings,
    /// The parameters of a method, on Ask.
    Search,
    /// Where a person answers in the model's place, on Ask.
    Person,
    /// The form of a fork, below a step.
    Fork,
}

#[wasm_split(runs, preload(load_runs), fallible)]
fn runs() -> Result<AnyView, Absent> {
    Ok(view! { <RunsPage /> }.into_any())
}

#[wasm_split(apis, preload(load_apis), fallible)]
fn apis() -> Result<AnyView, Absent> {
    Ok(view! { <ApisPage /> }.into_any())
}

#[wasm_split(judge, preload(load_judge), fallible)]
fn judge() -> Result<AnyView, Absent> {
    Ok(view! { <JudgePage /> }.into_any())
}

#[wasm_split(settings, preload(load_settings), fallible)]
fn settings() -> Result<AnyView, Absent> {
    Ok(view! { <SettingsPage /> }.into_any())
}

#[wasm_split(search, preload(load_search), fallible)]
fn search() -> Result<AnyView, Absent> {
    Ok(view! { <SearchParameters /> }.into_any())
}

#[wasm_split(person, preload(load_person), fallible)]
fn person() -> Result<AnyView, Absent> {
    Ok(view! { <PersonAtDesk /> }.into_any())
}

#[wasm_split(fork, preload(load_fork), fallible)]
fn fork() -> Result<AnyView, Absent> {
    Ok(view! { <ForkForm /> }.into_any())
}

impl Later {
    async fn load(self) -> bool {
        match self {
            Self::Runs => load_runs().await,
            Self::Apis => load_apis().await,
            Self::Judge => load_judge().await,
            Self::Settings => load_settings().await,
            Self::Search => load_search().await,
            Self::Person => load_person().await,
            Self::Fork => load_fork().await,
        }
        .is_ok()
    }

    /// The page, once its part is there: then the call does not wait.
    fn page(self) -> Option<AnyView> {
        let made = match self {
            Self::Runs => runs().now_or_never(),
            Self::Apis => apis().now_or_never(),
            Self::Judge => judge().now_or_never(),
            Self::Settings => settings().now_or_never(),
            Self::Search => search().now_or_never(),
            Self::Person => person().now_or_never(),
            Self::Fork => fork().now_or_never(),
        };
        made?.ok()
    }
}

/// How far a part is: Coming -> There or Missing; Missing -> Coming when tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Arrival {
    Coming,
    There,
    Missing,
}

/// The page, as soon as it is there.
pub fn later(part: Later) -> AnyView {
    let i18n = use_i18n();
    let arrival = RwSignal::new(Arrival::Coming);
    let load = Job::new(move || async move {
        let there = part.load().await;
        // Another page may be shown meanwhile.
        let _ = arrival.try_set(if there { Arrival::There } else { Arrival::Missing });
    });
    load.start();
    let again = move |()| {
        arrival.set(Arrival::Coming);
        load.start();
    };
    let show = move || match arrival.get() {
        Arrival::Coming => view! { <p class="hint" role="status">{t!(i18n, shell.part.coming)}</p> }.into_any(),
        Arrival::There => part.page().unwrap_or_else(|| ().into_any()),
        Arrival::Missing => view! {
            <ErrorBanner message=text!(i18n, shell.part.missing) />
            <Button on_press=again>{t!(i18n, shell.retry)}</Button>
        }
        .into_any(),
    };
    show.into_any()
}
