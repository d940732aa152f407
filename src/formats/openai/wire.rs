//! The forms of a reply and of a stream's chunk. One form serves both: they differ in `message` and `delta`.
//!
//! Lenient by field: a field of an unexpected type counts as absent, so that one oddity of a provider does not cost the
//! reply. Whatever is needed is checked afterwards.

use crate::domain::json::{Fields, FromFields, FromJson, Misfit};
use serde_json::Value;

macro_rules! lenient {
    ($type:ident { $($field:ident),+ }) => {
        impl FromFields for $type {
            fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
                Ok(Self { $($field: of.lenient(stringify!($field))),+ })
            }
        }
    };
}

/// A whole reply, or one chunk of a stream.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    pub(super) choices: Option<Vec<Choice>>,
    pub(super) usage: Option<Tokens>,
    pub(super) model: Option<String>,
}

lenient!(Chunk { choices, usage, model });

impl Chunk {
    /// `None` where it is no object.
    pub(super) fn from_value(value: Value) -> Option<Self> {
        Self::from_json(Some(value)).ok()
    }
}

/// Only the first choice counts: we never ask for more.
#[derive(Debug, Default)]
pub(super) struct Choice {
    pub(super) index: Option<u64>,
    pub(super) message: Option<Part>,
    pub(super) delta: Option<Part>,
    /// Of plain completions, in place of a message.
    pub(super) text: Option<String>,
    pub(super) finish_reason: Option<String>,
    /// OpenRouter: what the provider behind it failed with.
    pub(super) error: Value,
}

lenient!(Choice { index, message, delta, text, finish_reason, error });

/// A message, or what a chunk adds to it.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub(super) content: Value,
    /// DeepSeek, vLLM, llama.cpp.
    pub(super) reasoning_content: Option<String>,
    /// OpenRouter, Ollama, newer vLLM.
    pub(super) reasoning: Option<String>,
    pub(super) refusal: Option<String>,
    pub(super) tool_calls: Option<Vec<Call>>,
    /// The first function API.
    pub(super) function_call: Option<Function>,
}

lenient!(Part { content, reasoning_content, reasoning, refusal, tool_calls, function_call });

impl Part {
    /// Text of `content`: a string, or the text parts of a list.
    pub(super) fn text(&self) -> String {
        match &self.content {
            Value::String(text) => text.clone(),
            parts => texts(parts),
        }
    }

    /// Reasoning in a field of its own, or in the parts of `content` (Mistral's `thinking`).
    pub(super) fn reasoning(&self) -> String {
        let field = self.reasoning_content.as_ref().or(self.reasoning.as_ref());
        field.cloned().unwrap_or_else(|| {
            let parts = self.content.as_array().into_iter().flatten();
            parts.filter_map(|part| part.get("thinking")).map(texts).collect()
        })
    }
}

/// The texts of a list of parts.
fn texts(parts: &Value) -> String {
    let parts = parts.as_array().into_iter().flatten();
    parts.filter_map(|part| part.get("text").and_then(Value::as_str)).collect()
}

/// A call, or a fragment of one.
#[derive(Debug, Default)]
pub(super) struct Call {
    pub(super) index: Option<u64>,
    pub(super) id: Option<String>,
    pub(super) function: Option<Function>,
}

lenient!(Call { index, id, function });

/// Name and arguments of a call, or fragments of them.
#[derive(Debug, Default)]
pub(super) struct Function {
    pub(super) name: Option<String>,
    /// JSON text; some servers send the object itself.
    pub(super) arguments: Value,
}

lenient!(Function { name, arguments });

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
#[derive(Debug, Default)]
pub(super) struct Tokens {
    pub(super) prompt_tokens: Option<u64>,
    pub(super) completion_tokens: Option<u64>,
}

lenient!(Tokens { prompt_tokens, completion_tokens });
