//! A model request failed and will be made again.

use crate::domain::chat::Partial;
use crate::domain::json::{Fields, FromFields, Misfit};
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
    /// What had come of the reply that broke off; runs of before that was kept have none.
    #[serde(skip_serializing_if = "Partial::is_empty")]
    pub partial: Partial,
}

impl FromFields for ModelRetried {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        Ok(Self {
            ask: of.take("ask")?,
            attempt: of.take("attempt")?,
            kind: of.take("kind")?,
            message: of.take("message")?,
            wait_ms: of.take("wait_ms")?,
            partial: of.take_or_default("partial")?,
        })
    }
}
