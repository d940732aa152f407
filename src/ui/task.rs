//! Work that takes time, as signals: [`Job`] for what a person starts, [`Fetched`] for what a page waits for.
//!
//! Leptos' `Action` and `LocalResource` do the same for programs that also render on a server, at several kilobytes of
//! program for each use.

use crate::browser::task::spawn;
use leptos::prelude::*;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

type Work = Rc<dyn Fn() -> Pin<Box<dyn Future<Output = ()>>>>;

/// Work behind a button.
#[derive(Clone, Copy)]
pub struct Job {
    work: StoredValue<Work, LocalStorage>,
    running: RwSignal<u32>,
}

impl Job {
    /// Nothing is started yet.
    pub fn new<F: Future<Output = ()> + 'static>(work: impl Fn() -> F + 'static) -> Self {
        let work: Work = Rc::new(move || Box::pin(work()));
        Self { work: StoredValue::new_local(work), running: RwSignal::new(0) }
    }

    /// Starts it, also while an earlier start is still at work.
    pub fn start(self) {
        let Some(work) = self.work.try_get_value() else { return };
        let running = self.running;
        running.update(|n| *n += 1);
        spawn(async move {
            work().await;
            // The page may be gone meanwhile.
            let _ = running.try_update(|n| *n -= 1);
        });
    }

    /// While it is at work.
    pub fn running(self) -> Signal<bool> {
        Signal::derive(move || self.running.get() > 0)
    }
}

/// A value that is fetched when it is made, and again when a signal that `fetch` read has changed.
pub struct Fetched<T: 'static> {
    value: RwSignal<Option<T>, LocalStorage>,
    round: RwSignal<u32>,
}

impl<T> Clone for Fetched<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Fetched<T> {}

impl<T: Clone + 'static> Fetched<T> {
    /// Begins at once. Signals are tracked that `fetch` reads before it returns its future.
    pub fn new<F: Future<Output = T> + 'static>(fetch: impl Fn() -> F + 'static) -> Self {
        let (value, round) = (RwSignal::new_local(None), RwSignal::new(0));
        let newest = StoredValue::new(0_u32);
        Effect::new(move |_| {
            round.track();
            let fetching = fetch();
            newest.update_value(|n| *n += 1);
            let mine = newest.get_value();
            spawn(async move {
                let got = fetching.await;
                // The page may be gone meanwhile, or have asked again.
                if newest.try_get_value() == Some(mine) {
                    let _ = value.try_set(Some(got));
                }
            });
        });
        Self { value, round }
    }

    /// The value; `None` until it is there (tracked).
    pub fn get(self) -> Option<T> {
        self.value.get()
    }

    /// Puts another value in its place.
    pub fn set(self, value: Option<T>) {
        self.value.set(value);
    }

    /// Fetches again; the old value stays until the new one is there.
    pub fn refetch(self) {
        self.round.update(|n| *n += 1);
    }
}
