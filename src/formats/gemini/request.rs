//! A chat request as Gemini takes it.

use super::schema;
use crate::domain::chat::{ChatRequest, FunctionSpec};
use crate::formats::provider::base_url::versioned;
use crate::formats::provider::turns::{Part, Turn, turns};
use crate::formats::provider::{Dialect, HttpRequest, exact};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

/// Versions of the API that a base may end in; without one it gets the first, where functions are.
pub(in crate::formats) const VERSIONS: [&str; 3] = ["v1beta", "v1", "v1alpha"];
/// Characters of model names that need no escape in a path.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
/// Longest function name, in characters.
const MAX_NAME: usize = 64;
/// Gemini 3 wants the signature of its own past calls back, which our conversations do not hold. Its documentation names
/// this value for calls that come from elsewhere.
const NO_SIGNATURE: &str = "skip_thought_signature_validator";

/// The request. `base` may end in one of [`VERSIONS`] or not.
pub(in crate::formats) fn request(base: &str, model: &str, chat: &ChatRequest, dialect: Dialect) -> HttpRequest {
    let what = if dialect.stream { "streamGenerateContent?alt=sse" } else { "generateContent" };
    let url = format!("{}/{}:{what}", versioned(base, &VERSIONS), model_path(model));
    HttpRequest::post(url, &body(chat, dialect))
}

/// `models/x`, of a name with or without its folder. Whatever else a name holds stays within its one step of the path.
fn model_path(model: &str) -> String {
    let model = model.trim();
    let (folder, name) = ["models", "tunedModels"]
        .into_iter()
        .find_map(|folder| Some((folder, model.strip_prefix(folder)?.strip_prefix('/')?)))
        .unwrap_or(("models", model));
    format!("{folder}/{}", utf8_percent_encode(name, ESCAPED))
}

fn body(chat: &ChatRequest, dialect: Dialect) -> Value {
    let mut said = turns(&chat.messages, !chat.functions.is_empty());
    if !dialect.system {
        said.fold_system();
    }
    let mut out = Map::new();
    if !said.system.is_empty() {
        out.insert("systemInstruction".to_owned(), json!({"parts": [{"text": said.system}]}));
    }
    out.insert("contents".to_owned(), said.turns.iter().map(|turn| content(turn, dialect)).collect());
    if !chat.functions.is_empty() {
        let declarations: Vec<Value> = chat.functions.iter().map(declaration).collect();
        out.insert("tools".to_owned(), json!([{"functionDeclarations": declarations}]));
        if dialect.tool_choice {
            out.insert("toolConfig".to_owned(), json!({"functionCallingConfig": {"mode": "AUTO"}}));
        }
    }
    let mut config = Map::new();
    if let Some(max) = chat.max_tokens {
        config.insert("maxOutputTokens".to_owned(), json!(dialect.length(max)));
    }
    if let Some(temperature) = chat.temperature.filter(|_| dialect.temperature).and_then(exact) {
        config.insert("temperature".to_owned(), json!(temperature));
    }
    if !config.is_empty() {
        out.insert("generationConfig".to_owned(), Value::Object(config));
    }
    Value::Object(out)
}

fn content(turn: &Turn, dialect: Dialect) -> Value {
    let role = if turn.model { "model" } else { "user" };
    let part = |part: &Part| match part {
        Part::Text(text) => json!({"text": text}),
        Part::Call { name, arguments, .. } => {
            let call = json!({"name": declared_name(name), "args": arguments});
            if dialect.signatures {
                json!({"functionCall": call, "thoughtSignature": NO_SIGNATURE})
            } else {
                json!({"functionCall": call})
            }
        }
        Part::Result { name, text, .. } => {
            json!({"functionResponse": {"name": declared_name(name), "response": {"result": text}}})
        }
    };
    json!({"role": role, "parts": turn.parts.iter().map(part).collect::<Vec<_>>()})
}

fn declaration(spec: &FunctionSpec) -> Value {
    let mut out = json!({"name": declared_name(&spec.name), "description": spec.description});
    if let Some(parameters) = schema::parameters(&spec.parameters) {
        out["parameters"] = parameters;
    }
    out
}

/// A function's name as Gemini takes it: the first character must be a letter or an underscore.
pub(super) fn declared_name(name: &str) -> String {
    if name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        return name.to_owned();
    }
    format!("_{name}").chars().take(MAX_NAME).collect()
}
