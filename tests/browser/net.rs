//! The network gate: what it refuses, and how requests end.

use crate::contract_in_browser::outside;
use futures::future::join;
use std::cell::Cell;
use toolgrove::browser::llm::{Connection, Connections, HttpModel, Model, ScriptedModel};
use toolgrove::browser::net::{
    CancelToken, KeyHeader, Limits, NetError, Origin, Outbound, Permits, Redirects, fetch_external,
};
use toolgrove::browser::vault::Secret;
use toolgrove::domain::chat::{Blocked, ChatRequest, Message, ModelError, ModelReply, Role};
use wasm_bindgen_test::wasm_bindgen_test;

const LIMITS: Limits = Limits { first_ms: 5_000, idle_ms: 5_000, max_bytes: 1 << 20 };
/// Nothing listens there; browsers refuse it besides.
const DEAD: &str = "http://127.0.0.1:1";

fn page_url() -> String {
    web_sys::window().unwrap().location().origin().unwrap()
}

fn get(url: &str) -> Outbound<'_> {
    Outbound { url, method: "GET", headers: &[], body: None, key: None, limits: LIMITS, redirects: Redirects::Refuse }
}

fn allowing(url: &str) -> Permits {
    let permits = Permits::default();
    permits.allow(Origin::of_url(url).unwrap());
    permits
}

async fn fail(permits: &Permits, out: &Outbound<'_>) -> NetError {
    fetch_external(permits, out, &CancelToken::default()).await.map(|answer| answer.status).unwrap_err()
}

#[wasm_bindgen_test]
async fn only_permitted_origins_are_called() {
    let refused = |origin: &str| NetError::NotPermitted { origin: origin.to_owned() };
    assert_eq!(fail(&Permits::default(), &get("https://example.com/x")).await, refused("https://example.com"));
    let permits = allowing("https://example.com");
    assert_eq!(fail(&permits, &get("http://example.com/x")).await, refused("http://example.com"));
    permits.withdraw(&Origin::of_url("https://example.com").unwrap());
    assert_eq!(fail(&permits, &get("https://example.com/x")).await, refused("https://example.com"));
}

#[wasm_bindgen_test]
async fn a_key_goes_to_its_own_origin_only() {
    let permits = allowing(DEAD);
    permits.allow(Origin::of_url("https://example.com").unwrap());
    let secret = Secret::new("sk-canary", Origin::of_url("https://example.com").unwrap()).unwrap();
    let out = Outbound { key: Some((KeyHeader::Bearer, &secret)), ..get(DEAD) };
    assert_eq!(fail(&permits, &out).await, NetError::NotPermitted { origin: DEAD.to_owned() });
}

#[wasm_bindgen_test]
async fn what_is_no_web_address_is_refused() {
    for url in
        ["", "/path", "javascript:alert(1)", "data:text/plain,x", "file:///etc/passwd", "https://me:pw@example.com"]
    {
        assert_eq!(fail(&Permits::default(), &get(url)).await, NetError::BadUrl, "{url}");
    }
    let headers = [("X-Bad", "line\nbreak")];
    let url = page_url();
    assert_eq!(fail(&Permits::default(), &Outbound { headers: &headers, ..get(&url) }).await, NetError::BadHeader);
}

#[wasm_bindgen_test]
async fn a_dead_server_on_this_machine_is_named_as_such() {
    let error = fail(&allowing(DEAD), &get(DEAD)).await;
    assert_eq!(error, NetError::Unreachable { cause: Blocked::Local });
}

#[wasm_bindgen_test]
async fn bytes_come_up_to_the_limit() {
    let url = page_url();
    let cancel = CancelToken::default();
    let mut answer = fetch_external(&Permits::default(), &get(&url), &cancel).await.unwrap();
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-type").unwrap().starts_with("text/html"));
    assert!(answer.bytes().await.unwrap().starts_with(b"<"));

    let few = Limits { max_bytes: 3, ..LIMITS };
    let mut answer =
        fetch_external(&Permits::default(), &Outbound { limits: few, ..get(&url) }, &cancel).await.unwrap();
    assert_eq!(answer.bytes().await, Err(NetError::TooLarge { limit: 3 }));

    // What fits of one large piece is not lost.
    let mut answer =
        fetch_external(&Permits::default(), &Outbound { limits: few, ..get(&url) }, &cancel).await.unwrap();
    assert_eq!(answer.chunk().await.unwrap().map(|piece| piece.len()), Some(3));
    assert_eq!(answer.chunk().await, Err(NetError::TooLarge { limit: 3 }));
    assert_eq!(answer.chunk().await, Err(NetError::TooLarge { limit: 3 }));
}

#[wasm_bindgen_test]
async fn a_stop_ends_a_request_before_and_while_it_runs() {
    let stopped = CancelToken::default();
    stopped.cancel();
    let url = page_url();
    let outcome = fetch_external(&Permits::default(), &get(&url), &stopped).await.map(|a| a.status);
    assert_eq!(outcome, Err(NetError::Aborted));

    let cancel = CancelToken::default();
    let woken = Cell::new(0);
    let waits = async {
        cancel.cancelled().await;
        woken.set(woken.get() + 1);
    };
    let stops = async {
        assert_eq!(woken.get(), 0);
        cancel.clone().cancel();
    };
    join(waits, stops).await;
    assert_eq!(woken.get(), 1);
}

#[wasm_bindgen_test]
async fn naming_an_endpoint_permits_its_origin_and_survives_a_reload() {
    let connection = Connection {
        id: Connections::new_id(),
        label: "Mine".into(),
        base_url: "http://localhost:11434/v1".into(),
        model: "m".into(),
        ..Connection::default()
    };
    Connections::save(std::slice::from_ref(&connection), &Permits::default()).unwrap();
    let permits = Permits::default();
    assert_eq!(Connections::load(&permits), [connection]);
    assert!(permits.holds(&Origin::of_url("http://localhost:11434").unwrap()));
    Connections::save(&[], &permits).unwrap();
}

fn chat() -> ChatRequest {
    ChatRequest { messages: vec![Message::text(Role::User, "hi")], ..ChatRequest::default() }
}

/// What every model owes the driver, whatever is behind it: once stopped, it asks nobody and says so.
async fn check_stopped_model(model: &dyn Model) {
    let cancel = CancelToken::default();
    cancel.cancel();
    let outcome = model.reply(&chat(), &|_| {}, &cancel).await;
    assert_eq!(outcome, Err(ModelError::Stopped { partial: None }), "{}", model.name());
}

#[wasm_bindgen_test]
async fn models_keep_the_port_s_contract() {
    let base_url = DEAD.to_owned();
    let connection = Connection { id: "a".into(), base_url, model: "m".into(), ..Connection::default() };
    let endpoint = HttpModel::new(connection, None, outside(DEAD));
    let scripted = ScriptedModel::new([Ok(ModelReply::estimated(&chat(), Message::text(Role::Assistant, "hello")))]);
    check_stopped_model(&endpoint).await;
    check_stopped_model(&scripted).await;
    assert!(scripted.asked().is_empty());

    let cancel = CancelToken::default();
    let reply = scripted.reply(&chat(), &|_| {}, &cancel).await.unwrap();
    assert_eq!(reply.message.content.as_deref(), Some("hello"));
    let unreachable = ModelError::BlockedOrUnreachable { cause: Blocked::Local };
    assert_eq!(endpoint.reply(&chat(), &|_| {}, &cancel).await, Err(unreachable));
}
