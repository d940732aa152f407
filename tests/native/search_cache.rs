//! Equal calls of one run are made once, where the spec lists their function.

use crate::support::script::{answer, call, drive, spec};
use toolgrove::domain::catalog::{ApiRef, Provider};
use toolgrove::domain::search::{ENGINE, Search, Setup, Step, default_prompts, run_spec};
use toolgrove::domain::trace::event::{AnsweredBy, ApiReturned, EventBody};
use toolgrove::domain::trace::{
    CallId, Fidelity, Limits, Method, NodeId, RunSpec, Shaping, StatusCode, StepView, Trace, steps,
};

fn caching(fidelity: Fidelity) -> RunSpec {
    RunSpec { cached: vec![0], ..spec(Method::REACT, Limits::default(), fidelity) }
}

fn returned(search: &Search) -> Vec<ApiReturned> {
    let events = search.trace().events.iter();
    events.filter_map(|e| if let EventBody::ApiReturned(e) = &e.body { Some(e.clone()) } else { None }).collect()
}

/// Whether the second of two calls is answered by the first.
fn check(first: &str, second: &str, expect: bool) {
    let mut search = Search::new(caching(Fidelity::Fixed), 0);
    drive(&mut search, vec![call("", "first_for_demo", first), call("", "first_for_demo", second), answer("x")]);
    let counters = search.tree().counters;
    assert_eq!((counters.api_calls, counters.cached_calls), if expect { (1, 1) } else { (2, 0) }, "{first} {second}");
    let again = Search::replay(search.trace()).unwrap();
    assert_eq!(again.trace(), search.trace());
    assert_eq!(again.tree(), search.tree());
}

