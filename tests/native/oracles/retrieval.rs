//! `oracles/retrieval`: NDCG, and from scores to the APIs of a query.

use super::{Verdict, compare, same_value, stopped};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use toolgrove::domain::retrieval::{ExcludedTools, NamedApi, apis_for_environment, candidates, ndcg_over_corpus};

const TOLERANCE: f64 = 1e-9;

fn list<T>(value: &Value, read: impl Fn(&Value) -> T) -> Vec<T> {
    value.as_array().unwrap().iter().map(read).collect()
}

fn numbers(value: &Value) -> Vec<f64> {
    list(value, |v| v.as_f64().unwrap())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[test]
fn ndcg() {
    compare("retrieval/ndcg", |case| {
        let ids = case["input"]["corpus_ids"].as_array().unwrap();
        let queries = case["input"]["queries"].as_array().unwrap();
        let of = |k: usize| -> Vec<f64> {
            let one = |q: &Value| ndcg_over_corpus(ids, &numbers(&q["scores"]), q["relevant"].as_array().unwrap(), k);
            queries.iter().map(one).collect()
        };
        if stopped(case) {
            let sound = of(5).iter().all(|value| (0.0..=1.0).contains(value));
            return if sound { Verdict::Repaired } else { Verdict::Differs("not between 0 and 1".into()) };
        }
        let ks = [1, 3, 5];
        let ours = ks.map(of);
        let means: Vec<f64> = ours.iter().map(|values| values.iter().sum::<f64>() / values.len() as f64).collect();
        let near = |expected: &Value, ours: &[f64]| {
            let expected = numbers(expected);
            expected.len() == ours.len() && expected.iter().zip(ours).all(|(a, b)| (a - b).abs() < TOLERANCE)
        };
        let each = ks.iter().zip(&ours).all(|(k, ours)| near(&case["expected"][format!("ndcg@{k}")], ours));
        if each && near(&case["expected"]["average"], &means) {
            Verdict::Equal
        } else {
            Verdict::Differs(format!("expected {}\nours {ours:?}, average {means:?}", case["expected"]))
        }
    });
}

#[test]
fn retrieving() {
    compare("retrieval/retrieving", |case| {
        let input = &case["input"];
        let documents = list(&input["documents"], |d| NamedApi {
            category: text(&d["category_name"]),
            tool: text(&d["tool_name"]),
            api: text(&d["api_name"]),
        });
        let scores = numbers(&input["scores"]);
        let top_k = usize::try_from(input["top_k"].as_u64().unwrap()).unwrap();
        let excluded = input["excluded_tools"].as_object().unwrap();
        let files: BTreeSet<String> = list(&input["tool_files"], text).into_iter().collect();
        let retrieved = candidates(&documents, &scores, top_k, &excluded_tools(excluded));
        let all = candidates(&documents, &scores, top_k, &ExcludedTools::new());
        let there = |category: &str, tool: &str| files.contains(&format!("{category}/{tool}.json"));
        if stopped(case) {
            return Verdict::Repaired;
        }
        let form = |apis: &[NamedApi], category: &str| -> Value {
            apis.iter().map(|a| json!({category: a.category, "tool_name": a.tool, "api_name": a.api})).collect()
        };
        let ours = json!({
            "retrieved": form(&retrieved, "category"),
            "api_list_for_environment": form(&apis_for_environment(&all, top_k, there), "category_name"),
        });
        same_value(&case["expected"], &ours)
    });
}

fn excluded_tools(excluded: &Map<String, Value>) -> ExcludedTools {
    excluded.iter().map(|(category, tools)| (category.clone(), list(tools, text).into_iter().collect())).collect()
}
