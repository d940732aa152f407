//! A chat request as the Prompt API takes it.

use super::{ACTION, ARGUMENTS, THOUGHT};
use crate::domain::chat::{ChatRequest, FunctionSpec};
use crate::formats::provider::HttpRequest;
use crate::formats::provider::schema::clean;
use crate::formats::provider::turns::{Part, Turn, observed, turns};
use serde_json::{Map, Value, json};

/// What stands before the functions in the standing instructions.
const FORM: &str = "Answer every turn with one JSON object and nothing else: {\"thought\": why, \"action\": the name of \
                    one function, \"arguments\": its arguments}. The functions are:";

/// The request; no network takes part in it.
pub(in crate::formats) fn request(chat: &ChatRequest) -> HttpRequest {
    let mut said = turns(&chat.messages, !chat.functions.is_empty());
    if !chat.functions.is_empty() {
        let functions: String = chat.functions.iter().map(line).collect();
        let gap = if said.system.is_empty() { "" } else { "\n\n" };
        said.system.push_str(&format!("{gap}{FORM}{functions}"));
    }
    let mut prompts: Vec<Value> = Vec::with_capacity(said.turns.len() + 1);
    if !said.system.is_empty() {
        prompts.push(json!({"role": "system", "content": said.system}));
    }
    // The person's turn is the last, see `turns`.
    let last = said.turns.pop();
    for turn in &said.turns {
        let role = if turn.model { "assistant" } else { "user" };
        prompts.push(json!({"role": role, "content": text(turn)}));
    }
    let mut body = Map::new();
    body.insert("initialPrompts".to_owned(), Value::Array(prompts));
    body.insert("prompt".to_owned(), json!(last.as_ref().map(text).unwrap_or_default()));
    if !chat.functions.is_empty() {
        body.insert("responseConstraint".to_owned(), constraint(&chat.functions));
    }
    HttpRequest {
        method: "POST".to_owned(),
        url: "builtin:".to_owned(),
        headers: Vec::new(),
        body: Some(Value::Object(body).to_string()),
    }
}

fn line(spec: &FunctionSpec) -> String {
    format!("\n- {}: {} Arguments: {}", spec.name, spec.description, clean(&spec.parameters))
}

/// One branch for each function: a thought, its name, its arguments.
fn constraint(functions: &[FunctionSpec]) -> Value {
    let branch = |spec: &FunctionSpec| {
        json!({
            "type": "object",
            "properties": {
                THOUGHT: {"type": "string"},
                ACTION: {"type": "string", "enum": [spec.name]},
                ARGUMENTS: clean(&spec.parameters),
            },
            "required": [THOUGHT, ACTION, ARGUMENTS],
            "additionalProperties": false,
        })
    };
    json!({"anyOf": functions.iter().map(branch).collect::<Vec<_>>()})
}

/// A turn in words. A past call stands there as the model wrote it.
fn text(turn: &Turn) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut thought: Option<&str> = None;
    for part in &turn.parts {
        match part {
            Part::Text(text) if turn.model => {
                out.extend(thought.replace(text).map(str::to_owned));
            }
            Part::Text(text) => out.push(text.clone()),
            Part::Call { name, arguments, .. } => {
                let thought = thought.take().unwrap_or_default();
                out.push(json!({THOUGHT: thought, ACTION: name, ARGUMENTS: arguments}).to_string());
            }
            Part::Result { name, text, .. } => out.push(observed(Some(name), text)),
        }
    }
    out.extend(thought.map(str::to_owned));
    out.join("\n\n")
}
