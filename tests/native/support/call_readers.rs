//! Readers around calls of APIs: replies, and what a model wrote as arguments.

use super::BOTH;
use serde_json::{Value, json};
use toolgrove::domain::redact::redact;
use toolgrove::domain::search::shorten;
use toolgrove::domain::service::{Checked, check_arguments, misfit_observation, read_simulated, shape};
use toolgrove::domain::trace::Shaping;
use toolgrove::formats::calls::{Body, Received, observe, read_server_reply, write_call};
use toolgrove::formats::toolbench::{bundle_of, read_collection, read_tool};

/// What an API, a tool server or a model in its place sent, whatever its status.
pub fn api_reply(bytes: &[u8]) {
    let Some((&status, body)) = bytes.split_first() else { return };
    for fidelity in BOTH {
        let received = Received {
            used_up: status % 2 == 0,
            asks_to_wait: status % 3 == 0,
            ..Received::new(100 + 2 * u16::from(status), Some("text/x".into()), Body::of(body))
        };
        for observed in [observe(&received, fidelity), read_server_reply(&received, fidelity)] {
            for shaping in [Shaping::Whole, Shaping::Schema, Shaping::Compact] {
                let shaped = shape(&observed.observation, shaping, &json!({"a": [{"b": 1}]}));
                assert!(shorten(&shaped.text, 40).chars().count() <= 43);
            }
        }
    }
    let text = String::from_utf8_lossy(body);
    _ = read_simulated(&text);
    assert!(!redact(&text, "key", "*").contains("key"));
}

/// A tool file and what a model wrote for its first API, with a zero between them: checked and written as a request.
pub fn api_call(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (document, written) = text.split_once('\0').unwrap_or((&text, "{}"));
    if let Some(bundle) = bundle_of("file.json", document) {
        _ = read_collection(&bundle);
    }
    let Ok(tool) = read_tool("Data", document) else { return };
    let names = || tool.apis.iter().flat_map(|api| &api.required_parameters).map(|p| p.name.clone());
    let properties: serde_json::Map<String, Value> = names().map(|name| (name, json!({"type": "number"}))).collect();
    let schema = json!({"properties": properties, "required": names().collect::<Vec<_>>()});
    match check_arguments(&schema, written) {
        Checked::Misfit(problems) => _ = misfit_observation(&problems),
        Checked::Fit { arguments, .. } => {
            for api in &tool.apis {
                let Ok(request) = write_call(&tool, api, &arguments) else { continue };
                assert!(request.url.starts_with("http") && !request.url.contains(char::is_whitespace));
                assert!(!request.headers.iter().any(|(_, value)| value.contains(['\r', '\n'])));
            }
        }
    }
}
