//! The two tool servers that speak ToolBench's form: its own (`/rapidapi`, `inference/server.py`, `Info`) and
//! StableToolBench's (`/virtual`, `server/main.py`). Their key travels in the body and in a header of the same name; the
//! network gate adds both.

use super::reply::{Body, Received};
use crate::domain::catalog::{Api, Tool, pure_name};
use crate::domain::json;
use crate::domain::service::{Observed, read_service_reply};
use crate::domain::trace::{Fidelity, StatusCode};
use crate::formats::provider::HttpRequest;
use serde_json::json;

/// Where the key travels in the body.
const KEY_FIELD: &str = "toolbench_key";

/// Which of the two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ServerForm {
    /// Calls the real API.
    #[default]
    RapidApi,
    /// Answers from recorded calls, or has a model play the API.
    Virtual,
}

impl ServerForm {
    /// The last part of its address.
    pub const fn path(self) -> &'static str {
        match self {
            Self::RapidApi => "/rapidapi",
            Self::Virtual => "/virtual",
        }
    }
}

/// The request for a call, without the server's key. `arguments` go as the text that was written, as upstream's do;
/// `strip` is `truncate`, `filter` or `random`. StableToolBench's server wants a key's field even where it wants no key:
/// it is blank unless `keyed`, when the gate adds it.
pub fn write_server_call(
    base: &str,
    form: ServerForm,
    tool: &Tool,
    api: &Api,
    arguments: &str,
    strip: &str,
    keyed: bool,
) -> HttpRequest {
    let base = base.trim_end_matches('/');
    let base = base.strip_suffix(form.path()).unwrap_or(base);
    let mut body = json!({
        "category": tool.category,
        "tool_name": tool.standardized_name,
        "api_name": pure_name(&api.name),
        "tool_input": arguments,
        "strip": strip,
    });
    if !keyed {
        body[KEY_FIELD] = "".into();
    }
    HttpRequest {
        method: "POST".to_owned(),
        url: format!("{base}{}", form.path()),
        headers: vec![("Content-Type".to_owned(), "application/json".to_owned())],
        body: Some(body.to_string()),
    }
}

/// What the server said. Where the original is not asked for, a server that takes no more for now is told apart, and what
/// a failing status came with is passed on: it says what is wrong with the request.
pub fn read_server_reply(received: &Received, fidelity: Fidelity) -> Observed {
    let value = if let Body::Text(text) = &received.body { json::parse(text).ok() } else { None };
    let mut observed = read_service_reply(received.status, value.as_ref(), fidelity);
    if fidelity == Fidelity::Fixed && received.status != 200 {
        let detail = value.unwrap_or_else(|| received.body.start().into());
        let error = format!("The tool server answered with HTTP status {}", received.status);
        observed.observation = json!({"error": error, "response": detail}).to_string();
        if received.status == 429 {
            observed.status = StatusCode::TooManyRequests;
        }
    }
    observed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_written_as_the_servers_read_it() {
        let tool = Tool { category: "Data".into(), standardized_name: "my_tool".into(), ..Tool::default() };
        let api = Api { name: "Get ID".into(), ..Api::default() };
        for base in ["https://s.example/x", "https://s.example/x/", "https://s.example/x/virtual"] {
            for keyed in [true, false] {
                let request =
                    write_server_call(base, ServerForm::Virtual, &tool, &api, "{\"a\": 1}", "truncate", keyed);
                assert_eq!(request.url, "https://s.example/x/virtual");
                let body = json::parse(&request.body.unwrap()).unwrap();
                let mut expect = json!({"category": "Data", "tool_name": "my_tool", "api_name": "get_id", "tool_input": "{\"a\": 1}", "strip": "truncate"});
                if !keyed {
                    expect["toolbench_key"] = "".into();
                }
                assert_eq!(body, expect);
            }
        }
    }

    #[test]
    fn its_errors_are_statuses() {
        let read = |status, body: &str, fidelity| {
            read_server_reply(&Received::new(status, None, Body::of(body.as_bytes())), fidelity).status
        };
        assert_eq!(read(200, r#"{"error": "", "response": 1}"#, Fidelity::Fixed), StatusCode::Normal);
        assert_eq!(
            read(200, r#"{"error": "Unsubscribed error...", "response": 1}"#, Fidelity::Fixed),
            StatusCode::NotSubscribed
        );
        assert_eq!(read(500, "oops", Fidelity::Fixed), StatusCode::RequestFailed);
        assert_eq!(read(429, "{}", Fidelity::Fixed), StatusCode::TooManyRequests);
        assert_eq!(read(429, "{}", Fidelity::ToolBench), StatusCode::RequestFailed);
    }

    #[test]
    fn what_a_failing_status_came_with_is_passed_on_when_fixed() {
        let detail = r#"{"detail":[{"loc":["body","strip"],"msg":"field required"}]}"#;
        let received = Received::new(422, None, Body::of(detail.as_bytes()));
        let told = read_server_reply(&received, Fidelity::Fixed).observation;
        let expect = format!(r#"{{"error":"The tool server answered with HTTP status 422","response":{detail}}}"#);
        assert_eq!(told, expect);
        let told = read_server_reply(&received, Fidelity::ToolBench).observation;
        assert_eq!(told, r#"{"error": "request invalid, data error. status_code=422", "response": ""}"#);
    }
}
