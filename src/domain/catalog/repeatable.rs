//! Whether a call that was answered once needs to be made again.

use super::{Api, Parameter, Tool};

/// A document with one of these speaks of chance.
const CHANCE: [&str; 5] = ["random", "shuffl", "uuid", "guid", "随机"];

/// True where the same call may be answered by what it gave before: the method is `GET`, which changes nothing, and
/// neither the tool's nor the API's document speaks of chance. Chance that a parameter `seed` fixes, which has a value
/// also where none is given, is none.
pub fn repeatable(tool: &Tool, api: &Api) -> bool {
    let documents = [&tool.tool_name, &tool.title, &tool.tool_description, &tool.zh, &api.name, &api.url]
        .into_iter()
        .chain([&api.description, &api.zh]);
    let parameters = || api.required_parameters.iter().chain(&api.optional_parameters);
    let by_chance = documents.chain(parameters().map(|p| &p.description)).any(|text| speaks_of_chance(text));
    let fixed = api.required_parameters.iter().any(is_seed)
        || api.optional_parameters.iter().any(|p| is_seed(p) && p.default.is_number());
    api.method.eq_ignore_ascii_case("GET") && (fixed || !by_chance)
}

fn is_seed(parameter: &Parameter) -> bool {
    parameter.name.eq_ignore_ascii_case("seed")
}

fn speaks_of_chance(text: &str) -> bool {
    let text = text.to_lowercase();
    CHANCE.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(about: &str, method: &str, seed: Option<serde_json::Value>, expect: bool) {
        let seed = seed.map(|default| Parameter { name: "seed".into(), default, ..Parameter::default() });
        let api = Api {
            description: about.into(),
            method: method.into(),
            optional_parameters: seed.into_iter().collect(),
            ..Api::default()
        };
        assert_eq!(repeatable(&Tool::default(), &api), expect, "{about} {method}");
        let tool = Tool { tool_description: about.into(), ..Tool::default() };
        let plain = Api { description: String::new(), ..api };
        assert_eq!(repeatable(&tool, &plain), expect, "{about} {method}, said by the tool");
    }

    #[test]
    fn only_reading_without_chance_may_be_answered_from_before() {
        check("Weather of a city", "GET", None, true);
        check("Weather of a city", "get", None, true);
        for method in ["POST", "PUT", "DELETE", "PATCH", ""] {
            check("Weather of a city", method, None, false);
        }
        check("A Random quote", "GET", None, false);
        check("Shuffles a list", "GET", None, false);
        check("抽签：随机选一个", "GET", None, false);
        check("A random number", "GET", Some(json!(1)), true);
        // A seed that is drawn where none is given fixes nothing.
        check("A random number", "GET", Some(json!("")), false);
        check("A random number", "POST", Some(json!(1)), false);
    }
}
