//! A model plays an API from its document, as StableToolBench's server does (`server/main.py`,
//! `fake_response_function_chat`). The texts are our own. What it gives is no observation of the world, and every step
//! that has it says so.

use super::reply::Observed;
use super::unanswered::Unanswered;
use crate::domain::catalog::{Api, Tool};
use crate::domain::chat::{ChatRequest, Message, Role};
use crate::domain::json;
use crate::domain::trace::{Fidelity, StatusCode};
use serde_json::{Value, json};

/// Most recorded calls that are shown.
pub const MAX_EXAMPLES: usize = 3;
/// Longest example or document, in characters.
const MAX_SHOWN: usize = 4_000;
/// Longest reply, in tokens.
const MAX_TOKENS: u32 = 1_024;

const RULES: &str = "You stand in for a web API that cannot be reached. You are given its document, where known some \
calls that it answered before, and the arguments of one more call. Answer as the API itself would: with the fields and \
kinds of values that its document and examples show, and facts that fit the arguments. Where the arguments cannot be \
right for this API, answer with the error that it would give.\nReply with one JSON object and nothing else: \
{\"error\": \"\", \"response\": <what the API returns>}. Where the API would fail, put its message into \"error\". Keep the \
response short: at most 200 words.";

/// An earlier call, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// As sent.
    pub arguments: String,
    /// What it gave.
    pub observation: String,
}

/// What a model is asked.
pub fn simulate_request(tool: &Tool, api: &Api, arguments: &str, examples: &[Example]) -> ChatRequest {
    let parameter = |required: bool| {
        let list = if required { &api.required_parameters } else { &api.optional_parameters };
        list.iter()
            .map(|p| json!({"name": p.name, "type": p.kind, "description": p.description, "example": p.default}))
            .collect::<Vec<Value>>()
    };
    let document = json!({
        "tool": tool.tool_name,
        "tool_description": tool.tool_description,
        "api": api.name,
        "description": api.description,
        "method": api.method,
        "required_parameters": parameter(true),
        "optional_parameters": parameter(false),
        "example_response": api.template_response,
    });
    let mut text = format!("Document: {}\n", start(&document.to_string()));
    for Example { arguments, observation } in examples.iter().take(MAX_EXAMPLES) {
        text.push_str(&format!("Answered before: {} gave {}\n", start(arguments), start(observation)));
    }
    text.push_str(&format!("Arguments: {}", start(arguments)));
    ChatRequest {
        messages: vec![Message::text(Role::System, RULES), Message::text(Role::User, text)],
        functions: Vec::new(),
        max_tokens: Some(MAX_TOKENS),
        temperature: None,
    }
}

/// The reply as an observation; anything but the object that was asked for is told as a failure.
///
/// # Errors
/// [`Unanswered::NotSimulated`].
pub fn read_simulated(reply: &str) -> Result<Observed, Unanswered> {
    let bare = reply.trim();
    // Models like to put code into a fence.
    let bare = bare.strip_prefix("```json").or_else(|| bare.strip_prefix("```")).unwrap_or(bare);
    let bare = bare.strip_suffix("```").unwrap_or(bare).trim();
    let fields = match json::parse(bare) {
        Ok(Value::Object(fields)) if fields.contains_key("response") => fields,
        _ => return Err(Unanswered::NotSimulated { why: "no JSON object with a \"response\"".to_owned() }),
    };
    let failed = fields.get("error").is_some_and(|error| !error.is_null() && error != "");
    let error = if failed { fields.get("error").cloned().unwrap_or_default() } else { "".into() };
    let response = fields.get("response").cloned().unwrap_or_default();
    let status = if failed { StatusCode::MessageError } else { StatusCode::Normal };
    Ok(Observed { observation: json!({"error": error, "response": response}).to_string(), status })
}

/// The failure of a simulation as an observation.
pub fn not_simulated(why: String, fidelity: Fidelity) -> Observed {
    Unanswered::NotSimulated { why }.observed("", fidelity)
}

fn start(text: &str) -> String {
    text.chars().take(MAX_SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_shown_document_examples_and_arguments() {
        let api = Api { name: "now".into(), description: "Weather now".into(), ..Api::default() };
        let tool = Tool { tool_name: "Sky".into(), ..Tool::default() };
        let example = Example { arguments: r#"{"q":"Oslo"}"#.into(), observation: "{\"t\":1}".into() };
        let request = simulate_request(&tool, &api, r#"{"q":"Rome"}"#, &vec![example; 9]);
        let text = request.messages[1].content.clone().unwrap();
        assert!(text.contains("\"api\":\"now\"") && text.ends_with(r#"Arguments: {"q":"Rome"}"#));
        assert_eq!(text.matches("Answered before").count(), MAX_EXAMPLES);
        assert!(request.functions.is_empty());
    }

    #[test]
    fn only_the_object_that_was_asked_for_is_an_observation() {
        let read = |text: &str| read_simulated(text).map(|o| (o.observation, o.status));
        let good = r#"{"error":"","response":{"t":1}}"#;
        assert_eq!(read(good), Ok((good.to_owned(), StatusCode::Normal)));
        assert_eq!(read(&format!("```json\n{good}\n```")), Ok((good.to_owned(), StatusCode::Normal)));
        let bad = read(r#"{"error": "no such city", "response": null}"#).unwrap();
        assert_eq!(bad, (r#"{"error":"no such city","response":null}"#.to_owned(), StatusCode::MessageError));
        for text in ["", "It is sunny.", "[1]", "{\"a\": 1}", "{\"response\": "] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
