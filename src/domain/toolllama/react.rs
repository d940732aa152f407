//! What a text model wrote, taken apart: `Thought: …`, `Action: …`, `Action Input: …` on lines of their own
//! (ToolBench `toolbench/inference/utils.py`, `react_parser`).

use crate::domain::chat::{FunctionCall, Message, Role};
use crate::domain::python::{slice_chars, strip};
use crate::domain::trace::Fidelity;

const THOUGHT: &str = "Thought: ";
const ACTION: &str = "Action: ";
const ACTION_INPUT: &str = "Action Input: ";
/// Ends a text in training; some servers send it along.
const END: &str = "</s>";

/// The three parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct React {
    /// Why.
    pub thought: String,
    /// Name of a function, as the model wrote it.
    pub action: String,
    /// Its arguments, as the model wrote them.
    pub action_input: String,
}

/// The original's way: the thought ends at the first line that begins with `Action: `, the action at the first that begins
/// with `Action Input: `, and each part begins after the first mention of its name, wherever that stands.
///
/// Quirk `react_find` (76): a name that is missing counts as found just before the text, and an end that is missing as the
/// text's last character. So texts without the form give odd pieces of themselves.
pub fn parse_react(text: &str) -> React {
    let after = |name: &str| find(text, name) + len(name);
    React {
        thought: slice_chars(text, after(THOUGHT), Some(find(text, &format!("\n{ACTION}")))),
        action: slice_chars(text, after(ACTION), Some(find(text, &format!("\n{ACTION_INPUT}")))),
        action_input: slice_chars(text, after(ACTION_INPUT), None),
    }
}

/// The message that a text is. `ToolBench` takes it apart with [`parse_react`], so that every text is a call. `Fixed` does
/// so for texts in the form; others are read by their lines, and without an action they are a thought alone.
pub fn read_message(text: &str, fidelity: Fidelity) -> Message {
    let text = strip(text);
    let parts = match fidelity {
        Fidelity::ToolBench => Some(parse_react(text)),
        Fidelity::Fixed if in_form(text) => Some(parse_react(text)),
        Fidelity::Fixed => parse_lines(text),
    };
    let Some(React { thought, action, action_input }) = parts else {
        let thought = text.strip_suffix(END).unwrap_or(text);
        return Message::text(Role::Assistant, strip(strip_label(thought, "thought:").unwrap_or(thought)));
    };
    let function_call = Some(FunctionCall { name: action, arguments: action_input });
    Message::assistant(Some(thought), function_call)
}

/// Code points before the first `name`, -1 where there is none: Python's `find`.
fn find(text: &str, name: &str) -> isize {
    text.find(name).map_or(-1, |at| len(&text[..at]))
}

fn len(text: &str) -> isize {
    isize::try_from(text.chars().count()).unwrap_or(isize::MAX)
}

/// True where [`parse_react`] gives what was meant: each name once, at the start of its line, in order.
fn in_form(text: &str) -> bool {
    let Some(thought) = text.find(THOUGHT) else { return false };
    let (Some(action), Some(input)) = (text.find(ACTION), text.find(ACTION_INPUT)) else { return false };
    let begins_line = |at: usize| text[..at].ends_with('\n');
    let ordered = thought == 0 && begins_line(action) && action < input && begins_line(input);
    let once = [THOUGHT, ACTION, ACTION_INPUT]
        .iter()
        .all(|name| text.lines().filter(|line| label_of(line) == Some(name.trim_end())).count() == 1);
    ordered && once && !text.ends_with(END)
}

/// Which of the names a line begins with, in any case and after blanks.
fn label_of(line: &str) -> Option<&'static str> {
    let line = line.trim_start();
    ["Thought:", "Action Input:", "Action:", "Observation:"]
        .into_iter()
        .find(|label| strip_label(line, label).is_some())
}

/// `line` without the label that it begins with.
fn strip_label<'l>(line: &'l str, label: &str) -> Option<&'l str> {
    let head = line.get(..label.len())?;
    head.eq_ignore_ascii_case(label).then(|| &line[label.len()..])
}

