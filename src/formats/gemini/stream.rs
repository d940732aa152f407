//! A reply assembled from its pieces, each of which is a whole `GenerateContentResponse`; without a stream one such
//! object, or a list of them.

use super::request::declared_name;
use crate::domain::chat::{ChatRequest, Delta, FunctionCall, Message, ModelError, Unreadable, Usage};
use crate::formats::provider::error::{MESSAGE, SNIPPET, plain};
use crate::formats::provider::reader::Assemble;
use crate::formats::provider::reply::{Draft, Finish, Reply, beyond_limits};
use serde_json::Value;

/// More calls than this in one reply are no honest reply.
const MAX_CALLS: usize = 64;

/// Collects what pieces add.
#[derive(Debug)]
pub(in crate::formats) struct Assembler {
    draft: Draft,
    /// Functions whose names were changed for the request, as declared and as offered.
    renamed: Vec<(String, String)>,
    /// The endpoint's words for an end that is neither the model's nor a filter's.
    failed: Option<String>,
    has_message: bool,
}

impl Assemble for Assembler {
    fn push_value(&mut self, value: Value, deltas: &mut Vec<Delta>) -> Result<(), ModelError> {
        match value {
            Value::Object(_) => self.push_piece(&value, deltas),
            Value::Array(pieces) => pieces.iter().try_for_each(|piece| self.push_piece(piece, deltas)),
            _ => Err(ModelError::Unreadable { why: Unreadable::BadEvent, snippet: String::new() }),
        }
    }

    fn push_whole(&mut self, value: Value) -> Result<(), ModelError> {
        match value {
            Value::Object(_) | Value::Array(_) => self.push_value(value, &mut Vec::new()),
            _ => Ok(()),
        }
    }

    /// Its streams end with the connection: tokens may follow the reason.
    fn is_done(&self) -> bool {
        false
    }

    fn has_message(&self) -> bool {
        self.has_message
    }

    fn partial(&self) -> Option<Box<Message>> {
        self.draft.partial()
    }

    fn finish(self: Box<Self>) -> Result<Reply, ModelError> {
        let Some(finish) = self.draft.finish else {
            return Err(ModelError::StreamCut { partial: self.draft.partial() });
        };
        // A call that could not be read: asking again gives another. With a call before it, that one counts.
        if let Some(message) = self.failed.filter(|_| self.draft.calls.is_empty()) {
            return Err(ModelError::ServerError { status: 500, wait_ms: None, message });
        }
        let calls = finish == Finish::Stop && !self.draft.calls.is_empty();
        Draft { finish: Some(if calls { Finish::Call } else { finish }), ..self.draft }.reply()
    }
}

impl Assembler {
    /// For a reply to `chat`.
    pub(in crate::formats) fn new(chat: &ChatRequest) -> Self {
        let names = chat.functions.iter().map(|f| (declared_name(&f.name), f.name.clone()));
        let renamed = names.filter(|(declared, offered)| declared != offered).collect();
        Self { draft: Draft::default(), renamed, failed: None, has_message: false }
    }

    fn push_piece(&mut self, piece: &Value, deltas: &mut Vec<Delta>) -> Result<(), ModelError> {
        if let Some(model) = piece.get("modelVersion").and_then(Value::as_str) {
            self.draft.model = Some(plain(model, SNIPPET));
        }
        self.count(piece.get("usageMetadata").unwrap_or(&Value::Null));
        if let Some(reason) = piece.pointer("/promptFeedback/blockReason").and_then(Value::as_str) {
            let more = piece.pointer("/promptFeedback/blockReasonMessage").and_then(Value::as_str);
            return Err(ModelError::Refused { message: told(reason, more) });
        }
        let candidates = piece.get("candidates").and_then(Value::as_array).into_iter().flatten();
        let first = |candidate: &&Value| candidate.get("index").and_then(Value::as_u64).unwrap_or(0) == 0;
        let Some(candidate) = candidates.into_iter().find(first) else { return Ok(()) };
        self.has_message = true;
        for part in candidate.pointer("/content/parts").and_then(Value::as_array).into_iter().flatten() {
            self.push_part(part, deltas)?;
        }
        if let Some(reason) = candidate.get("finishReason").and_then(Value::as_str) {
            self.stop(reason, candidate.get("finishMessage").and_then(Value::as_str));
        }
        Ok(())
    }

    fn push_part(&mut self, part: &Value, deltas: &mut Vec<Delta>) -> Result<(), ModelError> {
        if let Some(text) = part.get("text").and_then(Value::as_str).filter(|text| !text.is_empty()) {
            if part.get("thought").and_then(Value::as_bool) == Some(true) {
                self.draft.reasoning.push_str(text);
                deltas.push(Delta::Reasoning(text.to_owned()));
            } else {
                self.draft.text.push_str(text);
                deltas.push(Delta::Text(text.to_owned()));
            }
        }
        let Some(call) = part.get("functionCall").and_then(Value::as_object) else { return Ok(()) };
        if self.draft.calls.len() >= MAX_CALLS {
            return Err(beyond_limits());
        }
        let declared = call.get("name").and_then(Value::as_str).unwrap_or_default();
        let renamed = self.renamed.iter().find(|(name, _)| name == declared);
        let name = renamed.map_or(declared, |(_, offered)| offered).to_owned();
        let arguments = match call.get("args") {
            None | Some(Value::Null) => "{}".to_owned(),
            Some(Value::String(text)) => text.clone(),
            Some(arguments) => arguments.to_string(),
        };
        if self.draft.calls.is_empty() {
            deltas.push(Delta::CallName(name.clone()));
            deltas.push(Delta::CallArguments(arguments.clone()));
        }
        self.draft.calls.push(FunctionCall { name, arguments });
        Ok(())
    }

    fn stop(&mut self, reason: &str, more: Option<&str>) {
        self.draft.finish = Some(match reason {
            "STOP" => Finish::Stop,
            "MAX_TOKENS" => Finish::Length,
            "SAFETY" | "RECITATION" | "LANGUAGE" | "BLOCKLIST" | "PROHIBITED_CONTENT" | "SPII" | "IMAGE_SAFETY" => {
                self.draft.refusal = told(reason, more);
                Finish::Filter
            }
            "MALFORMED_FUNCTION_CALL" | "UNEXPECTED_TOOL_CALL" | "TOO_MANY_TOOL_CALLS" => {
                self.failed = Some(told(reason, more));
                Finish::Other
            }
            _ => Finish::Other,
        });
    }

    /// Tokens so far; what was thought was received too. `promptTokenCount` holds what came from the cache.
    fn count(&mut self, usage: &Value) {
        let number = |key: &str| usage.get(key).and_then(Value::as_u64);
        let Some(prompt) = number("promptTokenCount") else { return };
        let prompt = prompt.saturating_add(number("toolUsePromptTokenCount").unwrap_or(0));
        let thought = number("thoughtsTokenCount").unwrap_or(0);
        let completion = number("candidatesTokenCount").unwrap_or(0).saturating_add(thought);
        self.draft.usage = Some(Usage { prompt, completion, estimated: false });
    }
}

/// A reason and what was said about it, as plain text.
fn told(reason: &str, more: Option<&str>) -> String {
    let text = more.filter(|m| !m.is_empty()).map_or_else(|| reason.to_owned(), |more| format!("{reason}: {more}"));
    plain(&text, MESSAGE)
}
