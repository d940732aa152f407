//! A chat request as the body of `POST {base}/chat/completions`.

use super::error::ProviderError;
use super::schema;
use crate::domain::chat::{ChatRequest, FunctionCall, FunctionSpec, Message, Role};
use crate::domain::json;
use serde_json::{Map, Value, json};

/// Longest function description that OpenAI takes, in characters.
const MAX_DESCRIPTION: usize = 1_024;
/// Longest function name that OpenAI takes, in characters.
const MAX_NAME: usize = 64;

/// Which optional fields an endpoint takes. Begins with all; [`Dialect::adapt`] drops what an error names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// `stream: true`: the reply comes in pieces.
    pub stream: bool,
    /// `stream_options.include_usage`: token counts at the end of a stream.
    pub stream_usage: bool,
    /// `max_completion_tokens` in place of `max_tokens` (OpenAI's reasoning models).
    pub completion_tokens_key: bool,
    /// `temperature` (OpenAI's reasoning models take none).
    pub temperature: bool,
}

impl Default for Dialect {
    fn default() -> Self {
        Self { stream: true, stream_usage: true, completion_tokens_key: false, temperature: true }
    }
}

impl Dialect {
    /// Gives up the optional field that `error` names. `None` where no field of ours is to blame or all is given up
    /// already, so that repeating the request would change nothing.
    pub fn adapt(self, status: u16, error: &ProviderError) -> Option<Self> {
        if !matches!(status, 400 | 422) {
            return None;
        }
        let blamed = |field: &str| match error.param.as_deref() {
            Some(param) if !param.is_empty() => param.starts_with(field),
            _ => error.message.contains(field),
        };
        let mut next = self;
        if self.stream_usage && blamed("stream_options") {
            next.stream_usage = false;
        } else if !self.completion_tokens_key && blamed("max_tokens") && error.message.contains("max_completion_tokens")
        {
            next.completion_tokens_key = true;
        } else if self.temperature && blamed("temperature") {
            next.temperature = false;
        } else if self.stream && blamed("stream") {
            next.stream = false;
        }
        (next != self).then_some(next)
    }
}

/// The JSON body.
pub fn body(request: &ChatRequest, model: &str, dialect: Dialect) -> Value {
    let mut out = Map::new();
    out.insert("model".to_owned(), json!(model));
    out.insert("messages".to_owned(), Value::Array(messages(&request.messages)));
    if !request.functions.is_empty() {
        out.insert("tools".to_owned(), request.functions.iter().map(tool).collect());
        out.insert("tool_choice".to_owned(), json!("auto"));
    }
    if let Some(max) = request.max_tokens {
        let key = if dialect.completion_tokens_key { "max_completion_tokens" } else { "max_tokens" };
        out.insert(key.to_owned(), json!(max));
    }
    if let Some(temperature) = request.temperature.filter(|t| t.is_finite() && dialect.temperature) {
        // Through its shortest decimal text: 0.7 as f32 is not 0.7 as f64.
        let exact: f64 = temperature.to_string().parse().unwrap_or(f64::from(temperature));
        out.insert("temperature".to_owned(), json!(exact));
    }
    out.insert("stream".to_owned(), json!(dialect.stream));
    if dialect.stream && dialect.stream_usage {
        out.insert("stream_options".to_owned(), json!({"include_usage": true}));
    }
    Value::Object(out)
}

fn tool(spec: &FunctionSpec) -> Value {
    let description: String = spec.description.chars().take(MAX_DESCRIPTION).collect();
    json!({
        "type": "function",
        "function": {"name": spec.name, "description": description, "parameters": schema::clean(&spec.parameters)},
    })
}

/// The conversation in the tool form. Each call gets an id made of its position; the next observation answers it.
///
/// Providers refuse a conversation where a call has no answer or an answer no call. A search's conversation should hold
/// neither, but an imported or forked one may: a call without an observation gets an empty one, an observation without
/// a call becomes the person's words.
fn messages(all: &[Message]) -> Vec<Value> {
    let mut out = Vec::with_capacity(all.len());
    let mut open: Option<String> = None;
    for (position, message) in all.iter().enumerate() {
        let text = message.content.as_deref().unwrap_or_default();
        if message.role == Role::Function {
            out.push(match open.take() {
                Some(id) => json!({"role": "tool", "tool_call_id": id, "content": text}),
                None => {
                    let name = message.name.as_deref().unwrap_or("a function");
                    json!({"role": "user", "content": format!("Observation of {name}: {text}")})
                }
            });
            continue;
        }
        if let Some(id) = open.take() {
            out.push(json!({"role": "tool", "tool_call_id": id, "content": ""}));
        }
        match (message.role, &message.function_call) {
            (Role::Assistant, Some(call)) => {
                let id = format!("call_{position}");
                out.push(json!({
                    "role": "assistant",
                    "content": message.content,
                    "tool_calls": [{"id": id, "type": "function", "function": past_call(call)}],
                }));
                open = Some(id);
            }
            (Role::Assistant, None) => out.push(json!({"role": "assistant", "content": text})),
            (Role::System, _) => out.push(json!({"role": "system", "content": text})),
            (Role::User | Role::Function, _) => out.push(json!({"role": "user", "content": text})),
        }
    }
    if let Some(id) = open {
        out.push(json!({"role": "tool", "tool_call_id": id, "content": ""}));
    }
    out
}

/// A call of the past as endpoints take it back: they refuse names and arguments that their own models wrote, if these
/// break the rules. The trace keeps what was written.
fn past_call(call: &FunctionCall) -> Value {
    let safe = |c: char| if c.is_ascii_alphanumeric() || c == '_' || c == '-' { c } else { '_' };
    let name: String = call.name.chars().take(MAX_NAME).map(safe).collect();
    let name = if name.is_empty() { "unnamed".to_owned() } else { name };
    let arguments = match json::parse(&call.arguments) {
        Ok(Value::Object(_)) => call.arguments.clone(),
        _ if call.arguments.trim().is_empty() => "{}".to_owned(),
        _ => json!({"malformed": call.arguments}).to_string(),
    };
    json!({"name": name, "arguments": arguments})
}
