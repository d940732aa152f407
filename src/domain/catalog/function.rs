//! An API as a function that a model may call (ToolBench `rapidapi.py`: `api_json_to_openai_json`).

use super::{Api, Parameter, Tool, pure_name};
use crate::domain::chat::FunctionSpec;
use crate::domain::python::strip;
use crate::domain::search::fill;
use crate::domain::trace::{EnvironmentPrompts, Fidelity};
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

/// The name of an API of a loaded tool as a function.
pub fn function_name(tool: &Tool, api: &Api) -> String {
    name_for(&tool.standardized_name, api)
}

/// `{api}_for_{tool}`, its last 64 characters.
fn name_for(tool_name: &str, api: &Api) -> String {
    let full = format!("{}_for_{tool_name}", pure_name(&api.name));
    let skip = full.chars().count().saturating_sub(MAX_NAME);
    full.chars().skip(skip).collect()
}

/// The function document of an API of the tool with this standardized name, in the words of a prompt set.
///
/// The API's own name is replaced by the function's everywhere in its description, before that is cut at 256
/// characters. Two differences between the modes (`docs/fidelity.md`): `optional_without_required` and
/// `parameter_types`.
pub fn function_spec(tool_name: &str, api: &Api, prompts: &EnvironmentPrompts, fidelity: Fidelity) -> FunctionSpec {
    let name = name_for(tool_name, api);
    let mut description = fill(&prompts.function_description, &[("tool", tool_name)]);
    let about = strip(&api.description);
    if !about.is_empty() {
        // No character of the result comes from further on, however long a stranger's description is.
        let reach = (MAX_DESCRIPTION + 1) * api.name.chars().count().max(1);
        let head: String = about.chars().take(reach).collect();
        let about: String = head.replace(&api.name, &name).chars().take(MAX_DESCRIPTION).collect();
        description.push_str(&fill(&prompts.function_description_more, &[("description", &about)]));
    }
    FunctionSpec { name, description, parameters: parameters_schema(api, fidelity) }
}

/// The parameters of an API as a function's schema.
pub fn parameters_schema(api: &Api, fidelity: Fidelity) -> Value {
    let mut properties = Map::new();
    let mut names = |parameters: &[Parameter]| -> Vec<Value> {
        parameters
            .iter()
            .map(|p| {
                // Of two parameters with the same cleaned name the later one is described, and both are listed.
                let name = pure_name(&p.name);
                properties.insert(name.clone(), property(p, fidelity));
                Value::String(name)
            })
            .collect()
    };
    let required = names(&api.required_parameters);
    let left_out = fidelity == Fidelity::ToolBench && required.is_empty();
    let optional = if left_out { Vec::new() } else { names(&api.optional_parameters) };
    json!({"type": "object", "properties": properties, "required": required, "optional": optional})
}

fn property(p: &Parameter, fidelity: Fidelity) -> Value {
    let description: String = p.description.chars().take(MAX_DESCRIPTION).collect();
    let mut out = json!({"type": kind(&p.kind, fidelity), "description": description});
    // An empty text is no example; `0`, `false`, `null`, `{}` and `[]` are.
    if p.default.as_str() != Some("") {
        out["example_value"] = p.default.clone();
    }
    // ToolBench's files list no values; where ours do, a model is to know them.
    if fidelity == Fidelity::Fixed && !p.choices.is_empty() {
        out["enum"] = p.choices.clone().into();
    }
    out
}

