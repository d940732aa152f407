//! A stored run comes alive again: its inputs go through a fresh search, and the decisions must come out the same.

use super::{Accepted, ENGINE, Search};
use crate::domain::chat::ModelReply;
use crate::domain::trace::event::{Event, EventBody};
use crate::domain::trace::{CallId, Trace};

/// Why a stored run cannot be continued. It can still be read; a fork from before the place can go on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    /// The same inputs now lead to another decision.
    #[error("event {seq} is stored as {stored}, but this version decides {computed}")]
    Diverged {
        /// Sequence number of the first difference.
        seq: u32,
        /// What is stored.
        stored: String,
        /// What was computed.
        computed: String,
    },
    /// The run was made by a version whose decisions this one does not know.
    #[error("the run was made by search version {stored}, this is version {ENGINE}")]
    Engine {
        /// Version in the run's spec.
        stored: u32,
    },
}

impl Search {
    /// The search as it stood after `trace`, with a request that was under way ready to be given out again.
    /// The result may have more events than were stored (a tab that closed between two writes).
    ///
    /// # Errors
    /// [`ReplayError`] where stored and computed decisions differ.
    pub fn replay(trace: &Trace) -> Result<Self, ReplayError> {
        if trace.spec.engine > ENGINE {
            return Err(ReplayError::Engine { stored: trace.spec.engine });
        }
        let started = trace.events.first().map_or(0, |e| e.at_ms);
        let mut search = Self::new(trace.spec.clone(), started);
        let drawn = trace.events.iter().find_map(|e| match &e.body {
            EventBody::GiveUpChosen(e) => Some(e.index),
            _ => None,
        });
        if let Some(index) = drawn {
            search.draw_give_up(index);
        }
        for (index, event) in trace.events.iter().enumerate() {
            if event.body.is_input() && index == search.trace.events.len() {
                search.feed(&event.body, event.at_ms);
            }
            let computed = search.trace.events.get(index);
            if computed.map(|e| &e.body) != Some(&event.body) {
                return Err(ReplayError::Diverged {
                    seq: event.seq,
                    stored: describe(Some(event)),
                    computed: describe(computed),
                });
            }
        }
        Ok(search)
    }

    /// Marks that the run was opened again after its tab had gone.
    pub fn reopened(&mut self, now_ms: u64) {
        if self.tree.outcome().is_none() {
            self.now_ms = now_ms;
            self.log(EventBody::Reopened);
        }
    }

    fn feed(&mut self, body: &EventBody, at_ms: u64) {
        let _: Accepted = match body.clone() {
            EventBody::ModelReplied(e) => {
                self.model_replied(e.ask, ModelReply { message: e.message, usage: e.usage, beside: e.beside }, at_ms)
            }
            EventBody::ModelRetried(e) => self.model_retried(e, at_ms),
            EventBody::ContextShortened(e) => self.context_shortened(e, at_ms),
            EventBody::ModelFailed(e) => self.model_broke_off(e, at_ms),
            EventBody::ModelStopped(e) => self.model_stopped(e.ask, e.came(), at_ms),
            EventBody::ApiReturned(e) => {
                let call = CallId(self.calls.saturating_sub(1));
                self.api_answered(call, e.observation, e.status, e.by, e.usage, at_ms)
            }
            EventBody::Paused(_) => self.pause(at_ms),
            EventBody::Resumed => self.resume(at_ms),
            EventBody::Cancelled => self.cancel(at_ms),
            EventBody::Reopened => {
                self.reopened(at_ms);
                Accepted::Yes
            }
            _ => Accepted::Stale,
        };
    }
}

/// As it is stored: written that way alone, events have one writer.
pub(super) fn describe(event: Option<&Event>) -> String {
    let text = event.map_or_else(|| "nothing".to_owned(), |e| serde_json::to_string(e).unwrap_or_default());
    text.chars().take(200).collect()
}
