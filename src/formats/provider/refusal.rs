//! What a reply with a failing status means: an error for the person, and how to ask again where that may help.

use super::dialect::Dialect;
use super::error::ProviderError;
use super::{Endpoint, Protocol, classify};
use crate::domain::chat::{Blocked, ModelError};

/// A reply with a failing status, as the adapter has it.
#[derive(Clone, Copy, Debug, Default)]
pub struct HttpFailure<'a> {
    /// HTTP status.
    pub status: u16,
    /// Header `retry-after-ms`, where the page may read it.
    pub retry_after_ms: Option<&'a str>,
    /// Header `retry-after`, where the page may read it.
    pub retry_after: Option<&'a str>,
    /// Unix time in milliseconds, against which a date in `retry_after` counts.
    pub now_ms: i64,
    /// The body, or as much of it as was read; [`MAX_ERROR_BODY`](super::error::MAX_ERROR_BODY) bytes are enough.
    pub body: &'a [u8],
}

/// What a failure means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// For the person.
    pub error: ModelError,
    /// The same request may succeed in this dialect. At most
    /// [`MAX_ADAPTATIONS`](super::MAX_ADAPTATIONS) times in a row.
    pub adapted: Option<Dialect>,
}

/// Reads a failure of a request that was written in `dialect`.
pub fn refusal(endpoint: &Endpoint, dialect: Dialect, failure: &HttpFailure<'_>) -> Refusal {
    let wait_ms = classify::wait_in_headers(failure.retry_after_ms, failure.retry_after, failure.now_ms);
    let said = ProviderError::from_body(failure.body);
    // Anthropic answers so where its header for pages is missing, or where an organisation forbids pages.
    if endpoint.protocol == Protocol::Anthropic && said.message.starts_with("CORS requests") {
        let error = ModelError::BlockedOrUnreachable { cause: Blocked::NotAllowed };
        return Refusal { error, adapted: None };
    }
    let adapted = dialect.adapt(failure.status, &said);
    let error = classify::provider_error(failure.status, said, wait_ms);
    // Without functions there is nothing to adapt to, whatever else the words name.
    let adapted = adapted.filter(|_| !matches!(error, ModelError::NoToolSupport { .. }));
    Refusal { error, adapted }
}
