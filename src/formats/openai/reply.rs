//! A whole reply, and what is made of a reply however it came.

use super::classify;
use super::stream::Assembler;
use super::wire::Chunk;
use crate::domain::chat::{ChatRequest, FunctionCall, Message, ModelError, ModelReply, Unreadable, Usage};
use crate::domain::json;

/// Why the model stopped writing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finish {
    /// It had said all.
    Stop,
    /// It wants a call made.
    Call,
    /// It reached its output limit.
    Length,
    /// A filter cut it.
    Filter,
    /// Nothing or something else was said.
    Other,
}

impl Finish {
    pub(super) fn from_wire(reason: Option<&str>) -> Self {
        match reason {
            Some("stop") => Self::Stop,
            Some("tool_calls" | "function_call") => Self::Call,
            Some("length") => Self::Length,
            Some("content_filter") => Self::Filter,
            _ => Self::Other,
        }
    }
}

/// What a model said, in our words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The assistant's message; holds the first call.
    pub message: Message,
    /// Further calls of the same reply.
    pub extra_calls: Vec<FunctionCall>,
    /// Why it ended.
    pub finish: Finish,
    /// Tokens, where the endpoint counted them.
    pub usage: Option<Usage>,
    /// Reasoning shown beside the message.
    pub reasoning: Option<String>,
    /// The model that answered, by its own name.
    pub model: Option<String>,
}

impl Reply {
    /// The reply as the search takes it; tokens are estimated where none were counted.
    pub fn into_model_reply(self, request: &ChatRequest) -> ModelReply {
        let usage = self.usage.unwrap_or_else(|| Usage::estimate(request, &self.message));
        ModelReply { message: self.message, usage }
    }
}

/// Reads a reply that came as one JSON text.
///
/// # Errors
/// [`ModelError::NotJson`], [`ModelError::Unreadable`], what an `error` object says, a refusal, or an output cut short.
pub fn parse(body: &[u8]) -> Result<Reply, ModelError> {
    let text = String::from_utf8_lossy(body);
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(ModelError::Unreadable { why: Unreadable::Empty, snippet: String::new() });
    }
    let no_choices = || ModelError::Unreadable {
        why: Unreadable::NoChoices,
        snippet: super::error::plain(text, super::error::SNIPPET),
    };
    let value: serde_json::Value = json::parse(text).map_err(|_| classify::not_json(text))?;
    if super::error::is_error_body(&value) {
        return Err(classify::error_value(&value));
    }
    let chunk = Chunk::from_value(value).ok_or_else(no_choices)?;
    let mut assembler = Assembler::default();
    assembler.push_whole(chunk)?;
    if !assembler.has_message() {
        return Err(no_choices());
    }
    assembler.finish()
}
