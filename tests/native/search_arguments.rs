//! Arguments at the search: held against the schema before anything is called, mended where they can be read, and what
//! the model sees of what came back.

use crate::support::script::{answer, call, drive, spec};
use serde_json::json;
use toolgrove::domain::chat::{Message, Usage};
use toolgrove::domain::search::{ReplayError, Search, Step, seen, sent_calls};
use toolgrove::domain::trace::event::{AnsweredBy, ApiReturned, EventBody};
use toolgrove::domain::trace::{
    Budgets, Fidelity, Limits, Method, Price, RunSpec, Seen, Shaping, StatusCode, StepState, steps,
};

fn described(fidelity: Fidelity) -> RunSpec {
    let mut spec = spec(Method::REACT, Limits::default(), fidelity);
    spec.functions[0].spec.parameters = json!({
        "type": "object",
        "properties": {"city": {"type": "string", "description": "A city"}, "days": {"type": "integer"}},
        "required": ["city"],
    });
    spec
}

/// The arguments of the first call that is made, if one is, and the search as it then stands.
fn first_call(spec: RunSpec, arguments: &str) -> (Option<String>, Search) {
    let mut search = Search::new(spec, 0);
    let Step::AskModel(ask) = search.poll() else { panic!("asks first") };
    let _ = search.model_replied(ask.ask, call("", "first_for_demo", arguments), 1);
    match search.poll() {
        Step::CallApi(call) => (Some(call.arguments), search),
        _ => (None, search),
    }
}

#[test]
fn arguments_that_do_not_fit_are_told_and_nothing_is_called() {
    let (called, search) = first_call(described(Fidelity::Fixed), r#"{"town": "Oslo"}"#);
    assert_eq!(called, None);
    let step = &steps(search.tree())[1];
    assert_eq!((step.state, step.status, step.function), (StepState::Failed, Some(StatusCode::InputError), None));
    let told = step.observation.clone().unwrap();
    assert_eq!(
        told,
        r#"{"error":"Tool input error: missing required argument \"city\" (string: A city); unknown argument \"town\": this function takes city (required), days","response":""}"#
    );
    assert_eq!(search.tree().counters.api_calls, 0);
    // The model reads it and may mend its call.
    let last: Message = search.messages_at(step.last()).pop().unwrap();
    assert_eq!(last.content.as_deref(), Some(told.as_str()));
}

#[test]
fn what_can_be_read_is_sent_as_declared_and_kept_as_written() {
    let written = r#"{"City": "Oslo", "days": "3"}"#;
    let (called, search) = first_call(described(Fidelity::Fixed), written);
    assert_eq!(called.as_deref(), Some(r#"{"days":3,"city":"Oslo"}"#));
    assert_eq!(steps(search.tree())[1].arguments.as_deref(), Some(written));
}

#[test]
fn the_original_and_earlier_engines_send_what_was_written() {
    let written = r#"{"town": "#;
    assert_eq!(first_call(described(Fidelity::ToolBench), written).0.as_deref(), Some(written));
    let earlier = RunSpec { engine: 3, ..described(Fidelity::Fixed) };
    assert_eq!(first_call(earlier, written).0.as_deref(), Some(written));
}

#[test]
fn runs_of_engine_4_read_over_every_comma_and_replay_so() {
    let written = r#"{"city": "Oslo", "days": "52,5"}"#;
    assert_eq!(first_call(described(Fidelity::Fixed), written).0, None);
    let earlier = RunSpec { engine: 4, ..described(Fidelity::Fixed) };
    let (called, search) = first_call(earlier, written);
    assert_eq!(called.as_deref(), Some(r#"{"city":"Oslo","days":525}"#));
    let again = Search::replay(search.trace()).expect("the same decisions");
    assert_eq!(again.trace(), search.trace());
    // The same events are none of today's engine.
    let mut newer = search.trace().clone();
    newer.spec.engine = 5;
    assert!(matches!(Search::replay(&newer), Err(ReplayError::Diverged { .. })));
}

#[test]
fn a_run_with_refused_and_mended_arguments_replays() {
    let replies = [call("", "first_for_demo", "[]"), call("", "first_for_demo", r#"{"city": 5}"#), answer("done")];
    let mut search = Search::new(described(Fidelity::Fixed), 0);
    drive(&mut search, replies.into());
    assert!(search.tree().outcome().is_some());
    let again = Search::replay(search.trace()).expect("the same decisions");
    assert_eq!(again.trace(), search.trace());
}

#[test]
fn a_call_whose_reply_never_came_is_made_again_and_not_counted_before() {
    let (called, search) = first_call(described(Fidelity::Fixed), r#"{"city": "Oslo", "days": "3"}"#);
    let sent = called.expect("it fits");
    assert!(sent_calls(search.trace()).is_empty());
    let mut again = Search::replay(search.trace()).expect("the same decisions");
    let Step::CallApi(given_out) = again.poll() else { panic!("given out again") };
    assert_eq!(given_out.arguments, sent);
    let _ = again.api_returned(given_out.call, "o".into(), StatusCode::Normal, 2);
    assert_eq!(sent_calls(again.trace()), [(given_out.api, sent)]);
}

#[test]
fn who_answered_is_kept_and_replayed() {
    let (_, mut search) = first_call(spec(Method::REACT, Limits::default(), Fidelity::Fixed), "{}");
    let call = toolgrove::domain::trace::CallId(0);
    let by = Some(AnsweredBy::Simulated);
    let usage = Some(Usage { prompt: 30, completion: 4, estimated: true });
    let before = search.tree().counters;
    let _ = search.api_answered(call, "o".into(), StatusCode::Normal, by, usage, 2);
    assert_eq!(steps(search.tree())[1].answered_by, by);
    // Who plays an API uses tokens too: apart from those of the search, whose budgets they do not touch.
    let counters = search.tree().counters;
    assert_eq!((counters.simulated, counters.tokens, counters.tokens_estimated), ((30, 4), before.tokens, true));
    let budgets = Budgets { price: Some(Price::default()), ..Budgets::default() };
    let spec = RunSpec { limits: Limits { budgets, ..Limits::default() }, ..search.trace().spec.clone() };
    assert_eq!([before, counters].map(|used| spec.run_cost(&used).unwrap().at_least), [false, true]);
    let again = Search::replay(search.trace()).unwrap();
    assert_eq!(again.trace(), search.trace());
    let returned = again.trace().events.iter().find_map(|event| match &event.body {
        EventBody::ApiReturned(ApiReturned { by, usage, .. }) => Some((*by, *usage)),
        _ => None,
    });
    assert_eq!(returned, Some((by, usage)));
}

#[test]
fn observations_are_shaped_and_then_cut_but_not_for_the_original() {
    let limits = Limits { max_observation_length: 30, ..Limits::default() };
    let shaped = |fidelity, shaping, schemas| {
        let spec = RunSpec { seen: Seen { shaping, schemas }, ..spec(Method::REACT, limits, fidelity) };
        seen(&spec, Some(0), r#"{"error":"","response":{"a":null,"b":1,"c":"xxxxxxxxxxxx"}}"#)
    };
    assert_eq!(shaped(Fidelity::Fixed, Shaping::Compact, vec![]), r#"{"error":"","response":{"b":1,..."#);
    let schema = vec![json!({"b": "int"})];
    assert_eq!(shaped(Fidelity::Fixed, Shaping::Schema, schema.clone()), r#"{"error":"","response":{"b":1}..."#);
    assert_eq!(shaped(Fidelity::ToolBench, Shaping::Schema, schema), r#"{"error":"","response":{"a":nu..."#);
}
