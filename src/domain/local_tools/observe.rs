//! A local API's reply as an observation: what a model sees, and its status.

use super::call;
use crate::domain::trace::StatusCode;
use serde_json::{Value, json};

/// Arguments longer than this are refused unread, in bytes.
const MAX_ARGUMENTS: usize = 64 << 10;

/// Calls a local API with arguments as a model wrote them. Observations have ToolBench's form
/// `{"error": ..., "response": ...}`.
pub fn observe(tool: &str, api: &str, arguments: &str) -> (String, StatusCode) {
    let refuse = |message: String| (json!({"error": message, "response": ""}).to_string(), StatusCode::InputError);
    if arguments.len() > MAX_ARGUMENTS {
        return refuse(format!("the arguments are longer than {MAX_ARGUMENTS} bytes"));
    }
    let text = if arguments.trim().is_empty() { "{}" } else { arguments };
    let map = match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(map)) => map,
        Ok(_) => return refuse("the arguments must be a JSON object".to_owned()),
        Err(error) => return refuse(format!("the arguments are not JSON: {error}")),
    };
    let reply = call(tool, api, &map);
    if reply.status == 200 {
        return (json!({"error": "", "response": reply.body}).to_string(), StatusCode::Normal);
    }
    let message = reply.body.get("error").cloned().unwrap_or(Value::Null);
    (json!({"error": message, "response": ""}).to_string(), StatusCode::MessageError)
}
