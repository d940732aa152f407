//! A conversation in the form that Anthropic, Gemini and the built-in model share: standing instructions apart, then
//! turns of person and model in alternation, the person first and last.
//!
//! Our conversations have the old function form, without ids and with any order that a search, a fork or an import came
//! to. Here each call gets an id of its position, so that the same conversation is written the same way again, and an
//! answer: an empty one where none follows. An observation without a call becomes the person's words.

use crate::domain::chat::{FunctionCall, Message, Role};
use crate::domain::json;
use serde_json::{Map, Value, json};

/// Longest function name that providers take, in characters.
const MAX_NAME: usize = 64;
/// What the person says where the model's turn would be the last, which some models refuse.
const GO_ON: &str = "Continue.";
/// What the person says where there is nothing, or the model's turn would be the first.
const START: &str = "Begin.";

/// A conversation.
#[derive(Debug, Default)]
pub(in crate::formats) struct Turns {
    /// All standing instructions, a blank line between each two.
    pub(in crate::formats) system: String,
    pub(in crate::formats) turns: Vec<Turn>,
}

/// All that one side says before the other does.
#[derive(Debug)]
pub(in crate::formats) struct Turn {
    /// The model's; else the person's, who also brings what calls gave.
    pub(in crate::formats) model: bool,
    pub(in crate::formats) parts: Vec<Part>,
}

#[derive(Debug)]
pub(in crate::formats) enum Part {
    /// Never blank: providers refuse such.
    Text(String),
    Call {
        id: String,
        name: String,
        arguments: Map<String, Value>,
    },
    Result {
        id: String,
        name: String,
        text: String,
    },
}

/// The turns of a conversation. Without `with_calls`, calls and what they gave are told in words: a request that offers
/// no functions may hold no calls either.
pub(in crate::formats) fn turns(messages: &[Message], with_calls: bool) -> Turns {
    let mut out = Turns::default();
    let mut open: Option<(String, String)> = None;
    for (position, message) in messages.iter().enumerate() {
        let text = message.content.as_deref().unwrap_or_default();
        if message.role == Role::Function {
            match open.take() {
                Some((id, name)) => out.add(false, Part::Result { id, name, text: text.to_owned() }),
                None => out.text(false, &observed(message.name.as_deref(), text)),
            }
            continue;
        }
        if message.role == Role::System {
            out.instruct(text);
            continue;
        }
        if let Some((id, name)) = open.take() {
            out.add(false, Part::Result { id, name, text: String::new() });
        }
        out.text(message.role == Role::Assistant, text);
        match &message.function_call {
            Some(call) if message.role == Role::Assistant && with_calls => {
                let (id, name) = (call_id(position), safe_name(&call.name));
                out.add(true, Part::Call { id: id.clone(), name: name.clone(), arguments: arguments(call) });
                open = Some((id, name));
            }
            Some(call) if message.role == Role::Assistant => {
                out.text(true, &format!("Called {} with {}", call.name, call.arguments));
            }
            _ => {}
        }
    }
    if let Some((id, name)) = open {
        out.add(false, Part::Result { id, name, text: String::new() });
    }
    out.close();
    out
}

/// An observation in words.
pub(in crate::formats) fn observed(name: Option<&str>, text: &str) -> String {
    format!("Observation of {}: {text}", name.unwrap_or("a function"))
}

/// The id of the call that stands at a place of the conversation: nine letters and digits, as Mistral and its models'
/// templates take nothing else.
pub(in crate::formats) fn call_id(position: usize) -> String {
    format!("call{position:05}")
}

/// A name of the past as endpoints take it back: they refuse names that their own models wrote, if these break the
/// rules. The trace keeps what was written.
pub(in crate::formats) fn safe_name(name: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || c == '_' || c == '-' { c } else { '_' };
    let name: String = name.chars().take(MAX_NAME).map(safe).collect();
    if name.is_empty() { "unnamed".to_owned() } else { name }
}

/// The arguments of a call of the past as an object.
pub(in crate::formats) fn arguments(call: &FunctionCall) -> Map<String, Value> {
    match json::parse(&call.arguments) {
        Ok(Value::Object(fields)) => fields,
        _ if call.arguments.trim().is_empty() => Map::new(),
        _ => Map::from_iter([("malformed".to_owned(), json!(call.arguments))]),
    }
}

impl Turns {
    /// Standing instructions into the person's first turn, for models that take none apart.
    pub(in crate::formats) fn fold_system(&mut self) {
        let system = std::mem::take(&mut self.system);
        // The person's turn is the first, see `close`.
        if let Some(first) = self.turns.first_mut().filter(|_| !system.is_empty()) {
            first.parts.insert(0, Part::Text(system));
        }
    }

    fn instruct(&mut self, text: &str) {
        if !text.trim().is_empty() {
            if !self.system.is_empty() {
                self.system.push_str("\n\n");
            }
            self.system.push_str(text);
        }
    }

    fn text(&mut self, model: bool, text: &str) {
        if !text.trim().is_empty() {
            self.add(model, Part::Text(text.to_owned()));
        }
    }

    fn add(&mut self, model: bool, part: Part) {
        match self.turns.last_mut().filter(|turn| turn.model == model) {
            Some(turn) => turn.parts.push(part),
            None => self.turns.push(Turn { model, parts: vec![part] }),
        }
    }

    /// The person's turn first and last.
    fn close(&mut self) {
        if self.turns.first().is_none_or(|turn| turn.model) {
            self.turns.insert(0, Turn { model: false, parts: vec![Part::Text(START.to_owned())] });
        }
        if self.turns.last().is_some_and(|turn| turn.model) {
            self.add(false, Part::Text(GO_ON.to_owned()));
        }
    }
}
