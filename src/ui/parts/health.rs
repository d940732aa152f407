//! What is known of the APIs' health, and the check that is under way: it goes on while other pages are looked at.

use super::tools::ToolsState;
use crate::browser::clock::sleep_ms;
use crate::browser::store::{HealthMark, HostQuota, StoreError};
use crate::browser::task::spawn;
use crate::browser::tools::{Checkup, Ended, News};
use crate::domain::catalog::{ApiKey, Collection};
use crate::domain::health::{Halt, Mark, probes};
use crate::ui::collection::CollectionState;
use crate::ui::stores::{Stores, use_stores};
use leptos::prelude::*;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// Marks are drawn this often, in milliseconds: not each by itself.
const DRAW_MS: u64 = 250;

/// Lives in the context.
#[derive(Clone, Copy)]
pub struct HealthState {
    stores: Stores,
    tools: ToolsState,
    /// Name of the collection that all below is of.
    of: StoredValue<String>,
    marks: RwSignal<Arc<BTreeMap<ApiKey, HealthMark>>>,
    /// The check under way.
    running: StoredValue<Option<Checkup>, LocalStorage>,
    is_running: RwSignal<bool>,
    /// APIs marked in this round, and to be marked in all; `None` where no round is open.
    round: RwSignal<Option<(u64, u64)>>,
    problem: RwSignal<Option<String>>,
    /// It was asked to pause, also while it was only beginning.
    stopping: StoredValue<bool>,
    stopped: RwSignal<Option<Stopped>>,
    /// Changes where other documents take a collection's name: what a check of the former ones still tells is not drawn.
    documents: StoredValue<u32>,
}

/// Why a check stands that nobody paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// What was left could not be sent.
    Halted(Halt),
    /// Another tab checks this collection.
    OtherTab,
}

/// Makes [`use_health`] work below. Needs stores, tools and collection.
pub fn provide_health(tools: ToolsState, collection: CollectionState) {
    let state = HealthState {
        stores: use_stores(),
        tools,
        of: StoredValue::new(String::new()),
        marks: RwSignal::new(Arc::default()),
        running: StoredValue::new_local(None),
        is_running: RwSignal::new(false),
        round: RwSignal::new(None),
        problem: RwSignal::new(None),
        stopping: StoredValue::new(false),
        stopped: RwSignal::new(None),
        documents: StoredValue::new(0),
    };
    provide_context(state);
    // Marks belong to one collection. They are read where they are shown: a first visit does not pay for them.
    Effect::new(move |_| {
        let name = collection.ready().map(|collection| collection.name.clone()).unwrap_or_default();
        if state.of.with_value(|of| *of != name) {
            state.pause();
            state.of.set_value(name);
            state.round.set(None);
            state.problem.set(None);
            state.stopped.set(None);
            state.marks.set(Arc::default());
        }
    });
}

/// The health of the APIs. Call it while a component is being built and keep the (copyable) value for handlers.
pub fn use_health() -> HealthState {
    expect_context()
}

impl HealthState {
    /// The mark of an API (tracked).
    pub fn of(self, api: &ApiKey) -> Option<HealthMark> {
        self.marks.with(|marks| marks.get(api).cloned())
    }

    /// All marks (tracked).
    pub fn marks(self) -> Arc<BTreeMap<ApiKey, HealthMark>> {
        self.marks.get()
    }

    /// How many have a mark (tracked).
    pub fn count(self, mark: Mark) -> usize {
        self.marks.with(|marks| marks.values().filter(|one| one.mark == mark).count())
    }

    /// While a check is under way.
    pub fn running(self) -> Signal<bool> {
        self.is_running.into()
    }

    /// How far the open round is, where one is open (tracked).
    pub fn round(self) -> Option<(u64, u64)> {
        self.round.get()
    }

    /// What a host last said is left of the account's requests.
    pub async fn quota(self, host: &str) -> Option<HostQuota> {
        self.stores.health().await.quota(host).await.ok().flatten()
    }

    /// Why a check stands that nobody paused (tracked).
    pub fn stopped(self) -> Option<Stopped> {
        self.stopped.get()
    }

    /// Why a check ended before its end (tracked).
    pub fn problem(self) -> Option<String> {
        self.problem.get()
    }

