//! A model behind an HTTP endpoint, whatever its wire form.
//!
//! The scribe writes the request and reads what comes; here are the key, the network and the turns.

use super::hearing::Hearing;
use super::{Connection, Connections, Lanes, Model};
use crate::browser::clock::now_ms;
use crate::browser::net::{
    CancelToken, Inbound, KeyHeader, Limits, NetError, Origin, Outbound, Permits, Redirects, fetch_external, is_online,
    place_of,
};
use crate::browser::scribe::{Asked, Order, Refused, Scribe};
use crate::browser::vault::{REDACTED, Secret};
use crate::domain::chat::{ChatRequest, Delta, Exchange, ModelError, ModelReply};
use crate::domain::connection::Place;
use crate::domain::pace::Pace;
use crate::formats::provider::error::MAX_ERROR_BODY;
use crate::formats::provider::reader::MAX_REPLY;
use crate::formats::provider::{Dialect, Endpoint, HttpRequest, KeySlot, MAX_ADAPTATIONS, Reply};
use futures::future::LocalBoxFuture;
use std::cell::{Cell, RefCell};

/// Local models may read a long prompt for minutes before their first word.
pub(super) const FIRST_MS: u32 = 300_000;
/// Between two pieces of a stream.
pub(super) const IDLE_MS: u32 = 120_000;
/// Most exchanges kept until they are taken.
const MAX_EXCHANGES: usize = 16;

/// What all models behind endpoints share.
#[derive(Clone)]
pub struct Outside {
    /// Where requests may go.
    pub permits: Permits,
    /// Whose turn it is.
    pub lanes: Lanes,
    /// Writes requests and reads replies.
    pub scribe: Scribe,
}

/// An endpoint, the model on it and the key for it.
pub struct HttpModel {
    connection: Connection,
    endpoint: Endpoint,
    key: Option<Secret>,
    outside: Outside,
    /// What this endpoint was found to take; learned from its refusals.
    dialect: Cell<Dialect>,
    limits: Limits,
    exchanges: RefCell<Vec<Exchange>>,
}

enum Failure {
    /// The request may succeed in the dialect that was set.
    Adapt(ModelError),
    Final(ModelError),
}

impl HttpModel {
    /// A model behind `connection`. A key bound to another origin than the connection's is refused when asked.
    pub fn new(connection: Connection, key: Option<Secret>, outside: Outside) -> Self {
        let limits = Limits { first_ms: FIRST_MS, idle_ms: IDLE_MS, max_bytes: MAX_REPLY };
        let endpoint = connection.endpoint();
        Self { connection, endpoint, key, outside, dialect: Cell::default(), limits, exchanges: RefCell::default() }
    }

    /// The same with other patience.
    pub fn with_patience(mut self, first_ms: u32, idle_ms: u32) -> Self {
        self.limits = Limits { first_ms, idle_ms, ..self.limits };
        self
    }

    /// Asks, adapting to what the endpoint refuses; the whole reply with what the port leaves out.
    ///
    /// # Errors
    /// [`ModelError`], as a run would meet it.
    pub async fn ask(
        &self,
        chat: &ChatRequest,
        on_delta: &dyn Fn(&Delta),
        cancel: &CancelToken,
    ) -> Result<Reply, ModelError> {
        let origin = Origin::of_url(&self.connection.base_url).map_err(ModelError::from)?;
        if !is_online() && place_of(&origin) != Place::Loopback {
            return Err(ModelError::Offline);
        }
        let pace = Pace { max_parallel: self.connection.max_parallel, per_minute: self.connection.per_minute };
        let mut tries = 0;
        loop {
            let place = self.outside.lanes.turn(&origin, pace, cancel).await?;
            let outcome = self.attempt(chat, on_delta, cancel).await;
            drop(place);
            if let Err(Failure::Final(error)) = &outcome
                && let Some(ms) = error.hold_ms()
            {
                self.outside.lanes.hold(&origin, now_ms().saturating_add(ms));
            }
            match outcome {
                Ok(mut reply) => {
                    reply.message.map_text(|text| self.scrub(text));
                    for call in &mut reply.extra_calls {
                        (call.name, call.arguments) = (self.scrub(&call.name), self.scrub(&call.arguments));
                    }
                    for text in [&mut reply.reasoning, &mut reply.model].into_iter().flatten() {
                        *text = self.scrub(text);
                    }
                    for call in &reply.extra_calls {
                        on_delta(&Delta::ExtraCall(call.clone()));
                    }
                    return Ok(reply);
                }
                Err(Failure::Adapt(error)) if tries < MAX_ADAPTATIONS => {
                    tries += 1;
                    on_delta(&Delta::Again(Box::new(error)));
                }
                Err(Failure::Adapt(error) | Failure::Final(error)) => return Err(error),
            }
        }
    }

