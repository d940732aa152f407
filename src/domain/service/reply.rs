//! What the service says, and what the model is told of it (ToolBench `rapidapi.py`, `_step`; `server.py`).

use super::class::{ErrorClass, Http, classify, holds_something};
use crate::domain::json::reads;
use crate::domain::python::{json_text, python_text, slice_chars};
use crate::domain::trace::{Fidelity, StatusCode};
use serde::Serialize;
use serde_json::{Value, json};

/// Characters of an API's reply that the original's service passes on.
pub const MAX_RESPONSE: usize = 2_048;

/// A call's observation, not yet cut to what the model sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Observed {
    /// Text for the model.
    pub observation: String,
    /// What became of the call.
    pub status: StatusCode,
}

reads!(Observed { observation, status });

/// The service's reply for what an API returned. `ToolBench`: Python text of the body, cut to [`MAX_RESPONSE`]
/// characters. `Fixed`: the body itself, and a failing HTTP status.
pub fn service_reply(body: &Value, http: Option<Http>, fidelity: Fidelity) -> Value {
    let class = classify(body, http, fidelity).class;
    let response = match fidelity {
        Fidelity::ToolBench => {
            let max = isize::try_from(MAX_RESPONSE).unwrap_or(isize::MAX);
            Value::String(slice_chars(&python_text(body), 0, Some(max)))
        }
        Fidelity::Fixed => body.clone(),
    };
    let mut reply = json!({"error": class.wire(), "response": response});
    if let (Fidelity::Fixed, Some(Http { status: status @ 400.., .. })) = (fidelity, http) {
        reply["http_status"] = status.into();
    }
    reply
}

/// Reads a reply of the service; `body` is `None` where it is no JSON. A reply without `error`, at which the original
/// stops, is a failed request. In `ToolBench` the observation is ASCII, so that cutting it may end inside an escape.
pub fn read_service_reply(http_status: u16, body: Option<&Value>, fidelity: Fidelity) -> Observed {
    let text = |value: &Value| match fidelity {
        Fidelity::ToolBench => json_text(value),
        Fidelity::Fixed => value.to_string(),
    };
    let failed = |more: &str| Observed {
        observation: text(&json!({"error": format!("request invalid, data error{more}"), "response": ""})),
        status: StatusCode::RequestFailed,
    };
    if http_status != 200 {
        return failed(&format!(". status_code={http_status}"));
    }
    let Some(body) = body else { return failed("") };
    let Some(error) = body.get("error") else { return failed("") };
    let status = match (error.as_str().and_then(|name| status_of(name, fidelity)), fidelity) {
        (Some(status), _) => status,
        (None, Fidelity::ToolBench) => StatusCode::Normal,
        (None, Fidelity::Fixed) => status_of_other(error),
    };
    Observed { observation: text(body), status }
}

/// What the original's environment has no status for and takes for a result: words of the service on arguments and on the
/// code that it ran, and any other error.
fn status_of_other(error: &Value) -> StatusCode {
    let begins = |start| error.as_str().is_some_and(|text| text.starts_with(start));
    if begins("Tool input parse error") {
        StatusCode::InputError
    } else if begins("Function executing") {
        StatusCode::RequestFailed
    } else if holds_something(error) {
        StatusCode::MessageError
    } else {
        StatusCode::Normal
    }
}

/// The status that a name in `error` stands for. The original knows a name for rate limits that its own service does
/// not use.
fn status_of(name: &str, fidelity: Fidelity) -> Option<StatusCode> {
    if name == "Rate limit per minute error..." {
        return Some(StatusCode::RateLimited);
    }
    let all = [
        ErrorClass::TimedOut,
        ErrorClass::NotWorking,
        ErrorClass::Unauthorized,
        ErrorClass::NotSubscribed,
        ErrorClass::TooManyRequests,
        ErrorClass::RateLimited,
        ErrorClass::Gateway,
        ErrorClass::Blocked,
        ErrorClass::Message,
    ];
    all.into_iter().find(|class| class.wire() == name).map(|class| class.status(fidelity))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_observations_with_a_status() {
        let read = |status, body: Option<Value>| read_service_reply(status, body.as_ref(), Fidelity::Fixed);
        assert_eq!(read(500, Some(json!({"error": ""}))).status, StatusCode::RequestFailed);
        assert_eq!(read(200, None).status, StatusCode::RequestFailed);
        for body in [json!({"response": 1}), json!([]), json!("text"), json!(null)] {
            assert_eq!(read(200, Some(body)).status, StatusCode::RequestFailed);
        }
        assert_eq!(read(200, Some(json!({"error": "Rate limit error..."}))).status, StatusCode::RateLimited);
        for error in [json!(null), json!(""), json!(false), json!({})] {
            assert_eq!(read(200, Some(json!({"error": error}))).status, StatusCode::Normal);
        }
    }

    #[test]
    fn errors_that_the_original_takes_for_results_have_a_status_when_fixed() {
        let status = |error: Value, fidelity| {
            read_service_reply(200, Some(&json!({"error": error, "response": ""})), fidelity).status.number()
        };
        for (error, fixed) in [
            (json!("Tool input parse error...\n"), 2),
            (json!("Function executing from x import y error...\nboom"), 12),
            (json!("Something else"), 11),
            (json!({"code": 5}), 11),
        ] {
            assert_eq!(status(error.clone(), Fidelity::Fixed), fixed, "{error}");
            assert_eq!(status(error, Fidelity::ToolBench), 0);
        }
    }

    #[test]
    fn the_original_passes_on_python_text_and_we_the_body() {
        let body = json!({"é": [null, true]});
        assert_eq!(service_reply(&body, None, Fidelity::ToolBench)["response"], json!("{'é': [None, True]}"));
        assert_eq!(service_reply(&body, None, Fidelity::Fixed)["response"], body);
        let observed = read_service_reply(200, Some(&json!({"error": "", "response": "é"})), Fidelity::ToolBench);
        assert_eq!(observed.observation, r#"{"error": "", "response": "\u00e9"}"#);
    }
}