/// JSON Schema's word for a hub type.
fn kind(hub_type: &str, fidelity: Fidelity) -> &'static str {
    match (fidelity, hub_type) {
        (Fidelity::ToolBench, "NUMBER") => "integer",
        (Fidelity::ToolBench, "BOOLEAN") => "boolean",
        (Fidelity::ToolBench, _) => "string",
        (Fidelity::Fixed, _) => match hub_type.to_ascii_uppercase().as_str() {
            "NUMBER" => "number",
            "INTEGER" => "integer",
            "BOOLEAN" => "boolean",
            _ => "string",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::search::default_prompts;

    fn parameter(name: &str, kind: &str, default: Value) -> Parameter {
        Parameter { name: name.into(), kind: kind.into(), description: "d".into(), default, ..Parameter::default() }
    }

    fn spec(api: &Api, fidelity: Fidelity) -> FunctionSpec {
        let mut prompts = default_prompts().unwrap().environment;
        prompts.function_description = "Of {tool}.".into();
        prompts.function_description_more = " Does: {description}".into();
        function_spec("my_tool", api, &prompts, fidelity)
    }

    #[test]
    fn a_name_in_the_description_becomes_the_functions() {
        let api = Api { name: "go".into(), description: " \u{1f}go on, ergo \n".into(), ..Api::default() };
        let spec = spec(&api, Fidelity::ToolBench);
        assert_eq!(spec.name, "go_for_my_tool");
        assert_eq!(spec.description, "Of my_tool. Does: go_for_my_tool on, ergo_for_my_tool");
        assert_eq!(
            self::spec(&Api { name: "go".into(), ..Api::default() }, Fidelity::Fixed).description,
            "Of my_tool."
        );
    }

    #[test]
    fn long_names_keep_their_end_and_descriptions_their_start() {
        let api = Api { name: "n".repeat(80), description: "\u{e9}".repeat(300), ..Api::default() };
        let spec = spec(&api, Fidelity::Fixed);
        // 64 - "_for_my_tool" (12) = 52.
        assert_eq!(spec.name, format!("{}_for_my_tool", "n".repeat(52)));
        assert_eq!(spec.description.chars().filter(|c| *c == '\u{e9}').count(), 256);
    }

    #[test]
    fn an_empty_name_is_replaced_between_all_characters() {
        // As Python's `replace` does.
        let api = Api { description: "ab".into(), ..Api::default() };
        let name = "_for_my_tool";
        assert_eq!(spec(&api, Fidelity::Fixed).description, format!("Of my_tool. Does: {name}a{name}b{name}"));
        let long = Api { name: "xy".into(), description: "xy".repeat(100_000), ..Api::default() };
        // 256 = 18 * 14 + 4.
        let expect = "xy_for_my_tool".repeat(18) + "xy_f";
        assert_eq!(spec(&long, Fidelity::Fixed).description, format!("Of my_tool. Does: {expect}"));
    }

    #[test]
    fn types_and_examples() {
        let required_parameters = vec![
            parameter("n", "NUMBER", json!(0)),
            parameter("i", "INTEGER", json!("")),
            parameter("b", "boolean", json!(null)),
            parameter("B", "BOOLEAN", json!([])),
        ];
        let api = Api { name: "go".into(), required_parameters, ..Api::default() };
        let kinds = |fidelity| {
            let spec = spec(&api, fidelity);
            let of = |name: &str| spec.parameters["properties"][name]["type"].as_str().unwrap().to_owned();
            [of("n"), of("i"), of("b")]
        };
        // The second "b" is the one that is described.
        assert_eq!(kinds(Fidelity::ToolBench), ["integer", "string", "boolean"]);
        assert_eq!(kinds(Fidelity::Fixed), ["number", "integer", "boolean"]);
        let spec = spec(&api, Fidelity::ToolBench);
        assert_eq!(spec.parameters["required"], json!(["n", "i", "b", "b"]));
        assert_eq!(spec.parameters["properties"]["n"]["example_value"], json!(0));
        assert_eq!(spec.parameters["properties"]["i"].get("example_value"), None);
        assert_eq!(spec.parameters["properties"]["b"]["example_value"], json!([]));
    }

    #[test]
    fn optional_parameters_alone_are_left_out_by_the_original() {
        let optional_parameters = vec![parameter("page", "NUMBER", json!(1))];
        let api = Api { name: "go".into(), optional_parameters, ..Api::default() };
        assert_eq!(spec(&api, Fidelity::ToolBench).parameters["properties"], json!({}));
        assert_eq!(spec(&api, Fidelity::Fixed).parameters["optional"], json!(["page"]));
    }
}
