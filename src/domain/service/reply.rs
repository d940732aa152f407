//! What the service says, and what the model is told of it (ToolBench `rapidapi.py`, `_step`; `server.py`).

use super::class::{ErrorClass, classify};
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
pub fn service_reply(body: &Value, http_status: Option<u16>, fidelity: Fidelity) -> Value {
    let class = classify(body, http_status, fidelity).class;
    let response = match fidelity {
        Fidelity::ToolBench => {
            let max = isize::try_from(MAX_RESPONSE).unwrap_or(isize::MAX);
            Value::String(slice_chars(&python_text(body), 0, Some(max)))
        }
        Fidelity::Fixed => body.clone(),
    };
    let mut reply = json!({"error": class.wire(), "response": response});
    if let (Fidelity::Fixed, Some(status @ 400..)) = (fidelity, http_status) {
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
    let status = error.as_str().map_or(StatusCode::Normal, |name| status_of(name, fidelity));
    Observed { observation: text(body), status }
}

/// The status that a name in `error` stands for. The original knows a name for rate limits that its own service does
/// not use.
fn status_of(name: &str, fidelity: Fidelity) -> StatusCode {
    if name == "Rate limit per minute error..." {
        return StatusCode::RateLimited;
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
    all.into_iter().find(|class| class.wire() == name).map_or(StatusCode::Normal, |class| class.status(fidelity))
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
        assert_eq!(read(200, Some(json!({"error": null}))).status, StatusCode::Normal);
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
