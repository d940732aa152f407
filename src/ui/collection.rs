//! The collection that every page looks at: loaded once, after the first frame.

use crate::browser::clock::sleep_ms;
use crate::ui::stores::use_stores;
use crate::ui::task::Fetched;
use crate::{
    browser::collection::{CollectionError, LoadedCollection, load_brought, load_starter},
    browser::prefs,
    domain::catalog::Collection,
};
use leptos::prelude::*;
use std::sync::Arc;

/// Name of the choice in `localStorage`; absent: the starter collection.
const CHOICE: &str = "toolgrove.collection";

/// Loading, loaded or failed; lives in the context.
#[derive(Clone, Copy)]
pub struct CollectionState {
    loaded: Fetched<Result<LoadedCollection, CollectionError>>,
    /// Name of the one that a person brought and chose.
    chosen: RwSignal<Option<String>>,
}

/// Starts loading; the page is drawn meanwhile. Needs the stores.
pub fn provide_collection() {
    let stores = use_stores();
    let chosen = RwSignal::new(prefs::read(CHOICE).filter(|name| !name.is_empty()));
    let load = move || {
        let chosen = chosen.get();
        async move {
            match chosen {
                Some(name) => load_brought(&stores.collections().await, &name).await,
                None => load_starter().await,
            }
        }
    };
    provide_context(CollectionState { loaded: Fetched::new(load), chosen });
}

/// The collection. Call it while a component is being built and keep the (copyable) value for handlers.
pub fn use_collection() -> CollectionState {
    expect_context()
}

impl CollectionState {
    /// What came of loading; `None` while it goes on (tracked).
    pub fn outcome(self) -> Option<Result<LoadedCollection, CollectionError>> {
        self.loaded.get()
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
        self.loaded.set(None);
        self.loaded.refetch();
    }

    /// Name of the chosen one that a person brought; `None` for the starter collection (tracked).
    pub fn chosen(self) -> Option<String> {
        self.chosen.get()
    }

    /// Changes to another collection, for all pages.
    pub fn choose(self, name: Option<String>) {
        // A choice that cannot be kept still holds until the tab is closed.
        let _ = prefs::write(CHOICE, name.as_deref());
        self.loaded.set(None);
        if self.chosen.get_untracked() == name {
            self.loaded.refetch();
        } else {
            self.chosen.set(name);
        }
    }

    /// True where the loaded one comes with vectors (tracked).
    pub fn shipped(self) -> bool {
        self.outcome().is_some_and(|outcome| outcome.is_ok_and(|loaded| loaded.shipped))
    }
}
