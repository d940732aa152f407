//! One request to an API or tool server: its turn, its limits, and what came back.

use crate::browser::clock::{minute_utc, now_ms, sleep_ms};
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
use std::collections::BTreeMap;
use std::pin::pin;

/// Requests under way at one host.
const MAX_PARALLEL: u32 = 4;
/// Longest wait that a host may ask for before the same request is made once more, in milliseconds.
const MAX_WAIT_MS: u64 = 20_000;
/// Longest rest that is kept to, in milliseconds: a month's quota.
const MAX_REST_MS: u64 = 32 * 24 * 3_600_000;
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
    /// Hosts that are not asked before some time, as they said themselves. For one run: another may have another key.
    resting: RefCell<BTreeMap<Origin, Rest>>,
}

/// How long a host is not asked, and why.
#[derive(Clone, Copy)]
struct Rest {
    until_ms: u64,
    used_up: bool,
}

/// Where a request goes and what it carries.
pub(super) struct Sending<'a> {
    pub request: &'a HttpRequest,
    pub origin: &'a Origin,
    /// The host that is meant, whatever stands between: turns and rests are its.
    pub named: &'a Origin,
    /// The host as the API's document spells it; empty where a server stands for all APIs.
    pub host: &'a str,
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
        Self {
            outside,
            patience: Patience::default(),
            pace,
            exchanges: RefCell::default(),
            resting: RefCell::default(),
        }
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
        let first = self.once(sending).await;
        let again = matches!(first, Ok(Received { status: 429 | 503, asks_to_wait: true, .. }));
        if again && is_safe(&sending.request.method) && self.rest_of(sending.named).is_none() {
            return self.once(sending).await;
        }
        first
    }

    /// One request. The wait for its turn is not the API's.
    async fn once(&self, sending: &Sending<'_>) -> Result<Received, Cut> {
        let cancel = CancelToken::default();
        let nothing = |why| Err(Cut { why, start: String::new() });
        let Ok(_place) = self.outside.lanes.turn(sending.named, self.pace, &cancel).await else {
            return nothing(Unanswered::Broken);
        };
        // After the turn: another call may have been told meanwhile.
        if let Some(why) = self.rest_of(sending.named) {
            return nothing(why);
        }
        let mut exchange = exchange_of(sending);
        let came = RefCell::new(Vec::new());
        let end = {
            let work = self.transfer(sending, &cancel, &mut exchange, &came);
            match select(pin!(work), pin!(sleep_ms(u64::from(self.patience.total_ms)))).await {
                Either::Left((end, _)) => end,
                Either::Right(_) => Err(Unanswered::TimedOut { after_ms: self.patience.total_ms }),
            }
        };
        let bytes = came.take();
        // APIs echo keys: they go before anything is cut, so that no part of one stays.
        let body = match Body::of(&bytes) {
            Body::Text(text) if end.is_ok() => Body::Text(sending.scrub(&text)),
            Body::Text(text) => Body::Text(sending.scrub_start(&text)),
            Body::Binary(count) => Body::Binary(count),
        };
        exchange.took_ms = now_ms().saturating_sub(exchange.at_ms);
        exchange.error = end.as_ref().err().map(ToString::to_string);
        match &body {
            Body::Text(text) => exchange.hear(text),
            Body::Binary(count) => exchange.reply_bytes = *count,
        }
        self.keep(sending, exchange);
        match end {
            Ok(head) => Ok(Received { body, ..head }),
            Err(why) => Err(Cut { why, start: body.start() }),
        }
    }

    /// What came, but for the bytes themselves: those go to `came`, whole or not.
    async fn transfer(
        &self,
        sending: &Sending<'_>,
        cancel: &CancelToken,
        exchange: &mut Exchange,
        came: &RefCell<Vec<u8>>,
    ) -> Result<Received, Unanswered> {
        let failed = |error: NetError| unanswered(&error, sending.origin);
        let headers: Vec<(&str, &str)> =
            sending.request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let permits = Permits::only(sending.origin.clone());
        let Patience { silence_ms, max_bytes, .. } = self.patience;
        let out = Outbound {
            url: &sending.request.url,
            method: &sending.request.method,
            headers: &headers,
            body: sending.request.body.as_deref(),
            key: sending.key,
            limits: Limits { first_ms: silence_ms, idle_ms: silence_ms, max_bytes },
            // A browser that follows one sends a request wherever it leads, also to this computer.
            redirects: Redirects::Refuse,
        };
        let mut answer = fetch_external(&permits, &out, cancel).await.map_err(failed)?;
        exchange.status = answer.status;
        let headers = answer.headers();
        exchange.quota = Quota::read(&headers);
        let wait_ms = retry_after(&answer).filter(|_| answer.status >= 400);
        self.rest(sending.named, wait_ms, Quota::of_requests(&headers));
        while let Some(piece) = answer.chunk().await.map_err(failed)? {
            came.borrow_mut().extend_from_slice(&piece);
        }
        Ok(Received {
            used_up: exchange.quota.is_some_and(|quota| quota.is_used_up()),
            asks_to_wait: wait_ms.is_some(),
            ..Received::new(answer.status, answer.header("content-type"), Body::Binary(0))
        })
    }

    /// Keeps to what a host says of its limits: a short rest is waited for by whoever is next, after a long one it is
    /// asked again.
    fn rest(&self, named: &Origin, wait_ms: Option<u64>, quota: Option<Quota>) {
        let now = now_ms();
        let reset_ms = quota.filter(Quota::is_used_up).and_then(|quota| quota.reset_ms(now));
        for (until_ms, used_up) in [(wait_ms.map(|ms| now.saturating_add(ms)), false), (reset_ms, true)] {
            let Some(until_ms) = until_ms.map(|until_ms| until_ms.min(now + MAX_REST_MS)) else { continue };
            if until_ms <= now + MAX_WAIT_MS {
                self.outside.lanes.hold(named, until_ms);
            } else {
                self.resting.borrow_mut().insert(named.clone(), Rest { until_ms, used_up });
            }
        }
    }

    /// Why a host is not asked now.
    fn rest_of(&self, named: &Origin) -> Option<Unanswered> {
        let Rest { until_ms, used_up } = self.resting.borrow().get(named).copied()?;
        let host = named.host().to_owned();
        (now_ms() < until_ms).then(|| Unanswered::Resting { host, until: minute_utc(until_ms), used_up })
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

    /// The same of a text that broke off.
    fn scrub_start(&self, text: &str) -> String {
        self.key.map_or_else(|| text.to_owned(), |(_, secret)| secret.scrub_start(text))
    }
}

/// Nothing can be changed by it.
pub(super) fn is_safe(method: &str) -> bool {
    ["GET", "HEAD"].iter().any(|safe| safe.eq_ignore_ascii_case(method))
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
        host: sending.host.to_owned(),
        ..Exchange::default()
    }
}
