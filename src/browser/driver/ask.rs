//! Asking the model: pace, retries, a conversation that will not fit, stop.

use super::{Session, Update};
use crate::browser::clock::{now_ms, sleep_ms};
use crate::browser::llm::Model;
use crate::browser::net::CancelToken;
use crate::browser::store::Exchanged;
use crate::domain::chat::{
    ChatRequest, Delta, Exchange, ModelError, ModelReply, Partial, Shortened, shorten, target_tokens,
};
use crate::domain::search::{Accepted, AskModel, Purpose};
use crate::domain::trace::event::{ContextShortened, ModelFailed, ModelRetried};
use crate::domain::trace::{AskId, Fidelity, NodeId};
use futures::future::{Either, select};
use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// A conversation that was refused as too long is made shorter so often.
const MAX_SHORTENED: u32 = 4;

/// One request, as it is made again and again.
struct Asking {
    ask: AskId,
    node: NodeId,
    model: Rc<dyn Model>,
    request: ChatRequest,
    /// Whether it may be made shorter: not where the original's behaviour is wanted, and not where it compares
    /// branches, as its one message is all there is to compare.
    shortens: bool,
    cancel: CancelToken,
    /// What has come of the reply that is under way.
    came: RefCell<Partial>,
}

impl Session {
    pub(super) async fn ask_model(&self, ask: AskModel) {
        let mut asking = self.asking(ask);
        let (id, cancel, model) = (asking.ask, asking.cancel.clone(), Rc::clone(&asking.model));
        *self.inner.cancel.borrow_mut() = cancel.clone();
        let outcome = match self.wait(u64::from(self.inner.pace_ms.get()), &cancel).await {
            Ok(()) => self.ask_until_it_fits(&mut asking).await,
            Err(stopped) => Err(stopped),
        };
        self.keep_exchanges(Exchanged::Ask(id), model.take_exchanges());
        let now = now_ms();
        let mut search = self.inner.search.borrow_mut();
        let _stale = match outcome {
            Ok(reply) => search.model_replied(id, reply, now),
            Err(ModelError::Stopped { partial }) => {
                search.model_stopped(id, asking.came.take().read_as(partial.as_deref()), now)
            }
            Err(error) => {
                let partial = asking.came.take().read_as(error.partial());
                let (kind, message) = (error.kind().to_owned(), error.to_string());
                search.model_broke_off(ModelFailed { ask: id, kind, message, partial }, now)
            }
        };
    }

    fn asking(&self, ask: AskModel) -> Asking {
        let ports = &self.inner.ports;
        // A comparison is to be answered in words, so no function is offered with it.
        let (model, functions) = match ask.purpose {
            Purpose::Expand => {
                (&ports.model, self.with(|s| s.trace().spec.functions.iter().map(|f| f.spec.clone()).collect()))
            }
            Purpose::Rank => (ports.ranker.as_ref().unwrap_or(&ports.model), Vec::new()),
        };
        let fixed = self.with(|s| s.trace().spec.fidelity == Fidelity::Fixed);
        Asking {
            ask: ask.ask,
            node: ask.node,
            model: Rc::clone(model),
            request: ChatRequest { messages: ask.messages, functions, max_tokens: None, temperature: None },
            shortens: fixed && ask.purpose == Purpose::Expand,
            cancel: CancelToken::default(),
            came: RefCell::default(),
        }
    }

    /// Asks; what the model cannot read whole is made shorter, beforehand where it says how much it reads.
    async fn ask_until_it_fits(&self, asking: &mut Asking) -> Result<ModelReply, ModelError> {
        let (context, most) = (asking.model.context_tokens(), asking.model.max_reply_tokens());
        self.shorten(asking, target_tokens(context, None, most));
        let mut shortened = 0;
        loop {
            let error = match self.ask_with_retries(asking).await {
                Err(error @ ModelError::ContextTooLong { .. }) if shortened < MAX_SHORTENED => error,
                other => return other,
            };
            shortened += 1;
            let refused = Some(asking.request.estimated_tokens());
            if !self.shorten(asking, target_tokens(context, refused, most)) {
                return Err(error);
            }
        }
    }

    /// Makes a request shorter and tells the search; false where nothing was, or could be, cut.
    fn shorten(&self, asking: &mut Asking, target: Option<u64>) -> bool {
        let cut = target.filter(|_| asking.shortens).and_then(|target| shorten(&asking.request, target));
        let Some(Shortened { request, observations, others, from_tokens, to_tokens }) = cut else { return false };
        asking.request = request;
        let event = ContextShortened { ask: asking.ask, observations, others, from_tokens, to_tokens };
        let logged = self.inner.search.borrow_mut().context_shortened(event, now_ms());
        if logged == Accepted::Yes {
            self.changed();
        }
        true
    }

    async fn ask_with_retries(&self, asking: &Asking) -> Result<ModelReply, ModelError> {
        let attempts = Cell::new(1);
        let next_attempt = || {
            attempts.set(attempts.get() + 1);
            attempts.get()
        };
        let on_delta = |delta: &Delta| {
            if let Delta::Again(error) = delta {
                self.tell_of_retry(asking, next_attempt(), error, 0);
                return (self.inner.on_update)(Update::Asking(asking.node));
            }
            asking.came.borrow_mut().take(delta);
            (self.inner.on_update)(Update::Arriving(delta.clone()));
        };
        let mut tried = 0;
        loop {
            *asking.came.borrow_mut() = Partial::default();
            (self.inner.on_update)(Update::Asking(asking.node));
            let error = match asking.model.reply(&asking.request, &on_delta, &asking.cancel).await {
                Ok(reply) => return Ok(reply),
                Err(error) => error,
            };
            let Some(in_ms) = error.retry_in_ms(tried) else { return Err(error) };
            tried += 1;
            self.tell_of_retry(asking, next_attempt(), &error, in_ms);
            (self.inner.on_update)(Update::Retrying { in_ms, error });
            self.wait(in_ms, &asking.cancel).await?;
        }
    }

    fn tell_of_retry(&self, asking: &Asking, attempt: u32, error: &ModelError, wait_ms: u64) {
        let (kind, message) = (error.kind().to_owned(), error.to_string());
        let partial = asking.came.take().read_as(error.partial());
        let event = ModelRetried { ask: asking.ask, attempt, kind, message, wait_ms, partial };
        let logged = self.inner.search.borrow_mut().model_retried(event, now_ms());
        if logged == Accepted::Yes {
            self.changed();
        }
    }

    /// Stores what went over the wire, in its own time: the run does not wait for it.
    pub(super) fn keep_exchanges(&self, of: Exchanged, exchanges: Vec<Exchange>) {
        if exchanges.is_empty() {
            return;
        }
        let kept = self.inner.ports.runs.exchanges(&self.id());
        let hear = Rc::clone(&self.inner.on_update);
        spawn_local(async move {
            if let Err(error) = kept.add(of, &exchanges).await {
                hear(Update::NotStored(error));
            }
        });
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
