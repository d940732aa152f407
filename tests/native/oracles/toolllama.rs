//! Prompts for text models and the parser of what they write.

use super::{compare, load, same_text, same_value};
use serde_json::{Value, json};
use toolgrove::domain::chat::{FunctionSpec, Message};
use toolgrove::domain::json::FromJson;
use toolgrove::domain::python::python_repr;
use toolgrove::domain::toolllama::{
    React, TextModel, TextPrompts, ToolLlamaPrompts, ZeroShotPrompts, default_texts, parse_react, prompt,
    system_message,
};
use toolgrove::domain::trace::Fidelity;

#[test]
fn system_message_with_functions() {
    let Some(texts) = toolllama_texts() else { return };
    compare("documents/system_message_with_functions", |case| {
        let functions = python_repr(&case["input"]["functions"]);
        let text = case["input"]["system_message"].as_str().unwrap();
        let found = system_message(text, &functions, &texts, Fidelity::ToolBench);
        same_text(case, &case["expected"], found)
    });
}

#[test]
fn react_parser() {
    compare("toolllama/react_parser", |case| {
        let React { thought, action, action_input } = parse_react(case["input"].as_str().unwrap());
        let found = json!({"thought": thought, "action": action, "action_input": action_input});
        same_value(&case["expected"], &found)
    });
}

#[test]
fn prompts() {
    let Some(texts) = original_texts() else { return };
    compare("toolllama/prompts", |case| {
        let found = read::<Message>(&case["input"]["messages"]).and_then(|messages| {
            let functions = read::<FunctionSpec>(&case["input"]["functions"])?;
            prompt(model(case), &messages, &functions, &texts, Fidelity::ToolBench).map_err(|error| error.to_string())
        });
        let expected = case["expected"].get("prompt").unwrap_or(&case["expected"]);
        same_text(case, expected, found)
    });
}

/// With an absent `content` the original stops; in a repaired case ours shows it as it shows `null`.
#[test]
fn an_absent_content_is_shown_as_null() {
    let texts = default_texts().unwrap();
    let messages = read::<Message>(&json!([{"role": "assistant"}])).unwrap();
    let found = prompt(TextModel::ToolLlama, &messages, &[], &texts, Fidelity::ToolBench);
    assert_eq!(found.as_deref(), Ok("Assistant: None\nAssistant:\n"));
}

/// Which protocol a case is about.
pub fn model(case: &Value) -> TextModel {
    match case["model"].as_str() {
        Some("toolllama") => TextModel::ToolLlama,
        Some("davinci") => TextModel::Davinci,
        other => panic!("no text model {other:?}"),
    }
}

/// The original's texts of the protocol for ToolLLaMA.
pub fn toolllama_texts() -> Option<ToolLlamaPrompts> {
    Some(ToolLlamaPrompts::from_json(Some(load("prompt_set")?["toolllama"].clone())).unwrap())
}

/// All of the original's texts. The prompt set has no section for the lines of the zero-shot prompt, so these are taken
/// from the first recorded prompt that shows them.
pub fn original_texts() -> Option<TextPrompts> {
    let set = load("prompt_set")?;
    let cases = load("toolllama/prompts")?;
    let zero_shot = list(&cases["cases"]).iter().find_map(|case| learn_lines(case, &set)).expect("a zero-shot prompt");
    let ours = default_texts().unwrap();
    Some(TextPrompts { toolllama: toolllama_texts()?, zero_shot, ..ours })
}

/// Reads the lines of functions out of a prompt whose functions are known.
fn learn_lines(case: &Value, set: &Value) -> Option<ZeroShotPrompts> {
    let whole = set["search"]["zero_shot"].as_str()?;
    let more = set["environment"]["function_description_more"].as_str()?;
    let marker = more.split_once("\"{description}\"")?.0;
    let functions = list(&case["input"]["functions"]);
    let shown = case["expected"].get("prompt").unwrap_or(&case["expected"]).as_str()?;
    // Lines are apart by an empty line; the first has a function whose description has the marker and no line ends.
    let head = whole.split_once("{func_str}")?.0;
    let (first, finish) = (functions.first()?, functions.last()?);
    let (name, words) = (first["name"].as_str()?, first["description"].as_str()?.split_once(marker)?.1);
    if case["model"] != "davinci" || words.contains('\n') || finish["name"] != "Finish" {
        return None;
    }
    let mut lines = shown.strip_prefix(head)?.split_inclusive("\n\n");
    let parameters: String = list_of(&first["parameters"]["properties"])
        .into_iter()
        .map(|(name, p)| format!("\"{name}\": {}, ", p["type"].as_str().unwrap_or_default()))
        .collect();
    let line = lines.next()?.replacen(&format!("{{{parameters}}}"), "{parameters}", 1);
    let function_line = line.replacen(words, "{description}", 1).replace(name, "{name}");
    let finish_line = shown.split("\n\n").find(|line| line.starts_with("Finish: "))?;
    let after_name = finish_line.strip_prefix("Finish: ")?;
    let between = function_line.split_once("{description}")?.1.split_once("{parameters}")?.0;
    let finish_description = after_name.split_once(between)?.0;
    let texts = json!({
        "prompt": whole, "function_line": function_line, "finish_description": finish_description,
        "description_marker": marker,
    });
    Some(ZeroShotPrompts::from_json(Some(texts)).unwrap())
}

fn list_of(fields: &Value) -> Vec<(&str, &Value)> {
    fields.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value)).collect()
}

/// The entries of a list.
pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Messages or function documents in the form of the original's files.
pub fn read<T: FromJson>(values: &Value) -> Result<Vec<T>, String> {
    Vec::from_json(Some(values.clone())).map_err(|misfit| misfit.to_string())
}

/// A learned line fills its placeholders again: the texts above are right if the prompts are equal.
#[test]
fn lines_are_learned_from_a_prompt() {
    let case = json!({
        "model": "davinci",
        "input": {"functions": [
            {"name": "go", "description": "T. Does: \"walk\"", "parameters": {"properties": {"a": {"type": "number"}}}},
            {"name": "Finish", "description": "", "parameters": {}},
        ]},
        "expected": "Head go: \"walk\" with {\"a\": number, } by go.\n\nFinish: ends with x by Finish.\n\n",
    });
    let set = json!({
        "search": {"zero_shot": "Head {func_str}"},
        "environment": {"function_description_more": "Does: \"{description}\""},
    });
    let found = learn_lines(&case, &set).unwrap();
    assert_eq!(found.function_line, "{name}: {description} with {parameters} by {name}.\n\n");
    assert_eq!((found.finish_description.as_str(), found.description_marker.as_str()), ("ends", "Does: "));
}
