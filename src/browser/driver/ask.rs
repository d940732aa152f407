//! Asking the model: pace, retries, stop.

use super::{Session, Update};
use crate::browser::clock::{now_ms, sleep_ms};
use crate::browser::net::CancelToken;
use crate::domain::chat::{ChatRequest, Delta, ModelError, ModelReply};
use crate::domain::search::{AskModel, Purpose};
use crate::domain::trace::NodeId;
use futures::future::{Either, select};
use std::pin::pin;

impl Session {
    pub(super) async fn ask_model(&self, ask: AskModel) {
        // A comparison is to be answered in words, so no function is offered with it.
        let functions = match ask.purpose {
            Purpose::Expand => self.with(|s| s.trace().spec.functions.iter().map(|f| f.spec.clone()).collect()),
            Purpose::Rank => Vec::new(),
        };
        let request = ChatRequest { messages: ask.messages, functions, max_tokens: None, temperature: None };
        let cancel = CancelToken::default();
        *self.inner.cancel.borrow_mut() = cancel.clone();
        let outcome = match self.wait(u64::from(self.inner.pace_ms.get()), &cancel).await {
            Ok(()) => self.ask_with_retries(&request, ask.node, &cancel).await,
            Err(stopped) => Err(stopped),
        };
        let now = now_ms();
        let mut search = self.inner.search.borrow_mut();
        let _stale = match outcome {
            Ok(reply) => search.model_replied(ask.ask, reply, now),
            Err(ModelError::Stopped { partial }) => {
                let text = partial.and_then(|m| m.content).unwrap_or_default();
                search.model_stopped(ask.ask, &text, now)
            }
            Err(error) => search.model_failed(ask.ask, error.kind(), &error.to_string(), now),
        };
    }

    async fn ask_with_retries(
        &self,
        request: &ChatRequest,
        node: NodeId,
        cancel: &CancelToken,
    ) -> Result<ModelReply, ModelError> {
        let on_delta = |delta: &Delta| (self.inner.on_update)(Update::Arriving(node, delta.clone()));
        let mut tried = 0;
        loop {
            let error = match self.inner.ports.model.reply(request, &on_delta, cancel).await {
                Ok(reply) => return Ok(reply),
                Err(error) => error,
            };
            let Some(in_ms) = error.retry_in_ms(tried) else { return Err(error) };
            tried += 1;
            (self.inner.on_update)(Update::Retrying { in_ms, error });
            self.wait(in_ms, cancel).await?;
        }
    }

    /// Waits, or is stopped.
    async fn wait(&self, ms: u64, cancel: &CancelToken) -> Result<(), ModelError> {
        if ms > 0 {
            let stopped = matches!(select(pin!(sleep_ms(ms)), cancel.cancelled()).await, Either::Right(_));
            if stopped {
                return Err(ModelError::Stopped { partial: None });
            }
        }
        Ok(())
    }
}
