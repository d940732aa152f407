//! Writes a run's events as they come, in transactions of at most 250 ms.

use super::{Runs, StoreError};
use crate::domain::search::Search;
use crate::domain::trace::event::Event;
use crate::formats::records::run::{RunHead, RunSummary};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// Events wait at most this long before they are written.
const BATCH_MS: u32 = 250;

/// The writer of one run. Dropping it loses what has not been flushed; call [`RunWriter::flush`] at the end.
#[derive(Clone)]
pub struct RunWriter {
    inner: Rc<Inner>,
}

struct Inner {
    runs: Runs,
    head: RefCell<RunHead>,
    search: Rc<RefCell<Search>>,
    written: Cell<usize>,
    scheduled: Cell<bool>,
    writing: futures::lock::Mutex<()>,
    on_error: Box<dyn Fn(&StoreError)>,
}

impl RunWriter {
    /// For a run whose first `written` events are stored already. `on_error` hears of every failed write; the events
    /// stay in memory and are tried again with the next ones.
    pub fn new(
        runs: Runs,
        head: RunHead,
        search: Rc<RefCell<Search>>,
        written: usize,
        on_error: Box<dyn Fn(&StoreError)>,
    ) -> Self {
        let inner = Inner {
            runs,
            head: RefCell::new(head),
            search,
            written: Cell::new(written),
            scheduled: Cell::new(false),
            writing: futures::lock::Mutex::new(()),
            on_error,
        };
        Self { inner: Rc::new(inner) }
    }

    /// The head as last written or prepared.
    pub fn head(&self) -> RunHead {
        self.inner.head.borrow().clone()
    }

    /// Something happened: writes soon.
    pub fn schedule(&self) {
        if self.inner.scheduled.replace(true) {
            return;
        }
        let writer = self.clone();
        spawn_local(async move {
            gloo_timers::future::TimeoutFuture::new(BATCH_MS).await;
            writer.inner.scheduled.set(false);
            writer.flush().await;
        });
    }

    /// Writes all that has happened until now.
    pub async fn flush(&self) {
        let _turn = self.inner.writing.lock().await;
        let (events, head) = {
            let search = self.inner.search.borrow();
            let events = search.trace().events.get(self.inner.written.get()..).unwrap_or_default().to_vec();
            let mut head = self.inner.head.borrow_mut();
            head.summary = RunSummary::of(&search.trace().spec, search.tree());
            head.updated_ms = search.tree().span_ms.map_or(head.updated_ms, |(_, last)| last);
            (events, head.clone())
        };
        if events.is_empty() {
            return;
        }
        match self.append(&head, &events).await {
            Ok(()) => self.inner.written.set(self.inner.written.get() + events.len()),
            Err(error) => (self.inner.on_error)(&error),
        }
    }

    /// A run whose first write failed is not there yet: it is made again, as there may be room now.
    async fn append(&self, head: &RunHead, events: &[Event]) -> Result<(), StoreError> {
        let Inner { runs, search, written, .. } = &*self.inner;
        match runs.append(head, events).await {
            Err(StoreError::NoSuchRun(_)) if written.get() == 0 => {
                let spec = search.borrow().trace().spec.clone();
                runs.create(head, &spec).await?;
                runs.append(head, events).await
            }
            other => other,
        }
    }
}
