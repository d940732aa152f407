//! An API as ToolBench's files write it: tool files and query files have the same parts under different names.

use crate::domain::catalog::{Api, BodyFormat, Parameter};
use crate::formats::json::{self, JsonError, Place};
use serde_json::{Map, Value, json};

/// Most required, and most optional, parameters of an API.
pub const MAX_PARAMETERS: usize = 500;
/// Most values that a parameter lists.
const MAX_CHOICES: usize = 500;
/// Longest name or title, in characters. Names become identities and function names.
pub const MAX_NAME_CHARS: usize = 300;
/// Longest description or address, in characters.
pub const MAX_TEXT_CHARS: usize = 100_000;

/// The keys that differ between tool files and query files.
pub(super) struct Keys {
    pub(super) name: &'static str,
    pub(super) description: &'static str,
}

/// Reads an API; whether it has a name is the caller's to ask. What real files leave out is filled in: no method is `GET`, an absent `template_response` is taken
/// from `schema`, as older files call it.
pub(super) fn read_api(map: &Map<String, Value>, keys: &Keys, at: &Place<'_>) -> Result<Api, JsonError> {
    let method = json::word(map, "method", at, MAX_NAME_CHARS)?.to_ascii_uppercase();
    let template = map.get("template_response").filter(|v| !v.is_null()).or_else(|| map.get("schema"));
    let parameters =
        |key: &'static str| json::all(json::entries(map, key, at, MAX_PARAMETERS)?, &at.key(key), read_parameter);
    Ok(Api {
        body: body_format(map),
        name: json::text(map, keys.name, at, MAX_NAME_CHARS)?,
        url: json::word(map, "url", at, MAX_TEXT_CHARS)?,
        description: json::text(map, keys.description, at, MAX_TEXT_CHARS)?,
        method: if method.is_empty() { "GET".to_owned() } else { method },
        required_parameters: parameters("required_parameters")?,
        optional_parameters: parameters("optional_parameters")?,
        template_response: template.filter(|v| v.as_str() != Some("")).cloned().unwrap_or_default(),
        zh: json::word(map, "description_zh", at, MAX_TEXT_CHARS)?,
    })
}

/// Ours alone: others' files may mean anything by the key.
fn choices(map: &Map<String, Value>) -> Vec<Value> {
    let listed = map.get("enum").and_then(Value::as_array);
    let plain = |value: &&Value| !value.is_object() && !value.is_array() && !value.is_null();
    listed.into_iter().flatten().filter(plain).take(MAX_CHOICES).cloned().collect()
}

/// Our own files say it; of the hub's, the sample of code does, which is read for that alone.
fn body_format(map: &Map<String, Value>) -> BodyFormat {
    let word = map.get("body_format").and_then(Value::as_str);
    let sample = map.get("code").and_then(Value::as_str).unwrap_or_default();
    match word {
        Some("form") => BodyFormat::Form,
        Some("query") => BodyFormat::Query,
        Some(_) => BodyFormat::Json,
        None if sample.contains("application/x-www-form-urlencoded") => BodyFormat::Form,
        None if sample.contains("params=querystring") && !sample.contains("payload") => BodyFormat::Query,
        None => BodyFormat::Json,
    }
}

fn read_parameter(value: &Value, at: &Place<'_>) -> Result<Parameter, JsonError> {
    let map = json::object(value, at)?;
    let kind = json::text(map, "type", at, MAX_NAME_CHARS)?;
    Ok(Parameter {
        // Queries of the original have parameters without a name.
        name: json::text(map, "name", at, MAX_NAME_CHARS)?,
        kind: if kind.is_empty() { "STRING".to_owned() } else { kind },
        description: json::text(map, "description", at, MAX_TEXT_CHARS)?,
        default: map.get("default").cloned().unwrap_or_else(|| "".into()),
        choices: choices(map),
    })
}

/// An API as a tool file has it.
pub(super) fn write_api(api: &Api) -> Value {
    let parameters = |list: &[Parameter]| list.iter().map(write_parameter).collect::<Vec<Value>>();
    let mut out = json!({
        "name": api.name,
        "url": api.url,
        "description": api.description,
        "method": api.method,
        "required_parameters": parameters(&api.required_parameters),
        "optional_parameters": parameters(&api.optional_parameters),
    });
    if !api.template_response.is_null() {
        out["template_response"] = api.template_response.clone();
    }
    if api.body != BodyFormat::Json {
        out["body_format"] = api.body.word().into();
    }
    if !api.zh.is_empty() {
        out["description_zh"] = api.zh.clone().into();
    }
    out
}

fn write_parameter(p: &Parameter) -> Value {
    let mut out = json!({"name": p.name, "type": p.kind, "description": p.description, "default": p.default});
    if !p.choices.is_empty() {
        out["enum"] = p.choices.clone().into();
    }
    out
}
