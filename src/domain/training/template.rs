//! The text of a conversation (ToolBench `toolbench/tool_conversation.py`, `Conversation.get_prompt`).

use super::instance::Turn;

/// Ends a text in training.
pub(super) const END: &str = "</s>";

/// How turns become one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template<'t> {
    /// `tool-llama-single-round`: one turn a line, and only the last is ended, since only it is learned.
    SingleRound,
    /// `tool-llama`, of the first release: after a preamble person and assistant by turns; every second turn is ended.
    ToolLlama {
        /// What it begins with.
        preamble: &'t str,
    },
}

/// A turn whose speaker the template does not know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("conversations[{turn}].from: expected one of {expected}")]
pub struct TemplateError {
    /// Index of the turn, from 0.
    pub turn: usize,
    /// Whom it knows.
    pub expected: &'static str,
}

impl Template<'_> {
    /// The text of a conversation.
    ///
    /// # Errors
    /// [`TemplateError`].
    pub fn text(self, turns: &[Turn]) -> Result<String, TemplateError> {
        let mut said = Vec::with_capacity(turns.len());
        for (turn, Turn { from, value, .. }) in turns.iter().enumerate() {
            said.push((self.role(from, turn)?, value.as_deref()));
        }
        Ok(self.text_of(&said))
    }

    /// The text of what was said, by roles as they are to be printed. Nothing said, or no text, leaves the role and a
    /// colon: the place where a model goes on.
    pub fn text_of(self, said: &[(&str, Option<&str>)]) -> String {
        let mut out = match self {
            Self::SingleRound => String::new(),
            Self::ToolLlama { preamble } => format!("{preamble} "),
        };
        for (index, (role, text)) in said.iter().enumerate() {
            out.push_str(role);
            out.push(':');
            let Some(text) = text.filter(|text| !text.is_empty()) else { continue };
            out.push(' ');
            out.push_str(text);
            let ended = match self {
                Self::SingleRound => index + 1 == said.len(),
                Self::ToolLlama { .. } => index % 2 == 1,
            };
            out.push_str(if ended { END } else { self.separator() });
        }
        out
    }

    /// Between turns that are not ended.
    pub(super) const fn separator(self) -> &'static str {
        match self {
            Self::SingleRound => "\n",
            Self::ToolLlama { .. } => " ",
        }
    }

    fn role(self, from: &str, turn: usize) -> Result<&'static str, TemplateError> {
        match (self, from) {
            (Self::SingleRound, "system") => Ok("System"),
            (Self::SingleRound, "user") => Ok("User"),
            (Self::SingleRound, "function") => Ok("Function"),
            (Self::SingleRound, "assistant") | (Self::ToolLlama { .. }, "gpt") => Ok("Assistant"),
            (Self::ToolLlama { .. }, "human") => Ok("Human"),
            (Self::SingleRound, _) => Err(TemplateError { turn, expected: "system, user, function, assistant" }),
            (Self::ToolLlama { .. }, _) => Err(TemplateError { turn, expected: "human, gpt" }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: Template<'_> = Template::ToolLlama { preamble: "P." };

    #[track_caller]
    fn check(template: Template<'_>, said: &[(&str, Option<&str>)], expected: &str) {
        let turns: Vec<Turn> = said.iter().map(|(from, text)| Turn::new(*from, text.map(str::to_owned))).collect();
        assert_eq!(template.text(&turns).map_err(|e| e.to_string()).as_deref(), Ok(expected));
    }

    #[test]
    fn the_last_turn_of_a_single_round_is_ended() {
        check(Template::SingleRound, &[], "");
        let said = [("system", Some("s")), ("user", Some("u")), ("function", Some("f")), ("assistant", Some("a"))];
        check(Template::SingleRound, &said, "System: s\nUser: u\nFunction: f\nAssistant: a</s>");
        check(Template::SingleRound, &[("user", None), ("assistant", Some(""))], "User:Assistant:");
    }

    #[test]
    fn every_second_turn_of_the_old_template_is_ended() {
        check(OLD, &[], "P. ");
        let said = [("human", Some("u")), ("gpt", Some("a")), ("human", Some("v")), ("gpt", None)];
        check(OLD, &said, "P. Human: u Assistant: a</s>Human: v Assistant:");
    }

    #[test]
    fn a_stranger_is_named() {
        let turns = [Turn::new("user", None), Turn::new("gpt", None)];
        let error = Template::SingleRound.text(&turns).unwrap_err().to_string();
        assert_eq!(error, "conversations[1].from: expected one of system, user, function, assistant");
        assert_eq!(OLD.text(&turns).unwrap_err().turn, 0);
    }
}
