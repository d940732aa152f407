//! What can be asked of the retriever worker, and how it fails.
//!
//! An [`Order::Embed`] carries at most [`MAX_TEXTS`] texts, so whoever wants to stop simply sends no further one, and
//! another caller's question waits for one such portion at most.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{WorkerError, unreadable};

/// Most texts in one [`Order::Embed`]: about 0.3 s of work at 40 tokens each.
pub const MAX_TEXTS: usize = 16;

/// A request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Fetch, check and prepare the model. Answered by [`Loaded`]; asked again, at once.
    Load {
        /// Absolute URL of the folder with the model's files; ends in `/`.
        folder: String,
        /// Pass by the browser's HTTP cache, because what came from it was damaged.
        refetch: bool,
    },
    /// Embed these texts, at most [`MAX_TEXTS`]. Answered by [`Embedded`] with a buffer.
    Embed {
        /// In the order in which the rows come back.
        texts: Vec<String>,
    },
}

/// Which build of the worker: both give the same vectors to within float rounding, one is twice as fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// How far an [`Order::Load`] is: `[done, total]` or `null`. An [`Order::Embed`] is too short to report from within.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Option<(u64, u64)>", into = "Option<(u64, u64)>")]
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

impl From<Option<(u64, u64)>> for Step {
    fn from(bytes: Option<(u64, u64)>) -> Self {
        bytes.map_or(Self::Prepare, |(done_bytes, total_bytes)| Self::Download { done_bytes, total_bytes })
    }
}

impl From<Step> for Option<(u64, u64)> {
    fn from(step: Step) -> Self {
        match step {
            Step::Download { done_bytes, total_bytes } => Some((done_bytes, total_bytes)),
            Step::Prepare => None,
        }
    }
}

/// The model is ready; how it came.
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

/// Vectors, in the buffer beside this message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Embedded {
    /// As many as there were texts.
    pub rows: u32,
    /// Components of a row.
    pub dim: u32,
}

/// What can go wrong with the retriever, split by what one can do about it ([`RetrieverError::remedy`]).
///
/// It crosses as a list of strings: its name, then its fields in their order here.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(into = "Vec<String>", try_from = "Vec<String>")]
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
    /// [`Order::Embed`] before [`Loaded`].
    #[error("the model is not loaded yet")]
    NotLoaded,
    /// More texts than [`MAX_TEXTS`] in one request.
    #[error("{got} texts in one request, {MAX_TEXTS} at most")]
    TooMany {
        /// Texts in the request.
        got: u32,
    },
    /// The worker itself. It cannot say so, so this does not cross.
    #[error(transparent)]
    Worker(#[from] WorkerError),
}

impl From<RetrieverError> for Vec<String> {
    fn from(error: RetrieverError) -> Self {
        use RetrieverError as E;
        let (name, fields) = match error {
            E::ModelCorrupt { file, expected, got } => ("model_corrupt", vec![file, expected, got]),
            E::ModelTruncated { file, expected, got } => {
                ("model_truncated", vec![file, expected.to_string(), got.to_string()])
            }
            E::ModelMissing { file, status } => ("model_missing", vec![file, status.to_string()]),
            E::Offline { file, cause } => ("offline", vec![file, cause]),
            E::ModelUnreadable { cause } => ("model_unreadable", vec![cause]),
            E::TokenizerUnreadable { cause } => ("tokenizer_unreadable", vec![cause]),
            E::TextFailed { cause } => ("text_failed", vec![cause]),
            E::NotLoaded => ("not_loaded", vec![]),
            E::TooMany { got } => ("too_many", vec![got.to_string()]),
            E::Worker(error) => ("worker", vec![error.to_string()]),
        };
        std::iter::once(name.to_owned()).chain(fields).collect()
    }
}

impl TryFrom<Vec<String>> for RetrieverError {
    type Error = WorkerError;

    fn try_from(list: Vec<String>) -> Result<Self, WorkerError> {
        let words: Vec<&str> = list.iter().map(String::as_str).collect();
        let own = |text: &str| text.to_owned();
        Ok(match *words.as_slice() {
            ["model_corrupt", file, expected, got] => {
                Self::ModelCorrupt { file: own(file), expected: own(expected), got: own(got) }
            }
            ["model_truncated", file, expected, got] => {
                Self::ModelTruncated { file: own(file), expected: number(expected)?, got: number(got)? }
            }
            ["model_missing", file, status] => Self::ModelMissing { file: own(file), status: number(status)? },
            ["offline", file, cause] => Self::Offline { file: own(file), cause: own(cause) },
            ["model_unreadable", cause] => Self::ModelUnreadable { cause: own(cause) },
            ["tokenizer_unreadable", cause] => Self::TokenizerUnreadable { cause: own(cause) },
            ["text_failed", cause] => Self::TextFailed { cause: own(cause) },
            ["not_loaded"] => Self::NotLoaded,
            ["too_many", got] => Self::TooMany { got: number(got)? },
            _ => return Err(unreadable("an unknown error")),
        })
    }
}

fn number<N: FromStr>(text: &str) -> Result<N, WorkerError> {
    text.parse().map_err(|_| unreadable("a number of an error"))
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
            | Self::Worker(WorkerError::Crashed { .. } | WorkerError::TimedOut { .. }) => Remedy::Retry,
            Self::Worker(WorkerError::BuildMismatch { .. } | WorkerError::MessageUnreadable { .. }) => Remedy::Reload,
            Self::ModelMissing { .. }
            | Self::ModelUnreadable { .. }
            | Self::TokenizerUnreadable { .. }
            | Self::TextFailed { .. }
            | Self::TooMany { .. }
            | Self::Worker(WorkerError::Unsupported { .. }) => Remedy::GoOnWithout,
        }
    }

    /// Whether the same request should pass by the HTTP cache when it is sent again.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::ModelCorrupt { .. } | Self::ModelTruncated { .. })
    }
}

/// Cuts a transferred buffer into its rows.
///
/// # Errors
/// [`WorkerError::MessageUnreadable`] when the buffer does not hold `rows * dim` numbers, all finite.
pub fn rows(flat: &[f32], shape: Embedded) -> Result<Vec<Vec<f32>>, WorkerError> {
    let Embedded { rows, dim } = shape;
    let expected = u64::from(rows) * u64::from(dim);
    if flat.len() as u64 != expected || (dim == 0 && rows > 0) {
        return Err(unreadable(&format!("{} numbers for {rows} rows of {dim}", flat.len())));
    }
    if !flat.iter().all(|x| x.is_finite()) {
        return Err(unreadable("a vector holds a number that is not finite"));
    }
    Ok(flat.chunks_exact(dim.max(1) as usize).map(<[f32]>::to_vec).collect())
}
