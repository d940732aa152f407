//! The person stopped a model request.

use crate::domain::json::reads;
use crate::domain::trace::AskId;
use serde::Serialize;

/// What had come until then is kept for people; the search asks again when it goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ModelStopped {
    /// Of this request.
    pub ask: AskId,
    /// Text that had arrived.
    pub partial: String,
}

reads!(ModelStopped { ask, partial });
