//! How asking a model fails, split by what the person can do about it.
//!
//! Every value may be stored in a trace and exported: messages are bounded plain text and hold no secret (the adapter
//! removes the key from whatever an endpoint echoes).

use super::Message;
use serde::Serialize;
use thiserror::Error;

/// Why a model gave no usable reply.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ModelError {
    /// HTTP 401 or 403.
    #[error("the endpoint refused the key (HTTP {status}): {message}")]
    KeyRejected {
        /// HTTP status; 0 where no request was made because the key cannot belong to this endpoint.
        status: u16,
        /// The endpoint's words.
        message: String,
    },
    /// The key is remembered, but the passphrase was not typed yet: nothing was sent.
    #[error("the key is locked")]
    KeyLocked,
    /// The endpoint is there, the model is not.
    #[error("the endpoint has no such model: {message}")]
    NoSuchModel {
        /// The endpoint's words.
        message: String,
    },
    /// The endpoint is there, the path is not (HTTP 404 or 405 that does not speak of the model).
    #[error("nothing answers at this path (HTTP {status}): {message}")]
    NoSuchPath {
        /// HTTP status.
        status: u16,
        /// The endpoint's words.
        message: String,
    },
    /// The model or the server cannot call functions.
    #[error("this model or server cannot call functions: {message}")]
    NoToolSupport {
        /// The endpoint's words.
        message: String,
    },
    /// Credit or quota used up; waiting does not help.
    #[error("credit or quota is used up: {message}")]
    QuotaSpent {
        /// The endpoint's words.
        message: String,
    },
    /// Too many requests for now.
    #[error("too many requests: {message}")]
    RateLimited {
        /// Milliseconds to wait, where the endpoint said so.
        wait_ms: Option<u64>,
        /// The endpoint's words.
        message: String,
    },
    /// No answer that the browser lets us read.
    #[error("no readable answer: {cause}")]
    BlockedOrUnreachable {
        /// What is known of the cause.
        cause: Blocked,
    },
    /// The browser says that there is no network.
    #[error("the browser is offline")]
    Offline,
    /// The destination was not permitted by the person.
    #[error("requests to {origin} are not permitted")]
    NotPermitted {
        /// Scheme, host and port.
        origin: String,
    },
    /// The endpoint sends elsewhere; a request with a key never follows.
    #[error("the endpoint redirects elsewhere")]
    Redirected,
    /// No byte came for this long.
    #[error("no byte came for {after_ms} ms")]
    TimedOut {
        /// Milliseconds.
        after_ms: u32,
        /// What had arrived.
        #[serde(skip_serializing_if = "Option::is_none")]
        partial: Option<Box<Message>>,
    },
    /// Something other than JSON came with a success status.
    #[error("the reply is not JSON: {snippet}")]
    NotJson {
        /// The start of it, as plain text.
        snippet: String,
        /// True where it is a web page: the base URL probably lacks its path (`/v1`).
        html: bool,
    },
    /// JSON came, but not a chat completion.
    #[error("the reply cannot be read ({why}): {snippet}")]
    Unreadable {
        /// What is missing.
        why: Unreadable,
        /// The start of it, as plain text.
        snippet: String,
    },
    /// The connection ended in the middle of a reply.
    #[error("the reply broke off")]
    StreamCut {
        /// What had arrived.
        #[serde(skip_serializing_if = "Option::is_none")]
        partial: Option<Box<Message>>,
    },
    /// The model reached its output limit before it had said anything usable.
    #[error("the reply reached the output limit before it was complete")]
    OutputCut {
        /// What had arrived.
        #[serde(skip_serializing_if = "Option::is_none")]
        partial: Option<Box<Message>>,
    },
    /// The reply outgrew our byte limit.
    #[error("the reply is longer than {limit} bytes")]
    TooLarge {
        /// Bytes.
        limit: usize,
    },
    /// The conversation is longer than the model can read.
    #[error("the conversation is too long for this model: {message}")]
    ContextTooLong {
        /// The endpoint's words.
        message: String,
    },
    /// The model or the endpoint's filter declined.
    #[error("declined: {message}")]
    Refused {
        /// The endpoint's or model's words.
        message: String,
    },
    /// Any other status, or an error object inside a stream.
    #[error("the endpoint failed (HTTP {status}): {message}")]
    ServerError {
        /// HTTP status; 500 where only an error object came.
        status: u16,
        /// Milliseconds to wait, where the endpoint said so.
        #[serde(skip_serializing_if = "Option::is_none")]
        wait_ms: Option<u64>,
        /// The endpoint's words.
        message: String,
    },
    /// The program that writes requests and reads replies did not load or stopped.
    #[error("the program that reads replies does not run: {message}")]
    ScribeFailed {
        /// Why.
        message: String,
    },
    /// The practice planner's own program did not load, stopped, or took too long.
    #[error("the practice planner does not run: {message}")]
    PracticeFailed {
        /// What is known of the cause.
        message: String,
    },
    /// A recorded run has no more replies of the kind that was asked for.
    #[error("all {replies} replies of the recording were given")]
    RecordingSpent {
        /// How many there were.
        replies: usize,
    },
    /// The person stopped it.
    #[error("stopped")]
    Stopped {
        /// What had arrived.
        #[serde(skip_serializing_if = "Option::is_none")]
        partial: Option<Box<Message>>,
    },
}

