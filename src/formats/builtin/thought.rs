//! The thought of a turn while its JSON is still being written: what a person reads meanwhile.

use crate::domain::json;

/// What a turn begins with, without blanks.
const OPENING: &str = "{\"thought\":\"";
/// Places in it where a blank would belong to the name.
const NAME: std::ops::Range<usize> = 2..10;
/// Longest escape of a JSON text, a pair of `\uXXXX`, in characters.
const MAX_ESCAPE: usize = 12;

/// Takes a turn's text in pieces, gives the pieces of its thought. Only a thought in the first place is found, where the
/// constraint puts it; any other text shows nothing until it is whole.
#[derive(Debug, Default)]
pub(super) struct ThoughtReader {
    place: Place,
    said: String,
}

#[derive(Debug)]
enum Place {
    /// Before the thought; how many characters of `{"thought":"` have come.
    Before(usize),
    /// Within it, and the escape that has begun.
    Inside(String),
    /// Behind it, or in a text that has none.
    After,
}

impl Default for Place {
    fn default() -> Self {
        Self::Before(0)
    }
}

impl ThoughtReader {
    /// Reads on; gives what was added to the thought.
    pub(super) fn push(&mut self, text: &str) -> String {
        let before = self.said.len();
        for c in text.chars() {
            self.step(c);
        }
        self.said[before..].to_owned()
    }

    /// The thought so far.
    pub(super) fn said(&self) -> &str {
        &self.said
    }

    fn step(&mut self, c: char) {
        match &mut self.place {
            Place::Before(at) if c.is_whitespace() && !NAME.contains(at) => {}
            Place::Before(at) if OPENING.as_bytes().get(*at).is_some_and(|byte| char::from(*byte) == c) => {
                *at += 1;
                if *at == OPENING.len() {
                    self.place = Place::Inside(String::new());
                }
            }
            Place::Before(_) => self.place = Place::After,
            Place::Inside(escape) if escape.is_empty() && c == '"' => self.place = Place::After,
            Place::Inside(escape) if escape.is_empty() && c != '\\' => self.said.push(c),
            Place::Inside(escape) => {
                escape.push(c);
                match json::parse(&format!("\"{escape}\"")) {
                    Ok(decoded) => {
                        self.said.push_str(decoded.as_str().unwrap_or_default());
                        escape.clear();
                    }
                    Err(_) if escape.chars().count() < MAX_ESCAPE => {}
                    Err(_) => self.place = Place::After,
                }
            }
            Place::After => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, thought: &str) {
        let mut reader = ThoughtReader::default();
        let pieces: String = text.chars().map(|c| reader.push(&c.to_string())).collect();
        assert_eq!((pieces.as_str(), reader.said()), (thought, thought), "{text}");
        assert_eq!(ThoughtReader::default().push(text), thought, "{text}");
    }

    #[test]
    fn the_thought_is_shown_as_it_is_written() {
        assert_eq!(&OPENING[NAME], format!("{}\"", super::super::THOUGHT));
        check(r#"{"thought":"I look.","action":"f"}"#, "I look.");
        check(" {\n \"thought\" : \"a \\\"b\\\"\\n\\u00e9\\ud83c\\udf33 é", "a \"b\"\né🌳 é");
        check(r#"{"thought":""}"#, "");
        check(r#"{"action":"f","thought":"late"}"#, "");
        check(r#"{"tho ught":"x"}"#, "");
        check("plain words", "");
        check(r#"{"thought":"a\ud83cxxxxxxxxxx"}"#, "a");
    }
}
