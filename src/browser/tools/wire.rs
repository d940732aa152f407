//! One request to an API or tool server: its turn, its limits, and what came back.

use crate::browser::clock::{now_ms, sleep_ms};
use crate::browser::llm::Outside;
use crate::browser::net::{
    CancelToken, Inbound, KeyHeader, Limits, NetError, Origin, Outbound, Permits, Redirects, fetch_external,
};
use crate::browser::vault::Secret;
use crate::domain::chat::{Exchange, ModelError};
use crate::domain::pace::Pace;
use crate::domain::service::{Quota, Unanswered};
use crate::formats::calls::{Body, Received};
use crate::formats::provider::HttpRequest;
use crate::formats::provider::wait_in_headers;
use futures::future::{Either, select};
use std::cell::RefCell;
use std::pin::pin;

/// Requests under way at one host.
const MAX_PARALLEL: u32 = 4;
/// Longest wait that a host may ask for before the same request is made once more, in milliseconds.
const MAX_WAIT_MS: u64 = 20_000;
/// Most exchanges kept until they are taken.
const MAX_EXCHANGES: usize = 8;

/// How long and how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Longest silence, in milliseconds.
    pub silence_ms: u32,
    /// Longest transfer, in milliseconds: what trickles is not waited for.
    pub total_ms: u32,
    /// Longest body, in bytes.
    pub max_bytes: usize,
}

impl Default for Patience {
    fn default() -> Self {
        Self { silence_ms: 30_000, total_ms: 60_000, max_bytes: 1 << 20 }
    }
}

/// Makes requests for the adapters, and keeps what went over the wire.
pub struct Wire {
    pub(super) outside: Outside,
    patience: Patience,
    exchanges: RefCell<Vec<Exchange>>,
}

/// Where a request goes and what it carries.
pub(super) struct Sending<'a> {
    pub request: &'a HttpRequest,
    pub origin: &'a Origin,
    pub key: Option<(KeyHeader, &'a Secret)>,
}

/// A body that did not come whole, with what came.
pub(super) struct Cut {
    pub why: Unanswered,
    pub start: String,
}

impl Wire {
    /// Over what all adapters share.
    pub fn new(outside: Outside) -> Self {
        Self { outside, patience: Patience::default(), exchanges: RefCell::default() }
    }

    /// The same with other patience.
    pub fn with_patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    /// What went over the wire since this was last called.
    pub(super) fn take_exchanges(&self) -> Vec<Exchange> {
        self.exchanges.take()
    }

    /// Makes a request, and once more where the host asked to wait a little and nothing can be changed by it.
    pub(super) async fn send(&self, sending: &Sending<'_>) -> Result<Received, Cut> {
        let (first, wait_ms) = self.once(sending).await;
        let safe = matches!(sending.request.method.as_str(), "GET" | "HEAD");
        match (first, wait_ms) {
            (Ok(Received { status: 429 | 503, .. }), Some(ms)) if safe && ms <= MAX_WAIT_MS => {
                self.outside.lanes.hold(sending.origin, now_ms().saturating_add(ms));
                self.once(sending).await.0
            }
            (other, _) => other,
        }
    }

    /// One request, with the wait that its answer asks for.
    async fn once(&self, sending: &Sending<'_>) -> (Result<Received, Cut>, Option<u64>) {
        let mut exchange = exchange_of(sending);
        let mut wait_ms = None;
        let outcome = {
            let work = self.transfer(sending, &mut exchange, &mut wait_ms);
            let end = sleep_ms(u64::from(self.patience.total_ms));
            match select(pin!(work), pin!(end)).await {
                Either::Left((outcome, _)) => outcome,
                Either::Right(_) => {
                    let why = Unanswered::TimedOut { after_ms: self.patience.total_ms };
                    Err(Cut { why, start: String::new() })
                }
            }
        };
        exchange.took_ms = now_ms().saturating_sub(exchange.at_ms);
        exchange.error = outcome.as_ref().err().map(|cut| cut.why.to_string());
        let outcome = self.scrubbed(sending, outcome);
        self.keep(sending, exchange);
        (outcome, wait_ms)
    }

