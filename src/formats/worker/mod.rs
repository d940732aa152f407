//! The protocol between the page and its workers: [`retriever`] (text in, vector out) and [`practice`] (the practice
//! planner and the local tools).
//!
//! One [`Message`] is a text: a line of its kind and a number, then its body, which is JSON but for `ready`. Beside a
//! message of the retriever there may be one transferred f32 buffer, row-major `[n, dim]`. The page asks; the worker
//! answers each request with any number of `progress` and then exactly one `done` or `failed` that carry the request's
//! number. Before all that the worker says `ready` once; the page holds its requests back until then and refuses a
//! worker of another [`PROTOCOL`] or build. Requests are served one after another in the order of arrival. There is no
//! request to cancel: whoever wants no answer any more does not listen, or ends the worker.
//!
//! The frame is plain text and no enum of serde, so that it costs the page next to no code and every client decodes
//! just the bodies it waits for. For the same reason bodies are structs, lists, and enums tagged from outside.
//!
//! Invariants: nothing here names the DOM, the model or a tool; a message that does not parse is a typed error.
//! [`ledger`] is the page's book over it: which requests are out, and whose a reply is.

pub mod ledger;
pub mod practice;
pub mod retriever;
pub mod scribe;

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Version of the messages in this folder. Raised with every change of their meaning.
pub const PROTOCOL: u32 = 2;

/// Name of a request in its replies. Unique as long as the worker lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RequestId(pub u32);

/// Everything that crosses, in either direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message<'a> {
    /// `ask 7`: the page wants something.
    Ask {
        /// Comes back in every reply to this request.
        id: RequestId,
        /// The worker's `Order` as JSON.
        body: &'a str,
    },
    /// `ready 2`: the worker runs. Its first message.
    Ready {
        /// The worker's [`PROTOCOL`].
        protocol: u32,
        /// Build id of the worker's files; the whole body.
        build: &'a str,
    },
    /// `progress 7`: a request goes on.
    Progress {
        /// The request.
        id: RequestId,
        /// How far it is, as JSON.
        body: &'a str,
    },
    /// `done 7`: a request succeeded. Its last message.
    Done {
        /// The request.
        id: RequestId,
        /// What came of it, as JSON.
        body: &'a str,
    },
    /// `failed 7`: a request failed. Its last message.
    Failed {
        /// The request.
        id: RequestId,
        /// Why, as JSON.
        body: &'a str,
    },
}

impl<'a> Message<'a> {
    /// The message in a text.
    ///
    /// # Errors
    /// [`WorkerError::MessageUnreadable`]; bodies are not looked at.
    pub fn read(text: &'a str) -> Result<Self, WorkerError> {
        let framed = text.split_once('\n').and_then(|(line, body)| {
            let (kind, number) = line.split_once(' ')?;
            Some((kind, number.parse().ok()?, body))
        });
        let Some((kind, number, body)) = framed else { return Err(unreadable("no frame")) };
        let id = RequestId(number);
        Ok(match kind {
            "ask" => Self::Ask { id, body },
            "ready" => Self::Ready { protocol: number, build: body },
            "progress" => Self::Progress { id, body },
            "done" => Self::Done { id, body },
            "failed" => Self::Failed { id, body },
            _ => return Err(unreadable("an unknown kind")),
        })
    }
}

impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, number, body) = match self {
            Self::Ask { id, body } => ("ask", id.0, body),
            Self::Ready { protocol, build } => ("ready", *protocol, build),
            Self::Progress { id, body } => ("progress", id.0, body),
            Self::Done { id, body } => ("done", id.0, body),
            Self::Failed { id, body } => ("failed", id.0, body),
        };
        write!(f, "{kind} {number}\n{body}")
    }
}

/// What can go wrong with a worker whatever it is for. Asking again starts another one.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WorkerError {
    /// Page and worker come from different builds: an update is half installed.
    #[error("the page is build {page}, the worker {worker}")]
    BuildMismatch {
        /// The page's build and protocol.
        page: String,
        /// The worker's.
        worker: String,
    },
    /// A message of this protocol did not parse.
    #[error("a message between page and worker is unreadable: {cause}")]
    MessageUnreadable {
        /// What is wrong with it.
        cause: String,
    },
    /// The worker did not start or stopped (no network, out of memory, or a defect).
    #[error("the worker stopped: {cause}")]
    Crashed {
        /// The browser's words.
        cause: String,
    },
    /// The worker was ended, because it gave no answer in time.
    #[error("the worker was ended after {after_ms} ms without an answer")]
    TimedOut {
        /// Milliseconds.
        after_ms: u32,
    },
    /// The browser does not run the worker at all.
    #[error("this browser cannot run the worker: {cause}")]
    Unsupported {
        /// What is missing.
        cause: String,
    },
}

/// Checks a worker's [`Message::Ready`] against the page.
///
/// # Errors
/// [`WorkerError::BuildMismatch`] when protocol or build differ.
pub fn check_ready(page_build: &str, worker_build: &str, worker_protocol: u32) -> Result<(), WorkerError> {
    if page_build == worker_build && worker_protocol == PROTOCOL {
        return Ok(());
    }
    let named = |build: &str, protocol: u32| format!("{build} (protocol {protocol})");
    Err(WorkerError::BuildMismatch { page: named(page_build, PROTOCOL), worker: named(worker_build, worker_protocol) })
}

/// The JSON text of a body.
///
/// # Errors
/// [`WorkerError::MessageUnreadable`], never for the types of this folder.
pub fn encode<T: Serialize>(body: &T) -> Result<String, WorkerError> {
    serde_json::to_string(body).map_err(|e| unreadable(&e.to_string()))
}

/// The body in a JSON text.
///
/// # Errors
/// [`WorkerError::MessageUnreadable`].
pub fn decode<T: for<'de> Deserialize<'de>>(body: &str) -> Result<T, WorkerError> {
    serde_json::from_str(body).map_err(|e| unreadable(&e.to_string()))
}

fn unreadable(cause: &str) -> WorkerError {
    WorkerError::MessageUnreadable { cause: cause.to_owned() }
}
