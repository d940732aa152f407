//! A model request failed for good.

use crate::domain::json::reads;
use crate::domain::trace::AskId;
use serde::Serialize;

/// After the driver's own retries. Holds no secret: adapters redact before they report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ModelFailed {
    /// Of this request.
    pub ask: AskId,
    /// Stable name of the error, e.g. `key_rejected`; the page explains it in the reader's language.
    pub kind: String,
    /// The error's own words.
    pub message: String,
}

reads!(ModelFailed { ask, kind, message });
