//! A run from the store on the screen, at its end or at an earlier moment.

use super::{Arriving, RunModel};
use crate::browser::store::{LoadedRun, StoreError};
use crate::browser::task::spawn;
use crate::domain::trace::{Trace, Tree};
use crate::ui::stores::Stores;
use leptos::prelude::*;
use std::sync::Arc;

/// An opened run. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Opened {
    /// The run as it is stored; `None` while it is read, or where there is none.
    pub run: RwSignal<Option<Arc<LoadedRun>>>,
    /// Why it cannot be shown.
    pub error: RwSignal<Option<StoreError>>,
    /// Number of events shown; `None`: all.
    pub at: RwSignal<Option<u32>>,
    model: RunModel,
}

/// Opens the run that `wanted` names and follows it. A run that is live (`live`) is left to its session.
pub fn open_run(stores: Stores, wanted: Signal<Option<String>>, live: Signal<Option<String>>) -> Opened {
    let run: RwSignal<Option<Arc<LoadedRun>>> = RwSignal::new(None);
    let error = RwSignal::new(None);
    let at = RwSignal::new(None);
    Effect::new(move |_| {
        let id = wanted.get();
        let known = run.with_untracked(|r| r.as_ref().map(|r| r.head.id.clone()));
        if id == known && id.is_some() {
            return;
        }
        run.set(None);
        error.set(None);
        let Some(id) = id.filter(|id| live.get_untracked().as_ref() != Some(id)) else { return };
        spawn(async move {
            let loaded = stores.runs().await.load(&id).await;
            // The page may be gone meanwhile, or show another run.
            if wanted.try_get_untracked().flatten().as_ref() != Some(&id) {
                return;
            }
            match loaded {
                Ok(loaded) => run.set(Some(Arc::new(loaded))),
                Err(e) => error.set(Some(e)),
            }
        });
    });
    let trace = Memo::new(move |_| run.with(|r| r.as_ref().map(|r| Arc::new(r.trace.clone()))));
    let tree = Memo::new(move |_| {
        let shown = at.get().map_or(usize::MAX, |n| n as usize);
        run.with(|r| r.as_ref().map_or_else(Arc::default, |r| Arc::new(fold(&r.trace, shown))))
    });
    let model = RunModel {
        id: Signal::derive(move || run.with(|r| r.as_ref().map(|r| r.head.id.clone()))),
        trace: trace.into(),
        tree: tree.into(),
        arriving: Signal::stored(Arriving::default()),
        selected: RwSignal::new(None),
    };
    Opened { run, error, at, model }
}

fn fold(trace: &Trace, shown: usize) -> Tree {
    Tree::fold(&trace.events[..shown.min(trace.events.len())])
}

impl Opened {
    /// What the parts of the run are given.
    pub const fn model(self) -> RunModel {
        self.model
    }

    /// The live run where it is the one that is wanted, or none is; else this one.
    pub fn or_live(self, live: RunModel, wanted: Signal<Option<String>>) -> RunModel {
        let own = self.model;
        // A stored run that was resumed is live too, and the live one shows how it goes on.
        let is_live = Memo::new(move |_| {
            let id = live.id.get();
            id.is_some() && wanted.with(|wanted| wanted.is_none() || *wanted == id)
        });
        RunModel {
            id: Signal::derive(move || if is_live.get() { live.id.get() } else { own.id.get() }),
            trace: Signal::derive(move || if is_live.get() { live.trace.get() } else { own.trace.get() }),
            tree: Signal::derive(move || if is_live.get() { live.tree.get() } else { own.tree.get() }),
            arriving: live.arriving,
            selected: live.selected,
        }
    }
}
