//! The model's message.

use crate::domain::chat::{Message, Usage};
use crate::domain::json::reads;
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
}

reads!(ModelReplied { ask, message, usage });
