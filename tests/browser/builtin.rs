//! The browser's own model behind the port, against a stand-in with the documented interface: the contract's cases,
//! sessions, stop, download, and a browser without it.

use crate::contract::case::{Case, End};
use crate::contract::{cases, check};
use crate::contract_in_browser::{deaf_scribe, scribe};
use futures::join;
use js_sys::{JSON, Reflect, eval, global};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::rc::Rc;
use toolgrove::browser::clock::{now_ms, sleep_ms};
use toolgrove::browser::llm::{Availability, BuiltInModel, Model, availability, download, is_present};
use toolgrove::browser::net::CancelToken;
use toolgrove::domain::chat::{Delta, ModelError};
use toolgrove::formats::provider::{Endpoint, HttpRequest};
use wasm_bindgen_test::wasm_bindgen_test;

const STAND_IN: &str = include_str!("language_model.js");

/// Puts the stand-in into the page, with what it will say.
fn install(texts: &Value, availability: &str) {
    eval(STAND_IN).unwrap();
    eval(&format!("installLanguageModel({texts}, {})", json!(availability))).unwrap();
}

fn remove() {
    Reflect::delete_property(&global(), &"LanguageModel".into()).unwrap();
}

fn log() -> Value {
    let log = Reflect::get(&global(), &"languageModelLog".into()).unwrap();
    serde_json::from_str(&String::from(JSON::stringify(&log).unwrap())).unwrap()
}

/// The request as the interface was given it: what the warm session began with, the turns, the schema.
fn asked(said: &Value) -> HttpRequest {
    let prompt = &said["prompts"][0];
    let mut before = prompt["past"].as_array().unwrap().clone();
    let mut turns = prompt["input"].as_array().unwrap().clone();
    let last = turns.pop().unwrap();
    before.extend(turns);
    let mut body = json!({"initialPrompts": before, "prompt": last["content"]});
    if prompt["responseConstraint"].is_object() {
        body["responseConstraint"] = prompt["responseConstraint"].clone();
    }
    HttpRequest { method: "POST".into(), url: "builtin:".into(), headers: Vec::new(), body: Some(body.to_string()) }
}

/// The pieces of a case's reply, as whole characters.
fn pieces(case: &Case) -> Value {
    let all: Vec<u8> = case.reply.chunks.iter().flat_map(|chunk| chunk.bytes.clone()).collect();
    let text = String::from_utf8(all).unwrap();
    let letters: Vec<String> = text.chars().map(String::from).collect();
    let size = letters.len().div_ceil(case.reply.chunks.len().max(1)).max(1);
    let pieces: Vec<String> = letters.chunks(size).map(<[String]>::concat).collect();
    json!({"pieces": pieces, "hang": case.reply.end == End::Hang, "cut": case.reply.end == End::Cut})
}

