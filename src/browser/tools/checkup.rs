//! The health check: the APIs of a collection called one by one, each marked and kept at once, so that a check that is
//! paused or interrupted goes on where it stood.

use super::Tools;
use crate::browser::clock::now_ms;
use crate::browser::store::{Health, StoreError};
use crate::domain::catalog::Collection;
use crate::domain::health::{Probe, probes};
use crate::formats::records::health::{HealthMark, HealthRound};
use futures::future::join_all;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;

/// APIs called at once.
const AT_ONCE: usize = 4;

/// One check of one collection. Cheap to clone.
#[derive(Clone)]
pub struct Checkup {
    inner: Rc<Inner>,
}

struct Inner {
    collection: String,
    tools: Rc<dyn Tools>,
    store: Health,
    left: RefCell<VecDeque<Probe>>,
    paused: Cell<bool>,
}

impl Checkup {
    /// Goes on with the round that was under way, or begins another. `fresh`: begins another in any case.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn begin(
        collection: &Collection,
        tools: Rc<dyn Tools>,
        store: Health,
        fresh: bool,
    ) -> Result<Self, StoreError> {
        let name = collection.name.clone();
        let open = store.round(&name).await?.filter(|round| !round.done && !fresh);
        let round = open.unwrap_or_else(|| HealthRound::new(name.clone(), now_ms()));
        store.put_round(&round).await?;
        let marked = store.marks(&name).await?.into_iter().filter(|mark| mark.at_ms >= round.started_ms);
        let marked: BTreeSet<_> = marked.map(|mark| mark.api).collect();
        let left = probes(collection).into_iter().filter(|probe| !marked.contains(&probe.api)).collect();
        let inner = Inner { collection: name, tools, store, left: RefCell::new(left), paused: Cell::new(false) };
        Ok(Self { inner: Rc::new(inner) })
    }

    /// Name of the collection.
    pub fn collection(&self) -> &str {
        &self.inner.collection
    }

    /// APIs that are still to be called.
    pub fn left(&self) -> usize {
        self.inner.left.borrow().len()
    }

    /// Calls until nothing is left or it is paused; tells every mark. `true` where it came to the end.
    ///
    /// # Errors
    /// [`StoreError`] where marks cannot be kept; those after the first failure are not made.
    pub async fn run(&self, on_mark: &dyn Fn(&HealthMark)) -> Result<bool, StoreError> {
        let lines = join_all((0..AT_ONCE).map(|_| self.line(on_mark))).await;
        lines.into_iter().collect::<Result<Vec<()>, StoreError>>()?;
        if self.inner.paused.get() {
            return Ok(false);
        }
        let started_ms = self.inner.store.round(&self.inner.collection).await?.map_or(0, |round| round.started_ms);
        let round = HealthRound { done: true, ..HealthRound::new(self.inner.collection.clone(), started_ms) };
        self.inner.store.put_round(&round).await?;
        Ok(true)
    }

    /// Nothing further is called; what is under way is still marked.
    pub fn pause(&self) {
        self.inner.paused.set(true);
    }

    async fn line(&self, on_mark: &dyn Fn(&HealthMark)) -> Result<(), StoreError> {
        while !self.inner.paused.get() {
            let Some(probe) = self.inner.left.borrow_mut().pop_front() else { break };
            let started = now_ms();
            let observed = self.inner.tools.call(&probe.api, &probe.arguments).await;
            // What went over the wire is shown for runs alone.
            drop(self.inner.tools.take_exchanges());
            let now = now_ms();
            let took_ms = now.saturating_sub(started);
            let mark = HealthMark::new(self.inner.collection.clone(), probe.api, observed.status, now, took_ms);
            let kept = self.inner.store.put(&mark).await;
            on_mark(&mark);
            if kept.is_err() {
                self.pause();
            }
            kept?;
        }
        Ok(())
    }
}
