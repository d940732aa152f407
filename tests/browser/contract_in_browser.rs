//! The contract suite in a browser: each case asked of a server that speaks it, through the network gate.
//!
//! The server (`tests/contract/server.mjs`) is started by `cargo xtask test browser`. The scribe works without its worker
//! here: what crosses is the same text.

use crate::contract::case::{Case, End};
use crate::contract::{cases, check};
use futures::future::{Either, LocalBoxFuture, select};
use futures::join;
use serde_json::Value;
use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;
use toolgrove::browser::clock::{now_ms, sleep_ms};
use toolgrove::browser::llm::{Connection, HttpModel, Lanes, Outside, curl_of};
use toolgrove::browser::net::{CancelToken, Limits, Origin, Outbound, Permits, Redirects, fetch_external};
use toolgrove::browser::scribe::{Desk, Order, Scribe};
use toolgrove::browser::vault::Secret;
use toolgrove::domain::chat::{Delta, ModelError};
use toolgrove::formats::provider::{HttpRequest, KeySlot, Reply};
use toolgrove::formats::worker::encode;
use toolgrove::scribe::Book;
use wasm_bindgen_test::wasm_bindgen_test;

/// The port is fixed: a test in a browser is told nothing from outside.
const SERVER: &str = "http://127.0.0.1:41973";
const KEY: &str = "sk-contract-1";
/// Headers that a browser sets by itself.
const BROWSERS_OWN: [&str; 9] =
    ["host", "connection", "content-length", "origin", "referer", "user-agent", "cache-control", "pragma", "cookie"];
const LIMITS: Limits = Limits { first_ms: 5_000, idle_ms: 5_000, max_bytes: 1 << 20 };

/// The scribe's book without its worker.
#[derive(Default)]
pub struct BookDesk(RefCell<Book>);

impl Desk for BookDesk {
    fn perform(&self, order: Order) -> LocalBoxFuture<'_, Result<String, ModelError>> {
        // Through text, as to the worker.
        let order = serde_json::from_str(&encode(&order).unwrap()).unwrap();
        Box::pin(async move { self.0.borrow_mut().answer(order).map(|outcome| encode(&outcome).unwrap()) })
    }
}

/// A scribe without a worker.
pub fn scribe() -> Scribe {
    Scribe::at(Rc::new(BookDesk::default()))
}

/// Never answers.
struct DeafDesk;

impl Desk for DeafDesk {
    fn perform(&self, _order: Order) -> LocalBoxFuture<'_, Result<String, ModelError>> {
        Box::pin(std::future::pending())
    }
}

/// A scribe whose worker never comes, or hangs.
pub fn deaf_scribe() -> Scribe {
    Scribe::at(Rc::new(DeafDesk))
}

/// What models behind endpoints share, with this origin permitted.
pub fn outside(url: &str) -> Outside {
    let permits = Permits::default();
    permits.allow(Origin::of_url(url).unwrap());
    Outside { permits, lanes: Lanes::default(), scribe: scribe() }
}

fn stem(case: &Case) -> &str {
    case.file.trim_end_matches(".json")
}

fn model(case: &Case, key: &str) -> HttpModel {
    model_at(connection(case), key, outside(SERVER))
}

fn connection(case: &Case) -> Connection {
    let endpoint = case.endpoint(&format!("{SERVER}/{}", stem(case)));
    Connection {
        id: "contract".into(),
        base_url: endpoint.base_url.clone(),
        model: endpoint.model.clone(),
        protocol: endpoint.protocol,
        ..Connection::default()
    }
}

fn model_at(connection: Connection, key: &str, outside: Outside) -> HttpModel {
    let secret = Secret::new(key, Origin::of_url(SERVER).unwrap()).unwrap();
    // Where a server falls silent, the test need not wait for minutes.
    HttpModel::new(connection, Some(secret), outside).with_patience(5_000, 400)
}

/// What the server tells at a path of its own.
pub async fn get(path: &str, method: &str) -> Value {
    let url = format!("{SERVER}{path}");
    let out = Outbound {
        url: &url,
        method,
        headers: &[],
        body: None,
        key: None,
        limits: LIMITS,
        redirects: Redirects::Refuse,
    };
    let mut answer = fetch_external(&outside(SERVER).permits, &out, &CancelToken::default()).await.unwrap();
    serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
}

