//! What went over the wire, kept beside its run in both stores, and gone with it.

use toolgrove::browser::store::{Exchanged, Kv, Runs};
use toolgrove::domain::chat::Exchange;
use toolgrove::domain::trace::AskId;
use wasm_bindgen_test::wasm_bindgen_test;

fn exchange(reply: &str) -> Exchange {
    Exchange {
        method: "POST".into(),
        url: "http://h/v1".into(),
        reply: reply.into(),
        status: 200,
        ..Exchange::default()
    }
}

async fn replies(runs: &Runs, run: &str, ask: u32) -> Vec<String> {
    runs.exchanges(run).at(Exchanged::Ask(AskId(ask))).await.unwrap().into_iter().map(|e| e.reply).collect()
}

async fn check(kv: Kv) {
    let runs = Runs::new(kv);
    for (run, ask, reply) in [("a", 0, "first"), ("a", 0, "second"), ("a", 10, "later"), ("ab", 0, "of another run")] {
        runs.exchanges(run).add(Exchanged::Ask(AskId(ask)), &[exchange(reply)]).await.unwrap();
    }
    assert_eq!(replies(&runs, "a", 0).await, ["first", "second"]);
    assert_eq!(replies(&runs, "a", 1).await, Vec::<String>::new());
    assert_eq!(replies(&runs, "a", 10).await, ["later"]);
    // A request that is made again and again fills no disk.
    runs.exchanges("a").add(Exchanged::Ask(AskId(3)), &vec![exchange("x"); 100]).await.unwrap();
    assert_eq!(replies(&runs, "a", 3).await.len(), 64);
    runs.remove("a").await.unwrap();
    for ask in [0, 3, 10] {
        assert_eq!(replies(&runs, "a", ask).await, Vec::<String>::new());
    }
    assert_eq!(replies(&runs, "ab", 0).await, ["of another run"]);
}

#[wasm_bindgen_test]
async fn exchanges_live_and_go_with_their_run_in_memory() {
    check(Kv::memory()).await;
}

#[wasm_bindgen_test]
async fn exchanges_live_and_go_with_their_run_in_indexed_db() {
    check(Kv::open("toolgrove-exchanges-test").await.unwrap()).await;
}
