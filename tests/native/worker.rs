//! The worker protocol and the page's book over it; what crosses to each worker and back.

use serde_json::json;
use toolgrove::domain::chat::{FunctionSpec, Message as Said, ModelReply, Role};
use toolgrove::domain::planner::Planner;
use toolgrove::domain::trace::StatusCode;
use toolgrove::formats::worker::{
    Message, PROTOCOL, RequestId, WorkerError, decode, encode,
    ledger::{Ledger, Next},
    practice,
    retriever::{Embedded, Loaded, Order, Remedy, RetrieverError, Step, rows},
};
use toolgrove::practice::answer;

/// The worker's words, as text.
fn ready(build: &str, protocol: u32) -> String {
    Message::Ready { protocol, build }.to_string()
}

fn done(id: u32) -> String {
    Message::Done { id: RequestId(id), body: "[]" }.to_string()
}

#[test]
fn every_message_survives_the_crossing() {
    let id = RequestId(u32::MAX);
    for body in ["", "{}", "two\nlines", "\u{0} \"quoted\" \u{1F333}"] {
        for message in [
            Message::Ask { id, body },
            Message::Ready { protocol: PROTOCOL, build: body },
            Message::Progress { id, body },
            Message::Done { id, body },
            Message::Failed { id, body },
        ] {
            assert_eq!(Message::read(&message.to_string()), Ok(message));
        }
    }
    for hostile in ["", "done", "done 1", "done\n1", "done -1\n", "done 4294967296\n", "explode 1\n", "done  1\n", "\n"]
    {
        let error = Message::read(hostile).unwrap_err();
        assert_eq!(RetrieverError::from(error).remedy(), Remedy::Reload, "{hostile:?}");
    }
}

#[test]
fn every_body_of_the_retriever_survives_the_crossing() {
    for order in [Order::Embed { texts: vec!["x".into()] }, Order::Load { folder: "http://h/".into(), refetch: true }] {
        assert_eq!(decode::<Order>(&encode(&order).unwrap()), Ok(order));
    }
    let loaded =
        Loaded { model: "ab".to_owned(), dim: 384, downloaded_bytes: 7, kept: true, fetch_ms: 1.5, prepare_ms: 2.0 };
    assert_eq!(decode::<Loaded>(&encode(&loaded).unwrap()), Ok(loaded));
    let shape = Embedded { rows: 1, dim: 2 };
    assert_eq!(decode::<Embedded>(&encode(&shape).unwrap()), Ok(shape));
    for step in [Step::Prepare, Step::Download { done_bytes: 1, total_bytes: u64::MAX }] {
        assert_eq!(decode::<Step>(&encode(&step).unwrap()), Ok(step));
    }
    assert_eq!(encode(&Step::Prepare).unwrap(), "null");
    let (file, cause) = ("m".to_owned(), "no \"reason\"".to_owned());
    for error in [
        RetrieverError::ModelCorrupt { file: file.clone(), expected: "a".into(), got: "b".into() },
        RetrieverError::ModelTruncated { file: file.clone(), expected: u64::MAX, got: 3 },
        RetrieverError::ModelMissing { file: file.clone(), status: 404 },
        RetrieverError::Offline { file, cause: cause.clone() },
        RetrieverError::ModelUnreadable { cause: cause.clone() },
        RetrieverError::TokenizerUnreadable { cause: cause.clone() },
        RetrieverError::TextFailed { cause },
        RetrieverError::NotLoaded,
        RetrieverError::TooMany { got: 17 },
    ] {
        assert_eq!(decode::<RetrieverError>(&encode(&error).unwrap()), Ok(error));
    }
}

