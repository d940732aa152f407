//! What the driver tells of a request that is still under way. It is kept for people and decides nothing.

use super::{Accepted, Search};
use crate::domain::trace::AskId;
use crate::domain::trace::event::{ContextShortened, EventBody, ModelRetried};

impl Search {
    /// The request failed and will be made again.
    pub fn model_retried(&mut self, retried: ModelRetried, now_ms: u64) -> Accepted {
        self.note(retried.ask, EventBody::ModelRetried(retried), now_ms)
    }

    /// What is sent with the request was made shorter.
    pub fn context_shortened(&mut self, shortened: ContextShortened, now_ms: u64) -> Accepted {
        self.note(shortened.ask, EventBody::ContextShortened(shortened), now_ms)
    }

    fn note(&mut self, ask: AskId, body: EventBody, now_ms: u64) -> Accepted {
        if self.awaited_ask(ask).is_none() {
            return Accepted::Stale;
        }
        self.now_ms = now_ms;
        self.log(body);
        Accepted::Yes
    }
}
