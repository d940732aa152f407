//! The texts of the protocol are data: ours ship in `texts.json`, the original's can be loaded in their place.

use crate::domain::json::{self, FromJson, Misfit, NotJson, reads};

const TOOLGROVE: &str = include_str!("texts.json");

/// Section `toolllama` of a prompt set: how a system message is made into one for ToolLLaMA (ToolBench
/// `toolbench/utils.py`, `process_system_message`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolLlamaPrompts {
    /// What the system message of the search must hold: the sentence about a turn's form.
    pub system_find: String,
    /// What stands in its place.
    pub system_replace: String,
    /// `{functions}`: added at the end.
    pub functions_suffix: String,
}

/// The texts of the zero-shot prompt (ToolBench `ReAct_prompts.py`, `davinci_model.py`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZeroShotPrompts {
    /// `{func_str}`: the lines below; `{func_list}`: the names as a Python list; `{question}`. Doubled braces stand for
    /// single ones.
    pub prompt: String,
    /// `{name}`, `{description}`, `{parameters}`: one function, with what separates it from the next.
    pub function_line: String,
    /// Stands for the description of `Finish`.
    pub finish_description: String,
    /// A function's description is shown from after this text on: it stands before the API's own words.
    pub description_marker: String,
}

/// All texts of the protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextPrompts {
    /// For ToolLLaMA.
    pub toolllama: ToolLlamaPrompts,
    /// For completion models.
    pub zero_shot: ZeroShotPrompts,
    /// What begins a training conversation of the template `tool-llama`.
    pub preamble: String,
}

reads!(ToolLlamaPrompts { system_find, system_replace, functions_suffix });
reads!(ZeroShotPrompts { prompt, function_line, finish_description, description_marker });
reads!(TextPrompts { toolllama, zero_shot, preamble });

/// Why texts cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextsError {
    /// Not JSON.
    #[error(transparent)]
    NotJson(#[from] NotJson),
    /// A text is missing, or something else stands in its place.
    #[error(transparent)]
    Misfit(#[from] Misfit),
}

/// The texts that ship.
///
/// # Errors
/// Only if the shipped file were damaged at build time; a test reads it.
pub fn default_texts() -> Result<TextPrompts, TextsError> {
    Ok(TextPrompts::from_json(Some(json::parse(TOOLGROVE)?))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::search::default_prompts;
    use serde_json::json;

    #[test]
    fn shipped_texts_fit_the_shipped_search_prompts() {
        let texts = default_texts().unwrap();
        let prompts = default_prompts().unwrap();
        assert!(prompts.search.system.contains(&texts.toolllama.system_find));
        assert!(prompts.environment.function_description.ends_with(texts.zero_shot.description_marker.trim_end()));
        assert!(texts.toolllama.functions_suffix.contains("{functions}"));
        for name in ["{func_str}", "{func_list}", "{question}"] {
            assert!(texts.zero_shot.prompt.contains(name), "{name}");
        }
        for name in ["{name}", "{description}", "{parameters}"] {
            assert!(texts.zero_shot.function_line.contains(name), "{name}");
        }
    }

    #[test]
    fn a_missing_text_is_named() {
        let error = ToolLlamaPrompts::from_json(Some(json!({"system_find": "a", "system_replace": []}))).unwrap_err();
        assert_eq!(error.to_string(), "$.system_replace: expected text, found a list");
    }
}
