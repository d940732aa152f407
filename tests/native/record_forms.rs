//! The JSON of stored runs, letter by letter: what was once written must always be read, and be written so again.

use serde_json::{Value, json};
use toolgrove::domain::chat::Message;
use toolgrove::domain::json::{FromJson, parse};
use toolgrove::domain::trace::event::{BackReason, Outcome, PauseCause, PruneReason};
use toolgrove::domain::trace::{Budget, Changed, Event, Fidelity, Method, NodeKind, Overrun, RunSpec, StatusCode};
use toolgrove::formats::records::run::{RunHead, StoredHead, read_head};

/// Every type of event, as it stands in a row.
const EVENTS: [&str; 24] = [
    r#"{"seq":0,"at_ms":1700000000000,"type":"attempt_started","attempt":1}"#,
    r#"{"seq":1,"at_ms":2,"type":"model_asked","ask":0,"node":0,"child":1,"diverse":false}"#,
    concat!(
        r#"{"seq":2,"at_ms":2,"type":"model_replied","ask":0,"message":{"role":"assistant","content":"I look.","#,
        r#""function_call":{"name":"f","arguments":"{}"}},"usage":{"prompt":9,"completion":4,"estimated":true}}"#
    ),
    concat!(
        r#"{"seq":3,"at_ms":2,"type":"model_replied","ask":0,"message":{"role":"function","name":"f","content":null},"#,
        r#""usage":{"prompt":18446744073709551615,"completion":0,"estimated":false}}"#
    ),
    r#"{"seq":4,"at_ms":2,"type":"model_failed","ask":1,"kind":"key_rejected","message":"no \"key\"\n"}"#,
    r#"{"seq":5,"at_ms":2,"type":"model_stopped","ask":1,"partial":"I lo"}"#,
    r#"{"seq":6,"at_ms":2,"type":"node_added","node":1,"parent":0,"kind":"thought","ask":0}"#,
    r#"{"seq":7,"at_ms":2,"type":"api_called","call":0,"node":3,"function":2}"#,
    r#"{"seq":8,"at_ms":2,"type":"api_returned","node":3,"observation":"42","status":0,"by_search":false}"#,
    r#"{"seq":9,"at_ms":2,"type":"api_returned","node":3,"observation":"","status":-1,"by_search":true}"#,
    r#"{"seq":10,"at_ms":2,"type":"pruned","node":3,"reason":"depth_limit"}"#,
    r#"{"seq":11,"at_ms":2,"type":"answered","node":3,"answer":"42"}"#,
    r#"{"seq":12,"at_ms":2,"type":"went_back","from":3,"to":0,"levels":2,"reason":"gave_up"}"#,
    r#"{"seq":13,"at_ms":2,"type":"paused","cause":"person"}"#,
    r#"{"seq":14,"at_ms":2,"type":"resumed"}"#,
    r#"{"seq":15,"at_ms":2,"type":"reopened"}"#,
    r#"{"seq":16,"at_ms":2,"type":"cancelled"}"#,
    r#"{"seq":17,"at_ms":2,"type":"ended","outcome":"out_of_model_calls"}"#,
    r#"{"seq":18,"at_ms":2,"type":"rank_asked","ask":4,"node":0,"first":3,"second":6}"#,
    r#"{"seq":19,"at_ms":2,"type":"ranked","node":0,"order":[6,3],"points":[2,0]}"#,
    r#"{"seq":20,"at_ms":2,"type":"give_up_chosen","node":6,"index":1,"among":2}"#,
    r#"{"seq":21,"at_ms":2,"type":"imported","source":"toolbench_answer"}"#,
    concat!(
        r#"{"seq":22,"at_ms":2,"type":"api_returned","node":9,"observation":"42","status":0,"by_search":true,"#,
        r#""from_cache":1}"#
    ),
    r#"{"seq":23,"at_ms":2,"type":"ended","outcome":{"out_of_budget":{"budget":"money","used":26,"limit":25}}}"#,
];

const HEAD: &str = concat!(
    r#"{"version":1,"id":"r1","name":"","question":"How far?","method":{"chain":{"tries":5}},"method_name":"CoT@5","#,
    r#""model":"m","created_ms":1,"updated_ms":2,"summary":{"outcome":"answered","answer":"42","steps":3,"#,
    r#""model_calls":4,"api_calls":2,"tokens":900,"events":31},"deleted_ms":null}"#
);

const SPEC: &str = concat!(
    r#"{"engine":1,"question":"How far?","collection":"starter","model":"m","method":"dfsdt","limits":{"max_depth":12,"#,
    r#""width":2,"max_model_calls":200,"answers":1,"final_answer_back_length":2,"prune_back_length":2,"#,
    r#""max_observation_length":1024},"fidelity":"fixed","seed":18446744073709551615,"functions":[{"spec":{"name":"f","#,
    r#""description":"d","parameters":{"type":"object","z":1.5,"a":null}},"api":{"category":"c","tool":"t","api":"f"}},"#,
    r#"{"spec":{"name":"Finish","description":"","parameters":null},"api":null}],"task_description":"t","#,
    r#""prompts":{"name":"n","version":"1","search":{"system":"s","user":"u","diversity":"d","#,
    r#""diversity_observation":"o","z":{"b":1},"a":[2]},"environment":{"task_description_head":"h","tool_line":"l","#,
    r#""function_description":"fd","function_description_more":"fm","finish_function":{"name":"Finish","#,
    r#""description":"","parameters":{}},"later":true},"ranking":{"q":"r"},"evaluation":null}}"#
);

