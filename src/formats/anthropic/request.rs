//! A chat request as Anthropic takes it.

use crate::domain::chat::{ChatRequest, FunctionSpec};
use crate::formats::provider::base_url::versioned;
use crate::formats::provider::turns::{Part, Turn, turns};
use crate::formats::provider::{Dialect, HttpRequest, exact, schema};
use serde_json::{Map, Value, json};

/// The version that our forms are of, and the leave to be called by a page: without it the answer is 401, unreadable.
pub(in crate::formats) const HEADERS: [(&str, &str); 2] =
    [("anthropic-version", "2023-06-01"), ("anthropic-dangerous-direct-browser-access", "true")];
/// `max_tokens` must be there. Every model that is still served takes this much.
pub(in crate::formats) const MAX_TOKENS: u32 = 4_096;

/// The request. `base` may end in `/v1` or not.
pub(in crate::formats) fn request(base: &str, model: &str, chat: &ChatRequest, dialect: Dialect) -> HttpRequest {
    let url = format!("{}/messages", versioned(base, &["v1"]));
    HttpRequest::post(url, &body(model, chat, dialect)).with(&HEADERS)
}

fn body(model: &str, chat: &ChatRequest, dialect: Dialect) -> Value {
    let mut said = turns(&chat.messages, !chat.functions.is_empty());
    if !dialect.system {
        said.fold_system();
    }
    let mut out = Map::new();
    out.insert("model".to_owned(), json!(model));
    out.insert("max_tokens".to_owned(), json!(dialect.length(chat.max_tokens.unwrap_or(MAX_TOKENS))));
    if !said.system.is_empty() {
        out.insert("system".to_owned(), json!(said.system));
    }
    out.insert("messages".to_owned(), said.turns.iter().map(message).collect());
    if !chat.functions.is_empty() {
        out.insert("tools".to_owned(), chat.functions.iter().map(tool).collect());
        if dialect.tool_choice {
            out.insert("tool_choice".to_owned(), json!({"type": "auto"}));
        }
    }
    if let Some(temperature) = chat.temperature.filter(|_| dialect.temperature).and_then(exact) {
        // Its scale ends at 1, ours at 2.
        out.insert("temperature".to_owned(), json!(temperature.clamp(0.0, 1.0)));
    }
    out.insert("stream".to_owned(), json!(dialect.stream));
    Value::Object(out)
}

fn message(turn: &Turn) -> Value {
    let role = if turn.model { "assistant" } else { "user" };
    json!({"role": role, "content": turn.parts.iter().map(block).collect::<Vec<_>>()})
}

fn block(part: &Part) -> Value {
    match part {
        Part::Text(text) => json!({"type": "text", "text": text}),
        Part::Call { id, name, arguments } => json!({"type": "tool_use", "id": id, "name": name, "input": arguments}),
        Part::Result { id, text, .. } if text.trim().is_empty() => json!({"type": "tool_result", "tool_use_id": id}),
        Part::Result { id, text, .. } => json!({"type": "tool_result", "tool_use_id": id, "content": text}),
    }
}

fn tool(spec: &FunctionSpec) -> Value {
    json!({"name": spec.name, "description": spec.description, "input_schema": schema::clean(&spec.parameters)})
}
