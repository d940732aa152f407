//! Where the program is cut: `wasm_split` marks where a part begins, and xtask cuts the compiled program there
//! (`xtask/src/site/split.rs`). What the parts share with each other, but not with the rest, becomes a part too.

#![allow(unsafe_code)] // what the macro writes: imports and exports by which the parts are linked again

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use leptos::prelude::*;
use toolgrove::ui::later::{Later, Parts};
use toolgrove::ui::pages::{ApisPage, ForkForm, JudgePage, PersonAtDesk, RunsPage, SearchParameters, SettingsPage};
use toolgrove::ui::run::RawRequests;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// The parts of this program.
pub const PARTS: Parts = Parts { load, view };

/// A part did not arrive. A reload, or another try, may help.
struct Absent;

impl From<SplitLoaderError> for Absent {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
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

#[wasm_split(raw, preload(load_raw), fallible)]
fn raw() -> Result<AnyView, Absent> {
    Ok(view! { <RawRequests /> }.into_any())
}

fn load(part: Later) -> LocalBoxFuture<'static, bool> {
    async move {
        match part {
            Later::Runs => load_runs().await,
            Later::Apis => load_apis().await,
            Later::Judge => load_judge().await,
            Later::Settings => load_settings().await,
            Later::Search => load_search().await,
            Later::Person => load_person().await,
            Later::Fork => load_fork().await,
            Later::Raw => load_raw().await,
        }
        .is_ok()
    }
    .boxed_local()
}

/// A part that is there makes its view without waiting.
fn view(part: Later) -> Option<AnyView> {
    let made = match part {
        Later::Runs => runs().now_or_never(),
        Later::Apis => apis().now_or_never(),
        Later::Judge => judge().now_or_never(),
        Later::Settings => settings().now_or_never(),
        Later::Search => search().now_or_never(),
        Later::Person => person().now_or_never(),
        Later::Fork => fork().now_or_never(),
        Later::Raw => raw().now_or_never(),
    };
    made?.ok()
}
