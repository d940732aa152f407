//! Any endpoint that speaks OpenAI's chat completions.

use super::{Connection, Model};
use crate::browser::clock::now_ms;
use crate::browser::net::{
    CancelToken, Inbound, KeyHeader, Limits, NetError, Outbound, Permits, Redirects, fetch_external,
};
use crate::browser::vault::Secret;
use crate::domain::chat::{ChatRequest, Delta, ModelError, ModelReply};
use crate::formats::openai::error::{MAX_ERROR_BODY, ProviderError};
use crate::formats::openai::reader::MAX_REPLY;
use crate::formats::openai::{Dialect, Reply, ReplyReader, base_url, classify, request};
use futures::future::LocalBoxFuture;
use std::cell::Cell;

/// Local models may read a long prompt for minutes before their first word.
const FIRST_MS: u32 = 300_000;
/// Between two pieces of a stream.
const IDLE_MS: u32 = 120_000;
/// An endpoint may refuse four of our optional fields, one after the other.
const MAX_ADAPTATIONS: usize = 4;

/// An endpoint, the model on it and the key for it.
#[derive(Debug)]
pub struct OpenAiModel {
    connection: Connection,
    key: Option<Secret>,
    permits: Permits,
    /// What this endpoint was found to take; learned from its refusals.
    dialect: Cell<Dialect>,
    limits: Limits,
}

impl OpenAiModel {
    /// A model behind `connection`. A key bound to another origin than the connection's is refused when asked.
    pub fn new(connection: Connection, key: Option<Secret>, permits: Permits) -> Self {
        let limits = Limits { first_ms: FIRST_MS, idle_ms: IDLE_MS, max_bytes: MAX_REPLY };
        Self { connection, key, permits, dialect: Cell::new(Dialect::default()), limits }
    }

    /// The same with other patience.
    pub fn with_patience(mut self, first_ms: u32, idle_ms: u32) -> Self {
        self.limits = Limits { first_ms, idle_ms, ..self.limits };
        self
    }

    /// Asks, adapting to what the endpoint refuses; the whole reply with what the port leaves out.
    pub(super) async fn ask(
        &self,
        chat: &ChatRequest,
        on_delta: &dyn Fn(&Delta),
        cancel: &CancelToken,
    ) -> Result<Reply, ModelError> {
        let scrub = |text: &str| self.key.as_ref().map_or_else(|| text.to_owned(), |key| key.scrub(text));
        let mut outcome = self.attempt(chat, on_delta, cancel).await;
        for _ in 0..MAX_ADAPTATIONS {
            match outcome {
                Err(Failure::Adapt(_)) => outcome = self.attempt(chat, on_delta, cancel).await,
                _ => break,
            }
        }
        match outcome {
            Ok(mut reply) => {
                reply.message.map_text(scrub);
                for call in &reply.extra_calls {
                    on_delta(&Delta::ExtraCall(call.clone()));
                }
                Ok(reply)
            }
            Err(Failure::Adapt(error) | Failure::Final(error)) => Err(error.map_text(scrub)),
        }
    }

    async fn attempt(
        &self,
        chat: &ChatRequest,
        on_delta: &dyn Fn(&Delta),
        cancel: &CancelToken,
    ) -> Result<Reply, Failure> {
        let dialect = self.dialect.get();
        let body = request::body(chat, &self.connection.model, dialect).to_string();
        let out = Outbound {
            url: &base_url::chat_completions(&self.connection.base_url),
            method: "POST",
            headers: &[("Content-Type", "application/json")],
            body: Some(&body),
            key: self.key.as_ref().map(|secret| (KeyHeader::Bearer, secret)),
            limits: self.limits,
            redirects: Redirects::Refuse,
        };
        let mut answer = fetch_external(&self.permits, &out, cancel).await.map_err(|e| Failure::Final(e.into()))?;
        if !(200..300).contains(&answer.status) {
            return Err(self.refusal(&mut answer, dialect).await);
        }
        read(&mut answer, on_delta).await.map_err(Failure::Final)
    }

    /// What a failing status means: a field to give up, or an error.
    async fn refusal(&self, answer: &mut Inbound, dialect: Dialect) -> Failure {
        let body = match answer.start(MAX_ERROR_BODY).await {
            Ok(body) => body,
            Err(NetError::Aborted) => return Failure::Final(ModelError::Stopped { partial: None }),
            // The status alone says most.
            Err(_) => Vec::new(),
        };
        let now_ms = i64::try_from(now_ms()).unwrap_or(i64::MAX);
        let headers = (answer.header("retry-after-ms"), answer.header("retry-after"));
        let wait_ms = classify::wait_in_headers(headers.0.as_deref(), headers.1.as_deref(), now_ms);
        let said = ProviderError::from_body(&body);
        let adapted = dialect.adapt(answer.status, &said);
        let error = classify::provider_error(answer.status, said, wait_ms);
        match adapted {
            Some(next) => {
                self.dialect.set(next);
                Failure::Adapt(error)
            }
            None => Failure::Final(error),
        }
    }
}

enum Failure {
    /// The request may succeed in the dialect that was set.
    Adapt(ModelError),
    Final(ModelError),
}

async fn read(answer: &mut Inbound, on_delta: &dyn Fn(&Delta)) -> Result<Reply, ModelError> {
    let mut reader = ReplyReader::default();
    while !reader.is_done() {
        match answer.chunk().await {
            Ok(Some(bytes)) => reader.push(&bytes)?.iter().for_each(on_delta),
            Ok(None) => break,
            Err(NetError::Broken) => return reader.broken(),
            Err(NetError::Aborted) => return Err(ModelError::Stopped { partial: reader.partial() }),
            Err(NetError::Timeout { after_ms }) => {
                return Err(ModelError::TimedOut { after_ms, partial: reader.partial() });
            }
            Err(other) => return Err(other.into()),
        }
    }
    reader.finish()
}

impl Model for OpenAiModel {
    fn name(&self) -> String {
        self.connection.title().to_owned()
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
}
