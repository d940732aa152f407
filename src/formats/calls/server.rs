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
/// `strip` is `truncate`, `filter` or `random`.
pub fn write_server_call(
    base: &str,
    form: ServerForm,
    tool: &Tool,
    api: &Api,
    arguments: &str,
    strip: &str,
) -> HttpRequest {
    let base = base.trim_end_matches('/');
    let base = base.strip_suffix(form.path()).unwrap_or(base);
    let body = json!({
        "category": tool.category,
        "tool_name": tool.standardized_name,
        "api_name": pure_name(&api.name),
        "tool_input": arguments,
        "strip": strip,
    });
    HttpRequest {
        method: "POST".to_owned(),
        url: format!("{base}{}", form.path()),
        headers: vec![("Content-Type".to_owned(), "application/json".to_owned())],
        body: Some(body.to_string()),
    }
}

/// What the server said. A server that takes no more for now is told apart, where the original is not asked for.
pub fn read_server_reply(received: &Received, fidelity: Fidelity) -> Observed {
    let value = if let Body::Text(text) = &received.body { json::parse(text).ok() } else { None };
    let mut observed = read_service_reply(received.status, value.as_ref(), fidelity);
    if fidelity == Fidelity::Fixed && received.status == 429 {
        observed.status = StatusCode::TooManyRequests;
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
            let request = write_server_call(base, ServerForm::Virtual, &tool, &api, "{\"a\": 1}", "truncate");
            assert_eq!(request.url, "https://s.example/x/virtual");
            let body = json::parse(&request.body.unwrap()).unwrap();
            let expect = json!({"category": "Data", "tool_name": "my_tool", "api_name": "get_id", "tool_input": "{\"a\": 1}", "strip": "truncate"});
            assert_eq!(body, expect);
        }
    }

    #[test]
    fn its_errors_are_statuses() {
        let read = |status, body: &str, fidelity| {
            let received = Received { status, content_type: None, body: Body::of(body.as_bytes()) };
            read_server_reply(&received, fidelity).status
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
}
