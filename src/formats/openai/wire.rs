//! The serde forms of a reply and of a stream's chunk. One form serves both: they differ in `message` and `delta`.
//!
//! Lenient by field: a field of an unexpected type counts as absent, so that one oddity of a provider does not cost the
//! reply. Whatever is needed is checked afterwards.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(from: D) -> Result<T, D::Error> {
    let value = Value::deserialize(from)?;
    Ok(serde_json::from_value(value).unwrap_or_default())
}

/// A whole reply, or one chunk of a stream.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Chunk {
    #[serde(deserialize_with = "lenient")]
    pub(super) choices: Option<Vec<Choice>>,
    #[serde(deserialize_with = "lenient")]
    pub(super) usage: Option<Tokens>,
    #[serde(deserialize_with = "lenient")]
    pub(super) model: Option<String>,
    pub(super) error: Option<Value>,
}

impl Chunk {
    /// `None` where it is no object (serde would read a struct from a list too).
    pub(super) fn from_value(value: Value) -> Option<Self> {
        value.is_object().then(|| serde_json::from_value(value).ok()).flatten()
    }
}

/// Only the first choice counts: we never ask for more.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Choice {
    #[serde(deserialize_with = "lenient")]
    pub(super) index: Option<u64>,
    #[serde(deserialize_with = "lenient")]
    pub(super) message: Option<Part>,
    #[serde(deserialize_with = "lenient")]
    pub(super) delta: Option<Part>,
    #[serde(deserialize_with = "lenient")]
    pub(super) finish_reason: Option<String>,
}

/// A message, or what a chunk adds to it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Part {
    pub(super) content: Value,
    /// DeepSeek, vLLM, llama.cpp.
    #[serde(deserialize_with = "lenient")]
    pub(super) reasoning_content: Option<String>,
    /// OpenRouter, Ollama, newer vLLM.
    #[serde(deserialize_with = "lenient")]
    pub(super) reasoning: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) refusal: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) tool_calls: Option<Vec<Call>>,
    /// The first function API.
    #[serde(deserialize_with = "lenient")]
    pub(super) function_call: Option<Function>,
}

impl Part {
    /// Text of `content`: a string, or the text parts of a list.
    pub(super) fn text(&self) -> String {
        match &self.content {
            Value::String(text) => text.clone(),
            Value::Array(parts) => parts.iter().filter_map(|p| p.get("text").and_then(Value::as_str)).collect(),
            _ => String::new(),
        }
    }
}

/// A call, or a fragment of one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Call {
    #[serde(deserialize_with = "lenient")]
    pub(super) index: Option<u64>,
    #[serde(deserialize_with = "lenient")]
    pub(super) id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) function: Option<Function>,
}

/// Name and arguments of a call, or fragments of them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Function {
    #[serde(deserialize_with = "lenient")]
    pub(super) name: Option<String>,
    /// JSON text; some servers send the object itself.
    pub(super) arguments: Value,
}

impl Function {
    /// Arguments as JSON text, or a piece of it.
    pub(super) fn arguments_text(&self) -> String {
        match &self.arguments {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        }
    }
}

/// Token counts.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Tokens {
    #[serde(deserialize_with = "lenient")]
    pub(super) prompt_tokens: Option<u64>,
    #[serde(deserialize_with = "lenient")]
    pub(super) completion_tokens: Option<u64>,
}