    /// Where a request is sent.
    ///
    /// # Errors
    /// [`ModelError::ScribeFailed`], [`ModelError::Stopped`].
    pub(super) async fn address(&self, chat: &ChatRequest, cancel: &CancelToken) -> Result<String, ModelError> {
        let (call, scribe) = (self.outside.scribe.next_call(), &self.outside.scribe);
        let request: HttpRequest = scribe.ask_until(self.write(call, chat), cancel).await?;
        scribe.leave(call).await;
        Ok(request.url)
    }

    /// The models that the endpoint tells anybody, with the status of its answer: no key, no header of ours.
    ///
    /// # Errors
    /// [`NetError`]; a list that cannot be read is as good as none.
    pub(super) async fn list_plainly(
        &self,
        limits: Limits,
        cancel: &CancelToken,
    ) -> Result<(u16, Vec<String>), NetError> {
        let scribe = &self.outside.scribe;
        let order = Order::ListModels { endpoint: self.endpoint.clone() };
        let request: HttpRequest = scribe.ask_until(order, cancel).await.map_err(|_| NetError::BadUrl)?;
        let out = Outbound {
            url: &request.url,
            method: "GET",
            headers: &[],
            body: None,
            key: None,
            limits,
            redirects: Redirects::Refuse,
        };
        let mut answer = fetch_external(&self.outside.permits, &out, cancel).await?;
        let status = answer.status;
        if !(200..300).contains(&status) {
            return Ok((status, Vec::new()));
        }
        let body = String::from_utf8_lossy(&answer.bytes().await?).into_owned();
        let order = Order::ReadModels { endpoint: self.endpoint.clone(), body };
        Ok((status, scribe.ask_until(order, cancel).await.unwrap_or_default()))
    }

    /// Names of the models that the endpoint has.
    ///
    /// # Errors
    /// [`ModelError`], as a run would meet it.
    pub async fn models(&self, cancel: &CancelToken) -> Result<Vec<String>, ModelError> {
        let mut names = self.list(cancel).await.map_err(|error| error.map_text(|text| self.scrub(text)))?;
        // No model is called that.
        names.retain(|name| !name.contains(REDACTED));
        Ok(names)
    }

    async fn list(&self, cancel: &CancelToken) -> Result<Vec<String>, ModelError> {
        let order = Order::ListModels { endpoint: self.endpoint.clone() };
        let request: HttpRequest = self.outside.scribe.ask_until(order, cancel).await?;
        let mut exchange = self.exchange_of(&request);
        let body = match self.send(&request, cancel).await {
            Ok(mut answer) if (200..300).contains(&answer.status) => answer.bytes().await.map_err(ModelError::from)?,
            Ok(mut answer) => {
                return Err(self.refusal(&mut answer, Dialect::default(), &mut exchange, cancel).await.error());
            }
            Err(error) => return Err(error.into()),
        };
        let body = self.scrub(&String::from_utf8_lossy(&body));
        self.outside.scribe.ask_until(Order::ReadModels { endpoint: self.endpoint.clone(), body }, cancel).await
    }

    async fn attempt(
        &self,
        chat: &ChatRequest,
        on_delta: &dyn Fn(&Delta),
        cancel: &CancelToken,
    ) -> Result<Reply, Failure> {
        let (call, dialect) = (self.outside.scribe.next_call(), self.dialect.get());
        let order = self.write(call, chat);
        let request: HttpRequest = self.outside.scribe.ask_until(order, cancel).await.map_err(Failure::Final)?;
        let mut exchange = self.exchange_of(&request);
        let outcome = match self.send(&request, cancel).await {
            Err(error) => Err(Failure::Final(error.into())),
            Ok(mut answer) => {
                exchange.status = answer.status;
                if (200..300).contains(&answer.status) {
                    let (scribe, key) = (&self.outside.scribe, self.key.as_ref());
                    let (raw, sieve) = (key.and_then(Secret::text_sieve), key.and_then(Secret::sieve));
                    let hearing = Hearing { call, scribe, raw, sieve, on_delta, cancel };
                    hearing.reply(&mut answer, &mut exchange).await.map_err(Failure::Final)
                } else {
                    Err(self.refusal(&mut answer, dialect, &mut exchange, cancel).await)
                }
            }
        };
        let outcome = outcome.map_err(|failure| failure.map_text(|text| self.scrub(text)));
        // A further call is put together by the scribe: its pieces are in no delta.
        let holds = |text: &str| self.key.as_ref().is_some_and(|key| key.is_in(text));
        let calls = outcome.as_ref().map_or(&[][..], |reply| reply.extra_calls.as_slice());
        if calls.iter().any(|call| holds(&call.name) || holds(&call.arguments)) {
            exchange.withhold();
        }
        exchange.took_ms = now_ms().saturating_sub(exchange.at_ms);
        exchange.error = outcome.as_ref().err().map(Failure::words);
        self.keep(exchange);
        outcome
    }

    fn write(&self, call: u32, chat: &ChatRequest) -> Order {
        let mut chat = Asked::from(chat);
        chat.max_tokens = chat.max_tokens.or(self.connection.max_output_tokens);
        Order::Write { call, endpoint: self.endpoint.clone(), dialect: self.dialect.get(), chat }
    }

