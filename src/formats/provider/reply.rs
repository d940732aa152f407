//! What a model said, however it came.

use super::error::{MESSAGE, plain};
use crate::domain::chat::{Beside, ChatRequest, FunctionCall, Message, ModelError, ModelReply, Unreadable, Usage};
use crate::domain::json::{self, inside_serde, reads, words};
use serde::Serialize;

/// Why the model stopped writing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
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
    #[default]
    Other,
}

words!(Finish { "stop" => Stop, "call" => Call, "length" => Length, "filter" => Filter, "other" => Other });

/// What a model said, in our words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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

reads!(Reply { message, extra_calls, finish, usage, reasoning, model });
inside_serde!(Reply);

impl Reply {
    /// The reply as the search takes it; tokens are estimated where none were counted.
    pub fn into_model_reply(self, request: &ChatRequest) -> ModelReply {
        let usage = self.usage.unwrap_or_else(|| Usage::estimate(request, &self.message));
        let cut = self.finish == Finish::Length;
        let beside = Beside { extra_calls: self.extra_calls, reasoning: self.reasoning, cut }.bounded();
        ModelReply { message: self.message, usage, beside }
    }
}

/// A reply while it is put together: what all protocols have in common.
#[derive(Clone, Debug, Default)]
pub(in crate::formats) struct Draft {
    pub(in crate::formats) text: String,
    pub(in crate::formats) reasoning: String,
    /// The model's own words for declining.
    pub(in crate::formats) refusal: String,
    pub(in crate::formats) calls: Vec<FunctionCall>,
    /// `None` until the endpoint has said that it ended.
    pub(in crate::formats) finish: Option<Finish>,
    pub(in crate::formats) usage: Option<Usage>,
    pub(in crate::formats) model: Option<String>,
}

impl Draft {
    /// The assistant's message with the first call.
    pub(in crate::formats) fn message(&self) -> Message {
        let content = (!self.text.is_empty()).then(|| self.text.clone());
        Message::assistant(content, self.calls.first().cloned())
    }

    /// The message so far, or `None` where nothing was said yet.
    pub(in crate::formats) fn partial(&self) -> Option<Box<Message>> {
        let message = self.message();
        (!is_silent(&message)).then(|| Box::new(message))
    }

    /// The reply, now that all was said.
    ///
    /// # Errors
    /// [`ModelError::Refused`] where the model or a filter declined, [`ModelError::OutputCut`] where the output limit
    /// left nothing usable.
    pub(in crate::formats) fn reply(mut self) -> Result<Reply, ModelError> {
        let message = self.message();
        if is_silent(&message) && !self.refusal.is_empty() {
            return Err(ModelError::Refused { message: plain(&self.refusal, MESSAGE) });
        }
        let finish = self.finish.unwrap_or_default();
        if finish == Finish::Filter {
            let words = if self.refusal.is_empty() { message.content.as_deref() } else { Some(&*self.refusal) };
            return Err(ModelError::Refused { message: plain(words.unwrap_or_default(), MESSAGE) });
        }
        if finish == Finish::Length && (is_silent(&message) || has_broken_call(&message)) {
            return Err(ModelError::OutputCut { partial: self.partial() });
        }
        Ok(Reply {
            message,
            extra_calls: self.calls.drain(..).skip(1).collect(),
            finish,
            usage: self.usage,
            reasoning: (!self.reasoning.is_empty()).then_some(self.reasoning),
            model: self.model,
        })
    }
}

fn is_silent(message: &Message) -> bool {
    message.content.is_none() && message.function_call.is_none()
}

/// True where the arguments are not whole.
pub(in crate::formats) fn has_broken_call(message: &Message) -> bool {
    let call = message.function_call.as_ref();
    call.is_some_and(|c| !c.arguments.is_empty() && json::parse(&c.arguments).is_err())
}

/// A reply that outgrew a bound of ours.
pub(in crate::formats) const fn beyond_limits() -> ModelError {
    ModelError::Unreadable { why: Unreadable::BeyondLimits, snippet: String::new() }
}