/// By lines: the first action, all before it is the thought, and its input goes up to the next name. `None` without an
/// action.
fn parse_lines(text: &str) -> Option<React> {
    let mut lines = text.strip_suffix(END).unwrap_or(text).lines();
    let mut thought: Vec<&str> = Vec::new();
    let action = loop {
        let line = lines.next()?;
        match label_of(line) {
            Some("Action:") => break strip_label(line.trim_start(), "Action:")?,
            Some(label @ "Thought:") => thought.push(strip_label(line.trim_start(), label)?.trim_start()),
            _ => thought.push(line),
        }
    };
    let mut input: Vec<&str> = Vec::new();
    for line in lines {
        match label_of(line) {
            Some(label @ "Action Input:") if input.is_empty() => input.push(strip_label(line.trim_start(), label)?),
            Some(_) => break,
            None => input.push(line),
        }
    }
    Some(React {
        thought: strip(&thought.join("\n")).to_owned(),
        action: strip(action).to_owned(),
        action_input: strip(&input.join("\n")).to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: (&str, &str, &str)) {
        let React { thought, action, action_input } = parse_react(text);
        assert_eq!((thought.as_str(), action.as_str(), action_input.as_str()), expected);
    }

    #[track_caller]
    fn check_fixed(text: &str, thought: &str, call: Option<(&str, &str)>) {
        let message = read_message(text, Fidelity::Fixed);
        let found = message.function_call.as_ref().map(|c| (c.name.as_str(), c.arguments.as_str()));
        assert_eq!((message.content.as_deref(), found), (Some(thought), call));
    }

    #[test]
    fn the_form_is_taken_apart_at_its_lines() {
        check("Thought: é\nAction: go\nAction Input: {\"a\": 1}", ("é", "go", "{\"a\": 1}"));
        check("Thought: a\nb\nAction: go\nAction Input: {\n}\n", ("a\nb", "go", "{\n}\n"));
    }

    /// By hand: `find` gives -1, so `Thought: ` (9 long) begins at 8 and the end -1 leaves the last character out.
    #[test]
    fn react_find_cuts_texts_without_the_form() {
        check("", ("", "", ""));
        check("12345678abcdefghijk", ("abcdefghij", "8abcdefghij", "fghijk"));
        check("Thought: mind Action: x\nAction: go\nAction Input: {}", ("mind Action: x", "x\nAction: go", "{}"));
    }

    #[test]
    fn fixed_reads_the_form_as_the_original_does() {
        let text = "Thought:  two \nAction: go \nAction Input: {\"a\": 1}";
        assert_eq!(read_message(text, Fidelity::Fixed), read_message(text, Fidelity::ToolBench));
        check_fixed(text, " two ", Some(("go ", "{\"a\": 1}")));
    }

    #[test]
    fn fixed_reads_other_texts_by_their_lines() {
        check_fixed("I do not know.", "I do not know.", None);
        check_fixed("thought: hm</s>", "hm", None);
        check_fixed("", "", None);
        check_fixed("I go.\nAction: go\nAction Input: {}", "I go.", Some(("go", "{}")));
        check_fixed("Action: go", "", Some(("go", "")));
        check_fixed("THOUGHT: a\n b\n action:go\n action input:{\n}</s>", "a\n b", Some(("go", "{\n}")));
        check_fixed("Thought: mind Action: x\nAction: go\nAction Input: {}", "mind Action: x", Some(("go", "{}")));
        let runs_on = "Thought: a\nAction: go\nAction Input: {}\nObservation: made up\nThought: b\nAction: stay";
        check_fixed(runs_on, "a", Some(("go", "{}")));
        check_fixed("Action: go\nAction Input: {}\nAction Input: {1}", "", Some(("go", "{}")));
        check_fixed("é: Thought: Action", "é: Thought: Action", None);
    }
}
