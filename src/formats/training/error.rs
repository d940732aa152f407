//! Why a file of training data cannot be read.

use crate::domain::json::{Misfit, NotJson, parse_bytes};
use serde_json::Value;

/// Why a file cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrainingFileError {
    /// The file as a whole is too big to be read.
    #[error("the file has {found} bytes; at most {limit} are read")]
    TooLarge {
        /// Bytes that are read at most.
        limit: usize,
        /// Bytes of the file.
        found: usize,
    },
    /// Not JSON, not UTF-8, or nested deeper than 128 levels.
    #[error(transparent)]
    NotJson(#[from] NotJson),
    /// Something else stands where the format has something.
    #[error(transparent)]
    Misfit(#[from] Misfit),
}

/// The value of a file. Its size bounds all that is made from it.
pub(super) fn parse(bytes: &[u8], limit: usize) -> Result<Value, TrainingFileError> {
    if bytes.len() > limit {
        return Err(TrainingFileError::TooLarge { limit, found: bytes.len() });
    }
    Ok(parse_bytes(bytes)?)
}
