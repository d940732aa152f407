//! What was sent and what came of it, held against a case. Gives what is wrong, in words.

use super::Case;
use serde_json::{Value, json};
use toolgrove::domain::chat::{Delta, ModelError};
use toolgrove::domain::json::FromJson;
use toolgrove::formats::provider::{Endpoint, HttpRequest, Reply};

/// Headers that only the network gate may set.
const KEY_HEADERS: [&str; 3] = ["authorization", "x-api-key", "x-goog-api-key"];

/// What is wrong with the first request of a case.
pub fn request(case: &Case, endpoint: &Endpoint, sent: &HttpRequest) -> Vec<String> {
    let mut wrong = Vec::new();
    let expect = &case.request;
    // The server's root: the endpoint's address up to its path.
    let root: String = endpoint.base_url.split('/').take(3).collect::<Vec<_>>().join("/");
    let path = sent.url.strip_prefix(&root).unwrap_or(&sent.url);
    same(&mut wrong, "method", &json!(sent.method), &json!(expect.method));
    same(&mut wrong, "path", &json!(path), &json!(expect.path));
    for (name, value) in &expect.headers {
        let found = sent.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value);
        same(&mut wrong, name, &json!(found), &json!(value));
    }
    let mut names: Vec<String> = sent.headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    names.sort();
    if let Some(only) = &expect.only_headers {
        same(&mut wrong, "headers", &json!(names), &json!(only));
    }
    wrong.extend(
        KEY_HEADERS.iter().filter(|key| names.iter().any(|name| name == *key)).map(|key| format!("sends {key}")),
    );
    let body = body_of(sent);
    if let Some(whole) = &expect.whole_body {
        same(&mut wrong, "body", &body, whole);
    }
    if let Some(some) = &expect.body {
        part(&mut wrong, "body", &body, some);
    }
    let again = serde_json::to_value(sent).ok().map(|value| HttpRequest::from_json(Some(value)));
    if again.as_ref().and_then(|read| read.as_ref().ok()) != Some(sent) {
        wrong.push("the request does not survive the crossing".to_owned());
    }
    wrong
}

/// What is wrong with the request that follows a refusal.
pub fn adapted(case: &Case, sent: &HttpRequest) -> Vec<String> {
    let mut wrong = Vec::new();
    match &case.expect.adapted_request {
        Some(expect) => part(&mut wrong, "adapted body", &body_of(sent), expect),
        None => wrong.push(format!("adapted without reason: {}", body_of(sent))),
    }
    wrong
}

/// What is wrong with what came in the end. `deltas` are the pieces that were shown meanwhile.
pub fn outcome(case: &Case, outcome: &Result<Reply, ModelError>, deltas: &[Delta]) -> Vec<String> {
    let mut wrong = Vec::new();
    let expect = &case.expect;
    match (outcome, &expect.error) {
        (Ok(reply), None) => self::reply(&mut wrong, case, reply),
        (Err(error), Some(some)) => {
            let found = serde_json::to_value(error).unwrap_or_default();
            part(&mut wrong, "error", &found, some);
            if ModelError::from_json(Some(found)).as_ref() != Ok(error) {
                wrong.push("the error does not survive the crossing".to_owned());
            }
        }
        (Ok(reply), Some(error)) => wrong.push(format!("expected {error}, got {reply:?}")),
        (Err(error), None) => wrong.push(format!("failed: {error:?}")),
    }
    if let Some(expect) = &expect.deltas_text {
        let text: String =
            deltas.iter().filter_map(|d| if let Delta::Text(text) = d { Some(&**text) } else { None }).collect();
        same(&mut wrong, "deltas_text", &json!(text), &json!(expect));
    }
    wrong
}

fn reply(wrong: &mut Vec<String>, case: &Case, reply: &Reply) {
    let expect = &case.expect;
    let found = serde_json::to_value(reply).unwrap_or_default();
    match &expect.message {
        Some(message) => same(wrong, "message", &found["message"], message),
        None => wrong.push("the case expects neither message nor error".to_owned()),
    }
    same(wrong, "reasoning", &found["reasoning"], &json!(expect.reasoning));
    same(wrong, "extra_calls", &found["extra_calls"], &json!(expect.extra_calls));
    if let Some(usage) = &expect.usage {
        part(wrong, "usage", &found["usage"], usage);
    }
    if let Some(finish) = &expect.finish {
        same(wrong, "finish", &found["finish"], &json!(finish));
    }
    if let Some(model) = &expect.model {
        same(wrong, "model", &found["model"], &json!(model));
    }
    if Reply::from_json(Some(found)).as_ref() != Ok(reply) {
        wrong.push("the reply does not survive the crossing".to_owned());
    }
}

fn body_of(sent: &HttpRequest) -> Value {
    sent.body.as_deref().and_then(|body| serde_json::from_str(body).ok()).unwrap_or_default()
}

fn same(wrong: &mut Vec<String>, what: &str, found: &Value, expect: &Value) {
    if found != expect {
        wrong.push(format!("{what}: expected {expect}, found {found}"));
    }
}

/// Every field of `expect` has to be there; lists have to be as long. A `null` has to be absent or null.
fn part(wrong: &mut Vec<String>, what: &str, found: &Value, expect: &Value) {
    match (found, expect) {
        (Value::Object(found), Value::Object(expect)) => {
            for (key, expect) in expect {
                part(wrong, &format!("{what}.{key}"), found.get(key).unwrap_or(&Value::Null), expect);
            }
        }
        (Value::Array(found), Value::Array(expect)) if found.len() == expect.len() => {
            for (index, (found, expect)) in found.iter().zip(expect).enumerate() {
                part(wrong, &format!("{what}[{index}]"), found, expect);
            }
        }
        _ => same(wrong, what, found, expect),
    }
}
