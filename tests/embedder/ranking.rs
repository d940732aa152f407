//! Ten questions and their best five APIs, as this program ranks them natively. The same file is held against Chromium
//! by `tests/e2e/ask.test.mjs`, which lets near ties swap: each processor and each of the worker's builds rounds otherwise.
//! `TOOLGROVE_UPDATE=1` writes it anew.

use crate::starter_vectors::starter::{Starter, open_questions, shipped};
use crate::support::int8;
use serde_json::{Value, json};
use std::{env, fs};
use toolgrove::domain::retrieval::Hit;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/ranking.json");
const QUESTIONS: usize = 10;
const TOP: usize = 5;
/// Scores closer than this are a tie: processors round otherwise, by 0.003 as far as was seen.
const TIE: f64 = 0.01;

#[test]
fn ten_questions_are_ranked_as_recorded() {
    let mut starter = Starter::load();
    starter.index.attach_vectors(shipped().vectors.vectors().expect("vectors")).expect("fit");
    let names: Vec<String> = starter.collection.apis().map(|(_, _, api)| api.name.clone()).collect();
    let rank = |question: &str| -> (Vec<String>, Vec<f64>) {
        let sentences = starter.index.sentences_of(question);
        let vectors: Vec<Vec<f32>> = sentences.iter().map(|s| int8().embed(s).expect("embedded")).collect();
        let hits = starter.rank(question, Some(&vectors), TOP);
        // To three places: what differs beyond them differs between processors.
        let score = |hit: &Hit| (f64::from(hit.score) * 1_000.0).round() / 1_000.0;
        (hits.iter().map(|hit| names[hit.doc].clone()).collect(), hits.iter().map(score).collect())
    };
    let ranked: Vec<Value> = open_questions("en")
        .iter()
        .take(QUESTIONS)
        .map(|q| {
            let (top, scores) = rank(&q.question);
            json!({"question": q.question, "top": top, "scores": scores})
        })
        .collect();
    if env::var_os("TOOLGROVE_UPDATE").is_some() {
        fs::write(FILE, serde_json::to_string_pretty(&ranked).expect("JSON") + "\n").expect("written");
    }
    let recorded: Vec<Value> = serde_json::from_str(&fs::read_to_string(FILE).expect(FILE)).expect("JSON");
    for (ranked, recorded) in ranked.iter().zip(&recorded) {
        let (question, scores) = (&ranked["question"], numbers(&recorded["scores"]));
        let best = names_of(&recorded["top"]);
        for ((name, score), place) in names_of(&ranked["top"]).iter().zip(numbers(&ranked["scores"])).zip(0..) {
            let recorded_at = best.iter().position(|other| other == name);
            let Some(before) = recorded_at.map(|at| scores[at]) else { panic!("{question}: {name} is new") };
            assert!((score - before).abs() < TIE, "{question}: {name} had {before}, has {score}");
            assert!((scores[place] - before).abs() < TIE, "{question}: {name} is at {place}");
        }
    }
    assert_eq!(ranked.len(), recorded.len());
}

fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}

fn names_of(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}