async fn seen(case: &Case) -> Vec<Value> {
    get(&format!("/_seen/{}", stem(case)), "GET").await["requests"].as_array().unwrap().clone()
}

/// A request as the server saw it, without what the browser and the gate add; and the key in its header.
fn as_sent(case: &Case, request: &Value) -> (HttpRequest, Option<String>) {
    let slot = match case.endpoint(SERVER).protocol.key_slot() {
        KeySlot::Bearer => "authorization",
        KeySlot::Named(name) => name,
    };
    let all = request["headers"].as_object().unwrap();
    let browsers = |name: &str| {
        BROWSERS_OWN.contains(&name) || name.starts_with("sec-") || name == "accept" || name.starts_with("accept-")
    };
    let own = all.iter().filter(|(name, _)| !browsers(name) && *name != slot);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let request = HttpRequest {
        method: text(&request["method"]),
        url: format!("{SERVER}{}", text(&request["path"])),
        headers: own.map(|(name, value)| (name.clone(), text(value))).collect(),
        body: Some(text(&request["body"])).filter(|body| !body.is_empty()),
    };
    (request, all.get(slot).map(text))
}

async fn perform(case: &Case) -> Vec<String> {
    get(&format!("/_seen/{}", stem(case)), "DELETE").await;
    let deltas = RefCell::new(Vec::new());
    let hear = |delta: &Delta| deltas.borrow_mut().push(delta.clone());
    let outcome: Result<Reply, ModelError> = model(case, KEY).ask(&case.chat, &hear, &CancelToken::default()).await;
    let told = deltas.take();
    let told_again = told.iter().any(|delta| matches!(delta, Delta::Again(_)));
    let is_piece = |delta: &Delta| !matches!(delta, Delta::ExtraCall(_) | Delta::Again(_));
    let deltas: Vec<Delta> = told.into_iter().filter(is_piece).collect();
    let outcome = without_patience(case, outcome);
    let mut wrong = check::outcome(case, &outcome, &deltas);
    let requests = seen(case).await;
    let Some(first) = requests.first() else {
        wrong.push("nothing was sent".into());
        return wrong;
    };
    let (sent, key) = as_sent(case, first);
    let root = case.endpoint(SERVER);
    wrong.extend(check::request(case, &root, &sent));
    let expect_key =
        if matches!(root.protocol.key_slot(), KeySlot::Bearer) { format!("Bearer {KEY}") } else { KEY.into() };
    if key.as_deref() != Some(&*expect_key) {
        wrong.push(format!("the key's header is {key:?}"));
    }
    if told_again != case.expect.adapted_request.is_some() {
        wrong.push(format!("told of another attempt: {told_again}"));
    }
    if case.expect.adapted_request.is_some() {
        match requests.get(1) {
            Some(second) => wrong.extend(check::adapted(case, &as_sent(case, second).0)),
            None => wrong.push("nothing was sent after the refusal".into()),
        }
    }
    wrong
}

/// The native suite's patience of 1 ms stands in the cases.
fn without_patience(case: &Case, outcome: Result<Reply, ModelError>) -> Result<Reply, ModelError> {
    match outcome {
        Err(ModelError::TimedOut { partial, .. }) if case.reply.end == End::Hang => {
            Err(ModelError::TimedOut { after_ms: 1, partial })
        }
        // Nor does its clock.
        Err(ModelError::RateLimited { wait_ms: Some(0), message }) if names_a_date(case) => {
            Err(ModelError::RateLimited { wait_ms: Some(60_000), message })
        }
        other => other,
    }
}

fn names_a_date(case: &Case) -> bool {
    let after = case.reply.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("retry-after"));
    after.is_some_and(|(_, value)| value.parse::<f64>().is_err())
}

async fn suite(provider: &str) {
    let all = cases(provider);
    let mut failed = Vec::new();
    for case in &all {
        let wrong = perform(case).await;
        if !wrong.is_empty() {
            failed.push(format!("{} ({}):\n  {}", case.file, case.name, wrong.join("\n  ")));
        }
    }
    web_sys::console::log_1(
        &format!("contract {provider} in a browser: {} cases, {} passed", all.len(), all.len() - failed.len()).into(),
    );
    assert!(failed.is_empty(), "{} of {} cases failed\n{}", failed.len(), all.len(), failed.join("\n"));
}

