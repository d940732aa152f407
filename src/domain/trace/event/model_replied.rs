//! The model's message.

use crate::domain::chat::{Message, Usage};
use crate::domain::trace::AskId;
use serde::{Deserialize, Serialize};

/// As it came, before the search reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelReplied {
    /// Of this request.
    pub ask: AskId,
    /// One assistant message.
    pub message: Message,
    /// Its cost in tokens.
    pub usage: Usage,
}