#[wasm_bindgen_test]
async fn the_contract_s_cases() {
    let all = cases("builtin");
    let mut failed = Vec::new();
    for case in &all {
        install(&json!([pieces(case)]), "available");
        let model = BuiltInModel::new(scribe()).with_patience(5_000, 500);
        let deltas = RefCell::new(Vec::new());
        let hear = |delta: &Delta| deltas.borrow_mut().push(delta.clone());
        let outcome = model.ask(&case.chat, &hear, &CancelToken::default()).await;
        let said = log();
        let mut wrong = check::outcome(case, &outcome, &deltas.take());
        wrong.extend(check::request(case, &Endpoint::default(), &asked(&said)));
        if !wrong.is_empty() {
            failed.push(format!("{}: {}", case.file, wrong.join("; ")));
        }
        let constrained = said["prompts"][0]["responseConstraint"].is_object();
        assert_eq!(constrained, !case.chat.functions.is_empty(), "{}: {said}", case.file);
        assert_eq!(said["clones"], 1);
    }
    remove();
    web_sys::console::log_1(&format!("contract builtin in a browser: {} cases", all.len()).into());
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[wasm_bindgen_test]
async fn one_warm_session_is_cloned_for_every_branch() {
    let case = cases("builtin").into_iter().find(|case| case.reply.end == End::Close).unwrap();
    install(&json!([pieces(&case)]), "available");
    let model = BuiltInModel::new(scribe());
    for _ in 0..3 {
        let _reply = model.reply(&case.chat, &|_| {}, &CancelToken::default()).await;
    }
    let said = log();
    assert_eq!((said["created"].as_array().map(Vec::len), &said["clones"]), (Some(1), &json!(3)), "{said}");
    assert_eq!(said["destroyed"], 3, "clones are let go of");
    drop(model);
    assert_eq!(log()["destroyed"], 4, "and the warm one with the run");
    remove();
}

#[wasm_bindgen_test]
async fn a_stop_aborts_and_keeps_what_came() {
    let case = cases("builtin").into_iter().find(|case| case.reply.end == End::Hang).unwrap();
    let mut best_ms = u64::MAX;
    // The machine may stall: the best of three counts.
    for _ in 0..3 {
        install(&json!([pieces(&case)]), "available");
        let model = BuiltInModel::new(scribe());
        let cancel = CancelToken::default();
        let stop = async {
            sleep_ms(300).await;
            cancel.cancel();
            now_ms()
        };
        let (outcome, stopped_ms) = join!(async { (model.reply(&case.chat, &|_| {}, &cancel).await, now_ms()) }, stop);
        best_ms = best_ms.min(outcome.1.saturating_sub(stopped_ms));
        let error = outcome.0.unwrap_err();
        let partial = error.partial().and_then(|message| message.content.as_deref());
        assert_eq!((error.kind(), partial), ("stopped", Some("Half")));
        assert_eq!(log()["aborted"], 1);
        remove();
    }
    assert!(best_ms <= 100, "stopped after {best_ms} ms");
}

#[wasm_bindgen_test]
async fn a_stop_does_not_wait_for_a_scribe_that_hangs() {
    let case = cases("builtin").into_iter().find(|case| case.reply.end == End::Close).unwrap();
    install(&json!([pieces(&case)]), "available");
    let model = BuiltInModel::new(deaf_scribe());
    let cancel = CancelToken::default();
    let stop = async {
        sleep_ms(50).await;
        cancel.cancel();
    };
    let (outcome, ()) = join!(model.reply(&case.chat, &|_| {}, &cancel), stop);
    assert!(matches!(outcome, Err(ModelError::Stopped { partial: None })), "{outcome:?}");
    remove();
}

#[wasm_bindgen_test]
async fn its_errors_have_names() {
    let case = cases("builtin").into_iter().next().unwrap();
    for (name, kind) in
        [("QuotaExceededError", "context_too_long"), ("NotReadableError", "refused"), ("UnknownError", "server_error")]
    {
        install(&json!([{"error": name, "message": "words"}]), "available");
        let error = BuiltInModel::new(scribe()).reply(&case.chat, &|_| {}, &CancelToken::default()).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{error:?}");
    }
    remove();
}

#[wasm_bindgen_test]
async fn it_is_fetched_with_progress_and_absent_where_the_browser_has_none() {
    assert!(!is_present());
    assert_eq!(availability().await, Availability::Absent);
    install(&json!([{"pieces": []}]), "downloadable");
    assert!(is_present());
    assert_eq!(availability().await, Availability::Downloadable);
    let heard = Rc::new(RefCell::new(Vec::new()));
    let hear = Rc::clone(&heard);
    download(move |part| hear.borrow_mut().push(part), &CancelToken::default()).await.unwrap();
    assert_eq!(*heard.borrow(), [0.0, 0.25, 0.5, 1.0]);
    assert_eq!(availability().await, Availability::Available);
    install(&json!([]), "unavailable");
    assert_eq!(availability().await, Availability::Unavailable);
    assert!(download(|_| {}, &CancelToken::default()).await.is_err());
    remove();
}
