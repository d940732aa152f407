//! Calls that must not leave, and hosts that asked for a rest: what the adapters make of documents that want RapidAPI's key
//! elsewhere, with the key in the vault; and how limits that a host told are kept to.

use crate::calls_in_browser::Says;
use crate::contract_in_browser::{get, outside};
use std::rc::Rc;
use std::sync::Arc;
use toolgrove::browser::net::Origin;
use toolgrove::browser::tools::{
    Consent, ConsentDesk, Observed, RAPIDAPI_KEY, RemoteTools, ToolSettings, Tools, Wire, rapidapi_origin,
};
use toolgrove::browser::vault::{Keep, Secret, Vault};
use toolgrove::domain::catalog::{Api, ApiKey, Collection, Tool};
use toolgrove::domain::trace::{Fidelity, StatusCode};
use wasm_bindgen_test::wasm_bindgen_test;

const SERVER: &str = "http://127.0.0.1:41973";
const KEY: &str = "rapid-key-000999";

fn api() -> ApiKey {
    ApiKey { category: "Data".into(), tool: "demo".into(), api: "now".into() }
}

/// A collection of one tool, whose document says this, with RapidAPI's key at hand.
fn tools(host: &str, method: &str, url: &str, settings: ToolSettings, asks: Rc<Says>) -> RemoteTools {
    let apis = vec![Api { name: "now".into(), url: url.into(), method: method.into(), ..Api::default() }];
    let tool = Tool {
        category: "Data".into(),
        tool_name: "Demo".into(),
        standardized_name: "demo".into(),
        host: host.into(),
        apis,
        ..Tool::default()
    };
    let collection = Arc::new(Collection { name: "mine".into(), tools: vec![tool] });
    let vault = Vault::default();
    vault.put(RAPIDAPI_KEY, Secret::new(KEY, rapidapi_origin(&settings).unwrap()).unwrap(), Keep::Memory);
    let (wire, desk) = (Wire::new(outside(SERVER)), ConsentDesk::new(asks));
    RemoteTools::new(collection, Fidelity::Fixed, settings, vault, desk, wire)
}

fn allowing() -> ToolSettings {
    ToolSettings { private: vec!["mine".into()], ..ToolSettings::default() }
}

async fn told(tools: &RemoteTools) -> Observed {
    tools.call(&api(), "{}").await
}

/// Nothing is sent, nobody is asked, and the message is the document's fault.
#[wasm_bindgen_test]
async fn documents_that_want_the_key_elsewhere_are_refused_with_their_message() {
    let gateway = |host: &str| {
        format!("This call is refused: {host} is not an address of RapidAPI's gateway (https://<name>.p.rapidapi.com)")
    };
    let demo = "demo.p.rapidapi.com";
    for (host, url, message) in [
        (demo, "https://demo.p.rapidapi.com.evil.example/v1", gateway("demo.p.rapidapi.com.evil.example")),
        (demo, "https://evilp.rapidapi.com/v1", gateway("evilp.rapidapi.com")),
        (demo, "http://demo.p.rapidapi.com/v1", gateway(demo)),
        (demo, "https://demo.p.rapidapi.com:8443/v1", gateway(demo)),
        (demo, "https://evil.example/demo.p.rapidapi.com", gateway("evil.example")),
        (demo, "http://127.0.0.1:41973/calls/get_json/v1/x", gateway("127.0.0.1")),
        (
            demo,
            "https://other.p.rapidapi.com/v1",
            "This call is refused: the document belongs to demo.p.rapidapi.com, but its address leads to \
             other.p.rapidapi.com"
                .to_owned(),
        ),
        (
            demo,
            "https://demo.p.rapidapi.com@evil.example/v1",
            "the document's address is not one that can be called: https://demo.p.rapidapi.com@evil.example/v1"
                .to_owned(),
        ),
    ] {
        for method in ["GET", "POST"] {
            let asks = Rc::new(Says::new(Consent::Always));
            let tools = tools(host, method, url, allowing(), Rc::clone(&asks));
            let observed = told(&tools).await;
            let error: serde_json::Value = serde_json::from_str(&observed.observation).unwrap();
            assert_eq!(error["error"], message, "{url}");
            assert_ne!(observed.status, StatusCode::Normal);
            assert_eq!((observed.by, asks.asked.get()), (None, 0), "{url}");
            assert!(tools.take_exchanges().is_empty(), "{url}");
        }
    }
}

