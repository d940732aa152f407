//! Pages, and what the Ask page shows to few, that a first visit does not wait for: each is a part of the program of its own,
//! fetched when it is first shown.
//!
//! Where a part begins is marked in the page's binary (`src/bin/app/parts.rs`), which hands [`Parts`] to the app: whoever
//! else uses this library has a program that is not cut, and nothing to fetch parts from.

use super::i18n::{t, text, use_i18n};
use super::parts::{Button, ErrorBanner};
use super::task::Job;
use futures::future::LocalBoxFuture;
use leptos::prelude::*;

/// How the parts of the program come.
#[derive(Clone, Copy, Debug)]
pub struct Parts {
    /// Fetches a part; false where it did not arrive.
    pub load: fn(Later) -> LocalBoxFuture<'static, bool>,
    /// What a part shows, once it is there.
    pub view: fn(Later) -> Option<AnyView>,
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
    /// What went over the wire for a step.
    Raw,
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
    let parts = expect_context::<Parts>();
    let arrival = RwSignal::new(Arrival::Coming);
    let load = Job::new(move || async move {
        let there = (parts.load)(part).await;
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
        Arrival::There => (parts.view)(part).unwrap_or_else(|| ().into_any()),
        Arrival::Missing => view! {
            <ErrorBanner message=text!(i18n, shell.part.missing) />
            <Button on_press=again>{t!(i18n, shell.retry)}</Button>
        }
        .into_any(),
    };
    show.into_any()
}
