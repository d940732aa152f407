//! One request to an API or tool server: its turn, its limits, and what came back.

use crate::browser::clock::{now_ms, sleep_ms};
use crate::browser::llm::Outside;
use crate::browser::net::{
    CancelToken, Inbound, KeyHeader, Limits, NetError, Origin, Outbound, Permits, Redirects, fetch_external,
};
use crate::browser::vault::Secret;
use crate::domain::chat::Exchange;
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
    pace: Pace,
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
        let pace = Pace { max_parallel: Some(MAX_PARALLEL), per_minute: None };
        Self { outside, patience: Patience::default(), pace, exchanges: RefCell::default() }
    }

    /// The same with other patience.
    pub fn with_patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    /// The same with other turns.
    pub fn with_pace(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }

    /// What went over the wire since this was last called.
    pub(super) fn take_exchanges(&self) -> Vec<Exchange> {
        self.exchanges.take()
    }

    /// Makes a request, and once more where the host asked to wait a little and nothing can be changed by it.
    pub(super) async fn send(&self, sending: &Sending<'_>) -> Result<Received, Cut> {
        let (first, wait_ms) = self.once(sending).await;
        let safe = is_safe(sending.request);
        match (first, wait_ms) {
            (Ok(Received { status: 429 | 503, .. }), Some(ms)) if safe && ms <= MAX_WAIT_MS => {
                self.outside.lanes.hold(sending.origin, now_ms().saturating_add(ms));
                self.once(sending).await.0
            }
            (other, _) => other,
        }
    }

    /// One request, with the wait that its answer asks for. The wait for its turn is not the API's.
    async fn once(&self, sending: &Sending<'_>) -> (Result<Received, Cut>, Option<u64>) {
        let cancel = CancelToken::default();
        let Ok(_place) = self.outside.lanes.turn(sending.origin, self.pace, &cancel).await else {
            return (Err(Cut { why: Unanswered::Broken, start: String::new() }), None);
        };
        let mut exchange = exchange_of(sending);
        let mut wait_ms = None;
        let came = RefCell::new(Vec::new());
        let end = {
            let work = self.transfer(sending, &cancel, &mut exchange, &mut wait_ms, &came);
            match select(pin!(work), pin!(sleep_ms(u64::from(self.patience.total_ms)))).await {
                Either::Left((end, _)) => end,
                Either::Right(_) => Err(Unanswered::TimedOut { after_ms: self.patience.total_ms }),
            }
        };
        let bytes = came.take();
        // APIs echo keys: they go before anything is cut, so that no part of one stays.
        let body = match Body::of(&bytes) {
            Body::Text(text) => Body::Text(sending.scrub(&text)),
            Body::Binary(count) => Body::Binary(count),
        };
        exchange.took_ms = now_ms().saturating_sub(exchange.at_ms);
        exchange.error = end.as_ref().err().map(ToString::to_string);
        match &body {
            Body::Text(text) => exchange.hear(text),
            Body::Binary(count) => exchange.reply_bytes = *count,
        }
        self.keep(sending, exchange);
        let outcome = match end {
            Ok((status, content_type)) => Ok(Received { status, content_type, body }),
            Err(why) => Err(Cut { why, start: body.start() }),
        };
        (outcome, wait_ms)
    }

    /// Status and kind of what came; the bytes themselves go to `came`, whole or not.
    async fn transfer(
        &self,
        sending: &Sending<'_>,
        cancel: &CancelToken,
        exchange: &mut Exchange,
        wait_ms: &mut Option<u64>,
        came: &RefCell<Vec<u8>>,
    ) -> Result<(u16, Option<String>), Unanswered> {
        let failed = |error: NetError| unanswered(&error, sending.origin);
        let headers: Vec<(&str, &str)> =
            sending.request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let permits = Permits::default();
        permits.allow(sending.origin.clone());
        let Patience { silence_ms, max_bytes, .. } = self.patience;
        // What would be sent again elsewhere is not: only reading follows where the same origin sends it.
        let redirects = if is_safe(sending.request) { Redirects::Follow } else { Redirects::Refuse };
        let out = Outbound {
            url: &sending.request.url,
            method: &sending.request.method,
            headers: &headers,
            body: sending.request.body.as_deref(),
            key: sending.key,
            limits: Limits { first_ms: silence_ms, idle_ms: silence_ms, max_bytes },
            redirects,
        };
        let mut answer = fetch_external(&permits, &out, cancel).await.map_err(failed)?;
        exchange.status = answer.status;
        exchange.quota = Quota::read(|name| answer.header(name));
        self.rest_until_the_next_period(sending.origin, exchange.quota);
        *wait_ms = retry_after(&answer);
        while let Some(piece) = answer.chunk().await.map_err(failed)? {
            came.borrow_mut().extend_from_slice(&piece);
        }
        Ok((answer.status, answer.header("content-type")))
    }

    /// Where a gateway says that nothing is left for a short while, nothing more is asked of it until then.
    fn rest_until_the_next_period(&self, origin: &Origin, quota: Option<Quota>) {
        let reset_ms = quota.filter(Quota::is_used_up).and_then(|quota| quota.reset_s).map(|s| s.saturating_mul(1_000));
        if let Some(ms) = reset_ms.filter(|ms| *ms <= MAX_WAIT_MS) {
            self.outside.lanes.hold(origin, now_ms().saturating_add(ms));
        }
    }

    fn keep(&self, sending: &Sending<'_>, mut exchange: Exchange) {
        exchange.request = sending.scrub(&exchange.request);
        exchange.url = sending.scrub(&exchange.url);
        let mut kept = self.exchanges.borrow_mut();
        if kept.len() < MAX_EXCHANGES {
            kept.push(exchange);
        }
    }
}

impl Sending<'_> {
    /// A text without the key.
    pub fn scrub(&self, text: &str) -> String {
        self.key.map_or_else(|| text.to_owned(), |(_, secret)| secret.scrub(text))
    }
}

/// Nothing can be changed by it.
fn is_safe(request: &HttpRequest) -> bool {
    matches!(request.method.as_str(), "GET" | "HEAD")
}

fn unanswered(error: &NetError, origin: &Origin) -> Unanswered {
    match error {
        NetError::Timeout { after_ms } => Unanswered::TimedOut { after_ms: *after_ms },
        NetError::TooLarge { limit } => Unanswered::TooLarge { limit: *limit },
        NetError::Broken | NetError::Aborted => Unanswered::Broken,
        NetError::Redirected => Unanswered::Redirected,
        NetError::Offline => Unanswered::Offline,
        NetError::Unreachable { .. } => Unanswered::Unreachable { host: origin.host().to_owned() },
        NetError::BadUrl | NetError::BadHeader | NetError::NotPermitted { .. } => {
            Unanswered::NotPermitted { why: error.to_string() }
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
        key_in_body: matches!(sending.key, Some((KeyHeader::NamedAndField(_), _))),
        request: sending.request.body.clone().unwrap_or_default(),
        at_ms: now_ms(),
        ..Exchange::default()
    }
}
