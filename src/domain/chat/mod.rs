//! A conversation with a model that can call functions, in the form ToolBench used (OpenAI's first function API).

mod beside;
mod error;
mod exchange;
mod partial;
mod read;
mod request;
mod shorten;
mod sieve;
mod stored;

pub use beside::{Beside, MAX_BESIDE_CHARS, MAX_EXTRA_CALLS};
pub use error::{Blocked, ModelError, Remedy, Unreadable};
pub use exchange::{Exchange, MAX_BODY};
pub use partial::Partial;
pub use request::{ChatRequest, Delta};
pub use shorten::{KEPT, Shortened, shorten, target_tokens};
pub use sieve::DeltaSieve;

use crate::domain::json::{Fields, FromFields, Misfit, inside_serde, reads, words};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Value;

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Standing instructions.
    System,
    /// The person, or the search speaking in the person's place (diversity prompt).
    User,
    /// The model.
    Assistant,
    /// The observation of a function call; `name` holds the function.
    Function,
}

words!(Role { "system" => System, "user" => User, "assistant" => Assistant, "function" => Function });

/// The function that the model wants called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FunctionCall {
    /// Name as the model wrote it; may be one that was never offered.
    pub name: String,
    /// JSON text as the model wrote it; may be malformed.
    pub arguments: String,
}

reads!(FunctionCall { name, arguments });

/// One message. `content` is `None` where the wire had `null` or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Who speaks.
    pub role: Role,
    /// The function's name in [`Role::Function`] messages.
    pub name: Option<String>,
    /// Text.
    pub content: Option<String>,
    /// `content` was not there at all, not even as `null`: the original's requests and answer files keep the difference.
    pub without_content: bool,
    /// Only in [`Role::Assistant`] messages.
    pub function_call: Option<FunctionCall>,
    /// What the model showed of its reasoning, in the conversations of a search alone: some endpoints want it back.
    /// Replies have it beside their message ([`Beside::reasoning`]), and so have their events.
    pub reasoning: Option<String>,
}

impl Serialize for Message {
    fn serialize<S: Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
        let mut fields = into.serialize_map(None)?;
        fields.serialize_entry("role", &self.role)?;
        if let Some(name) = &self.name {
            fields.serialize_entry("name", name)?;
        }
        if self.content.is_some() || !self.without_content {
            fields.serialize_entry("content", &self.content)?;
        }
        if let Some(call) = &self.function_call {
            fields.serialize_entry("function_call", call)?;
        }
        if let Some(reasoning) = &self.reasoning {
            fields.serialize_entry("reasoning", reasoning)?;
        }
        fields.end()
    }
}

impl FromFields for Message {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        let without_content = !of.has("content");
        Ok(Self {
            role: of.take("role")?,
            name: of.take("name")?,
            content: of.take("content")?,
            without_content,
            function_call: of.take("function_call")?,
            reasoning: of.take("reasoning")?,
        })
    }
}

impl Message {
    /// A message that holds text alone.
    pub fn text(role: Role, content: impl Into<String>) -> Self {
        Self { role, content: Some(content.into()), ..Self::assistant(None, None) }
    }

    /// What a model says: a thought, a call, both or neither.
    pub const fn assistant(content: Option<String>, function_call: Option<FunctionCall>) -> Self {
        Self { role: Role::Assistant, name: None, content, without_content: false, function_call, reasoning: None }
    }

    /// The observation of a call to `name`.
    pub fn observation(name: impl Into<String>, content: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..Self::text(Role::Function, content) }
    }
}

/// A function as it is offered to a model.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FunctionSpec {
    /// At most 64 characters, `[a-zA-Z0-9_]`.
    pub name: String,
    /// What it does.
    pub description: String,
    /// JSON Schema of the arguments: an object with `properties`, `required`, `optional`.
    pub parameters: Value,
}

reads!(FunctionSpec { name, description, parameters });

/// Tokens of one request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Usage {
    /// Tokens sent.
    pub prompt: u64,
    /// Tokens received.
    pub completion: u64,
    /// True where the provider reported nothing and we counted about four letters, or one Chinese character, a token.
    pub estimated: bool,
}

reads!(Usage { prompt, completion, estimated });

impl Usage {
    /// Sent and received together; at most what 64 bits hold.
    pub const fn total(self) -> u64 {
        self.prompt.saturating_add(self.completion)
    }
}

/// What a model gave back: one assistant message, its cost, and what came beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ModelReply {
    /// Always of [`Role::Assistant`].
    pub message: Message,
    /// Tokens of this request.
    pub usage: Usage,
    /// What it held beside the message.
    #[serde(skip_serializing_if = "Beside::is_empty")]
    pub beside: Beside,
}

impl FromFields for ModelReply {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        Ok(Self { message: of.take("message")?, usage: of.take("usage")?, beside: of.take_or_default("beside")? })
    }
}

impl ModelReply {
    /// A reply with nothing beside its message.
    pub fn new(message: Message, usage: Usage) -> Self {
        Self { message, usage, beside: Beside::default() }
    }
}

inside_serde!(Message, FunctionSpec, ModelReply);