/// The case's requests at the test's server, after they were forgotten and a few calls made.
async fn calls(stem: &str, settings: ToolSettings, host: &str, url: &str, n: usize) -> (Vec<Observed>, usize) {
    get(&format!("/_seen/calls/{stem}"), "DELETE").await;
    let tools = tools(host, "GET", url, settings, Rc::new(Says::new(Consent::No)));
    let mut all = Vec::new();
    for _ in 0..n {
        all.push(told(&tools).await);
    }
    let seen = get(&format!("/_seen/calls/{stem}"), "GET").await;
    (all, seen["requests"].as_array().unwrap().len())
}

/// What a host asked for holds for the next call too, which says until when.
#[wasm_bindgen_test]
async fn a_host_that_asked_for_a_long_rest_is_not_asked_again() {
    let url = format!("{SERVER}/calls/retry_long/v1/x");
    let (all, requests) = calls("retry_long", allowing(), "127.0.0.1", &url, 3).await;
    assert_eq!(requests, 1);
    assert_eq!(all[0].status, StatusCode::TooManyRequests);
    for rest in &all[1..] {
        assert_eq!((rest.status, rest.by), (StatusCode::TooManyRequests, None));
        let start = r#"{"error":"127.0.0.1 takes no further requests until 20"#;
        assert!(rest.observation.starts_with(start) && rest.observation.contains(" UTC"), "{}", rest.observation);
    }
}

/// Behind a gateway each API has its own quota: the name that the document gives counts.
#[wasm_bindgen_test]
async fn a_quota_that_is_used_up_is_kept_to_until_it_begins_anew() {
    let settings = ToolSettings { gateway: format!("{SERVER}/calls/quota_month"), ..ToolSettings::default() };
    let (host, url) = ("demo.p.rapidapi.com", "https://demo.p.rapidapi.com/v1/x");
    let (all, requests) = calls("quota_month", settings, host, url, 2).await;
    assert_eq!((requests, all[0].status), (1, StatusCode::RateLimited));
    assert_eq!((all[1].status, all[1].by), (StatusCode::RateLimited, None));
    let start = r#"{"error":"The quota at demo.p.rapidapi.com is used up until 20"#;
    assert!(all[1].observation.starts_with(start), "{}", all[1].observation);
}

#[wasm_bindgen_test]
fn a_key_is_for_hosts_below_its_home_alone() {
    let origin = |url: &str| Origin::of_url(url).unwrap();
    let home = "https://p.rapidapi.com";
    let secret = Secret::new(KEY, origin(home)).unwrap();
    let fits = |url: &str| secret.for_host_below(home, ".p.rapidapi.com", &origin(url));
    let found = fits("https://demo.p.rapidapi.com/x").unwrap();
    assert_eq!(found.origin().as_str(), "https://demo.p.rapidapi.com");
    for url in [
        "http://demo.p.rapidapi.com",
        "https://demo.p.rapidapi.com:8443",
        "https://demo.p.rapidapi.com.evil.example",
        "https://evilp.rapidapi.com",
        "https://p.rapidapi.com",
        "https://rapidapi.com",
    ] {
        assert_eq!(fits(url), None, "{url}");
    }
    // A key that was typed for another gateway, and a family that is none.
    let other = Secret::new(KEY, origin("https://g.example")).unwrap();
    let demo = origin("https://demo.p.rapidapi.com");
    assert_eq!(other.for_host_below(home, ".p.rapidapi.com", &demo), None);
    assert_eq!(secret.for_host_below(home, "p.rapidapi.com", &demo), None);
}