/// What is known where the browser gives no reason. A page may not learn whether a name did not resolve, a server did
/// not listen or the server did not allow this page (CORS).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Error)]
#[serde(rename_all = "snake_case")]
pub enum Blocked {
    /// A host on the internet: wrong address, down, or it does not allow pages to call it.
    #[error("the address is wrong, the server is down, or it does not allow calls from web pages")]
    Remote,
    /// A host on this machine or network: not running, does not allow this page, or the browser's local network
    /// permission was denied.
    #[error("the local server is not running, does not allow this page, or local network access was denied")]
    Local,
    /// An `https` page called an `http` address that is not this machine.
    #[error("a page served over https may not call an http address")]
    MixedContent,
    /// A probe without reading rights got through: the server is up, and does not allow this page (or redirects).
    #[error("the server is up but does not allow calls from this page, or redirects them")]
    NotAllowed,
    /// The probe failed too: nothing listens there.
    #[error("nothing answers at this address")]
    Silent,
}

/// What makes a JSON reply unreadable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Error)]
#[serde(rename_all = "snake_case")]
pub enum Unreadable {
    /// An empty body.
    #[error("empty body")]
    Empty,
    /// No `choices`, or none with a message.
    #[error("no choices")]
    NoChoices,
    /// An event of the stream that is not JSON.
    #[error("an event is not JSON")]
    BadEvent,
    /// More calls, or a longer line, than any honest reply holds.
    #[error("beyond limits")]
    BeyondLimits,
}

/// What the person can do. The page turns each into one button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Look at the key.
    CheckKey,
    /// Type the passphrase that opens the key.
    Unlock,
    /// Look at the base URL.
    CheckUrl,
    /// Start the server, or make it allow this page.
    CheckServer,
    /// Choose another model.
    CheckModel,
    /// Wait this many milliseconds, then try again.
    Wait {
        /// Milliseconds.
        ms: u64,
    },
    /// Try again now.
    Retry,
    /// Connect to a network.
    GoOnline,
    /// Permit the destination in Settings.
    Permit,
    /// Add credit at the provider.
    TopUp,
    /// Use a shorter chain or fewer APIs, or a model that reads more.
    Shorten,
    /// Let the model write more.
    RaiseOutput,
    /// Ask otherwise.
    Rephrase,
    /// Go on with the run.
    Resume,
}

/// Waiting time where a rate limit came without one, in milliseconds.
const DEFAULT_WAIT_MS: u64 = 20_000;
/// First pause before an automatic retry, in milliseconds; doubles each time.
const BACKOFF_MS: u64 = 1_000;
/// No automatic retry waits longer, in milliseconds: beyond it a person should decide.
const MAX_AUTO_WAIT_MS: u64 = 60_000;
/// Automatic retries of one request.
const MAX_AUTO_RETRIES: u32 = 3;

impl ModelError {
    /// What the person can do.
    pub const fn remedy(&self) -> Remedy {
        match self {
            Self::KeyRejected { .. } => Remedy::CheckKey,
            Self::KeyLocked => Remedy::Unlock,
            Self::NoSuchModel { .. } | Self::NoToolSupport { .. } | Self::RecordingSpent { .. } => Remedy::CheckModel,
            Self::NoSuchPath { .. } | Self::NotJson { .. } | Self::Redirected | Self::Unreadable { .. } => {
                Remedy::CheckUrl
            }
            Self::QuotaSpent { .. } => Remedy::TopUp,
            Self::RateLimited { wait_ms: Some(ms), .. } | Self::ServerError { wait_ms: Some(ms), .. } => {
                Remedy::Wait { ms: *ms }
            }
            Self::RateLimited { wait_ms: None, .. } => Remedy::Wait { ms: DEFAULT_WAIT_MS },
            Self::BlockedOrUnreachable { cause: Blocked::Remote | Blocked::Silent | Blocked::MixedContent } => {
                Remedy::CheckUrl
            }
            Self::BlockedOrUnreachable { cause: Blocked::Local | Blocked::NotAllowed } => Remedy::CheckServer,
            Self::Offline => Remedy::GoOnline,
            Self::NotPermitted { .. } => Remedy::Permit,
            Self::TimedOut { .. }
            | Self::StreamCut { .. }
            | Self::ServerError { .. }
            | Self::ScribeFailed { .. }
            | Self::PracticeFailed { .. } => Remedy::Retry,
            Self::OutputCut { .. } | Self::TooLarge { .. } => Remedy::RaiseOutput,
            Self::ContextTooLong { .. } => Remedy::Shorten,
            Self::Refused { .. } => Remedy::Rephrase,
            Self::Stopped { .. } => Remedy::Resume,
        }
    }