#[test]
fn arguments_are_equal_as_json_values() {
    check("{}", " { } ", true);
    check(r#"{"a": 1, "b": {"c": [1, 2], "d": "x"}}"#, r#"{"b":{"d":"\u0078","c":[1,2]},"a":1}"#, true);
    check(r#"{"a": [1, 2]}"#, r#"{"a": [2, 1]}"#, false);
    check(r#"{"a": 1}"#, r#"{"a": "1"}"#, false);
    check(r#"{"a": null}"#, "{}", false);
    // Digits that a number may have lost are equal to nothing. What is no JSON is not called at all (search_arguments).
    check(r#"{"a": 18446744073709551616}"#, r#"{"a": 18446744073709551616}"#, false);
    check(r#"{"a": 18446744073709551615}"#, r#"{"a": 18446744073709551615}"#, true);
    check(r#"{"a": 0.5}"#, r#"{"a": 0.50}"#, true);
}

/// No view may leave out that a model played the API, also where its observation is given again.
#[test]
fn who_answered_the_first_call_answers_for_the_repeated_one() {
    let mut search = Search::new(caching(Fidelity::Fixed), 0);
    let again = || call("", "first_for_demo", "{}");
    let mut replies = vec![again(), again(), answer("x")].into_iter();
    loop {
        match search.poll() {
            Step::AskModel(ask) => _ = search.model_replied(ask.ask, replies.next().unwrap(), 1),
            Step::CallApi(made) => {
                let by = Some(AnsweredBy::Simulated);
                _ = search.api_answered(made.call, r#"{"n":0}"#.into(), StatusCode::Normal, by, None, 1);
            }
            _ => break,
        }
    }
    let by: Vec<_> = steps(search.tree()).iter().map(|step| (step.from_cache.is_some(), step.answered_by)).collect();
    let played = Some(AnsweredBy::Simulated);
    assert_eq!(by, [(false, None), (false, played), (true, played), (false, None)]);
    // The event is as it was.
    assert_eq!(returned(&search)[1].by, None);
    assert_eq!(Search::replay(search.trace()).unwrap().tree(), search.tree());
}

#[test]
fn a_repeated_call_names_the_first_and_shows_its_observation() {
    let mut search = Search::new(caching(Fidelity::Fixed), 0);
    let again = || call("t", "first_for_demo", "{}");
    let asked = drive(&mut search, vec![again(), call("", "second_for_demo", "{}"), again(), again(), answer("x")]);
    let all = returned(&search);
    let marks: Vec<_> = all.iter().map(|e| (e.by_search, e.from_cache)).collect();
    let kept = (true, Some(CallId(0)));
    assert_eq!(marks, [(false, None), (false, None), kept, kept, (true, None)]);
    assert_eq!((all[2].observation.as_str(), all[2].status), (r#"{"n":0}"#, StatusCode::Normal));
    assert_eq!(asked[3].messages.last().unwrap().content.as_deref(), Some(r#"{"n":0}"#));
    let steps: Vec<StepView> = steps(search.tree());
    assert_eq!((steps[3].from_cache, steps[1].from_cache), (Some(NodeId(3)), None));
    assert_eq!(search.tree().node(steps[3].last()).unwrap().function, Some(0));
    assert_eq!((search.tree().counters.api_calls, search.tree().counters.cached_calls), (2, 2));
}

#[test]
fn failures_other_functions_and_toolbench_are_not_answered_from_before() {
    let twice = |name: &str| vec![call("", name, "{}"), call("", name, "{}"), answer("x")];
    let made = |spec: RunSpec, name: &str| {
        let mut search = Search::new(spec, 0);
        drive(&mut search, twice(name));
        search.tree().counters.api_calls
    };
    assert_eq!(made(caching(Fidelity::Fixed), "first_for_demo"), 1);
    assert_eq!(made(caching(Fidelity::Fixed), "second_for_demo"), 2);
    assert_eq!(made(caching(Fidelity::ToolBench), "first_for_demo"), 2);
    assert_eq!(made(spec(Method::REACT, Limits::default(), Fidelity::Fixed), "first_for_demo"), 2);
    let mut search = Search::new(caching(Fidelity::Fixed), 0);
    for reply in twice("first_for_demo") {
        let Step::AskModel(ask) = search.poll() else { panic!("asks") };
        let _ = search.model_replied(ask.ask, reply, 1);
        if let Step::CallApi(c) = search.poll() {
            let _ = search.api_returned(c.call, "late".into(), StatusCode::Timeout, 1);
        }
    }
    assert_eq!(search.tree().counters.api_calls, 2);
}

#[test]
fn a_run_of_an_older_engine_decides_as_it_did() {
    let older = RunSpec { engine: ENGINE - 1, ..spec(Method::REACT, Limits::default(), Fidelity::Fixed) };
    let mut search = Search::new(older, 0);
    drive(&mut search, vec![call("", "first_for_demo", "{}"), call("", "first_for_demo", "{}"), answer("x")]);
    let text = serde_json::to_string(search.trace()).unwrap();
    assert!(!text.contains("from_cache") && !text.contains("cached"));
    let read = toolgrove::formats::records::run::read_trace(
        &serde_json::to_string(&search.trace().spec).unwrap(),
        &search.trace().events.iter().map(|e| serde_json::to_string(e).unwrap()).collect::<Vec<_>>(),
    );
    let read: Trace = read.unwrap();
    assert_eq!(Search::replay(&read).unwrap().trace(), search.trace());
}

#[test]
fn the_starter_collection_may_be_answered_from_before_and_its_chance_is_seeded() {
    let mut collection = crate::starter_vectors::starter::Starter::load().collection;
    collection.tools.retain(|tool| tool.provider() == Provider::Local);
    let apis: Vec<ApiRef> = collection.apis().map(|(at, ..)| at).collect();
    let listed = |fidelity, cache_calls| {
        let setup = Setup {
            question: "q".into(),
            model: "m".into(),
            ranker: None,
            currency: None,
            method: Method::Dfsdt,
            limits: Limits::default(),
            fidelity,
            seed: 1,
            cache_calls,
            shaping: Shaping::Whole,
        };
        run_spec(setup, &collection, &apis, default_prompts().unwrap()).cached
    };
    assert_eq!(listed(Fidelity::Fixed, true).len(), apis.len());
    assert!(listed(Fidelity::Fixed, false).is_empty() && listed(Fidelity::ToolBench, true).is_empty());
    // The same documents without their seeds, or sent by POST, must be called each time.
    let mut chancy = collection;
    for api in chancy.tools.iter_mut().flat_map(|tool| &mut tool.apis) {
        api.required_parameters.retain(|p| p.name != "seed");
        api.optional_parameters.retain(|p| p.name != "seed");
        if api.name == "text_to_morse" {
            api.method = "POST".into();
        }
    }
    let setup = Setup {
        question: "q".into(),
        model: "m".into(),
        ranker: None,
        currency: None,
        method: Method::Dfsdt,
        limits: Limits::default(),
        fidelity: Fidelity::Fixed,
        seed: 1,
        cache_calls: true,
        shaping: Shaping::Whole,
    };
    let spec = run_spec(setup, &chancy, &apis, default_prompts().unwrap());
    for (index, function) in (0..).zip(&spec.functions) {
        let Some(api) = &function.api else { continue };
        let called = api.tool == "seeded_random" || api.api == "text_to_morse";
        assert_eq!(spec.cached.contains(&index), !called, "{api:?}");
    }
}
