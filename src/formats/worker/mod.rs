//! The whole protocol between the page and the retriever worker.
//!
//! One message is a JSON text (`head`), and for vectors also one transferred f32 buffer, row-major `[n, dim]`.
//! The page sends [`Request`]s; the worker answers each with any number of [`Reply::Progress`] and then exactly one
//! [`Reply::Done`] or [`Reply::Failed`] that carry the request's id. Before all that the worker says
//! [`Reply::Ready`] once; the page holds its requests back until then and refuses a worker of another
//! [`PROTOCOL`] or build. Requests are served one after another in the order of arrival.
//!
//! There is no request to cancel: an [`Order::Embed`] carries at most [`MAX_TEXTS`] texts, so whoever wants to stop
//! simply sends no further one, and another caller's question waits for one such portion at most.
//!
//! Invariants: nothing here names the DOM or the model; a message that does not parse is a typed error.
//! [`ledger`] is the page's book over it: which requests are out, and whose a reply is.

pub mod ledger;

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Version of this file's messages. Raised with every change of their meaning.
pub const PROTOCOL: u32 = 1;

/// Most texts in one [`Order::Embed`]: about 0.3 s of work at 40 tokens each.
pub const MAX_TEXTS: usize = 16;

/// Name of a request in its replies. Unique as long as the worker lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RequestId(pub u32);

/// What the page sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Comes back in every reply to this request.
    pub id: RequestId,
    /// What is asked for.
    pub order: Order,
}

/// What can be asked of the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "order", rename_all = "snake_case")]
pub enum Order {
    /// Fetch, check and prepare the model. Answered by [`Outcome::Loaded`]; asked again, at once.
    Load {
        /// Absolute URL of the folder with the model's files; ends in `/`.
        folder: String,
        /// Pass by the browser's HTTP cache, because what came from it was damaged.
        refetch: bool,
    },
    /// Embed these texts, at most [`MAX_TEXTS`]. Answered by [`Outcome::Embedded`] with a buffer.
    Embed {
        /// In the order in which the rows come back.
        texts: Vec<String>,
    },
}

/// Which build of the worker: both give the same vectors to within float rounding, one is twice as fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variant {
    /// 128-bit vectors: every browser since 2023; Safari's only path.
    Simd128,
    /// Relaxed SIMD with integer dot products: Chrome 114+, Firefox 146+.
    Relaxed,
}

impl Variant {
    /// As it stands in file names.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Simd128 => "simd128",
            Self::Relaxed => "relaxed",
        }
    }

    /// The variant of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Simd128, Self::Relaxed].into_iter().find(|v| v.name() == name)
    }
}

/// What the worker sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "reply", rename_all = "snake_case")]
pub enum Reply {
    /// The worker runs. Its first message.
    Ready {
        /// Build id of the worker's files.
        build: String,
        /// The worker's [`PROTOCOL`].
        protocol: u32,
        /// Which build answers.
        variant: Variant,
    },
    /// A request goes on.
    Progress {
        /// The request.
        id: RequestId,
        /// What is being done, and how much of it is.
        step: Step,
    },
    /// A request succeeded. Its last message.
    Done {
        /// The request.
        id: RequestId,
        /// What came of it.
        outcome: Outcome,
    },
    /// A request failed. Its last message.
    Failed {
        /// The request.
        id: RequestId,
        /// Why.
        error: RetrieverError,
    },
}

/// How far an [`Order::Load`] is. An [`Order::Embed`] is too short to report from within.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// Bytes of the model's files that have arrived from the network.
    Download {
        /// Bytes so far.
        done_bytes: u64,
        /// Bytes in the end, as the model's manifest says.
        total_bytes: u64,
    },
    /// All bytes are there and checked; the model is being optimised (about half a second).
    Prepare,
}

/// What a request gives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// The model is ready.
    Loaded(Loaded),
    /// Vectors, in the buffer beside this message.
    Embedded {
        /// Rows: as many as there were texts.
        rows: u32,
        /// Components of a row.
        dim: u32,
    },
}

/// How the model came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Loaded {
    /// SHA-256 of the model file, lower-case hexadecimal: vectors made by another are worthless.
    pub model: String,
    /// Components of a vector.
    pub dim: u32,
    /// Bytes that came over the network; 0 when all of it was in the model cache.
    pub downloaded_bytes: u64,
    /// Whether the next visit will find the model in the cache.
    pub kept: bool,
    /// Milliseconds for fetching and checking the bytes.
    pub fetch_ms: f64,
    /// Milliseconds for reading and optimising the model.
    pub prepare_ms: f64,
}

