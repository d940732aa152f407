//! The model's message.

use crate::domain::chat::{Beside, Message, Usage};
use crate::domain::json::{Fields, FromFields, Misfit};
use crate::domain::trace::AskId;
use serde::Serialize;

/// As it came, before the search reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ModelReplied {
    /// Of this request.
    pub ask: AskId,
    /// One assistant message.
    pub message: Message,
    /// Its cost in tokens.
    pub usage: Usage,
    /// What came beside the message, for people.
    #[serde(skip_serializing_if = "Beside::is_empty")]
    pub beside: Beside,
}

impl FromFields for ModelReplied {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        Ok(Self {
            ask: of.take("ask")?,
            message: of.take("message")?,
            usage: of.take("usage")?,
            beside: of.take_or_default("beside")?,
        })
    }
}
