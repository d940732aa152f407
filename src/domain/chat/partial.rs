//! What had come of a reply that was not finished.

use super::{Delta, Message};
use crate::domain::json::{Fields, FromFields, Misfit};
use serde::Serialize;

/// Most characters kept of each text.
const MAX_CHARS: usize = 100_000;

/// Kept for people: it decides nothing and is never part of the conversation. What is empty is not written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Partial {
    /// Text of the thought.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// What the model showed of its reasoning.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reasoning: String,
    /// Name of the function.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Its arguments, which are probably no JSON yet.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub arguments: String,
}

impl FromFields for Partial {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        Ok(Self {
            text: of.take_or_default("text")?,
            reasoning: of.take_or_default("reasoning")?,
            name: of.take_or_default("name")?,
            arguments: of.take_or_default("arguments")?,
        })
    }
}

impl Partial {
    /// Whether nothing had come; then it is not written.
    pub const fn is_empty(&self) -> bool {
        self.text.is_empty() && self.reasoning.is_empty() && self.name.is_empty() && self.arguments.is_empty()
    }

    /// Adds a piece that has come.
    pub fn take(&mut self, delta: &Delta) {
        match delta {
            Delta::Text(text) => self.text.push_str(text),
            Delta::Reasoning(text) => self.reasoning.push_str(text),
            Delta::CallName(name) => self.name.clone_from(name),
            Delta::CallArguments(text) => self.arguments.push_str(text),
            Delta::ExtraCall(_) => {}
            Delta::Again(_) => *self = Self::default(),
        }
    }

    /// The same with the message that the adapter read so far, which goes before the pieces; within its bounds.
    #[must_use]
    pub fn read_as(mut self, message: Option<&Message>) -> Self {
        if let Some(text) = message.and_then(|message| message.content.as_ref()) {
            self.text.clone_from(text);
        }
        if let Some(call) = message.and_then(|message| message.function_call.as_ref()) {
            self.name.clone_from(&call.name);
            self.arguments.clone_from(&call.arguments);
        }
        for text in [&mut self.text, &mut self.reasoning, &mut self.name, &mut self.arguments] {
            if let Some((end, _)) = text.char_indices().nth(MAX_CHARS) {
                text.truncate(end);
            }
        }
        self
    }

    /// The two lines of a card, not cut yet: the function and its arguments, or what was said before there is one. The
    /// reasoning only while nothing else has come.
    pub fn lines(&self) -> (&str, &str) {
        let said = if self.text.is_empty() && self.name.is_empty() { &self.reasoning } else { &self.text };
        (&self.name, if self.arguments.is_empty() { said } else { &self.arguments })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::chat::{FunctionCall, Role};

    #[test]
    fn pieces_add_up_and_a_message_goes_before_them() {
        let mut came = Partial::default();
        assert_eq!(came.lines(), ("", ""));
        came.take(&Delta::Reasoning("hm".to_owned()));
        assert_eq!(came.lines(), ("", "hm"));
        came.take(&Delta::Text("I lo".to_owned()));
        came.take(&Delta::Text("ok".to_owned()));
        assert_eq!(came.lines(), ("", "I look"));
        came.take(&Delta::CallName("find".to_owned()));
        assert_eq!(came.lines(), ("find", "I look"));
        came.take(&Delta::CallArguments("{\"a\"".to_owned()));
        assert_eq!(came.lines(), ("find", "{\"a\""));
        let read = came.clone().read_as(Some(&Message::text(Role::Assistant, "I look up")));
        assert_eq!((&*read.text, &*read.reasoning, &*read.arguments), ("I look up", "hm", "{\"a\""));
        let call = FunctionCall { name: "find_it".to_owned(), arguments: "é".repeat(MAX_CHARS + 1) };
        let read = came.read_as(Some(&Message::assistant(None, Some(call))));
        assert_eq!((&*read.text, &*read.name, read.arguments.chars().count()), ("I look", "find_it", MAX_CHARS));
    }
}
