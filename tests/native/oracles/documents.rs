//! `oracles/documents`: names, function documents, whole environments, and the texts that stand for APIs.

use super::{Verdict, compare, load, same_value, stopped, text_holds_wide_integer};
use serde_json::{Map, Value, json};
use toolgrove::domain::catalog::{
    ServiceNames, Tool, change_name, function_spec, pure_name, standardize, standardize_category,
};
use toolgrove::domain::retrieval::EmbeddedDocument;
use toolgrove::domain::search::{KnownTool, Offer, OfferedApi, offer_for_query};
use toolgrove::domain::trace::{EnvironmentPrompts, Fidelity};
use toolgrove::formats::prompts::{read_prompts, write_prompts};
use toolgrove::formats::toolbench::{Query, ToolFile};

/// The original's own words, which these cases were made with.
fn prompts() -> Option<EnvironmentPrompts> {
    let set = load("prompt_set")?;
    Some(read_prompts(&set.to_string()).unwrap().environment)
}

#[test]
fn the_originals_prompt_set_is_kept_whole() {
    let Some(set) = load("prompt_set") else { return };
    let read = read_prompts(&set.to_string()).unwrap();
    let written: Value = serde_json::from_str(&write_prompts(&read).unwrap()).unwrap();
    assert_eq!(super::value_difference("$", &set, &written), None);
    assert!(read.ranking().is_some() && read.conversion_system().is_some());
    let judges = set["evaluators"].as_object().unwrap();
    assert!(judges.keys().all(|name| read.evaluator(name).is_some()));
    println!("oracle prompt_set: 1 equal, 0 crash-repaired, 0 failed");
}

#[test]
fn names() {
    compare("documents/names", |case| {
        let input = case["input"].as_str().unwrap();
        let ours = json!({
            "input": input,
            "standardize": standardize(input),
            "standardize_category": standardize_category(input),
            "change_name_of_input": change_name(input),
            "api_name": pure_name(input),
        });
        same_value(case, &ours)
    });
}

#[test]
fn openai_functions() {
    let Some(prompts) = prompts() else { return };
    compare("documents/openai_functions", |case| {
        let query = json!({"query": "q", "api_list": [case["input"]["api_json"]]});
        let (query, problems) = Query::from_json(query).unwrap();
        let crashed = stopped(case);
        let Some(api) = query.api_list.first() else {
            return if crashed { Verdict::Repaired } else { Verdict::Differs(problems[0].to_string()) };
        };
        let tool = case["input"]["standard_tool_name"].as_str().unwrap();
        let ours = json!({
            "function": function_spec(tool, &api.api, &prompts, Fidelity::ToolBench),
            "category": api.names.category,
            "pure_api_name": pure_name(&api.names.api),
        });
        if crashed {
            return Verdict::Repaired;
        }
        same_value(&case["expected"], &ours)
    });
}

#[test]
fn environments() {
    let Some(prompts) = prompts() else { return };
    compare("documents/environments", |case| {
        let (query, _) = Query::from_json(case["input"]["query_json"].clone()).unwrap();
        let files: Vec<(String, Tool)> = case["input"]["tool_files"].as_object().unwrap().iter().map(tool).collect();
        let known: Vec<KnownTool<'_>> = files.iter().map(|(file, tool)| KnownTool { file, tool }).collect();
        let [ours, fixed] = [Fidelity::ToolBench, Fidelity::Fixed]
            .map(|fidelity| offer_for_query(&query.wanted(), &known, &prompts, fidelity));
        if stopped(case) {
            return Verdict::Repaired;
        }
        match (case["skipped"] == true, ours, fixed) {
            (true, Err(_), Err(_)) => Verdict::Equal,
            (false, Ok(ours), Ok(fixed)) => {
                // Names of tools are repaired there: each function is its own tool's.
                let own = |f: &OfferedApi| f.spec.name.contains(&f.key.tool);
                assert!(fixed.functions.iter().all(|f| own(f) || f.spec.name.chars().count() == 64));
                // An absent description is an empty text in the catalog.
                let mut expected = case["expected"].clone();
                for pair in expected["tool_descriptions"].as_array_mut().unwrap().iter_mut().filter(|p| p[1].is_null())
                {
                    pair[1] = "".into();
                }
                same_value(&expected, &environment(&query, &ours))
            }
            (_, ours, _) => Verdict::Differs(format!("ours: {ours:?}")),
        }
    });
}

/// A tool file by the name of its file.
fn tool((path, content): (&String, &Value)) -> (String, Tool) {
    let (category, file) = path.split_once('/').unwrap();
    let read = ToolFile::read(category, &content.to_string()).unwrap();
    assert_eq!(read.json(), *content, "{path}");
    (file.trim_end_matches(".json").to_owned(), read.tool)
}

fn environment(query: &Query, offer: &Offer) -> Value {
    let mut functions: Vec<Value> = offer.functions.iter().map(|f| json!(f.spec)).collect();
    functions.push(json!(offer.finish));
    let reflect: Map<String, Value> =
        offer.functions.iter().map(|f| (f.spec.name.clone(), json!(f.pure_name))).collect();
    json!({
        "tool_descriptions": offer.tools.iter().map(|t| json!([t.name, t.description])).collect::<Vec<_>>(),
        "functions": functions,
        "tool_names": offer.functions.iter().map(|f| &f.key.tool).collect::<Vec<_>>(),
        "cate_names": offer.functions.iter().map(|f| &f.key.category).collect::<Vec<_>>(),
        "api_name_reflect": reflect,
        "task_description": offer.task_description,
        "input_description": query.text(),
    })
}

#[test]
fn service_names() {
    compare("documents/service_names", |case| {
        let of = |key: &str| case["input"][key].as_str().unwrap();
        let names = ServiceNames::new(of("category"), of("tool_name"), of("api_name"));
        // The package that holds all tools is the caller's.
        let root = case["expected"]["module"].as_str().unwrap().split('.').next().unwrap();
        let ours = json!({
            "tool_name": names.tool_name,
            "standard_category": names.standard_category,
            "api_name": names.api_name,
            "module": names.module(root),
        });
        same_value(&case["expected"], &ours)
    });
}

#[test]
fn retrieval_documents() {
    compare("documents/retrieval_documents", |case| {
        let json = case["input"].as_str().unwrap();
        let document: Value = serde_json::from_str(json).unwrap();
        let ours = EmbeddedDocument::new(document.as_object().unwrap());
        match (stopped(case), ours) {
            (true, Err(_)) => Verdict::Repaired,
            (false, _) if text_holds_wide_integer(json) => Verdict::Wide,
            (false, Ok(EmbeddedDocument { text, api })) => {
                let tool = format!("{}\t{}\t{}", api.category, api.tool, api.api);
                same_value(&case["expected"], &json!({"text": text, "tool": tool}))
            }
            (_, ours) => Verdict::Differs(format!("ours: {ours:?}")),
        }
    });
}