    /// Goes on with the open round; or, `fresh`, begins another.
    pub fn start(self, collection: Arc<Collection>, per_minute: u32, fresh: bool) {
        if self.is_running.get_untracked() {
            return;
        }
        self.is_running.set(true);
        self.stopping.set_value(false);
        self.problem.set(None);
        self.stopped.set(None);
        spawn(async move {
            let outcome = self.check(&collection, per_minute, fresh).await;
            self.running.set_value(None);
            self.is_running.set(false);
            if !self.is_of(&collection) {
                return;
            }
            match outcome {
                Ok(Some(Ended::Done)) => self.round.set(None),
                Ok(Some(Ended::Paused(halt))) => self.stopped.set(halt.map(Stopped::Halted)),
                Ok(None) => self.stopped.set(Some(Stopped::OtherTab)),
                Err(error) => self.problem.set(Some(error.to_string())),
            }
        });
    }

    /// Reads the marks anew: runs mark APIs too.
    pub fn refresh(self, collection: Arc<Collection>) {
        // A check of this collection knows more than what is kept.
        let checks = self
            .running
            .with_value(|running| running.as_ref().is_some_and(|checkup| checkup.collection() == collection.name));
        if !checks {
            spawn(async move { self.read(&collection).await });
        }
    }

    /// Ends it after the calls under way; the round stays open.
    pub fn pause(self) {
        // A check that is only beginning has nothing yet that could be paused.
        self.stopping.set_value(true);
        self.running.with_value(|running| running.iter().for_each(Checkup::pause));
    }

    /// Other documents take the name of a collection, or it goes: what a check of it still hears is not marked.
    pub fn abandon(self, collection: &str) {
        let of_it = |checkup: &&Checkup| checkup.collection() == collection;
        self.running.with_value(|running| running.iter().filter(of_it).for_each(Checkup::abandon));
        if self.of.with_value(|of| of == collection) {
            self.documents.update_value(|documents| *documents += 1);
            self.pause();
        }
    }

    /// `None` where another tab checks the collection.
    async fn check(
        self,
        collection: &Arc<Collection>,
        per_minute: u32,
        fresh: bool,
    ) -> Result<Option<Ended>, StoreError> {
        let documents = self.documents.get_value();
        let is_drawn = move |collection: &Collection| self.is_of(collection) && self.documents.get_value() == documents;
        let health = self.stores.health().await;
        let tools = self.tools.of_check(collection, per_minute, health.clone());
        let begun = Checkup::begin(collection, tools, health, fresh).await?;
        let Some(checkup) = begun else { return Ok(None) };
        if !is_drawn(collection) {
            return Ok(Some(Ended::Paused(None)));
        }
        let total = probes(collection).len();
        self.round.set(Some(((total - checkup.left()) as u64, total as u64)));
        if self.stopping.get_value() {
            return Ok(Some(Ended::Paused(None)));
        }
        self.running.set_value(Some(checkup.clone()));
        let news: Rc<RefCell<Vec<News>>> = Rc::default();
        let (fresh_marks, drawn) = (Rc::clone(&news), Arc::clone(collection));
        spawn(async move {
            // Ends with the check: nobody else holds the news then.
            while Rc::strong_count(&fresh_marks) > 1 {
                sleep_ms(DRAW_MS).await;
                let news = fresh_marks.take();
                if is_drawn(&drawn) {
                    self.draw(news);
                }
            }
        });
        let outcome = checkup.run(&|one| news.borrow_mut().push(one)).await;
        // The check is not said to have ended before its last marks are to be seen.
        if is_drawn(collection) {
            self.draw(news.take());
        }
        outcome.map(Some)
    }

    fn draw(self, news: Vec<News>) {
        if news.is_empty() {
            return;
        }
        self.round.update(|round| {
            if let Some((done, _)) = round {
                *done += news.len() as u64;
            }
        });
        self.marks.update(|marks| {
            Arc::make_mut(marks).extend(news.into_iter().flatten().map(|mark| (mark.api.clone(), mark)));
        });
    }

    /// False once another collection is looked at.
    fn is_of(self, collection: &Collection) -> bool {
        self.of.with_value(|of| *of == collection.name)
    }

    /// Marks and round as they are kept.
    async fn read(self, collection: &Collection) {
        let health = self.stores.health().await;
        // Marks of APIs that are gone from the documents, or of other documents, are nobody's.
        let marks = health.marks_of(collection).await.unwrap_or_default();
        let round = health.round(&collection.name).await.ok().flatten().filter(|round| !round.done);
        let progress = round.map(|round| {
            let done = marks.values().filter(|mark| mark.at_ms >= round.started_ms).count();
            (done as u64, probes(collection).len() as u64)
        });
        if !self.is_of(collection) {
            return;
        }
        self.round.set(progress);
        self.marks.set(Arc::new(marks));
    }
}
