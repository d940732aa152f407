//! Turns at a provider: one after the other, given back, given up.

use futures::join;
use std::cell::RefCell;
use toolgrove::browser::clock::{now_ms, sleep_ms};
use toolgrove::browser::llm::Lanes;
use toolgrove::browser::net::{CancelToken, Origin};
use toolgrove::domain::chat::ModelError;
use toolgrove::domain::pace::Pace;
use wasm_bindgen_test::wasm_bindgen_test;

const ONE: Pace = Pace { max_parallel: Some(1), per_minute: None };

fn origin(url: &str) -> Origin {
    Origin::of_url(url).unwrap()
}

#[wasm_bindgen_test]
async fn requests_to_one_provider_wait_for_each_other_and_others_do_not() {
    let (lanes, never) = (Lanes::default(), CancelToken::default());
    let (a, b) = (origin("https://a.example"), origin("https://b.example"));
    let order = RefCell::new(Vec::new());
    let go = |name: &'static str, at: &'static str| {
        let (lanes, order, never) = (lanes.clone(), &order, &never);
        let at = if at == "a" { a.clone() } else { b.clone() };
        async move {
            let place = lanes.turn(&at, ONE, never).await.unwrap();
            order.borrow_mut().push(format!("{name} begins"));
            sleep_ms(30).await;
            order.borrow_mut().push(format!("{name} ends"));
            drop(place);
        }
    };
    join!(go("first", "a"), go("second", "a"), go("other", "b"));
    let order = order.into_inner();
    let place = |what: &str| order.iter().position(|entry| entry == what).unwrap();
    assert!(place("first ends") < place("second begins"), "{order:?}");
    assert!(place("other begins") < place("first ends"), "{order:?}");
}

#[wasm_bindgen_test]
async fn who_gives_up_waiting_holds_nobody_up() {
    let (lanes, never, stop) = (Lanes::default(), CancelToken::default(), CancelToken::default());
    let at = origin("https://a.example");
    let first = lanes.turn(&at, ONE, &never).await.unwrap();
    let given_up = async {
        let outcome = lanes.turn(&at, ONE, &stop).await.map(drop);
        assert_eq!(outcome, Err(ModelError::Stopped { partial: None }));
    };
    let third = async { lanes.turn(&at, ONE, &never).await.map(drop) };
    let acts = async {
        sleep_ms(10).await;
        stop.cancel();
        sleep_ms(10).await;
        drop(first);
    };
    let ((), third, ()) = join!(given_up, third, acts);
    assert_eq!(third, Ok(()));
}

#[wasm_bindgen_test]
async fn starts_are_spaced() {
    // 600 a minute: one each 100 ms.
    let pace = Pace { max_parallel: None, per_minute: Some(600) };
    let (lanes, never, at) = (Lanes::default(), CancelToken::default(), origin("https://a.example"));
    let begun = now_ms();
    for _ in 0..3 {
        drop(lanes.turn(&at, pace, &never).await.unwrap());
    }
    assert!(now_ms() - begun >= 190, "the third starts after two gaps");
}

#[wasm_bindgen_test]
async fn a_start_that_was_given_up_goes_to_the_next() {
    // One each 300 ms.
    let pace = Pace { max_parallel: None, per_minute: Some(200) };
    let (lanes, never, stop) = (Lanes::default(), CancelToken::default(), CancelToken::default());
    let at = origin("https://a.example");
    let begun = now_ms();
    drop(lanes.turn(&at, pace, &never).await.unwrap());
    let given_up = async { lanes.turn(&at, pace, &stop).await.map(drop) };
    let acts = async {
        sleep_ms(30).await;
        stop.cancel();
    };
    let (given_up, ()) = join!(given_up, acts);
    assert_eq!(given_up, Err(ModelError::Stopped { partial: None }));
    drop(lanes.turn(&at, pace, &never).await.unwrap());
    let waited = now_ms() - begun;
    assert!((290..500).contains(&waited), "the second start, not the third: {waited} ms");
}

#[wasm_bindgen_test]
async fn who_waits_for_a_moment_waits_for_a_rest_too() {
    let (lanes, never) = (Lanes::default(), CancelToken::default());
    let at = origin("https://a.example");
    // One each 100 ms.
    let pace = Pace { max_parallel: None, per_minute: Some(600) };
    let started = now_ms();
    let first = lanes.turn(&at, pace, &never).await.unwrap();
    let second = async {
        let place = lanes.turn(&at, pace, &never).await;
        drop(place);
        now_ms()
    };
    let rest = async {
        sleep_ms(20).await;
        lanes.hold(&at, started + 500);
        drop(first);
    };
    let (began, ()) = join!(second, rest);
    assert!(began >= started + 500, "began after {} ms", began - started);
}
