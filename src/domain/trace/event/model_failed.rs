//! A model request failed for good.

use crate::domain::chat::Partial;
use crate::domain::json::{Fields, FromFields, Misfit};
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
    /// What had come of the reply that broke off; runs of before that was kept have none.
    #[serde(skip_serializing_if = "Partial::is_empty")]
    pub partial: Partial,
}

impl FromFields for ModelFailed {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        Ok(Self {
            ask: of.take("ask")?,
            kind: of.take("kind")?,
            message: of.take("message")?,
            partial: of.take_or_default("partial")?,
        })
    }
}