#[test]
fn bodies_that_are_not_what_they_should_be_are_refused() {
    for hostile in
        ["", "{}", "[]", "null", "[1]", r#"["explode"]"#, r#"["offline"]"#, r#"["model_missing","m","70000"]"#]
    {
        assert!(decode::<RetrieverError>(hostile).is_err(), "{hostile}");
    }
    for hostile in ["", "{}", "[1]", "[1,-1]", r#"{"rows":1}"#] {
        assert!(decode::<Step>(hostile).is_err(), "{hostile}");
        assert!(decode::<Embedded>(hostile).is_err(), "{hostile}");
    }
    for hostile in ["", "{}", r#"{"reply":{}}"#, r#"{"call":{"tool":"t"}}"#, r#"{"explode":null}"#] {
        assert!(decode::<practice::Order>(hostile).is_err(), "{hostile}");
    }
    for hostile in ["", "{}", r#"["x"]"#, r#"["x",99]"#] {
        assert!(decode::<practice::Called>(hostile).is_err(), "{hostile}");
        assert!(decode::<ModelReply>(hostile).is_err(), "{hostile}");
    }
}

#[test]
fn the_practice_worker_answers_as_planner_and_tools_do() {
    let messages = vec![Said::text(Role::User, "How many hours of daylight are there in Tromsø on 2025-12-21?")];
    // Keys out of alphabetical order: their order is part of what the planner reads.
    let parameters = json!({"type": "object", "required": ["place"], "properties": {
        "place": {"type": "string", "description": "A city"}, "date": {"type": "string", "description": "YYYY-MM-DD"},
    }, "optional": ["date"]});
    let description = "Hours of daylight at a place on a date.".to_owned();
    let functions = vec![FunctionSpec { name: "daylight_for_sun".to_owned(), description, parameters }];
    let expected = Planner::new(1).reply(&messages, &functions);
    assert_eq!(crossing::<ModelReply>(&practice::Order::Reply { messages, functions }), expected);

    let call = |tool: &str, api: &str, arguments: &str| {
        let [tool, api, arguments] = [tool, api, arguments].map(str::to_owned);
        crossing::<practice::Called>(&practice::Order::Call { tool, api, arguments })
    };
    let roman = call("roman_and_morse", "to_roman", r#"{"number": 2025}"#);
    assert_eq!((roman.0.contains("MMXXV"), roman.1), (true, StatusCode::Normal), "{roman:?}");
    let none = call("no_such_tool", "x", "{}");
    assert_eq!((none.0.contains("does not exist"), none.1), (true, StatusCode::MessageError), "{none:?}");
    assert_eq!(call("roman_and_morse", "to_roman", "not JSON").1, StatusCode::InputError);
}

/// An order sent, answered and read back, as between page and worker.
fn crossing<T: serde::de::DeserializeOwned>(order: &practice::Order) -> T {
    let heard: practice::Order = decode(&encode(order).unwrap()).unwrap();
    assert_eq!(heard, *order);
    decode(&encode(&answer(&heard)).unwrap()).unwrap()
}

#[test]
fn requests_wait_for_ready_and_replies_find_their_waiter() {
    let mut ledger = Ledger::new("b1");
    assert_eq!(ledger.enter("x", "first"), None);
    assert_eq!(ledger.enter("y", "second"), None);
    assert!(!ledger.is_ready());
    assert_eq!(ledger.heard(&ready("b1", PROTOCOL)), Next::Send(vec!["ask 0\nx".to_owned(), "ask 1\ny".to_owned()]));
    assert!(ledger.is_ready());
    assert_eq!(ledger.enter("z", "third").as_deref(), Some("ask 2\nz"));
    assert_eq!(ledger.heard("progress 1\nnull"), Next::Progress("null"));
    assert_eq!(ledger.heard(&done(1)), Next::Settled("second", Ok("[]")));
    assert_eq!(ledger.heard(&done(1)), Next::Nothing);
    assert_eq!(ledger.heard("progress 1\nnull"), Next::Nothing);
    assert_eq!(ledger.heard("failed 0\n[\"x\"]"), Next::Settled("first", Err("[\"x\"]")));
    assert_eq!(ledger.waiters().collect::<Vec<_>>(), [&"third"]);
}

#[test]
fn a_stopped_worker_leaves_nobody_waiting() {
    let mut ledger = Ledger::new("b1");
    ledger.heard(&ready("b1", PROTOCOL));
    assert!(ledger.enter("x", "sent").is_some());
    assert_eq!(ledger.close_all(), ["sent"]);
    // Its successor is not ready yet, and a late reply of the old one finds nobody.
    assert!(!ledger.is_ready());
    assert_eq!(ledger.enter("y", "next"), None);
    assert_eq!(ledger.heard(&done(0)), Next::Nothing);
    assert!(matches!(ledger.heard(&ready("b1", PROTOCOL)), Next::Send(held) if held.len() == 1));
}

#[test]
fn another_build_or_protocol_is_refused() {
    for other in [ready("b2", PROTOCOL), ready("b1", PROTOCOL + 1), ready("", PROTOCOL)] {
        let mut ledger = Ledger::<()>::new("b1");
        let Next::Refused(error) = ledger.heard(&other) else { panic!("accepted") };
        assert!(matches!(error, WorkerError::BuildMismatch { .. }));
        assert_eq!(RetrieverError::from(error).remedy(), Remedy::Reload);
    }
    for nonsense in ["ask 0\n{}", "", "hello"] {
        let mut ledger = Ledger::<()>::new("b1");
        let Next::Refused(error) = ledger.heard(nonsense) else { panic!("accepted {nonsense:?}") };
        assert!(matches!(error, WorkerError::MessageUnreadable { .. }));
    }
}

#[test]
fn a_buffer_is_cut_into_rows_or_refused() {
    let cut = |flat: &[f32], n, dim| rows(flat, Embedded { rows: n, dim });
    assert_eq!(cut(&[1.0, 2.0, 3.0, 4.0], 2, 2), Ok(vec![vec![1.0, 2.0], vec![3.0, 4.0]]));
    assert_eq!(cut(&[], 0, 2), Ok(vec![]));
    for (flat, n, dim) in [(&[1.0][..], 1, 2), (&[1.0, f32::NAN], 1, 2), (&[], 1, 0), (&[], u32::MAX, u32::MAX)] {
        assert!(cut(flat, n, dim).is_err(), "{flat:?} {n} {dim}");
    }
}
