//! The health check: the APIs of a collection called one by one, each marked and kept at once, so that a check that is
//! paused or interrupted goes on where it stood.
//!
//! Only what was sent is marked. An API whose document gives no complete example, or whose address is refused, stays
//! without a mark. Where a key is missing the others go on; the round stays open then, for those that wait for it.

use super::Tools;
use crate::browser::clock::{now_ms, sleep_ms};
use crate::browser::store::{Health, RunLock, StoreError};
use crate::domain::catalog::{ApiKey, Collection};
use crate::domain::health::{Came, Halt, Mark, document_of, example_call, probes};
use crate::formats::records::health::{HealthMark, HealthRound};
use futures::future::join_all;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

/// APIs called at once.
const AT_ONCE: usize = 4;

/// One check of one collection. Cheap to clone.
#[derive(Clone)]
pub struct Checkup {
    inner: Rc<Inner>,
}

/// An API that is done with: its mark, or `None` where nothing could be sent to it.
pub type News = Option<HealthMark>;

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Every API was called that could be.
    Done,
    /// The round stays open; why, where it was not the person who paused it.
    Paused(Option<Halt>),
}

struct Inner {
    collection: Arc<Collection>,
    tools: Rc<dyn Tools>,
    store: Health,
    started_ms: u64,
    left: RefCell<VecDeque<ApiKey>>,
    paused: Cell<bool>,
    /// Other documents took the collection's name: what comes now is about none of them.
    abandoned: Cell<bool>,
    halt: Cell<Option<Halt>>,
    /// Held until the check is dropped.
    _lock: RunLock,
}

impl Checkup {
    /// Goes on with the round that was under way, or begins another. `fresh`: begins another in any case. `None` where
    /// another tab checks this collection.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn begin(
        collection: &Arc<Collection>,
        tools: Rc<dyn Tools>,
        store: Health,
        fresh: bool,
    ) -> Result<Option<Self>, StoreError> {
        let name = &collection.name;
        let Some(lock) = RunLock::of_check(name).await else { return Ok(None) };
        let open = store.round(name).await?.filter(|round| !round.done && !fresh);
        let round = open.unwrap_or_else(|| HealthRound::new(name.clone(), now_ms()));
        store.put_round(&round).await?;
        let marks = store.marks_of(collection).await?;
        let is_marked = |api: &ApiKey| marks.get(api).is_some_and(|mark| mark.at_ms >= round.started_ms);
        let left = probes(collection).into_iter().filter(|api| !is_marked(api)).collect();
        let inner = Inner {
            collection: Arc::clone(collection),
            tools,
            store,
            started_ms: round.started_ms,
            left: RefCell::new(left),
            paused: Cell::new(false),
            abandoned: Cell::new(false),
            halt: Cell::new(None),
            _lock: lock,
        };
        Ok(Some(Self { inner: Rc::new(inner) }))
    }

    /// Name of the collection.
    pub fn collection(&self) -> &str {
        &self.inner.collection.name
    }

    /// APIs that are still to be called.
    pub fn left(&self) -> usize {
        self.inner.left.borrow().len()
    }

    /// Calls until nothing is left or it is paused; tells of every API that is done with.
    ///
    /// # Errors
    /// [`StoreError`] where marks cannot be kept; those after the first failure are not made.
    pub async fn run(&self, on_news: &dyn Fn(News)) -> Result<Ended, StoreError> {
        let lines = join_all((0..AT_ONCE).map(|_| self.line(on_news))).await;
        lines.into_iter().collect::<Result<Vec<()>, StoreError>>()?;
        let halt = self.inner.halt.get();
        if self.inner.paused.get() || halt.is_some() {
            return Ok(Ended::Paused(halt));
        }
        let name = self.inner.collection.name.clone();
        let round = HealthRound { done: true, ..HealthRound::new(name, self.inner.started_ms) };
        self.inner.store.put_round(&round).await?;
        Ok(Ended::Done)
    }

    /// Nothing further is called; what is under way is still marked.
    pub fn pause(&self) {
        self.inner.paused.set(true);
    }

    /// Nothing further is called or marked: other documents take the collection's name.
    pub fn abandon(&self) {
        self.inner.abandoned.set(true);
        self.pause();
    }

    async fn line(&self, on_news: &dyn Fn(News)) -> Result<(), StoreError> {
        while !self.inner.paused.get() {
            let Some(api) = self.inner.left.borrow_mut().pop_front() else { break };
            let news = self.probe(api).await;
            if self.inner.abandoned.get() {
                break;
            }
            let Some(news) = news else { continue };
            let kept = match &news {
                Some(mark) => self.inner.store.put(mark).await,
                None => Ok(()),
            };
            on_news(news);
            if kept.is_err() {
                self.pause();
            }
            kept?;
        }
        Ok(())
    }

    /// Calls an API. `None` where it is still to be called: nothing can be sent before a person does something.
    async fn probe(&self, api: ApiKey) -> Option<News> {
        let found = self.inner.collection.document(&api);
        let call = found.and_then(|(tool, api)| Some((document_of(tool, api), example_call(api).ok()?)));
        let Some((document, arguments)) = call else {
            // A long row of them is no long task.
            sleep_ms(0).await;
            return Some(None);
        };
        let started = now_ms();
        let observed = self.inner.tools.call(&api, &arguments).await;
        // What went over the wire is shown for runs alone.
        drop(self.inner.tools.take_exchanges());
        if let Came::Halted(halt) = observed.came {
            self.halt(halt);
            return None;
        }
        let now = now_ms();
        let name = self.inner.collection.name.clone();
        let mark = HealthMark::new(name, api, observed.status, now, now.saturating_sub(started));
        Some(Mark::of_check(observed.came, observed.status).map(|_| mark.with_document(document)))
    }

    /// Without a network nothing goes on; without a key, all that needs none.
    fn halt(&self, halt: Halt) {
        if halt == Halt::Offline {
            self.pause();
        }
        if halt == Halt::Offline || self.inner.halt.get().is_none() {
            self.inner.halt.set(Some(halt));
        }
    }
}