fn same<T: FromJson + serde::Serialize>(text: &str) {
    let read = T::from_json(Some(parse(text).unwrap())).unwrap_or_else(|misfit| panic!("{misfit} in {text}"));
    assert_eq!(serde_json::to_string(&read).unwrap(), text);
}

/// All values of an enum that is written as a word or number are read as they are written.
fn words<T: FromJson + serde::Serialize + PartialEq + std::fmt::Debug>(all: &[T]) {
    for one in all {
        assert_eq!(T::from_json(Some(serde_json::to_value(one).unwrap())).as_ref(), Ok(one));
    }
    for wrong in [json!(null), json!("other"), json!(99), json!([]), json!({})] {
        assert!(T::from_json(Some(wrong)).is_err());
    }
}

#[test]
fn every_event_is_read_and_written_the_same() {
    EVENTS.iter().for_each(|text| same::<Event>(text));
}

#[test]
fn head_and_spec_are_read_and_written_the_same_with_what_this_version_does_not_use() {
    let StoredHead::Known(head) = read_head(HEAD).unwrap() else { panic!("known") };
    assert_eq!(serde_json::to_string(&head).unwrap(), HEAD);
    same::<RunSpec>(SPEC);
    // Of engine 3: functions answered from before, and where a fork comes from.
    let later = r#","cached":[0],"forked_from":{"run":"r1","event":8,"changed":"observation"}}"#;
    same::<RunSpec>(&format!("{}{later}", SPEC.strip_suffix('}').unwrap()));
    let budgets = concat!(
        r#""max_observation_length":1024,"budgets":{"max_tokens":1,"max_work_ms":2,"max_cost_micros":3,"#,
        r#""price":{"prompt_micros":4,"completion_micros":5}}}"#
    );
    let with = SPEC.replace(r#""max_observation_length":1024}"#, budgets);
    assert_ne!(with, SPEC);
    same::<RunSpec>(&with);
}

#[test]
fn words_and_numbers_of_enums_are_read_as_written() {
    words(&StatusCode::ALL);
    words(&[NodeKind::Root, NodeKind::Thought, NodeKind::Action, NodeKind::ActionInput]);
    words(&[PauseCause::Person, PauseCause::ModelFailed]);
    words(&[PruneReason::DepthLimit, PruneReason::GaveUp, PruneReason::ModelFailed]);
    words(&[Fidelity::ToolBench, Fidelity::Fixed]);
    words(&[Changed::Reply, Changed::Observation, Changed::Model]);
    words(&[Method::Dfsdt, Method::Dfs, Method::REACT]);
    let backs = [BackReason::GaveUp, BackReason::DepthLimit, BackReason::ModelFailed, BackReason::Answered];
    words(&backs);
    words(&[BackReason::NextTry]);
    words(&[Budget::Tokens, Budget::Time, Budget::Money]);
    let over = Outcome::OutOfBudget(Overrun { budget: Budget::Tokens, used: 2, limit: 1 });
    words(&[over]);
    let ends = [Outcome::Answered, Outcome::GaveUp, Outcome::Exhausted, Outcome::OutOfModelCalls, Outcome::Cancelled];
    words(&ends);
}

#[test]
fn older_heads_lack_fields_and_newer_events_have_more() {
    let mut head = parse(HEAD).unwrap();
    let fields = head.as_object_mut().unwrap();
    for later in ["name", "summary", "deleted_ms"] {
        fields.remove(later);
    }
    let read = RunHead::from_json(Some(head)).unwrap();
    assert_eq!((read.name.as_str(), read.summary.outcome, read.deleted_ms), ("", None, None));
    let event = |fields: Value| Event::from_json(Some(fields)).map_err(|misfit| misfit.to_string());
    assert!(event(json!({"more": 1, "seq": 0, "type": "resumed", "at_ms": 0})).is_ok());
    let error = event(json!({"seq": 0, "at_ms": 0, "type": "dreamt"})).unwrap_err();
    assert_eq!(error, "$.type: expected the type of an event, found text that does not fit");
    let error = event(json!({"seq": 0, "at_ms": 0, "type": "pruned", "node": 1})).unwrap_err();
    assert!(error.starts_with("$.reason: expected one of depth_limit gave_up model_failed"), "{error}");
}

#[test]
fn a_message_without_content_is_not_one_whose_content_is_null() {
    let call = r#""function_call":{"name":"Finish","arguments":"{}"}}"#;
    for start in [r#"{"role":"assistant","content":null,"#, r#"{"role":"assistant","#] {
        same::<Message>(&format!("{start}{call}"));
    }
}