    async fn transfer(
        &self,
        sending: &Sending<'_>,
        exchange: &mut Exchange,
        wait_ms: &mut Option<u64>,
    ) -> Result<Received, Cut> {
        let nothing = |error: NetError| Cut { why: self.unanswered(error, sending.origin), start: String::new() };
        let cancel = CancelToken::default();
        let pace = Pace { max_parallel: Some(MAX_PARALLEL), per_minute: None };
        let _place = self
            .outside
            .lanes
            .turn(sending.origin, pace, &cancel)
            .await
            .map_err(|_: ModelError| Cut { why: Unanswered::Broken, start: String::new() })?;
        let headers: Vec<(&str, &str)> =
            sending.request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let permits = Permits::default();
        permits.allow(sending.origin.clone());
        let Patience { silence_ms, max_bytes, .. } = self.patience;
        let out = Outbound {
            url: &sending.request.url,
            method: &sending.request.method,
            headers: &headers,
            body: sending.request.body.as_deref(),
            key: sending.key,
            limits: Limits { first_ms: silence_ms, idle_ms: silence_ms, max_bytes },
            redirects: Redirects::Follow,
        };
        let mut answer = fetch_external(&permits, &out, &cancel).await.map_err(nothing)?;
        exchange.status = answer.status;
        exchange.quota = Quota::read(|name| answer.header(name));
        *wait_ms = retry_after(&answer);
        let mut bytes = Vec::new();
        loop {
            match answer.chunk().await {
                Ok(Some(piece)) => bytes.extend_from_slice(&piece),
                Ok(None) => break,
                Err(error) => {
                    let body = Body::of(&bytes);
                    exchange.hear(&body.start());
                    return Err(Cut { why: self.unanswered(error, sending.origin), start: body.start() });
                }
            }
        }
        let body = Body::of(&bytes);
        match &body {
            Body::Text(text) => exchange.hear(text),
            Body::Binary(count) => exchange.reply_bytes = *count,
        }
        Ok(Received { status: answer.status, content_type: answer.header("content-type"), body })
    }

    fn unanswered(&self, error: NetError, origin: &Origin) -> Unanswered {
        match error {
            NetError::Timeout { after_ms } => Unanswered::TimedOut { after_ms },
            NetError::TooLarge { limit } => Unanswered::TooLarge { limit },
            NetError::Broken | NetError::Aborted => Unanswered::Broken,
            NetError::Redirected => Unanswered::Redirected,
            NetError::Offline => Unanswered::Offline,
            NetError::Unreachable { .. } => Unanswered::Unreachable { host: origin.host().to_owned() },
            NetError::BadUrl | NetError::BadHeader | NetError::NotPermitted { .. } => {
                Unanswered::NotPermitted { why: error.to_string() }
            }
        }
    }

    /// APIs echo keys.
    fn scrubbed(&self, sending: &Sending<'_>, outcome: Result<Received, Cut>) -> Result<Received, Cut> {
        let Some((_, secret)) = sending.key else { return outcome };
        match outcome {
            Ok(Received { body: Body::Text(text), status, content_type }) => {
                Ok(Received { body: Body::Text(secret.scrub(&text)), status, content_type })
            }
            Err(Cut { why, start }) => Err(Cut { why, start: secret.scrub(&start) }),
            other => other,
        }
    }

    fn keep(&self, sending: &Sending<'_>, mut exchange: Exchange) {
        if let Some((_, secret)) = sending.key {
            exchange.reply = secret.scrub(&exchange.reply);
            exchange.request = secret.scrub(&exchange.request);
            exchange.url = secret.scrub(&exchange.url);
        }
        let mut kept = self.exchanges.borrow_mut();
        if kept.len() < MAX_EXCHANGES {
            kept.push(exchange);
        }
    }
}

fn retry_after(answer: &Inbound) -> Option<u64> {
    let [ms, seconds] = ["retry-after-ms", "retry-after"].map(|name| answer.header(name));
    wait_in_headers(ms.as_deref(), seconds.as_deref(), i64::try_from(now_ms()).unwrap_or(i64::MAX))
}

fn exchange_of(sending: &Sending<'_>) -> Exchange {
    Exchange {
        method: sending.request.method.clone(),
        url: sending.request.url.clone(),
        headers: sending.request.headers.clone(),
        key_header: sending.key.map(|(slot, _)| slot.name().to_owned()),
        request: sending.request.body.clone().unwrap_or_default(),
        at_ms: now_ms(),
        ..Exchange::default()
    }
}
