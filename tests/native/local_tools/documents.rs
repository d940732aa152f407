//! Every document has an implementation and the reverse, and what documents promise holds.

use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use toolgrove::domain::catalog::{Api, Collection, Parameter, Provider, Tool, function_name, standardize};
use toolgrove::domain::local_tools::{TOOLS, call};
use toolgrove::formats::toolbench::{read_collection, read_tool};

/// The documents of local tools, folder by folder.
pub(super) fn documents() -> Vec<Tool> {
    all_documents().into_iter().filter(|tool| tool.provider() == Provider::Local).collect()
}

/// All documents of the starter collection.
pub(crate) fn all_documents() -> Vec<Tool> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("public/collections/starter");
    let mut tools = Vec::new();
    for category in sorted(&root).into_iter().filter(|path| path.is_dir()) {
        let name = category.file_name().unwrap().to_str().unwrap().to_owned();
        for file in sorted(&category) {
            let json = fs::read_to_string(&file).unwrap();
            let tool = read_tool(&name, &json).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            assert_eq!(file.file_stem().unwrap().to_str(), Some(tool.standardized_name.as_str()), "file name");
            tools.push(tool);
        }
    }
    tools
}

fn sorted(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

pub(super) fn parameters(api: &Api) -> impl Iterator<Item = &Parameter> {
    api.required_parameters.iter().chain(&api.optional_parameters)
}

/// Arguments made of the documented defaults.
fn defaults(api: &Api) -> Map<String, Value> {
    parameters(api)
        .filter(|p| !p.default.is_null() && p.default.as_str() != Some(""))
        .map(|p| (p.name.clone(), p.default.clone()))
        .collect()
}

#[test]
fn documents_and_implementations_name_the_same_apis() {
    let written: BTreeSet<(String, String)> = documents()
        .into_iter()
        .flat_map(|tool| tool.apis.into_iter().map(move |api| (tool.standardized_name.clone(), api.name)))
        .collect();
    let computed: BTreeSet<(String, String)> = TOOLS
        .iter()
        .flat_map(|tool| tool.apis.iter().map(|(api, _)| (tool.name.to_owned(), (*api).to_owned())))
        .collect();
    assert_eq!(written, computed);
}

#[test]
fn the_collection_is_as_large_as_it_says() {
    let tools = documents();
    let categories: BTreeSet<&String> = tools.iter().map(|tool| &tool.category).collect();
    let apis: usize = tools.iter().map(|tool| tool.apis.len()).sum();
    assert!(tools.len() >= 15 && apis >= 50 && categories.len() >= 10, "{} tools, {apis} APIs", tools.len());
}

#[test]
fn documents_are_complete_and_names_are_unique() {
    let han = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let mut apis = BTreeSet::new();
    for tool in documents() {
        let name = &tool.standardized_name;
        assert_eq!((tool.host.as_str(), tool.pricing.as_str()), ("local", "FREE"), "{name}");
        assert_eq!(name, &standardize(&tool.tool_name), "{name}: made from the tool's name, as upstream does");
        assert!(han(&tool.zh) && !tool.tool_description.is_empty(), "{name}: descriptions in both languages");
        for api in &tool.apis {
            assert!(apis.insert(api.name.clone()), "{}: named twice", api.name);
            assert!(han(&api.zh) && !api.description.is_empty(), "{}: descriptions in both languages", api.name);
            // Functions keep 64 characters of a name and 256 of a description: nothing may be cut.
            let function = format!("{}_for_{name}", api.name);
            assert_eq!(function, function_name(&tool, api), "{}", api.name);
            assert!(api.description.chars().count() <= 256, "{}: description too long", api.name);
            for parameter in parameters(api) {
                let at = format!("{}.{}", api.name, parameter.name);
                assert!((1..=256).contains(&parameter.description.chars().count()), "{at}: description");
                let lists = parameter.description.contains("one of: ");
                assert!(parameter.kind != "ENUM" || lists, "{at}: an ENUM lists its values");
            }
            assert!(
                api.required_parameters.iter().all(|p| !p.default.is_null() && p.default != ""),
                "{}: needs examples",
                api.name
            );
        }
    }
}

#[test]
fn documented_defaults_give_the_documented_response() {
    for tool in documents() {
        for api in &tool.apis {
            let reply = call(&tool.standardized_name, &api.name, &defaults(api));
            assert_eq!(reply.status, 200, "{}: {}", api.name, reply.body);
            assert_eq!(api.template_response, reply.body, "{}: template_response", api.name);
        }
    }
}

#[test]
fn required_parameters_are_required() {
    for tool in documents() {
        for api in &tool.apis {
            for parameter in &api.required_parameters {
                let mut arguments = defaults(api);
                arguments.remove(&parameter.name);
                let reply = call(&tool.standardized_name, &api.name, &arguments);
                let error = reply.body["error"].as_str().unwrap_or_default();
                assert_eq!(reply.status, 400, "{} without {}: {}", api.name, parameter.name, reply.body);
                assert!(error.contains(&format!("'{}'", parameter.name)), "{}: {error}", api.name);
            }
        }
    }
}

#[test]
fn every_listed_value_of_an_enumeration_is_taken() {
    for tool in documents() {
        for api in &tool.apis {
            for parameter in parameters(api).filter(|p| p.kind == "ENUM") {
                let (_, values) = parameter.description.split_once("one of: ").unwrap();
                for value in values.split(',').map(|v| v.trim().trim_end_matches('.')) {
                    let mut arguments = defaults(api);
                    arguments.insert(parameter.name.clone(), value.into());
                    let reply = call(&tool.standardized_name, &api.name, &arguments);
                    let error = reply.body["error"].as_str().unwrap_or_default();
                    // Another parameter may not fit the value; the value itself is known.
                    let known = !error.contains(&format!("'{}' must be one of", parameter.name));
                    assert!(known, "{}.{} = {value}: {error}", api.name, parameter.name);
                }
            }
        }
    }
}

#[test]
fn the_bundle_form_reads_the_same_tools() {
    let tools: Vec<Value> = all_documents().iter().map(bundled).collect();
    let bundle = serde_json::json!({"name": "starter", "tools": tools}).to_string();
    let (collection, problems) = read_collection(&bundle).unwrap();
    assert_eq!(problems, []);
    assert_eq!(collection, Collection { name: "starter".to_owned(), tools: all_documents() });
}

/// A tool as a bundle holds it: its own file with the category added.
fn bundled(tool: &Tool) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("public/collections/starter");
    let file = root.join(&tool.category).join(format!("{}.json", tool.standardized_name));
    let mut value: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    value["category"] = tool.category.clone().into();
    value
}