#[wasm_bindgen_test]
async fn openai_compatible_endpoints() {
    suite("openai").await;
}

#[wasm_bindgen_test]
async fn anthropic_messages() {
    suite("anthropic").await;
}

#[wasm_bindgen_test]
async fn gemini_native() {
    suite("gemini").await;
}

#[wasm_bindgen_test]
async fn toolllama_text() {
    suite("toolllama").await;
}

/// A stop in the middle of a stream ends the request and keeps what had come, whatever the wire form.
#[wasm_bindgen_test]
async fn a_stop_aborts_every_kind_of_stream_and_keeps_what_came() {
    for provider in ["openai", "anthropic", "gemini", "toolllama"] {
        // The machine may stall: the best of three counts.
        let mut best_ms = u64::MAX;
        for _ in 0..3 {
            best_ms = best_ms.min(stopped_after_ms(provider).await);
            if best_ms <= 100 {
                break;
            }
        }
        assert!(best_ms <= 100, "{provider}: stopped after {best_ms} ms");
    }
}

async fn stopped_after_ms(provider: &str) -> u64 {
    let all = cases(provider);
    let hangs = all.iter().find(|case| case.reply.end == End::Hang && case.expect.error.is_some()).unwrap();
    get(&format!("/_seen/{}", stem(hangs)), "DELETE").await;
    let cancel = CancelToken::default();
    let model = model(hangs, KEY).with_patience(5_000, 5_000);
    let ask = Box::pin(model.ask(&hangs.chat, &|_| {}, &cancel));
    // Long enough for all that comes, which is counted in tens of milliseconds.
    let later = pin!(sleep_ms(300));
    let first = select(ask, later).await;
    assert!(matches!(first, Either::Right(_)), "{provider} ended by itself");
    let Either::Right(((), asked)) = first else { return u64::MAX };
    let stopped_ms = now_ms();
    cancel.cancel();
    let outcome = asked.await;
    let took_ms = now_ms() - stopped_ms;
    web_sys::console::log_1(&format!("{provider}: stopped after {took_ms} ms").into());
    let error = outcome.unwrap_err();
    assert_eq!(error.kind(), "stopped", "{provider}: {error:?}");
    let expect = &hangs.expect.error.as_ref().unwrap()["partial"];
    assert_eq!(serde_json::to_value(error.partial()).unwrap(), *expect, "{provider}");
    let mut aborted = false;
    for _ in 0..50 {
        aborted = seen(hangs).await.first().is_some_and(|request| request["aborted"] == true);
        if aborted {
            break;
        }
        sleep_ms(50).await;
    }
    assert!(aborted, "{provider}: the server still sends");
    took_ms
}

/// While the scribe's worker is loaded, or where it hangs, a stop is a stop.
#[wasm_bindgen_test]
async fn a_stop_does_not_wait_for_the_scribe() {
    let case = cases("openai").into_iter().next().unwrap();
    let connection = Connection { base_url: SERVER.into(), model: "m".into(), ..Connection::default() };
    let deaf = Outside { scribe: deaf_scribe(), ..outside(SERVER) };
    let model = HttpModel::new(connection, None, deaf);
    let cancel = CancelToken::default();
    let stop = async {
        sleep_ms(50).await;
        cancel.cancel();
    };
    let (outcome, ()) = join!(model.ask(&case.chat, &|_| {}, &cancel), stop);
    assert!(matches!(outcome, Err(ModelError::Stopped { partial: None })), "{outcome:?}");
}

