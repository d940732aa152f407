//! What is kept, for every page: opened once when the app starts.

use crate::browser::store::{CallRecord, Collections, Health, Kv, PromptSets, Runs, StoreError};
use crate::browser::task::spawn;
use futures::FutureExt;
use futures::future::{LocalBoxFuture, Shared};
use leptos::prelude::*;

/// Name of the database.
const DATABASE: &str = "toolgrove";

/// The database of this page. Where the browser gives none, everything is kept in memory and `problem` says so.
#[derive(Clone, Copy)]
pub struct Stores {
    opened: StoredValue<Shared<LocalBoxFuture<'static, Kv>>, LocalStorage>,
    /// Why rows do not survive a reload, if so.
    pub problem: RwSignal<Option<StoreError>>,
    /// Raised by [`Stores::changed`].
    changes: RwSignal<u32>,
}

impl Stores {
    /// The database, once it is open.
    pub async fn kv(self) -> Kv {
        let opened = self.opened.get_value();
        opened.await
    }

    /// Rows were changed: lists read theirs again, also one that was not there when a notice offered to undo.
    pub fn changed(self) {
        self.changes.update(|n| *n = n.wrapping_add(1));
    }

    /// What is computed or fetched from here on is so again whenever [`Self::changed`] is called (tracked).
    pub fn track(self) {
        self.changes.track();
    }

    /// Does something now, and again whenever [`Self::changed`] is called, as long as the component is there.
    pub fn on_change(self, mut act: impl FnMut() + 'static) {
        Effect::new(move |_| {
            self.track();
            untrack(&mut act);
        });
    }

    /// The prompt sets in it.
    pub async fn prompt_sets(self) -> PromptSets {
        PromptSets::new(self.kv().await)
    }

    /// The recorded calls in it.
    pub async fn calls(self) -> CallRecord {
        CallRecord::of(self.kv().await)
    }

    /// The marks of APIs' health in it.
    pub async fn health(self) -> Health {
        Health::of(self.kv().await)
    }

    /// The collections in it.
    pub async fn collections(self) -> Collections {
        Collections::of(self.kv().await)
    }

    /// The runs in it.
    pub async fn runs(self) -> Runs {
        Runs::new(self.kv().await)
    }
}

/// Opens the database and gives it to all pages.
pub fn provide_stores() {
    let problem = RwSignal::new(None);
    let opening = async move {
        match Kv::open(DATABASE).await {
            Ok(kv) => kv,
            Err(error) => {
                problem.set(Some(error));
                Kv::memory()
            }
        }
    };
    let opened = opening.boxed_local().shared();
    let first = opened.clone();
    spawn(async move {
        let _opened = first.await;
    });
    provide_context(Stores { opened: StoredValue::new_local(opened), problem, changes: RwSignal::new(0) });
}

/// See [`provide_stores`].
pub fn use_stores() -> Stores {
    expect_context()
}
