//! The driver: performs the steps that a search asks for, and keeps the run.
//!
//! One [`Session`] drives one run. It outlives the page that started it (a person may look at other pages meanwhile)
//! and is the only one that feeds the search: every change goes search -> trace -> writer -> `on_update`.

mod ask;

use crate::browser::clock::now_ms;
use crate::browser::llm::Model;
use crate::browser::net::CancelToken;
use crate::browser::store::{Exchanged, LoadedRun, RunLock, RunWriter, Runs, StoreError};
use crate::browser::tools::{Observed, Tools};
use crate::domain::chat::{Delta, ModelError};
use crate::domain::search::{Accepted, CallApi, ReplayError, Search, Step};
use crate::domain::trace::{NodeId, RunSpec};
use crate::formats::records::run::{RunFile, RunHead};
use futures::future::{Either, select};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// What happened to a session, for whoever draws it.
#[derive(Clone, Debug, PartialEq)]
pub enum Update {
    /// Events were added, or the session began or ceased to work.
    Changed,
    /// A model is asked to go on from this node, or asked again: what arrives from now on belongs to that alone.
    Asking(NodeId),
    /// More of its reply has arrived.
    Arriving(Delta),
    /// A request failed and will be made again.
    Retrying {
        /// In so many milliseconds.
        in_ms: u64,
        /// Why.
        error: ModelError,
    },
    /// Events could not be stored; the run goes on in memory.
    NotStored(StoreError),
}

/// Who does the work.
#[derive(Clone)]
pub struct Ports {
    /// Answers requests.
    pub model: Rc<dyn Model>,
    /// Compares branches, where it is not `model` that does.
    pub ranker: Option<Rc<dyn Model>>,
    /// Answers calls.
    pub tools: Rc<dyn Tools>,
    /// Keeps events.
    pub runs: Runs,
}

/// Why a stored run cannot go on here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResumeError {
    /// Another tab drives it.
    #[error("another tab is running this run")]
    ElsewhereActive,
    /// Its stored decisions are not those of this version.
    #[error(transparent)]
    Replay(#[from] ReplayError),
}

/// A run that is driven. Cheap to clone.
#[derive(Clone)]
pub struct Session {
    inner: Rc<Inner>,
}

struct Inner {
    ports: Ports,
    search: Rc<RefCell<Search>>,
    writer: RunWriter,
    working: Cell<bool>,
    stopping: Cell<bool>,
    pace_ms: Cell<u32>,
    cancel: RefCell<CancelToken>,
    on_update: Rc<dyn Fn(Update)>,
    lock: RefCell<Option<RunLock>>,
}

impl Session {
    /// Starts a new run under a fresh id. `pace_ms` is waited before each model request, so that a person can follow a
    /// model that answers at once; it changes no event but its time.
    pub async fn start(id: String, spec: RunSpec, ports: Ports, pace_ms: u32, on_update: Rc<dyn Fn(Update)>) -> Self {
        let now = now_ms();
        Self::begin(RunHead::new(id, &spec, now), Search::new(spec, now), ports, pace_ms, on_update).await
    }

    /// Starts a run that is new to the store from a search that may have events already (a fork).
    pub async fn begin(
        mut head: RunHead,
        search: Search,
        ports: Ports,
        pace_ms: u32,
        on_update: Rc<dyn Fn(Update)>,
    ) -> Self {
        head.calls = ports.tools.how();
        let lock = RunLock::acquire(&head.id).await;
        if let Err(error) = ports.runs.create(&head, &search.trace().spec).await {
            on_update(Update::NotStored(error));
        }
        let session = Self::new(head, search, 0, ports, pace_ms, lock, on_update);
        session.work();
        session
    }

    /// Opens a stored run to go on with it. One that was paused stays so until [`Session::resume`]. The lock is the
    /// run's, taken before the run was read: until then another tab may have written to it.
    ///
    /// # Errors
    /// [`ResumeError`]; the run can still be read.
    pub fn reopen(
        run: LoadedRun,
        lock: RunLock,
        ports: Ports,
        pace_ms: u32,
        on_update: Rc<dyn Fn(Update)>,
    ) -> Result<Self, ResumeError> {
        let mut search = Search::replay(&run.trace)?;
        search.reopened(now_ms());
        let written = run.trace.events.len();
        let mut head = run.head;
        // What was once answered from a record stays told so.
        head.calls = ports.tools.how().or(head.calls);
        let session = Self::new(head, search, written, ports, pace_ms, Some(lock), on_update);
        session.work();
        Ok(session)
    }

