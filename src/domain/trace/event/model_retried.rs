//! A model request failed and will be made again.

use crate::domain::json::reads;
use crate::domain::trace::AskId;
use serde::Serialize;

/// Told by the driver, for people: it changes nothing in the search. Holds no secret: adapters redact before they report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ModelRetried {
    /// Of this request.
    pub ask: AskId,
    /// The attempt that comes next: 2 for the first one that is made again.
    pub attempt: u32,
    /// Stable name of the error, as in [`super::ModelFailed`].
    pub kind: String,
    /// The error's own words.
    pub message: String,
    /// Milliseconds until that attempt.
    pub wait_ms: u64,
}

reads!(ModelRetried { ask, attempt, kind, message, wait_ms });
