//! Calls kept as they are answered, and answered from what was kept.
//!
//! Equal calls of one run are told apart by their turn, so that a run that is replayed sees what it saw: also an API that
//! gave another answer when asked again. The events of such a run say who answered at the time of recording.

use super::{Observed, Tools};
use crate::browser::clock::now_ms;
use crate::browser::store::CallRecord;
use crate::domain::catalog::{ApiKey, Collection};
use crate::domain::chat::{Exchange, Usage};
use crate::domain::health::Came;
use crate::domain::service::Unanswered;
use crate::domain::trace::Fidelity;
use crate::formats::records::calls::{MAX_TURNS, RecordedCall, adapter_name, call_hash, recorded_answer};
use crate::formats::records::tools::{Recording, ToolSettings};
use futures::future::LocalBoxFuture;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The name of whoever would answer a call: see [`adapter_of`].
pub type AdapterOf = Box<dyn Fn(&ApiKey) -> String>;

/// The name under which a call is recorded: who answers it, how it is read, and whose document it is.
pub fn adapter_of(settings: &ToolSettings, fidelity: Fidelity, collection: &Collection, api: &ApiKey) -> String {
    let ToolSettings { answers, server_form, strip, .. } = settings;
    adapter_name(*answers, *server_form, *strip, fidelity, collection.document(api))
}

/// Tools with a record before them.
pub struct RecordingTools {
    inner: Rc<dyn Tools>,
    adapter: AdapterOf,
    mode: Recording,
    record: CallRecord,
    fidelity: Fidelity,
    /// Calls of this run so far, by hash.
    turns: RefCell<BTreeMap<String, u32>>,
}

impl RecordingTools {
    /// Before `inner`. `past` are the calls that the run has made already.
    pub fn new(
        inner: Rc<dyn Tools>,
        adapter: AdapterOf,
        mode: Recording,
        record: CallRecord,
        fidelity: Fidelity,
        past: &[(ApiKey, String)],
    ) -> Self {
        let tools = Self { inner, adapter, mode, record, fidelity, turns: RefCell::default() };
        for (api, arguments) in past {
            tools.next_turn(&call_hash(&(tools.adapter)(api), api, arguments));
        }
        tools
    }

    fn next_turn(&self, hash: &str) -> u32 {
        let mut turns = self.turns.borrow_mut();
        let next = turns.entry(hash.to_owned()).or_insert(0);
        *next += 1;
        *next - 1
    }

    async fn answer(&self, api: &ApiKey, arguments: &str) -> Observed {
        let adapter = (self.adapter)(api);
        let turn = self.next_turn(&call_hash(&adapter, api, arguments));
        if matches!(self.mode, Recording::ReplayThenLive | Recording::ReplayOnly) {
            // A record that cannot be read holds nothing.
            let turns = self.record.turns(&adapter, api, arguments).await.unwrap_or_default();
            let found = recorded_answer(turns, turn, self.mode == Recording::ReplayOnly);
            if let Some(RecordedCall { observation, status, by, .. }) = found {
                return Observed { observation, status, by, came: Came::NotSent };
            }
        }
        if self.mode == Recording::ReplayOnly {
            let told = Unanswered::NotRecorded.observed("", self.fidelity);
            return Observed { observation: told.observation, status: told.status, by: None, came: Came::NotSent };
        }
        let observed = self.inner.call(api, arguments).await;
        // What nobody was asked for says nothing of the API: no key, no network, no consent.
        if self.mode != Recording::Off && turn < MAX_TURNS && observed.by.is_some() {
            let Observed { observation, status, by, .. } = observed.clone();
            let call =
                RecordedCall::new(&adapter, api.clone(), arguments.to_owned(), turn, observation, status, by, now_ms());
            // The run goes on without a record where there is no room for one.
            let _ = self.record.put(&call).await;
        }
        observed
    }
}

impl Tools for RecordingTools {
    fn call<'a>(&'a self, api: &'a ApiKey, arguments: &'a str) -> LocalBoxFuture<'a, Observed> {
        Box::pin(self.answer(api, arguments))
    }

    fn take_exchanges(&self) -> Vec<Exchange> {
        self.inner.take_exchanges()
    }

    fn take_usage(&self) -> Option<Usage> {
        self.inner.take_usage()
    }
}
