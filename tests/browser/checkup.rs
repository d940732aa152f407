//! The health check over scripted tools, and what becomes of marks when other documents take a collection's name.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use toolgrove::browser::clock::sleep_ms;
use toolgrove::browser::store::{BroughtError, Collections, Health, HealthMark, Kv, SHIPPED};
use toolgrove::browser::tools::{Checkup, Ended, Observed, ScriptedTools, Tools};
use toolgrove::domain::catalog::{Api, ApiKey, Collection, Parameter, Tool};
use toolgrove::domain::health::{Came, Halt};
use toolgrove::domain::trace::StatusCode;
use wasm_bindgen_test::wasm_bindgen_test;

fn collection(name: &str, apis: &[&str]) -> Arc<Collection> {
    let api = |name: &&str| Api { name: (*name).into(), method: "GET".into(), ..Api::default() };
    let tool = Tool { standardized_name: "t".into(), host: "a.example".into(), ..Tool::default() };
    Arc::new(Collection { name: name.into(), tools: vec![Tool { apis: apis.iter().map(api).collect(), ..tool }] })
}

fn seen(came: Came) -> Observed {
    let status = if came == Came::Answer { StatusCode::Normal } else { StatusCode::Unauthorized };
    Observed { observation: String::new(), status, by: None, came }
}

fn script(came: &[Came]) -> Rc<dyn Tools> {
    Rc::new(ScriptedTools::new(came.iter().map(|came| seen(*came))))
}

/// Goes on with the round, and tells how it ended, how many APIs are done with, and how many of them have a mark.
async fn check(collection: &Arc<Collection>, health: &Health, came: &[Came]) -> (Ended, u32, usize) {
    let checkup = Checkup::begin(collection, script(came), health.clone(), false).await.unwrap().unwrap();
    let told = Cell::new(0);
    let ended = checkup.run(&|_| told.set(told.get() + 1)).await.unwrap();
    drop(checkup);
    // The lock is let go of by the browser, a moment later.
    sleep_ms(50).await;
    (ended, told.get(), health.marks(&collection.name).await.unwrap().len())
}

#[wasm_bindgen_test]
async fn apis_that_wait_for_a_key_keep_the_round_open_and_no_mark() {
    let (all, health) = (collection("Keys", &["a", "b", "c", "d", "e", "f"]), Health::of(Kv::memory()));
    let no_key = Came::Halted(Halt::NoKey);
    let came = [no_key, Came::Answer, no_key, Came::NotSent, Came::Answer, Came::Silence];
    assert_eq!(check(&all, &health, &came).await, (Ended::Paused(Some(Halt::NoKey)), 4, 3));
    // With the key: the two that waited, and the one that could not be sent.
    assert_eq!(check(&all, &health, &[Came::Answer, Came::Answer, Came::NotSent]).await, (Ended::Done, 3, 5));
}

#[wasm_bindgen_test]
async fn without_a_network_it_stands_at_once() {
    let (all, health) = (collection("Offline", &["a", "b", "c", "d", "e", "f", "g"]), Health::of(Kv::memory()));
    let came = [Came::Answer, Came::Halted(Halt::Offline), Came::Halted(Halt::NoKey), Came::Answer];
    let (ended, told, marks) = check(&all, &health, &came).await;
    assert_eq!((ended, marks), (Ended::Paused(Some(Halt::Offline)), told as usize));
    assert!(told <= 2, "{told} were called");
}

#[wasm_bindgen_test]
async fn an_api_without_a_complete_example_is_not_called() {
    let health = Health::of(Kv::memory());
    let mut all = (*collection("Examples", &["a"])).clone();
    let id = Parameter { name: "id".into(), kind: "NUMBER".into(), default: "".into(), ..Parameter::default() };
    all.tools[0].apis[0].required_parameters.push(id);
    assert_eq!(check(&Arc::new(all), &health, &[Came::Answer]).await, (Ended::Done, 1, 0));
}

#[wasm_bindgen_test]
async fn one_check_of_a_collection_at_a_time() {
    let (all, health) = (collection("Twice", &["a"]), Health::of(Kv::memory()));
    let first = Checkup::begin(&all, script(&[]), health.clone(), false).await.unwrap();
    assert!(first.is_some());
    assert!(Checkup::begin(&all, script(&[]), health.clone(), false).await.unwrap().is_none());
    drop(first);
    sleep_ms(50).await;
    assert!(Checkup::begin(&all, script(&[]), health, false).await.unwrap().is_some());
}

#[wasm_bindgen_test]
async fn an_abandoned_check_marks_nothing_more() {
    let (all, health) = (collection("Gone", &["a", "b"]), Health::of(Kv::memory()));
    let checkup = Checkup::begin(&all, script(&[Came::Answer]), health.clone(), false).await.unwrap().unwrap();
    checkup.abandon();
    assert_eq!(checkup.run(&|_| ()).await.unwrap(), Ended::Paused(None));
    assert!(health.marks("Gone").await.unwrap().is_empty());
}

#[wasm_bindgen_test]
async fn marks_of_other_documents_are_not_taken_for_done() {
    let (all, health) = (collection("Same", &["a", "b"]), Health::of(Kv::memory()));
    let came = [Came::Answer, Came::Halted(Halt::NoKey)];
    assert_eq!(check(&all, &health, &came).await, (Ended::Paused(Some(Halt::NoKey)), 1, 1));
    let mut others = (*all).clone();
    others.tools[0].host = "b.example".into();
    for (documents, left) in [(all, 1), (Arc::new(others), 2)] {
        let checkup = Checkup::begin(&documents, script(&[]), health.clone(), false).await.unwrap().unwrap();
        assert_eq!(checkup.left(), left);
        drop(checkup);
        // The lock is let go of by the browser, a moment later.
        sleep_ms(50).await;
    }
}

#[wasm_bindgen_test]
async fn other_documents_under_a_name_inherit_no_marks() {
    let kv = Kv::memory();
    let (collections, health) = (Collections::of(kv.clone()), Health::of(kv));
    let bundle = |name: &str, api: &str| {
        let api = format!(r#"{{"name":"{api}","url":"https://a.example/x","method":"GET"}}"#);
        format!(
            r#"{{"name":"{name}","tools":[{{"category":"Data","tool_name":"t","host":"a.example","api_list":[{api}]}}]}}"#
        )
    };
    let mark = |collection: &str| {
        let api = ApiKey { category: "Data".into(), tool: "t".into(), api: "a".into() };
        HealthMark::new(collection.into(), api, StatusCode::Normal, 1, 1)
    };
    assert_eq!(collections.bring("x.json", &bundle("Mine", "a")).await.unwrap().replaced, None);
    for name in ["Mine", "Other"] {
        health.put(&mark(name)).await.unwrap();
    }
    let brought = collections.bring("x.json", &bundle("Mine", "b")).await.unwrap();
    assert!(brought.replaced.is_some_and(|before| before.contains(r#""name":"a""#)));
    assert!(health.marks("Mine").await.unwrap().is_empty());
    health.put(&mark("Mine")).await.unwrap();
    collections.remove("Mine").await.unwrap();
    assert!(health.marks("Mine").await.unwrap().is_empty());
    assert_eq!(health.marks("Other").await.unwrap().len(), 1);
    let taken = collections.bring("x.json", &bundle(SHIPPED, "a")).await;
    assert_eq!(taken, Err(BroughtError::ShippedName));
}
