//! The starter collection: documents against implementations, results against hand-derived values, refusals.
#![allow(clippy::needless_pass_by_value, reason = "json! literals read best without a borrow")]
#![allow(clippy::approx_constant, reason = "expected values stand in ten digits, as the tools give them")]
#![allow(clippy::too_many_lines, reason = "tables of cases")]

mod codes;
mod colours;
mod days;
pub(crate) mod documents;
mod hostile;
mod household;
mod measures;
mod numbers;
mod places;
mod refusals;
mod words;

use serde_json::{Map, Value};
use toolgrove::domain::local_tools::{LocalReply, TOOLS, call};

/// Calls an API by its name alone, which no two tools share.
#[track_caller]
fn run(api: &str, arguments: Value) -> LocalReply {
    let tool = TOOLS
        .iter()
        .find(|tool| tool.apis.iter().any(|(name, _)| *name == api))
        .unwrap_or_else(|| panic!("no tool has the API {api}"));
    let Value::Object(arguments) = arguments else { panic!("arguments must be an object") };
    call(tool.name, api, &arguments)
}

/// Asserts on the result's fields that `expected` names; numbers agree to nine digits.
#[track_caller]
fn check(api: &str, arguments: Value, expected: Value) {
    let reply = run(api, arguments.clone());
    assert_eq!(reply.status, 200, "{api} {arguments}: {}", reply.body);
    let expected: &Map<String, Value> = expected.as_object().expect("expected fields");
    for (field, wanted) in expected {
        let got = &reply.body[field];
        assert!(agrees(got, wanted), "{api} {arguments}: {field} is {got}, expected {wanted}; all: {}", reply.body);
    }
}

fn agrees(got: &Value, wanted: &Value) -> bool {
    match (got, wanted) {
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            (a - b).abs() <= 1e-9 * b.abs()
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| agrees(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && b.iter().all(|(key, b)| a.get(key).is_some_and(|a| agrees(a, b)))
        }
        _ => got == wanted,
    }
}

/// Asserts on status and message of a refusal.
#[track_caller]
fn refuse(api: &str, arguments: Value, status: u16, message: &str) {
    let reply = run(api, arguments.clone());
    assert_eq!((reply.status, reply.body["error"].as_str()), (status, Some(message)), "{api} {arguments}");
}
