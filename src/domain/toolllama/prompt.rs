//! From messages and functions to the text that a text model goes on with (ToolBench `tool_llama_model.py`, `parse`).

use super::TextModel;
use super::texts::{TextPrompts, ToolLlamaPrompts};
use super::zero_shot::zero_shot;
use crate::domain::chat::{FunctionSpec, Message, Role};
use crate::domain::python::python_repr;
use crate::domain::search::fill;
use crate::domain::trace::Fidelity;
use serde_json::{Value, json};

/// Why there is no prompt. Only in `ToolBench` mode, where the original stops too.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PromptError {
    /// The system message lacks the sentence whose place the protocol's own takes.
    #[error("the system message does not hold the sentence \"{sentence}\"")]
    NoMarker {
        /// The sentence.
        sentence: String,
    },
}

/// The text for one request: `messages` oldest first, `functions` as offered, empty for a request without calls.
///
/// Past calls are not in it, only thoughts and observations; a message without text is shown as `None` (quirk 77: what
/// checkpoints were trained on).
///
/// # Errors
/// [`PromptError`], in `ToolBench` mode alone.
pub fn prompt(
    model: TextModel,
    messages: &[Message],
    functions: &[FunctionSpec],
    texts: &TextPrompts,
    fidelity: Fidelity,
) -> Result<String, PromptError> {
    match model {
        TextModel::ToolLlama => tool_llama(messages, functions, &texts.toolllama, fidelity),
        TextModel::Davinci => Ok(zero_shot(messages, functions, &texts.zero_shot, fidelity)),
    }
}

fn tool_llama(
    messages: &[Message],
    functions: &[FunctionSpec],
    texts: &ToolLlamaPrompts,
    fidelity: Fidelity,
) -> Result<String, PromptError> {
    let offered = functions_text(functions);
    let mut out = String::new();
    for message in messages {
        let role = match message.role {
            Role::System => "System",
            Role::User => "User",
            Role::Assistant => "Assistant",
            Role::Function => "Function",
        };
        let content = shown(message);
        let content = match (message.role, functions.is_empty(), fidelity) {
            (Role::System, false, _) => system_message(content, &offered, texts, fidelity)?,
            // Quirk `no_functions_no_form` (79): without functions the original leaves the form of a turn out.
            (Role::System, true, Fidelity::Fixed) => content.replace(&texts.system_find, &texts.system_replace),
            _ => content.to_owned(),
        };
        out.push_str(&format!("{role}: {content}\n"));
    }
    out.push_str("Assistant:\n");
    Ok(out)
}

/// The text of a message as the original prints it.
pub(super) fn shown(message: &Message) -> &str {
    message.content.as_deref().unwrap_or("None")
}

/// Functions as Python text, the way models saw them in training.
pub fn functions_text(functions: &[FunctionSpec]) -> String {
    let document = |f: &FunctionSpec| json!({"name": f.name, "description": f.description, "parameters": f.parameters});
    python_repr(&Value::Array(functions.iter().map(document).collect()))
}

/// A system message with the form of a turn and the functions (ToolBench `toolbench/utils.py`,
/// `process_system_message`); `functions` is their Python text.
///
/// # Errors
/// [`PromptError::NoMarker`] in `ToolBench` mode. `Fixed` puts the form before the functions (quirk 79).
pub fn system_message(
    text: &str,
    functions: &str,
    texts: &ToolLlamaPrompts,
    fidelity: Fidelity,
) -> Result<String, PromptError> {
    let suffix = fill(&texts.functions_suffix, &[("functions", functions)]);
    if text.contains(&texts.system_find) {
        return Ok(text.replace(&texts.system_find, &texts.system_replace) + &suffix);
    }
    match fidelity {
        Fidelity::ToolBench => Err(PromptError::NoMarker { sentence: texts.system_find.clone() }),
        Fidelity::Fixed => Ok(format!("{text}\n{}{suffix}", texts.system_replace)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::toolllama::default_texts;

    fn texts() -> TextPrompts {
        let mut texts = default_texts().unwrap();
        texts.toolllama.system_find = "Act.".into();
        texts.toolllama.system_replace = "Act in the form.".into();
        texts.toolllama.functions_suffix = " Functions: {functions}".into();
        texts
    }

    fn go() -> FunctionSpec {
        FunctionSpec { name: "go".into(), description: "It's it.".into(), parameters: json!({"properties": {}}) }
    }

    #[track_caller]
    fn check(messages: &[Message], functions: &[FunctionSpec], fidelity: Fidelity, expected: Result<&str, &str>) {
        let found = prompt(TextModel::ToolLlama, messages, functions, &texts(), fidelity).map_err(|e| e.to_string());
        assert_eq!(found.as_deref().map_err(String::as_str), expected);
    }

    #[test]
    fn a_conversation_is_one_text_without_its_calls() {
        let mut call = Message::text(Role::Assistant, "hm");
        call.function_call = Some(crate::domain::chat::FunctionCall { name: "go".into(), arguments: "{}".into() });
        let silent = Message { content: None, ..call.clone() };
        let messages = [
            Message::text(Role::System, "You. Act. Act."),
            Message::text(Role::User, "q"),
            call,
            Message::observation("go", "o\n"),
            silent,
        ];
        let expected = "System: You. Act in the form. Act in the form. Functions: [{'name': 'go', 'description': \
                        \"It's it.\", 'parameters': {'properties': {}}}]\nUser: q\nAssistant: hm\nFunction: o\n\n\
                        Assistant: None\nAssistant:\n";
        check(&messages, &[go()], Fidelity::ToolBench, Ok(expected));
        check(&messages, &[go()], Fidelity::Fixed, Ok(expected));
    }

    #[test]
    fn without_functions_only_fixed_tells_the_form() {
        let messages = [Message::text(Role::System, "Act.")];
        check(&messages, &[], Fidelity::ToolBench, Ok("System: Act.\nAssistant:\n"));
        check(&messages, &[], Fidelity::Fixed, Ok("System: Act in the form.\nAssistant:\n"));
    }

    #[test]
    fn a_system_message_without_the_sentence_stops_the_original_alone() {
        let messages = [Message::text(Role::System, "Judge.")];
        let refused = "the system message does not hold the sentence \"Act.\"";
        check(&messages, &[go()], Fidelity::ToolBench, Err(refused));
        let expected = "System: Judge.\nAct in the form. Functions: [{'name': 'go', 'description': \"It's it.\", \
                        'parameters': {'properties': {}}}]\nAssistant:\n";
        check(&messages, &[go()], Fidelity::Fixed, Ok(expected));
        // A ranking request offers no functions and wants no form.
        check(&messages, &[], Fidelity::Fixed, Ok("System: Judge.\nAssistant:\n"));
    }
}
