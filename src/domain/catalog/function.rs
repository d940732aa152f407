//! An API as a function that a model may call (ToolBench `rapidapi.py`: `api_json_to_openai_json`).

use super::{Api, Parameter, Tool, change_name, standardize};
use crate::domain::chat::FunctionSpec;
use serde_json::{Map, Value, json};

/// The longest function name that OpenAI takes.
const MAX_NAME: usize = 64;
/// Upstream cuts descriptions at this many characters.
const MAX_DESCRIPTION: usize = 256;

/// The extra function that ends an attempt.
#[derive(Clone, Copy, Debug)]
pub struct FinishFunction;

impl FinishFunction {
    /// Its name.
    pub const NAME: &str = "Finish";
    /// Value of `return_type` that gives a final answer.
    pub const GIVE_ANSWER: &str = "give_answer";
    /// Value of `return_type` that gives up.
    pub const GIVE_UP: &str = "give_up_and_restart";
}

/// `{api}_for_{tool}`, its last 64 characters.
pub fn function_name(tool: &Tool, api: &Api) -> String {
    let full = format!("{}_for_{}", change_name(&standardize(&api.name)), tool.standardized_name);
    let skip = full.chars().count().saturating_sub(MAX_NAME);
    full.chars().skip(skip).collect()
}

/// The function document of an API. `about` is the sentence that names the tool (from the prompt set).
pub fn function_spec(tool: &Tool, api: &Api, about: &str) -> FunctionSpec {
    let description: String = api.description.trim().chars().take(MAX_DESCRIPTION).collect();
    let mut properties = Map::new();
    let mut names = |parameters: &[Parameter]| -> Vec<Value> {
        parameters
            .iter()
            .map(|p| {
                let name = change_name(&standardize(&p.name));
                properties.insert(name.clone(), property(p));
                Value::String(name)
            })
            .collect()
    };
    let required = names(&api.required_parameters);
    let optional = names(&api.optional_parameters);
    FunctionSpec {
        name: function_name(tool, api),
        description: if description.is_empty() { about.to_owned() } else { format!("{about} {description}") },
        parameters: json!({"type": "object", "properties": properties, "required": required, "optional": optional}),
    }
}

fn property(p: &Parameter) -> Value {
    let kind = match p.kind.to_uppercase().as_str() {
        "NUMBER" => "number",
        "INTEGER" => "integer",
        "BOOLEAN" => "boolean",
        _ => "string",
    };
    let description: String = p.description.chars().take(MAX_DESCRIPTION).collect();
    let mut out = json!({"type": kind, "description": description});
    let blank = p.default.is_null() || p.default.as_str() == Some("");
    if !blank {
        out["example_value"] = p.default.clone();
    }
    out
}
