//! The starter collection's documents of APIs on the network: complete, honest about never having been tried, and each
//! makes a request that may be sent. Whether the APIs work is nobody's claim.

use crate::local_tools::documents::all_documents;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::path::Path;
use toolgrove::domain::catalog::{Api, Parameter, Provider, Tool, function_name};
use toolgrove::domain::search::default_prompts;
use toolgrove::domain::service::{Checked, Destination, check_arguments, judge};
use toolgrove::domain::trace::Fidelity;
use toolgrove::formats::calls::write_call;

fn of(provider: Provider) -> Vec<Tool> {
    all_documents().into_iter().filter(|tool| tool.provider() == provider).collect()
}

fn remote() -> Vec<Tool> {
    all_documents().into_iter().filter(|tool| tool.provider() != Provider::Local).collect()
}

fn parameters(api: &Api) -> impl Iterator<Item = &Parameter> {
    api.required_parameters.iter().chain(&api.optional_parameters)
}

/// Arguments made of the documented examples, under the names that a model is offered.
fn examples(api: &Api) -> Map<String, Value> {
    let given = parameters(api).filter(|p| !p.default.is_null() && p.default != "");
    given.map(|p| (toolgrove::domain::catalog::pure_name(&p.name), p.default.clone())).collect()
}

#[test]
fn the_collection_has_what_it_promises() {
    let all = all_documents();
    let categories: BTreeSet<&String> = all.iter().map(|tool| &tool.category).collect();
    let apis: usize = all.iter().map(|tool| tool.apis.len()).sum();
    let (public, rapid) = (of(Provider::Public).len(), of(Provider::RapidApi).len());
    println!("{} tools, {apis} APIs, {} categories, {public} public, {rapid} RapidAPI", all.len(), categories.len());
    assert!(all.len() >= 50 && apis >= 150 && categories.len() >= 20 && public >= 20 && rapid >= 15);
}

#[test]
fn documents_say_where_they_come_from_and_that_nobody_tried() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("public/collections/starter");
    for tool in remote() {
        let name = &tool.standardized_name;
        assert!(tool.home_url.starts_with("https://"), "{name}: its documentation");
        assert!(tool.described.starts_with("20") && tool.described.len() == 10, "{name}: {}", tool.described);
        let file = root.join(&tool.category).join(format!("{name}.json"));
        let file: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        assert_eq!(file["verified"], "never", "{name}");
    }
}

#[test]
fn documents_are_complete_in_both_languages() {
    let han = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    for tool in remote() {
        assert!(han(&tool.zh) && !tool.tool_description.is_empty(), "{}", tool.standardized_name);
        let mut names = BTreeSet::new();
        for api in &tool.apis {
            let at = format!("{}.{}", tool.standardized_name, api.name);
            assert!(names.insert(&api.name), "{at}: named twice");
            assert!(han(&api.zh) && (1..=256).contains(&api.description.chars().count()), "{at}: descriptions");
            assert_eq!(function_name(&tool, api), format!("{}_for_{}", api.name, tool.standardized_name), "{at}");
            assert!(!api.template_response.is_null(), "{at}: a reply's shape");
            for parameter in parameters(api) {
                assert!((1..=256).contains(&parameter.description.chars().count()), "{at}.{}", parameter.name);
                assert_eq!(parameter.kind == "ENUM", !parameter.choices.is_empty(), "{at}.{}", parameter.name);
            }
        }
    }
}