    fn new(
        head: RunHead,
        search: Search,
        written: usize,
        ports: Ports,
        pace_ms: u32,
        lock: Option<RunLock>,
        on_update: Rc<dyn Fn(Update)>,
    ) -> Self {
        let search = Rc::new(RefCell::new(search));
        let hear = Rc::clone(&on_update);
        let on_error = Box::new(move |error: &StoreError| hear(Update::NotStored(error.clone())));
        let writer = RunWriter::new(ports.runs.clone(), head, Rc::clone(&search), written, on_error);
        let inner = Inner {
            ports,
            search,
            writer,
            working: Cell::new(false),
            stopping: Cell::new(false),
            pace_ms: Cell::new(pace_ms),
            cancel: RefCell::new(CancelToken::default()),
            on_update,
            lock: RefCell::new(lock),
        };
        Self { inner: Rc::new(inner) }
    }

    /// Id of the run.
    pub fn id(&self) -> String {
        self.inner.writer.head().id
    }

    /// Looks at the search.
    pub fn with<T>(&self, look: impl FnOnce(&Search) -> T) -> T {
        look(&self.inner.search.borrow())
    }

    /// The head as last prepared for storage.
    pub fn head(&self) -> RunHead {
        self.inner.writer.head()
    }

    /// The run as an exported file, from memory: its name and its text. It may be all there is where storage is full.
    pub fn export(&self) -> (String, String) {
        let head = self.head();
        let name = format!("toolgrove-run-{}.json", head.id);
        let file = RunFile::new(head, self.with(|search| search.trace().clone()));
        // These types always have a JSON text.
        (name, serde_json::to_string(&file).unwrap_or_default())
    }

    /// True while steps are being performed.
    pub fn is_working(&self) -> bool {
        self.inner.working.get()
    }

    /// Milliseconds to wait before each model request.
    pub fn set_pace_ms(&self, ms: u32) {
        self.inner.pace_ms.set(ms);
    }

    /// Nothing new is asked after what is under way.
    pub fn pause(&self) {
        if self.inner.search.borrow_mut().pause(now_ms()) == Accepted::Yes {
            self.changed();
        }
    }

    /// Goes on after a pause or a failure.
    pub fn resume(&self) {
        if self.inner.search.borrow_mut().resume(now_ms()) == Accepted::Yes {
            self.changed();
            self.work();
        }
    }

    /// Ends the run. A request under way is aborted, and what had come of it is kept.
    pub fn stop(&self) {
        self.inner.stopping.set(true);
        self.inner.cancel.borrow().cancel();
        if !self.inner.working.get() {
            self.cancel();
        }
    }

    /// Writes what has not been written yet.
    pub async fn flush(&self) {
        self.inner.writer.flush().await;
    }

    fn cancel(&self) {
        if self.inner.search.borrow_mut().cancel(now_ms()) == Accepted::Yes {
            self.changed();
        }
        self.rest();
    }

    fn changed(&self) {
        self.inner.writer.schedule();
        (self.inner.on_update)(Update::Changed);
    }

    /// Performs steps until there is nothing to do.
    fn work(&self) {
        if self.inner.working.replace(true) {
            return;
        }
        let session = self.clone();
        spawn_local(async move {
            session.changed();
            loop {
                // Also before the first step: Stop may have come while the run was being opened.
                if session.inner.stopping.get() {
                    session.cancel();
                }
                if !session.step().await {
                    break;
                }
                session.changed();
            }
            session.inner.working.set(false);
            session.changed();
            session.flush().await;
            session.rest();
        });
    }

    /// Lets go of the run's lock once it is over.
    fn rest(&self) {
        if self.with(|s| s.tree().outcome().is_some()) {
            self.inner.lock.borrow_mut().take();
        }
    }

    /// One step; false where there is nothing to do now.
    async fn step(&self) -> bool {
        let step = self.inner.search.borrow_mut().poll();
        match step {
            Step::AskModel(ask) => self.ask_model(ask).await,
            Step::CallApi(call) => self.call_api(call).await,
            Step::Waiting | Step::Paused(_) | Step::Finished(_) => return false,
        }
        true
    }

    async fn call_api(&self, call: CallApi) {
        let cancel = CancelToken::default();
        *self.inner.cancel.borrow_mut() = cancel.clone();
        let called = self.inner.ports.tools.call(&call.api, &call.arguments);
        // Stopped in the middle of a call: the run ends without its observation.
        let Either::Left((observed, _)) = select(called, cancel.cancelled()).await else { return };
        self.keep_exchanges(Exchanged::Call(call.call), self.inner.ports.tools.take_exchanges());
        let Observed { observation, status, by, .. } = observed;
        let (usage, now) = (self.inner.ports.tools.take_usage(), now_ms());
        let _stale = self.inner.search.borrow_mut().api_answered(call.call, observation, status, by, usage, now);
    }
}
