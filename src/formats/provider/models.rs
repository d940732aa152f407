//! Which models an endpoint has.

use super::base_url::versioned;
use super::error::{is_error_body, plain};
use super::{Endpoint, HttpRequest, Protocol, classify};
use crate::domain::chat::{ModelError, Unreadable};
use crate::domain::{json, order};
use crate::formats::anthropic;
use serde_json::Value;

/// Longer lists are cut: nobody chooses from more.
const MAX_MODELS: usize = 2_000;
/// Longest name, in characters.
const MAX_NAME: usize = 200;
/// Longest list read, in bytes.
pub const MAX_LIST: usize = 4 << 20;

/// The request for an endpoint's list of models.
pub fn list_models(endpoint: &Endpoint) -> HttpRequest {
    let base = &endpoint.base_url;
    match endpoint.protocol {
        Protocol::OpenAi | Protocol::ToolLlamaChat | Protocol::ToolLlamaCompletion => {
            HttpRequest::get(format!("{base}/models"))
        }
        Protocol::Anthropic => {
            HttpRequest::get(format!("{}/models?limit=1000", versioned(base, &["v1"]))).with(&anthropic::HEADERS)
        }
        Protocol::Gemini => {
            HttpRequest::get(format!("{}/models?pageSize=1000", versioned(base, &crate::formats::gemini::VERSIONS)))
        }
        Protocol::BuiltIn => HttpRequest::get("builtin:".to_owned()),
    }
}

/// The names in such a list, sorted, each once; at most 2,000 of at most 200 characters. What is no plain text, and
/// Gemini's models that do not write text, are left out.
///
/// # Errors
/// [`ModelError::TooLarge`], [`ModelError::NotJson`], [`ModelError::Unreadable`], or what an `error` object says.
pub fn read_models(protocol: Protocol, body: &[u8]) -> Result<Vec<String>, ModelError> {
    if body.len() > MAX_LIST {
        return Err(ModelError::TooLarge { limit: MAX_LIST });
    }
    let text = String::from_utf8_lossy(body);
    let text = text.trim_start_matches('\u{feff}').trim();
    let value = json::parse(text).map_err(|_| classify::not_json(text))?;
    if is_error_body(&value) {
        return Err(classify::error_value(&value));
    }
    // `data` is OpenAI's and Anthropic's, `models` Gemini's and Ollama's own, a bare list Together's.
    let list = value.get("data").or_else(|| value.get("models")).unwrap_or(&value);
    let Some(list) = list.as_array() else {
        let snippet = plain(text, super::error::SNIPPET);
        return Err(ModelError::Unreadable { why: Unreadable::NoChoices, snippet });
    };
    let mut names: Vec<String> = Vec::new();
    for entry in list.iter().take(MAX_MODELS) {
        let Some(name) = name_of(entry).filter(|_| protocol != Protocol::Gemini || writes_text(entry)) else {
            continue;
        };
        let name = if protocol == Protocol::Gemini { name.strip_prefix("models/").unwrap_or(name) } else { name };
        if !name.is_empty() && name.len() <= MAX_NAME && plain(name, MAX_NAME) == name {
            names.push(name.to_owned());
        }
    }
    order::sort_by(&mut names, Ord::cmp);
    names.dedup();
    Ok(names)
}

fn name_of(entry: &Value) -> Option<&str> {
    entry.as_str().or_else(|| ["id", "name", "model"].iter().find_map(|key| entry.get(key)?.as_str()))
}

/// Gemini lists models for embeddings and pictures too.
fn writes_text(entry: &Value) -> bool {
    let methods = entry.get("supportedGenerationMethods").and_then(Value::as_array);
    methods.is_none_or(|methods| methods.iter().any(|method| method == "generateContent"))
}