/// What a health check sends: the examples pass the check of arguments, and become an address on the tool's own host,
/// over https, without a key in it.
#[test]
fn every_api_can_be_called_with_its_examples() {
    let prompts = default_prompts().unwrap().environment;
    for tool in remote() {
        for api in &tool.apis {
            let at = format!("{}.{}", tool.standardized_name, api.name);
            let offered =
                toolgrove::domain::catalog::function_spec(&tool.standardized_name, api, &prompts, Fidelity::Fixed);
            let written = Value::Object(examples(api)).to_string();
            let arguments = match check_arguments(&offered.parameters, &written) {
                Checked::Fit { arguments, mended } => {
                    assert!(mended.is_empty(), "{at}: {mended:?}");
                    arguments
                }
                Checked::Misfit(problems) => panic!("{at}: {problems:?}"),
            };
            let request = write_call(&tool, api, &arguments).unwrap_or_else(|error| panic!("{at}: {error}"));
            let (host, rest) = request.url.strip_prefix("https://").unwrap().split_once('/').unwrap();
            let origin = format!("https://{host}");
            assert_eq!(judge(&tool, &Destination::of(&origin, None), false), Ok(()), "{at}");
            assert!(!rest.contains(['{', '}']), "{at}: {rest}");
            let has_host = request.headers.iter().any(|(name, _)| name == "X-RapidAPI-Host");
            assert_eq!(has_host, tool.provider() == Provider::RapidApi, "{at}");
            assert!(tool.provider() == Provider::RapidApi || request.method == "GET", "{at}: public APIs only read");
        }
    }
}

/// What a call that does more than read sends: no health check makes one, so these stand here, each written out by hand
/// from its document.
#[test]
fn apis_that_do_more_than_read_send_what_their_documents_describe() {
    const FORM: &str = "application/x-www-form-urlencoded";
    const JSON: &str = "application/json";
    let expected = [
        (
            "spoonacular.parse_ingredients",
            "https://spoonacular-recipe-food-nutrition-v1.p.rapidapi.com/recipes/parseIngredients",
            FORM,
            "ingredientList=3+oz+pork+shoulder&servings=2",
        ),
        (
            "twinword_sentiment_analysis.analyze_sentiment",
            "https://twinword-sentiment-analysis.p.rapidapi.com/analyze/",
            FORM,
            "text=great+value+in+its+price+range%21",
        ),
        (
            "judge0_ce.submit_code",
            "https://judge0-ce.p.rapidapi.com/submissions",
            JSON,
            r#"{"source_code":"print('hello')","language_id":71}"#,
        ),
        (
            "url_shortener_service.shorten_url",
            "https://url-shortener-service.p.rapidapi.com/shorten",
            FORM,
            "url=https%3A%2F%2Fwww.example.com%2Fa%2Flong%2Fpath",
        ),
        (
            "deep_translate.translate_sentence",
            "https://deep-translate1.p.rapidapi.com/language/translate/v2",
            JSON,
            r#"{"q":"Hello World!","source":"en","target":"es"}"#,
        ),
        (
            "api4ai_ocr.read_text_in_image",
            "https://ocr43.p.rapidapi.com/v1/results",
            FORM,
            "url=https%3A%2F%2Fstorage.googleapis.com%2Fapi4ai-static%2Fsamples%2Focr-1.png",
        ),
    ];
    let mut seen = BTreeSet::new();
    for tool in remote() {
        for api in tool.apis.iter().filter(|api| api.method != "GET") {
            let at = format!("{}.{}", tool.standardized_name, api.name);
            let Some((_, url, kind, body)) = expected.iter().find(|(name, ..)| *name == at) else {
                panic!("{at}: what it sends is not written here")
            };
            let request = write_call(&tool, api, &examples(api)).unwrap();
            assert_eq!((request.method.as_str(), request.url.as_str()), ("POST", *url), "{at}");
            let headers = [("X-RapidAPI-Host", tool.host.as_str()), ("Content-Type", kind)];
            let sent: Vec<(&str, &str)> = request.headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            assert_eq!(sent, headers, "{at}");
            let sent = request.body.unwrap();
            if *kind == JSON {
                let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
                assert_eq!(read(&sent), read(body), "{at}");
            } else {
                assert_eq!(sent, *body, "{at}");
            }
            seen.insert(at);
        }
    }
    assert_eq!(seen.len(), expected.len());
}
