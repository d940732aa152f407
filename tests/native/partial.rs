//! What had come of a reply that did not end.

use crate::support::script::spec;
use serde_json::json;
use toolgrove::domain::chat::Partial;
use toolgrove::domain::json::FromJson;
use toolgrove::domain::search::{Accepted, Search, Step};
use toolgrove::domain::trace::event::{Event, ModelFailed, ModelRetried};
use toolgrove::domain::trace::{AskId, Fidelity, Limits, Method};

/// What had come of a reply that was stopped or broke off is in the run, comes back from storage, and changes no decision.
#[test]
fn what_had_come_of_an_unfinished_reply_is_kept() {
    let came =
        Partial { text: "I look".into(), reasoning: "hm".into(), name: "find".into(), arguments: "{\"a\"".into() };
    let mut search = Search::new(spec(Method::Dfs, Limits::default(), Fidelity::Fixed), 1_000);
    let Step::AskModel(first) = search.poll() else { panic!("a model is asked first") };
    let retry = ModelRetried {
        partial: came.clone(),
        ask: first.ask,
        attempt: 2,
        kind: "stream_cut".into(),
        message: "cut".into(),
        wait_ms: 4_000,
    };
    assert_eq!(search.model_retried(retry, 1_001), Accepted::Yes);
    assert_eq!(search.model_stopped(first.ask, came.clone(), 1_002), Accepted::Yes);
    let Step::AskModel(second) = search.poll() else { panic!("it is asked anew") };
    let (kind, message) = ("stream_cut".to_owned(), "cut".to_owned());
    let failed = ModelFailed { ask: second.ask, kind, message, partial: came.clone() };
    assert_eq!(search.model_broke_off(failed, 1_003), Accepted::Yes);
    let cut: Vec<_> = search.trace().events.iter().filter_map(|event| event.body.cut()).collect();
    assert_eq!(cut, [(first.ask, came.clone()), (first.ask, came.clone()), (second.ask, came)]);
    for event in &search.trace().events {
        let stored = serde_json::to_value(event).unwrap();
        assert_eq!(Event::from_json(Some(stored)).as_ref(), Ok(event));
    }
    let again = Search::replay(search.trace()).unwrap();
    assert_eq!(again.trace(), search.trace());
    // What older builds wrote reads as nothing but the text, and what is empty is written as they wrote it.
    let old = json!({"seq": 3, "at_ms": 4, "type": "model_stopped", "ask": 0, "partial": "I look"});
    let event = Event::from_json(Some(old.clone())).unwrap();
    assert_eq!(serde_json::to_value(&event).unwrap(), old);
    let old = json!({"seq": 3, "at_ms": 4, "type": "model_failed", "ask": 0, "kind": "offline", "message": "m"});
    let event = Event::from_json(Some(old.clone())).unwrap();
    assert_eq!(event.body.cut(), Some((AskId(0), Partial::default())));
    assert_eq!(serde_json::to_value(&event).unwrap(), old);
}