/// An endpoint that puts the key into its reply: neither the pieces nor the reply show it, wherever the pieces are cut.
#[wasm_bindgen_test]
async fn an_echoed_key_is_in_no_piece_of_a_reply() {
    // Some text of the reply stands for the key: longer than a piece, and of signs that a key may have.
    let word = |case: &Case| {
        let said = case.expect.deltas_text.clone().unwrap_or_default();
        said.split(|c: char| !c.is_ascii_graphic()).max_by_key(|word| word.len()).unwrap_or_default().to_owned()
    };
    let case = cases("openai").into_iter().find(|case| word(case).len() >= 6);
    let case = case.unwrap();
    let key = &*word(&case);
    let said = case.expect.deltas_text.clone().unwrap_or_default();
    let deltas = RefCell::new(String::new());
    let hear = |delta: &Delta| {
        if let Delta::Text(text) = delta {
            deltas.borrow_mut().push_str(text);
            assert!(!deltas.borrow().contains(key), "{}", deltas.borrow());
        }
    };
    let outcome = model(&case, key).ask(&case.chat, &hear, &CancelToken::default()).await;
    assert_eq!(deltas.take(), said.replace(key, "[key]"));
    assert!(!format!("{outcome:?}").contains(key), "{outcome:?}");
}

/// What went over the wire is kept without the key, also where the endpoint echoes it.
#[wasm_bindgen_test]
async fn exchanges_hold_no_key() {
    use toolgrove::browser::llm::Model;
    for case in cases("openai").iter().filter(|case| case.reply.end == End::Close) {
        let model = model(case, KEY);
        let _outcome = model.reply(&case.chat, &|_| {}, &CancelToken::default()).await;
        for exchange in model.take_exchanges() {
            let text = serde_json::to_string(&exchange).unwrap() + &curl_of(&exchange);
            assert!(!text.contains(KEY), "{}: {text}", case.file);
            assert_eq!(exchange.key_header.as_deref(), Some("Authorization"));
        }
    }
}

/// The list of models is asked for with the key too, and its refusal may echo it.
#[wasm_bindgen_test]
async fn a_refused_list_of_models_shows_no_key() {
    let case = cases("openai").into_iter().find(|case| case.file == "openai/key_rejected.json").unwrap();
    let body: Vec<u8> = case.reply.chunks.iter().flat_map(|chunk| chunk.bytes.clone()).collect();
    let body = String::from_utf8(body).unwrap();
    let start = body.find("sk-").unwrap();
    let echoed: String =
        body[start..].chars().take_while(|c| c.is_ascii_alphanumeric() || "-_*".contains(*c)).collect();
    let error = model(&case, &echoed).models(&CancelToken::default()).await.unwrap_err();
    assert!(matches!(error, ModelError::KeyRejected { .. }), "{error:?}");
    assert!(error.to_string().contains("[key]") && !error.to_string().contains(&echoed), "{error}");
}

/// What an endpoint asks of one request holds for all: the next one waits, whoever makes it.
#[wasm_bindgen_test]
async fn a_refusal_with_a_wait_holds_up_other_requests() {
    let case = cases("openai").into_iter().find(|case| case.file == "openai/unavailable_wait.json").unwrap();
    let (shared, never) = (outside(SERVER), CancelToken::default());
    let begun = now_ms();
    for _ in 0..2 {
        let error =
            model_at(connection(&case), KEY, shared.clone()).ask(&case.chat, &|_| {}, &never).await.unwrap_err();
        assert!(matches!(error, ModelError::ServerError { wait_ms: Some(1_000), .. }), "{error:?}");
    }
    assert!(now_ms() - begun >= 950, "{} ms", now_ms() - begun);
}

/// The most tokens that a person lets a connection write are asked for, unless a request says otherwise.
#[wasm_bindgen_test]
async fn a_connections_output_limit_is_asked_for() {
    let case = cases("openai").into_iter().find(|case| case.file == "openai/text_whole.json").unwrap();
    let limited = Connection { max_output_tokens: Some(77), ..connection(&case) };
    let mut chat = case.chat.clone();
    for (own, expect) in [(None, 77), (Some(5), 5)] {
        chat.max_tokens = own;
        let reply = model_at(limited.clone(), KEY, outside(SERVER)).ask(&chat, &|_| {}, &CancelToken::default()).await;
        assert!(reply.is_ok(), "{reply:?}");
        let last = seen(&case).await.pop().unwrap();
        let body: Value = serde_json::from_str(last["body"].as_str().unwrap()).unwrap();
        assert_eq!(body["max_tokens"], expect);
    }
}
