//! The run that is being driven. It belongs to the app, not to a page: it goes on while a person looks elsewhere.

use super::{Arriving, RunModel};
use crate::browser::driver::{Ports, ResumeError, Session, Update as SessionUpdate};
use crate::browser::store::{LoadedRun, RunHead, RunLock, StoreError};
use crate::domain::chat::ModelError;
use crate::domain::search::Search;
use crate::domain::trace::{NodeId, RunSpec, RunState, Trace, Tree};
use leptos::prelude::*;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

/// Redraws are at least this far apart, in milliseconds.
const FRAME_MS: u64 = 40;

/// Something a person should know that is no event of the run.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// A request failed and is made again soon.
    Retrying {
        /// In so many milliseconds.
        in_ms: u64,
        /// Why.
        error: ModelError,
    },
    /// The run goes on in memory only.
    NotStored(StoreError),
}

/// The live run. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Live {
    session: StoredValue<Option<Session>, LocalStorage>,
    id: RwSignal<Option<String>>,
    trace: RwSignal<Option<Arc<Trace>>>,
    tree: RwSignal<Arc<Tree>>,
    arriving: RwSignal<Arriving>,
    selected: RwSignal<Option<NodeId>>,
    working: RwSignal<bool>,
    notice: RwSignal<Option<Notice>>,
    dirty: StoredValue<bool>,
    /// Stop was pressed; a session that is only being opened is stopped by it too.
    stopped: StoredValue<bool>,
}

/// Gives the live run to all pages.
pub fn provide_live() {
    provide_context(Live {
        session: StoredValue::new_local(None),
        id: RwSignal::new(None),
        trace: RwSignal::new(None),
        tree: RwSignal::new(Arc::default()),
        arriving: RwSignal::new(Arriving::default()),
        selected: RwSignal::new(None),
        working: RwSignal::new(false),
        notice: RwSignal::new(None),
        dirty: StoredValue::new(false),
        stopped: StoredValue::new(false),
    });
}

/// See [`provide_live`].
pub fn use_live() -> Live {
    expect_context()
}

impl Live {
    /// What the parts of a run are given.
    pub fn model(self) -> RunModel {
        RunModel {
            id: self.id.into(),
            trace: self.trace.into(),
            tree: self.tree.into(),
            arriving: self.arriving.into(),
            selected: self.selected,
        }
    }

    /// True while steps are being performed.
    pub fn working(self) -> Signal<bool> {
        self.working.into()
    }

    /// True where a run is open that has not ended.
    pub fn unfinished(self) -> Signal<bool> {
        Signal::derive(move || {
            self.id.with(Option::is_some) && self.tree.with(|t| !matches!(t.state, RunState::Ended(_)))
        })
    }

    /// True where this is the run that is being driven (tracked).
    pub fn is(self, id: Option<&str>) -> bool {
        id.is_some() && self.id.with(|live| live.as_deref() == id)
    }

    /// What a person should know.
    pub fn notice(self) -> RwSignal<Option<Notice>> {
        self.notice
    }

    /// The session, where one is open.
    pub fn session(self) -> Option<Session> {
        self.session.get_value()
    }

    /// Starts a run and shows it. A run that is under way is stopped first.
    pub async fn start(self, id: String, spec: RunSpec, ports: Ports, pace_ms: u32) {
        self.clear();
        self.id.set(Some(id.clone()));
        let session = Session::start(id, spec, ports, pace_ms, self.hear()).await;
        self.show(session);
    }

    /// Starts a fork and shows it, as [`Self::start`] does.
    pub async fn fork(self, head: RunHead, search: Search, ports: Ports, pace_ms: u32) {
        self.clear();
        self.id.set(Some(head.id.clone()));
        let session = Session::begin(head, search, ports, pace_ms, self.hear()).await;
        self.show(session);
    }

    /// Goes on with a stored run, whose lock is held, and shows it.
    ///
    /// # Errors
    /// [`ResumeError`]; what was shown before stays.
    pub fn reopen(self, run: LoadedRun, lock: RunLock, ports: Ports, pace_ms: u32) -> Result<(), ResumeError> {
        let id = run.head.id.clone();
        let session = Session::reopen(run, lock, ports, pace_ms, self.hear())?;
        self.clear();
        self.id.set(Some(id));
        self.show(session);
        Ok(())
    }

    /// The session is open. Meanwhile Stop may have been pressed, or another run begun.
    fn show(self, session: Session) {
        if self.id.with_untracked(|live| live.as_ref() != Some(&session.id())) {
            session.stop();
            return;
        }
        if self.stopped.get_value() {
            session.stop();
        }
        self.session.set_value(Some(session));
        self.refresh();
    }

    /// Ends the run, also where its session is only being opened. What had come is kept.
    pub fn stop(self) {
        self.stopped.set_value(true);
        if let Some(session) = self.session.get_value() {
            session.stop();
        }
    }

    /// Takes the run off the screen; it is stopped if it has not ended.
    pub fn clear(self) {
        if let Some(session) = self.session.get_value() {
            session.stop();
        }
        self.session.set_value(None);
        self.stopped.set_value(false);
        self.id.set(None);
        self.trace.set(None);
        self.tree.set(Arc::default());
        self.arriving.set(Arriving::default());
        self.selected.set(None);
        self.working.set(false);
        self.notice.set(None);
    }

    fn hear(self) -> Rc<dyn Fn(SessionUpdate)> {
        Rc::new(move |update| match update {
            SessionUpdate::Changed => {
                self.notice.update(|n| {
                    if matches!(n, Some(Notice::Retrying { .. })) {
                        *n = None;
                    }
                });
                self.refresh_soon();
            }
            SessionUpdate::Asking(node) => self.arriving.set(Arriving::at(node)),
            SessionUpdate::Arriving(delta) => self.arriving.update(|a| a.came.take(&delta)),
            SessionUpdate::Retrying { in_ms, error } => {
                self.arriving.set(Arriving::default());
                self.notice.set(Some(Notice::Retrying { in_ms, error }));
            }
            SessionUpdate::NotStored(error) => self.notice.set(Some(Notice::NotStored(error))),
        })
    }

    /// Many events may come between two frames; the screen follows once.
    fn refresh_soon(self) {
        if self.dirty.get_value() {
            return;
        }
        self.dirty.set_value(true);
        set_timeout(
            move || {
                self.dirty.set_value(false);
                self.refresh();
            },
            Duration::from_millis(FRAME_MS),
        );
    }

    fn refresh(self) {
        let Some(session) = self.session.get_value() else { return };
        session.with(|search| {
            self.trace.set(Some(Arc::new(search.trace().clone())));
            self.tree.set(Arc::new(search.tree().clone()));
        });
        if !self.tree.with_untracked(|t| matches!(t.state, RunState::AskingModel(_))) {
            self.arriving.set(Arriving::default());
        }
        self.working.set(session.is_working());
    }
}
