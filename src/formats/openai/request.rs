//! A chat request as the body of `POST {base}/chat/completions`.

use crate::domain::chat::{ChatRequest, FunctionCall, FunctionSpec, Message, Role};
use crate::domain::json;
use crate::formats::provider::turns::{call_id, observed, safe_name};
use crate::formats::provider::{Dialect, exact, schema};
use serde_json::{Map, Value, json};

/// Longest function description that OpenAI takes, in characters.
const MAX_DESCRIPTION: usize = 1_024;

/// The JSON body.
pub fn body(request: &ChatRequest, model: &str, dialect: Dialect) -> Value {
    let mut out = Map::new();
    out.insert("model".to_owned(), json!(model));
    let mut messages = messages(&request.messages, dialect.reasoning_back);
    if !dialect.system {
        fold_system(&mut messages);
    }
    out.insert("messages".to_owned(), Value::Array(messages));
    if !request.functions.is_empty() {
        out.insert("tools".to_owned(), request.functions.iter().map(tool).collect());
        if dialect.tool_choice {
            out.insert("tool_choice".to_owned(), json!("auto"));
        }
        if dialect.no_effort {
            out.insert("reasoning_effort".to_owned(), json!("none"));
        }
    }
    sampling(&mut out, request.max_tokens, request.temperature, dialect);
    Value::Object(out)
}

/// What a request says beside its conversation, alike for text models behind the same endpoints.
pub(in crate::formats) fn sampling(
    out: &mut Map<String, Value>,
    max_tokens: Option<u32>,
    temperature: Option<f32>,
    dialect: Dialect,
) {
    if let Some(max) = max_tokens.map(|wanted| dialect.length(wanted)) {
        let key = if dialect.completion_tokens_key { "max_completion_tokens" } else { "max_tokens" };
        out.insert(key.to_owned(), json!(max));
    }
    if let Some(temperature) = temperature.filter(|_| dialect.temperature).and_then(exact) {
        out.insert("temperature".to_owned(), json!(temperature));
    }
    out.insert("stream".to_owned(), json!(dialect.stream));
    if dialect.stream && dialect.stream_usage {
        out.insert("stream_options".to_owned(), json!({"include_usage": true}));
    }
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
/// a call becomes the person's words. With `reasoning`, what the model said holds its reasoning, an empty one where none
/// was kept.
fn messages(all: &[Message], reasoning: bool) -> Vec<Value> {
    let mut out = Vec::with_capacity(all.len());
    let mut open: Option<String> = None;
    for (position, message) in all.iter().enumerate() {
        let text = message.content.as_deref().unwrap_or_default();
        if message.role == Role::Function {
            out.push(match open.take() {
                Some(id) => json!({"role": "tool", "tool_call_id": id, "content": text}),
                None => json!({"role": "user", "content": observed(message.name.as_deref(), text)}),
            });
            continue;
        }
        if let Some(id) = open.take() {
            out.push(json!({"role": "tool", "tool_call_id": id, "content": ""}));
        }
        match (message.role, &message.function_call) {
            (Role::Assistant, Some(call)) => {
                let id = call_id(position);
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
        if let (true, Role::Assistant, Some(said)) = (reasoning, message.role, out.last_mut()) {
            said["reasoning_content"] = json!(message.reasoning.as_deref().unwrap_or_default());
        }
    }
    if let Some(id) = open {
        out.push(json!({"role": "tool", "tool_call_id": id, "content": ""}));
    }
    out
}

/// For models whose templates know no system message: the first ones open the person's first message, later ones are
/// the person's words.
fn fold_system(messages: &mut Vec<Value>) {
    let is = |message: &Value, role: &str| message["role"] == role;
    let first = messages.iter().take_while(|message| is(message, "system")).count();
    let texts: Vec<String> =
        messages.drain(..first).map(|m| m["content"].as_str().unwrap_or_default().into()).collect();
    let system = texts.join("\n\n");
    for message in messages.iter_mut().filter(|message| is(message, "system")) {
        message["role"] = json!("user");
    }
    if first == 0 {
        return;
    }
    match messages.first_mut().filter(|message| is(message, "user")) {
        Some(user) => user["content"] = json!(format!("{system}\n\n{}", user["content"].as_str().unwrap_or_default())),
        None => messages.insert(0, json!({"role": "user", "content": system})),
    }
}

/// A call of the past as endpoints take it back: they refuse names and arguments that their own models wrote, if these
/// break the rules. The trace keeps what was written.
fn past_call(call: &FunctionCall) -> Value {
    let arguments = match json::parse(&call.arguments) {
        Ok(Value::Object(_)) => call.arguments.clone(),
        _ if call.arguments.trim().is_empty() => "{}".to_owned(),
        _ => json!({"malformed": call.arguments}).to_string(),
    };
    json!({"name": safe_name(&call.name), "arguments": arguments})
}
