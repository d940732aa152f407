//! The person stopped a model request.

use crate::domain::trace::AskId;
use serde::{Deserialize, Serialize};

/// What had come until then is kept for people; the search asks again when it goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelStopped {
    /// Of this request.
    pub ask: AskId,
    /// Text that had arrived.
    pub partial: String,
}
