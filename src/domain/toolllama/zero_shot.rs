//! The zero-shot prompt for completion models (ToolBench `davinci_model.py`, `parse`).

use super::prompt::shown;
use super::texts::ZeroShotPrompts;
use crate::domain::catalog::FinishFunction;
use crate::domain::chat::{FunctionSpec, Message, Role};
use crate::domain::python::{python_repr, python_text, slice_chars};
use crate::domain::search::fill;
use crate::domain::trace::Fidelity;
use serde_json::Value;

/// The question is the first user message; the system message is not in the prompt.
pub(super) fn zero_shot(
    messages: &[Message],
    functions: &[FunctionSpec],
    texts: &ZeroShotPrompts,
    fidelity: Fidelity,
) -> String {
    let question = messages.iter().find(|m| m.role == Role::User).map_or("", shown);
    let lines: String = functions.iter().map(|f| function_line(f, texts, fidelity)).collect();
    let names = python_repr(&Value::Array(functions.iter().map(|f| f.name.as_str().into()).collect()));
    let mut out = match fidelity {
        // Quirk `zero_shot_replaces_twice`: placeholders and doubled braces inside the values count as the template's.
        Fidelity::ToolBench => texts
            .prompt
            .replace("{func_str}", &lines)
            .replace("{func_list}", &names)
            .replace("{question}", question)
            .replace("{{", "{")
            .replace("}}", "}"),
        Fidelity::Fixed => {
            // Placeholders have single braces, so they are still there after the doubled ones are gone.
            let template = texts.prompt.replace("{{", "{").replace("}}", "}");
            fill(&template, &[("func_str", &lines), ("func_list", &names), ("question", question)])
        }
    };
    for message in messages {
        match message.role {
            Role::Assistant => out.push_str(&format!("\n{}\n", shown(message))),
            Role::Function => out.push_str(&format!("Observation: {}\n", shown(message))),
            Role::System | Role::User => {}
        }
    }
    out
}

fn function_line(function: &FunctionSpec, texts: &ZeroShotPrompts, fidelity: Fidelity) -> String {
    let fixed = fidelity == Fidelity::Fixed;
    // Quirk `zero_shot_finish_by_substring`: any function with "Finish" in its name is shown as the one that ends.
    let ends = function.name == FinishFunction::NAME || (!fixed && function.name.contains(FinishFunction::NAME));
    let (description, parameters) = if ends {
        (
            texts.finish_description.clone(),
            [("return_type", "string"), ("final_answer", "string")].map(parameter).concat(),
        )
    } else {
        let properties = function.parameters.get("properties").and_then(Value::as_object);
        let all: String = properties.into_iter().flatten().map(|(name, p)| parameter((name, &kind_of(p)))).collect();
        // Doubled in ToolBench mode, because there the braces of values are halved with the template's.
        let braced = if fixed { format!("{{{all}}}") } else { format!("{{{{{all}}}}}") };
        (described(&function.description, &texts.description_marker, fixed), braced)
    };
    let values = [("name", function.name.as_str()), ("description", &description), ("parameters", &parameters)];
    fill(&texts.function_line, &values)
}

fn parameter((name, kind): (&str, &str)) -> String {
    format!("\"{name}\": {kind}, ")
}

/// The type that a parameter's schema names; the original stops where there is none.
fn kind_of(schema: &Value) -> String {
    schema.get("type").map_or_else(|| "string".to_owned(), python_text)
}

/// The API's own words in a description: what follows the marker. Quirk `zero_shot_cuts_description`: without a marker the
/// original leaves out as many characters as the marker has but one; `Fixed` shows all.
fn described(description: &str, marker: &str, fixed: bool) -> String {
    match description.split_once(marker) {
        Some((_, words)) => words.to_owned(),
        None if fixed => description.to_owned(),
        None => slice_chars(description, isize::try_from(marker.chars().count()).unwrap_or(0) - 1, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn texts() -> ZeroShotPrompts {
        ZeroShotPrompts {
            prompt: "F:{func_str}L:{func_list} {{x}} Q:{question}\n".into(),
            function_line: "{name}={description}{parameters};".into(),
            finish_description: "ends".into(),
            description_marker: "does: ".into(),
        }
    }

    fn function(name: &str, description: &str, parameters: Value) -> FunctionSpec {
        FunctionSpec { name: name.into(), description: description.into(), parameters }
    }

    #[track_caller]
    fn check(question: &str, functions: &[FunctionSpec], toolbench: &str, fixed: &str) {
        let messages = [Message::text(Role::User, question)];
        assert_eq!(zero_shot(&messages, functions, &texts(), Fidelity::ToolBench), toolbench);
        assert_eq!(zero_shot(&messages, functions, &texts(), Fidelity::Fixed), fixed);
    }

    #[test]
    fn functions_question_and_history_fill_the_template() {
        let go = function("go", "It does: walk", json!({"properties": {"a": {"type": "number"}, "b": {}}}));
        let finish = function("Finish", "It does: whatever", json!({}));
        let messages = [
            Message::text(Role::System, "not shown"),
            Message::text(Role::User, "q"),
            Message::text(Role::User, "not the question"),
            Message::text(Role::Assistant, "hm"),
            Message::observation("go", "o"),
            Message { content: None, ..Message::text(Role::Assistant, "") },
        ];
        let expected = "F:go=walk{\"a\": number, \"b\": string, };Finish=ends\"return_type\": string, \
                        \"final_answer\": string, ;L:['go', 'Finish'] {x} Q:q\n\nhm\nObservation: o\n\nNone\n";
        for fidelity in [Fidelity::ToolBench, Fidelity::Fixed] {
            assert_eq!(zero_shot(&messages, &[go.clone(), finish.clone()], &texts(), fidelity), expected);
        }
        check("q", &[], "F:L:[] {x} Q:q\n", "F:L:[] {x} Q:q\n");
    }

    #[test]
    fn zero_shot_replaces_twice() {
        let go = function("go", "does: {question}{{", json!({}));
        let expected = "F:go={question}{{{};L:['go'] {x} Q:{{q}}\n";
        check("{{q}}", &[go], "F:go={q}{{};L:['go'] {x} Q:{q}\n", expected);
    }

    #[test]
    fn zero_shot_finish_by_substring() {
        let go = function("Finisher", "does: sand", json!({}));
        let fixed = "F:Finisher=sand{};L:['Finisher'] {x} Q:q\n";
        let toolbench = "F:Finisher=ends\"return_type\": string, \"final_answer\": string, ;L:['Finisher'] {x} Q:q\n";
        check("q", &[go], toolbench, fixed);
    }

    /// The marker has 6 characters: 5 are left out.
    #[test]
    fn zero_shot_cuts_description() {
        let go = function("go", "12345678", json!({}));
        check("q", &[go], "F:go=678{};L:['go'] {x} Q:q\n", "F:go=12345678{};L:['go'] {x} Q:q\n");
    }
}
