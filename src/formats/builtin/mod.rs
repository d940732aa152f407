//! The model inside the browser (Chrome's Prompt API) as a codec. The API takes and gives text; calls come of a
//! `responseConstraint` that lets the model write nothing but a thought and one of the offered calls. Its own `tools`
//! are not used: with them the browser makes the calls, and there is no search.
//!
//! The request's body is what the page hands to the API: `initialPrompts` for the session, `prompt` and
//! `responseConstraint` for one turn of it. The reply is the text, in pieces.

mod request;
mod thought;

pub(in crate::formats) use request::request;

use crate::domain::chat::{ChatRequest, Delta, FunctionCall, Message, ModelError, Usage};
use crate::domain::json;
use crate::formats::provider::reader::Assemble;
use crate::formats::provider::reply::{Draft, Finish, Reply};
use serde_json::Value;
use thought::ThoughtReader;

/// Field names of the form in which a turn is written.
const THOUGHT: &str = "thought";
const ACTION: &str = "action";
const ARGUMENTS: &str = "arguments";

/// Collects the text, and at its end the thought and the call in it.
#[derive(Debug)]
pub(in crate::formats) struct Assembler {
    text: String,
    /// `None` where no functions were offered, so that the text is no JSON.
    thought: Option<ThoughtReader>,
    chat: ChatRequest,
}

impl Assembler {
    /// For a reply to `chat`.
    pub(in crate::formats) fn new(chat: &ChatRequest) -> Self {
        let thought = (!chat.functions.is_empty()).then(ThoughtReader::default);
        Self { text: String::new(), thought, chat: chat.clone() }
    }

    /// The text as a message. What is not in the form is the model's words, whatever they are.
    fn message(&self) -> Message {
        let own_words = || Message::assistant((!self.text.is_empty()).then(|| self.text.clone()), None);
        if self.thought.is_none() {
            return own_words();
        }
        let Ok(Value::Object(mut turn)) = json::parse(unfenced(&self.text)) else { return own_words() };
        let Some(Value::String(name)) = turn.remove(ACTION) else { return own_words() };
        let arguments = match turn.remove(ARGUMENTS) {
            None | Some(Value::Null) => "{}".to_owned(),
            Some(Value::String(text)) => text,
            Some(arguments) => arguments.to_string(),
        };
        let thought = turn.get(THOUGHT).and_then(Value::as_str).filter(|text| !text.is_empty());
        Message::assistant(thought.map(str::to_owned), Some(FunctionCall { name, arguments }))
    }
}

impl Assemble for Assembler {
    /// There are no events: the reader gives text alone.
    fn push_value(&mut self, _value: Value, _deltas: &mut Vec<Delta>) -> Result<(), ModelError> {
        Ok(())
    }

    fn push_whole(&mut self, _value: Value) -> Result<(), ModelError> {
        Ok(())
    }

    fn push_text(&mut self, text: &str, deltas: &mut Vec<Delta>) {
        self.text.push_str(text);
        let more = match &mut self.thought {
            Some(thought) => thought.push(text),
            None => text.to_owned(),
        };
        if !more.is_empty() {
            deltas.push(Delta::Text(more));
        }
    }

    fn is_done(&self) -> bool {
        false
    }

    fn has_message(&self) -> bool {
        true
    }

    fn partial(&self) -> Option<Box<Message>> {
        let said = match &self.thought {
            Some(thought) if !thought.said().is_empty() => thought.said(),
            _ => &self.text,
        };
        (!said.is_empty()).then(|| Box::new(Message::assistant(Some(said.to_owned()), None)))
    }

    fn finish(self: Box<Self>) -> Result<Reply, ModelError> {
        let message = self.message();
        let finish = if message.function_call.is_some() { Finish::Call } else { Finish::Stop };
        let usage = Usage::estimate(&self.chat, &message);
        Draft {
            text: message.content.unwrap_or_default(),
            calls: message.function_call.into_iter().collect(),
            finish: Some(finish),
            usage: Some(usage),
            ..Draft::default()
        }
        .reply()
    }
}

/// The text without the fence of a code block, which models like to put around JSON.
fn unfenced(text: &str) -> &str {
    let text = text.trim();
    let inside = text.strip_prefix("```").and_then(|rest| rest.strip_suffix("```"));
    inside.map_or(text, |inside| inside.strip_prefix("json").unwrap_or(inside).trim())
}
