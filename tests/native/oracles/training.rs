//! Training instances, the text of conversations and which tokens are learned.

use super::toolllama::{list, toolllama_texts};
use super::{Verdict, compare, load, same_text, same_value, stopped};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::ops::Range;
use toolgrove::domain::toolllama::ToolLlamaPrompts;
use toolgrove::domain::trace::Fidelity;
use toolgrove::domain::training::{Instance, PromptOffset, Template, Turn, files_of_method, instances, labels};
use toolgrove::formats::training::{answer_of_value, read_conversations, write_conversations};

#[test]
fn instances_recorded() {
    instances_of("training/instances_recorded");
}

#[test]
fn instances_search_results() {
    instances_of("training/instances_search_results");
}

fn instances_of(name: &str) {
    let Some(texts) = toolllama_texts() else { return };
    let mut files = Files::default();
    compare(name, |case| {
        let Some(input) = files.input(&case["input_ref"]) else {
            return Verdict::Differs("the file it points to is missing".to_owned());
        };
        let found = made(input.clone(), &texts, Fidelity::ToolBench);
        if stopped(case) {
            // A typed error, or the repair.
            let fixed = made(input, &texts, Fidelity::Fixed);
            return if found.is_err() || fixed.is_ok() {
                Verdict::Repaired
            } else {
                Verdict::Differs(format!("neither refused nor repaired: {fixed:?}"))
            };
        }
        match found {
            Ok(found) => {
                let written: Value = serde_json::from_str(&write_conversations(&found)).unwrap();
                same_value(&case["expected"]["instances"], &written)
            }
            Err(error) => Verdict::Differs(error),
        }
    });
}

#[test]
fn instances_folder() {
    let Some(texts) = toolllama_texts() else { return };
    let mut files = Files::default();
    compare("training/instances_folder", |case| {
        let references = list(&case["input_refs"]);
        let names: Vec<&str> = references.iter().map(|r| r["name"].as_str().unwrap()).collect();
        let mut found: Vec<Instance> = Vec::new();
        for index in files_of_method(&names, case["method"].as_str().unwrap(), Fidelity::ToolBench) {
            let Some(input) = files.input(&references[index]) else {
                return Verdict::Differs("a file it points to is missing".to_owned());
            };
            match made(input, &texts, Fidelity::ToolBench) {
                Ok(more) => found.extend(more),
                Err(_) if stopped(case) => return Verdict::Repaired,
                Err(error) => return Verdict::Differs(error),
            }
        }
        let ids: Vec<&str> = found.iter().map(|instance| instance.id.as_str()).collect();
        let text = write_conversations(&found);
        assert_eq!(read_conversations(text.as_bytes()).unwrap(), found, "read back");
        same_value(&case["expected"], &json!({"count": ids.len(), "ids": ids, "output_text": text}))
    });
}

#[test]
fn conversation_text() {
    let Some(file) = load("training/conversation_text") else { return };
    // The preamble of the old template is a text of the original: an empty conversation shows it alone.
    let is_bare = |case: &&Value| case["template"] == "tool-llama" && list(&case["input_roles"]).is_empty();
    let bare = list(&file["cases"]).iter().find(is_bare).and_then(|case| case["expected"].as_str());
    let preamble = bare.and_then(|text| text.strip_suffix(' ')).unwrap_or_default();
    compare("training/conversation_text", |case| {
        let template = match case["template"].as_str() {
            Some("tool-llama-single-round") => Template::SingleRound,
            Some("tool-llama") => Template::ToolLlama { preamble },
            other => return Verdict::Differs(format!("no template {other:?}")),
        };
        let found = if case["input_roles"].is_null() {
            template.text(&turns(&case["input"])).map_err(|error| error.to_string())
        } else {
            let said: Vec<_> =
                list(&case["input_roles"]).iter().map(|said| (said[0].as_str().unwrap(), said[1].as_str())).collect();
            Ok(template.text_of(&said))
        };
        same_text(case, &case["expected"], found)
    });
}

#[test]
fn labels_of_tokens() {
    compare("training/labels", |case| {
        let input = &case["input"];
        let max_length = usize::try_from(input["model_max_length"].as_u64().unwrap()).unwrap();
        let text = Template::SingleRound.text(&turns(&input["conversations"])).unwrap();
        let count = |text: &str| toy_tokens(text).len();
        let found = labels(Template::SingleRound, &text, max_length, &count, PromptOffset::Llama, Fidelity::ToolBench);
        let tokens = toy_tokens(&text);
        let trained = |span: &Range<usize>| tokens[span.clone()].concat();
        let spans: Vec<Value> = found.trained.iter().map(|span| json!([span.start, span.end])).collect();
        let texts: Vec<String> = found.trained.iter().map(trained).collect();
        same_value(
            &case["expected"],
            &json!({
                "token_count_before_cut": found.token_count, "attention_length": found.attention_length,
                "trained_spans": spans, "trained_text": texts,
            }),
        )
    });
}

/// A start token, a token for each character, one for `</s>`.
fn toy_tokens(text: &str) -> Vec<String> {
    let mut tokens = vec![String::new()];
    for (index, piece) in text.split("</s>").enumerate() {
        if index > 0 {
            tokens.push("</s>".to_owned());
        }
        tokens.extend(piece.chars().map(String::from));
    }
    tokens
}

fn made(input: Value, texts: &ToolLlamaPrompts, fidelity: Fidelity) -> Result<Vec<Instance>, String> {
    let answer = answer_of_value(input).map_err(|error| error.to_string())?;
    instances(&answer, texts, fidelity).map_err(|error| error.to_string())
}

fn turns(conversations: &Value) -> Vec<Turn> {
    let turn = |turn: &Value| Turn::new(turn["from"].as_str().unwrap(), turn["value"].as_str().map(str::to_owned));
    list(conversations).iter().map(turn).collect()
}

/// Files of the same set that cases point into, each read once.
#[derive(Default)]
pub(super) struct Files {
    read: BTreeMap<String, Option<Value>>,
}

impl Files {
    /// What a reference points to: a field path inside the case of a file.
    pub(super) fn input(&mut self, reference: &Value) -> Option<Value> {
        let file = reference["file"].as_str()?;
        let name = file.strip_suffix(".gz").unwrap_or(file).strip_suffix(".json")?;
        let content = self.read.entry(name.to_owned()).or_insert_with(|| load(name)).as_ref()?;
        let case = list(&content["cases"]).iter().find(|case| case["id"] == reference["case"])?;
        let path = reference["field"].as_str()?.split('.');
        Some(path.fold(case, |value, field| &value[field]).clone())
    }
}