    async fn send(&self, request: &HttpRequest, cancel: &CancelToken) -> Result<Inbound, NetError> {
        let headers: Vec<(&str, &str)> = request.headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let slot = match self.endpoint.protocol.key_slot() {
            KeySlot::Bearer => KeyHeader::Bearer,
            KeySlot::Named(name) => KeyHeader::Named(name),
        };
        let out = Outbound {
            url: &request.url,
            method: &request.method,
            headers: &headers,
            body: request.body.as_deref(),
            key: self.key.as_ref().map(|secret| (slot, secret)),
            limits: self.limits,
            redirects: Redirects::Refuse,
        };
        fetch_external(&self.outside.permits, &out, cancel).await
    }

    /// What a failing status means: a field to give up, or an error.
    async fn refusal(
        &self,
        answer: &mut Inbound,
        dialect: Dialect,
        exchange: &mut Exchange,
        cancel: &CancelToken,
    ) -> Failure {
        let mut body = Vec::new();
        let came = answer.add_start(&mut body, MAX_ERROR_BODY).await;
        if came == Err(NetError::Aborted) {
            return Failure::Final(ModelError::Stopped { partial: None });
        }
        // What came before it broke off may say enough, and the status alone says most.
        let whole = came.is_ok() && body.len() < MAX_ERROR_BODY;
        let body = self.scrub_body(&String::from_utf8_lossy(&body), whole);
        exchange.hear(&body);
        let order = Order::Refused {
            endpoint: self.endpoint.clone(),
            dialect,
            status: answer.status,
            retry_after: ["retry-after-ms", "retry-after"].map(|name| answer.header(name)),
            now_ms: i64::try_from(now_ms()).unwrap_or(i64::MAX),
            body,
        };
        match self.outside.scribe.ask_until::<Refused>(order, cancel).await {
            Ok(Refused { error, adapted: Some(next) }) => {
                self.dialect.set(next);
                Failure::Adapt(error)
            }
            Ok(Refused { error, adapted: None }) | Err(error) => Failure::Final(error),
        }
    }

    fn exchange_of(&self, request: &HttpRequest) -> Exchange {
        let key_header = self.key.as_ref().map(|_| match self.endpoint.protocol.key_slot() {
            KeySlot::Bearer => "Authorization".to_owned(),
            KeySlot::Named(name) => name.to_owned(),
        });
        Exchange {
            method: request.method.clone(),
            url: request.url.clone(),
            headers: request.headers.clone(),
            key_header,
            request: request.body.clone().unwrap_or_default(),
            at_ms: now_ms(),
            ..Exchange::default()
        }
    }

    fn keep(&self, mut exchange: Exchange) {
        exchange.reply = self.scrub(&exchange.reply);
        // A person may have put the key into the question or a tool's observation.
        exchange.request = self.scrub(&exchange.request);
        let mut kept = self.exchanges.borrow_mut();
        // The first says how it began, the last what came of it.
        if kept.len() >= MAX_EXCHANGES {
            kept.remove(1);
        }
        kept.push(exchange);
    }

    /// A body before anybody cuts it.
    fn scrub_body(&self, text: &str, whole: bool) -> String {
        let scrub = if whole { Secret::scrub } else { Secret::scrub_start };
        self.key.as_ref().map_or_else(|| text.to_owned(), |key| scrub(key, text))
    }

    /// Endpoints echo keys in their errors.
    fn scrub(&self, text: &str) -> String {
        self.key.as_ref().map_or_else(|| text.to_owned(), |key| key.scrub(text))
    }
}

impl Failure {
    fn error(self) -> ModelError {
        match self {
            Self::Adapt(error) | Self::Final(error) => error,
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Adapt(error) | Self::Final(error) => error.to_string(),
        }
    }

    fn map_text(self, change: impl Fn(&str) -> String) -> Self {
        match self {
            Self::Adapt(error) => Self::Adapt(error.map_text(change)),
            Self::Final(error) => Self::Final(error.map_text(change)),
        }
    }
}

impl Model for HttpModel {
    fn name(&self) -> String {
        Connections::name_of(&self.connection)
    }

    fn reply<'a>(
        &'a self,
        request: &'a ChatRequest,
        on_delta: &'a dyn Fn(&Delta),
        cancel: &'a CancelToken,
    ) -> LocalBoxFuture<'a, Result<ModelReply, ModelError>> {
        Box::pin(async move {
            let reply = self.ask(request, on_delta, cancel).await?;
            Ok(reply.into_model_reply(request))
        })
    }

    fn context_tokens(&self) -> Option<u64> {
        self.connection.context_tokens
    }

    fn max_reply_tokens(&self) -> Option<u32> {
        let asked = self.connection.max_output_tokens.or_else(|| self.connection.protocol.usual_reply_tokens());
        asked.map(|tokens| self.dialect.get().length(tokens))
    }

    fn take_exchanges(&self) -> Vec<Exchange> {
        self.exchanges.take()
    }
}