/// What can go wrong with the retriever, split by what one can do about it ([`RetrieverError::remedy`]).
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "error", rename_all = "snake_case")]
pub enum RetrieverError {
    /// All bytes came, but not the right ones.
    #[error("{file} is damaged: its SHA-256 is {got}, not {expected}")]
    ModelCorrupt {
        /// Name of the file.
        file: String,
        /// Lower-case hexadecimal SHA-256 of the right bytes.
        expected: String,
        /// That of the bytes that came.
        got: String,
    },
    /// Fewer or more bytes came than the file has.
    #[error("{file} is incomplete: {got} of {expected} bytes")]
    ModelTruncated {
        /// Name of the file.
        file: String,
        /// Bytes of the right file.
        expected: u64,
        /// Bytes that came.
        got: u64,
    },
    /// The server answered, but not with the file.
    #[error("{file} is not there: the server answered {status}")]
    ModelMissing {
        /// Name of the file.
        file: String,
        /// HTTP status.
        status: u16,
    },
    /// The network did not answer or broke off.
    #[error("{file} could not be fetched: {cause}")]
    Offline {
        /// Name of the file.
        file: String,
        /// The browser's words.
        cause: String,
    },
    /// The bytes are no model that this program can run.
    #[error("the model cannot be read: {cause}")]
    ModelUnreadable {
        /// The model library's words.
        cause: String,
    },
    /// The bytes are no tokenizer.
    #[error("the tokenizer cannot be read: {cause}")]
    TokenizerUnreadable {
        /// The tokenizer library's words.
        cause: String,
    },
    /// The model gave no usable vector for a text.
    #[error("a text could not be embedded: {cause}")]
    TextFailed {
        /// The library's words.
        cause: String,
    },
    /// [`Order::Embed`] before [`Outcome::Loaded`].
    #[error("the model is not loaded yet")]
    NotLoaded,
    /// More texts than [`MAX_TEXTS`] in one request.
    #[error("{got} texts in one request, {MAX_TEXTS} at most")]
    TooMany {
        /// Texts in the request.
        got: u32,
    },
    /// Page and worker come from different builds: an update is half installed.
    #[error("the page is build {page}, the retriever {worker}")]
    BuildMismatch {
        /// The page's build and protocol.
        page: String,
        /// The worker's.
        worker: String,
    },
    /// A message of this protocol did not parse.
    #[error("a message between page and retriever is unreadable: {cause}")]
    MessageUnreadable {
        /// What is wrong with it.
        cause: String,
    },
    /// The worker stopped (out of memory, or a defect); the next request starts a new one.
    #[error("the retriever stopped: {cause}")]
    Crashed {
        /// The browser's words.
        cause: String,
    },
    /// The browser does not run the worker at all.
    #[error("this browser cannot run the retriever: {cause}")]
    Unsupported {
        /// What is missing.
        cause: String,
    },
}

/// What the person can do about a [`RetrieverError`]; the page makes a button of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Ask again: the damaged bytes are fetched anew, a stopped worker is started anew.
    Retry,
    /// Reload the page to get files of one build.
    Reload,
    /// Nothing here helps; lexical search goes on without the model.
    GoOnWithout,
}

impl RetrieverError {
    /// What to offer.
    #[must_use]
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::ModelCorrupt { .. }
            | Self::ModelTruncated { .. }
            | Self::Offline { .. }
            | Self::NotLoaded
            | Self::Crashed { .. } => Remedy::Retry,
            Self::BuildMismatch { .. } | Self::MessageUnreadable { .. } => Remedy::Reload,
            Self::ModelMissing { .. }
            | Self::ModelUnreadable { .. }
            | Self::TokenizerUnreadable { .. }
            | Self::TextFailed { .. }
            | Self::TooMany { .. }
            | Self::Unsupported { .. } => Remedy::GoOnWithout,
        }
    }

    /// Whether the same request should pass by the HTTP cache when it is sent again.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::ModelCorrupt { .. } | Self::ModelTruncated { .. })
    }
}

/// Checks a worker's [`Reply::Ready`] against the page.
///
/// # Errors
/// [`RetrieverError::BuildMismatch`] when protocol or build differ.
pub fn check_ready(page_build: &str, worker_build: &str, worker_protocol: u32) -> Result<(), RetrieverError> {
    if page_build == worker_build && worker_protocol == PROTOCOL {
        return Ok(());
    }
    let named = |build: &str, protocol: u32| format!("{build} (protocol {protocol})");
    Err(RetrieverError::BuildMismatch {
        page: named(page_build, PROTOCOL),
        worker: named(worker_build, worker_protocol),
    })
}

/// The JSON text of a message.
///
/// # Errors
/// [`RetrieverError::MessageUnreadable`], never for the types of this file.
pub fn encode<T: Serialize>(message: &T) -> Result<String, RetrieverError> {
    serde_json::to_string(message).map_err(|e| unreadable(&e))
}

/// The message in a JSON text.
///
/// # Errors
/// [`RetrieverError::MessageUnreadable`].
pub fn decode<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, RetrieverError> {
    serde_json::from_str(text).map_err(|e| unreadable(&e))
}

/// Cuts a transferred buffer into its rows.
///
/// # Errors
/// [`RetrieverError::MessageUnreadable`] when the buffer does not hold `rows * dim` numbers, all finite.
pub fn rows(flat: &[f32], rows: u32, dim: u32) -> Result<Vec<Vec<f32>>, RetrieverError> {
    let expected = u64::from(rows) * u64::from(dim);
    if flat.len() as u64 != expected || (dim == 0 && rows > 0) {
        return Err(unreadable(&format!("{} numbers for {rows} rows of {dim}", flat.len())));
    }
    if !flat.iter().all(|x| x.is_finite()) {
        return Err(unreadable(&"a vector holds a number that is not finite"));
    }
    Ok(flat.chunks_exact(dim.max(1) as usize).map(<[f32]>::to_vec).collect())
}

fn unreadable(cause: &dyn fmt::Display) -> RetrieverError {
    RetrieverError::MessageUnreadable { cause: cause.to_string() }
}
