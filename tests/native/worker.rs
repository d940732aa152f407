//! The worker protocol and the page's book over it.

use toolgrove::formats::worker::{
    Loaded, Order, Outcome, PROTOCOL, Remedy, Reply, Request, RequestId, RetrieverError, Step, Variant, decode, encode,
    ledger::{Ledger, Next},
    rows,
};

fn ready(build: &str, protocol: u32) -> Reply {
    Reply::Ready { build: build.into(), protocol, variant: Variant::Relaxed }
}

fn embed(text: &str) -> Order {
    Order::Embed { texts: vec![text.into()] }
}

fn done(id: u32) -> Reply {
    Reply::Done { id: RequestId(id), outcome: Outcome::Embedded { rows: 1, dim: 2 } }
}

#[test]
fn every_message_survives_the_crossing() {
    let loaded =
        Loaded { model: "ab".to_owned(), dim: 384, downloaded_bytes: 7, kept: true, fetch_ms: 1.5, prepare_ms: 2.0 };
    let error = RetrieverError::ModelTruncated { file: "m".into(), expected: 9, got: 3 };
    let id = RequestId(3);
    for reply in [
        ready("a", PROTOCOL),
        Reply::Progress { id, step: Step::Download { done_bytes: 1, total_bytes: u64::MAX } },
        Reply::Progress { id, step: Step::Prepare },
        Reply::Done { id, outcome: Outcome::Loaded(loaded) },
        done(3),
        Reply::Failed { id, error },
    ] {
        assert_eq!(decode::<Reply>(&encode(&reply).unwrap()), Ok(reply));
    }
    for order in [embed("\u{0} \"quoted\" \u{1F333}"), Order::Load { folder: "http://h/".into(), refetch: true }] {
        let request = Request { id, order };
        assert_eq!(decode::<Request>(&encode(&request).unwrap()), Ok(request));
    }
    for hostile in ["", "{}", "[1]", r#"{"reply":"done","id":-1}"#, r#"{"reply":"explode"}"#] {
        let error = decode::<Reply>(hostile).unwrap_err();
        assert_eq!(error.remedy(), Remedy::Reload, "{hostile}");
    }
}

#[test]
fn requests_wait_for_ready_and_replies_find_their_waiter() {
    let mut ledger = Ledger::new("b1");
    assert_eq!(ledger.enter(embed("x"), "first"), Ok(None));
    assert_eq!(ledger.enter(embed("y"), "second"), Ok(None));
    let Next::Send(held) = ledger.reply(ready("b1", PROTOCOL)) else { panic!("not sent") };
    let ids: Vec<u32> = held.iter().map(|m| decode::<Request>(m).unwrap().id.0).collect();
    assert_eq!(ids, [0, 1]);
    assert!(ledger.enter(embed("z"), "third").unwrap().is_some());
    assert_eq!(ledger.reply(Reply::Progress { id: RequestId(1), step: Step::Prepare }), Next::Progress(Step::Prepare));
    let outcome = Outcome::Embedded { rows: 1, dim: 2 };
    assert_eq!(ledger.reply(done(1)), Next::Settled("second", Ok(outcome)));
    assert_eq!(ledger.reply(done(1)), Next::Nothing);
    let failed = Reply::Failed { id: RequestId(0), error: RetrieverError::NotLoaded };
    assert_eq!(ledger.reply(failed), Next::Settled("first", Err(RetrieverError::NotLoaded)));
    assert_eq!(ledger.waiters().collect::<Vec<_>>(), [&"third"]);
}

#[test]
fn a_stopped_worker_leaves_nobody_waiting() {
    let mut ledger = Ledger::new("b1");
    ledger.reply(ready("b1", PROTOCOL));
    ledger.enter(embed("x"), "sent").unwrap();
    assert_eq!(ledger.close_all(), ["sent"]);
    // Its successor is not ready yet, and a late reply of the old one finds nobody.
    assert_eq!(ledger.enter(embed("y"), "next"), Ok(None));
    assert_eq!(ledger.reply(done(0)), Next::Nothing);
    assert!(matches!(ledger.reply(ready("b1", PROTOCOL)), Next::Send(held) if held.len() == 1));
}

#[test]
fn another_build_or_protocol_is_refused() {
    for other in [ready("b2", PROTOCOL), ready("b1", PROTOCOL + 1)] {
        let Next::Refused(error) = Ledger::<()>::new("b1").reply(other) else { panic!("accepted") };
        assert!(matches!(error, RetrieverError::BuildMismatch { .. }));
        assert_eq!(error.remedy(), Remedy::Reload);
    }
}

#[test]
fn a_buffer_is_cut_into_rows_or_refused() {
    assert_eq!(rows(&[1.0, 2.0, 3.0, 4.0], 2, 2), Ok(vec![vec![1.0, 2.0], vec![3.0, 4.0]]));
    assert_eq!(rows(&[], 0, 2), Ok(vec![]));
    for (flat, n, dim) in [(&[1.0][..], 1, 2), (&[1.0, f32::NAN], 1, 2), (&[], 1, 0), (&[], u32::MAX, u32::MAX)] {
        assert!(rows(flat, n, dim).is_err(), "{flat:?} {n} {dim}");
    }
}
