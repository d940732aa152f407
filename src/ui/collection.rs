//! The collection that every page looks at: loaded once, after the first frame.

use crate::browser::clock::sleep_ms;
use crate::ui::task::Fetched;
use crate::{
    browser::collection::{CollectionError, LoadedCollection, load_starter},
    domain::catalog::Collection,
};
use leptos::prelude::*;
use std::sync::Arc;

/// Loading, loaded or failed; lives in the context.
#[derive(Clone, Copy)]
pub struct CollectionState(Fetched<Result<LoadedCollection, CollectionError>>);

/// Starts loading; the page is drawn meanwhile.
pub fn provide_collection() {
    provide_context(CollectionState(Fetched::new(load_starter)));
}

/// The collection. Call it while a component is being built and keep the (copyable) value for handlers.
pub fn use_collection() -> CollectionState {
    expect_context()
}

impl CollectionState {
    /// What came of loading; `None` while it goes on (tracked).
    pub fn outcome(self) -> Option<Result<LoadedCollection, CollectionError>> {
        self.0.get()
    }

    /// The collection, once it has been loaded; `None` where that failed (not tracked).
    pub async fn loaded(self) -> Option<Arc<Collection>> {
        loop {
            if let Some(outcome) = untrack(|| self.outcome()) {
                return outcome.ok().map(|loaded| loaded.collection);
            }
            sleep_ms(50).await;
        }
    }

    /// The collection once it is there (tracked).
    pub fn ready(self) -> Option<Arc<Collection>> {
        self.outcome()?.ok().map(|loaded| loaded.collection)
    }

    /// Tries again after a failure.
    pub fn reload(self) {
        self.0.set(None);
        self.0.refetch();
    }
}