    /// Milliseconds after which the same request may be tried again without asking the person, or `None` where that
    /// cannot help. `tried` counts the automatic retries already made.
    pub fn retry_in_ms(&self, tried: u32) -> Option<u64> {
        if tried >= MAX_AUTO_RETRIES {
            return None;
        }
        let backoff = BACKOFF_MS << tried;
        match self {
            Self::RateLimited { wait_ms, .. } => {
                let wait = wait_ms.unwrap_or(DEFAULT_WAIT_MS).max(backoff);
                (wait <= MAX_AUTO_WAIT_MS).then_some(wait)
            }
            // 408: the server gave up waiting for the request.
            Self::ServerError { status, wait_ms, .. } if *status >= 500 || *status == 408 => {
                let wait = wait_ms.unwrap_or(0).max(backoff);
                (wait <= MAX_AUTO_WAIT_MS).then_some(wait)
            }
            Self::StreamCut { .. } | Self::TimedOut { .. } => Some(backoff),
            _ => None,
        }
    }

    /// Milliseconds for which nothing else is to be asked of the endpoint either: the wait that it asked for, where that
    /// is short enough for no person to be asked.
    pub fn hold_ms(&self) -> Option<u64> {
        let (Self::RateLimited { wait_ms, .. } | Self::ServerError { wait_ms, .. }) = self else { return None };
        wait_ms.filter(|ms| *ms <= MAX_AUTO_WAIT_MS)
    }

    /// Its name in stored events; never changes once released.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::KeyRejected { .. } => "key_rejected",
            Self::KeyLocked => "key_locked",
            Self::NoSuchModel { .. } => "no_such_model",
            Self::NoSuchPath { .. } => "no_such_path",
            Self::NoToolSupport { .. } => "no_tool_support",
            Self::QuotaSpent { .. } => "quota_spent",
            Self::RateLimited { .. } => "rate_limited",
            Self::BlockedOrUnreachable { .. } => "blocked_or_unreachable",
            Self::Offline => "offline",
            Self::NotPermitted { .. } => "not_permitted",
            Self::Redirected => "redirected",
            Self::TimedOut { .. } => "timed_out",
            Self::NotJson { .. } => "not_json",
            Self::Unreadable { .. } => "unreadable",
            Self::StreamCut { .. } => "stream_cut",
            Self::OutputCut { .. } => "output_cut",
            Self::TooLarge { .. } => "too_large",
            Self::ContextTooLong { .. } => "context_too_long",
            Self::Refused { .. } => "refused",
            Self::ServerError { .. } => "server_error",
            Self::ScribeFailed { .. } => "scribe_failed",
            Self::PracticeFailed { .. } => "practice_failed",
            Self::RecordingSpent { .. } => "recording_spent",
            Self::Stopped { .. } => "stopped",
        }
    }

    /// What had arrived before it failed.
    pub fn partial(&self) -> Option<&Message> {
        match self {
            Self::StreamCut { partial }
            | Self::OutputCut { partial }
            | Self::Stopped { partial }
            | Self::TimedOut { partial, .. } => partial.as_deref(),
            _ => None,
        }
    }

    /// The same error with `change` made to every text that came from outside (used to take keys out).
    pub fn map_text(mut self, change: impl Fn(&str) -> String) -> Self {
        match &mut self {
            Self::KeyRejected { message, .. }
            | Self::NoSuchModel { message }
            | Self::NoSuchPath { message, .. }
            | Self::NoToolSupport { message }
            | Self::QuotaSpent { message }
            | Self::RateLimited { message, .. }
            | Self::ContextTooLong { message }
            | Self::Refused { message }
            | Self::ServerError { message, .. } => *message = change(message),
            Self::NotJson { snippet, .. } | Self::Unreadable { snippet, .. } => *snippet = change(snippet),
            Self::StreamCut { partial: Some(message) }
            | Self::OutputCut { partial: Some(message) }
            | Self::Stopped { partial: Some(message) }
            | Self::TimedOut { partial: Some(message), .. } => message.map_text(change),
            _ => {}
        }
        self
    }
}

impl Message {
    /// Makes `change` to every text of the message.
    pub fn map_text(&mut self, change: impl Fn(&str) -> String) {
        for text in [&mut self.name, &mut self.content, &mut self.reasoning].into_iter().flatten() {
            *text = change(text);
        }
        if let Some(call) = &mut self.function_call {
            call.name = change(&call.name);
            call.arguments = change(&call.arguments);
        }
    }
}
