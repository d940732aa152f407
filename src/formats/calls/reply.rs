//! What an API sent as an observation. Bytes come from strangers: any status, any kind, whole or not.

use crate::domain::json::{self, Fields, FromFields, Misfit, inside_serde, reads};
use crate::domain::service::{Http, Observed, read_service_reply, service_reply};
use crate::domain::trace::Fidelity;
use serde::Serialize;
use serde_json::{Value, json};

/// Characters of a body that could not be read whole that are told.
const MAX_START: usize = 2_000;
/// Bytes that are looked at to tell text from anything else.
const SNIFFED: usize = 1_024;

/// A reply's body as it crosses to the worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// Text, with signs in place of bytes that are none of UTF-8.
    Text(String),
    /// Anything else; so many bytes.
    Binary(u64),
}

impl Body {
    /// Of bytes. No zero byte at the start and nearly all of it UTF-8 is text: texts in older encodings are, pictures
    /// are not.
    pub fn of(bytes: &[u8]) -> Self {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let head = &bytes[..bytes.len().min(SNIFFED)];
        let strange = String::from_utf8_lossy(head).chars().filter(|c| *c == '\u{fffd}').count();
        if head.contains(&0) || strange * 5 > head.len() {
            return Self::Binary(bytes.len() as u64);
        }
        Self::Text(String::from_utf8_lossy(bytes).into_owned())
    }

    /// The start of a text, of a body that did not come whole.
    pub fn start(&self) -> String {
        self.text().chars().take(MAX_START).collect()
    }

    fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Binary(_) => "",
        }
    }
}

impl FromFields for Body {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        if of.has("text") { of.take("text").map(Self::Text) } else { of.take("binary").map(Self::Binary) }
    }
}

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Received {
    /// HTTP status.
    pub status: u16,
    /// The headers say that nothing of a quota is left.
    pub used_up: bool,
    /// The headers ask for a rest.
    pub asks_to_wait: bool,
    /// Header `Content-Type`; often hidden from pages or wrong, so that it decides nothing but what binary is called.
    pub content_type: Option<String>,
    /// The whole body.
    pub body: Body,
}

reads!(Received { status, used_up, asks_to_wait, content_type, body });
inside_serde!(Received);

impl Received {
    /// A reply whose headers tell nothing but its kind.
    pub const fn new(status: u16, content_type: Option<String>, body: Body) -> Self {
        Self { status, used_up: false, asks_to_wait: false, content_type, body }
    }

    const fn http(&self) -> Http {
        Http { status: self.status, used_up: self.used_up, asks_to_wait: self.asks_to_wait }
    }
}

/// What the model is told of a reply, and the status of the call. `ToolBench`: as its tool service would, by JSON or text
/// alone. `Fixed` says of a body that is empty or binary what it is.
pub fn observe(received: &Received, fidelity: Fidelity) -> Observed {
    let text = received.body.text();
    let body = match (&received.body, fidelity) {
        (Body::Text(text), Fidelity::Fixed) if text.is_empty() => Value::Null,
        (Body::Binary(bytes), Fidelity::Fixed) => binary(received, *bytes),
        _ => json::parse(text).unwrap_or_else(|_| Value::String(text.to_owned())),
    };
    let reply = service_reply(&body, Some(received.http()), fidelity);
    read_service_reply(200, Some(&reply), fidelity)
}

fn binary(received: &Received, bytes: u64) -> Value {
    let kind = received.content_type.as_deref().and_then(|t| t.split(';').next()).map(str::trim);
    let kind: String = kind.filter(|t| !t.is_empty()).unwrap_or("unknown").chars().take(100).collect();
    json!({"binary": true, "content_type": kind, "bytes": bytes})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::trace::StatusCode;

    #[track_caller]
    fn check(status: u16, content_type: &str, body: &[u8], expect: &(Value, StatusCode)) {
        let received = Received::new(status, Some(content_type.into()), Body::of(body));
        let Observed { observation, status } = observe(&received, Fidelity::Fixed);
        assert_eq!((json::parse(&observation).unwrap(), status), *expect);
    }

    #[test]
    fn every_kind_of_body_is_told_honestly() {
        check(200, "text/html", b"{\"a\": 1}", &(json!({"error": "", "response": {"a": 1}}), StatusCode::Normal));
        check(
            200,
            "application/json",
            b"\xef\xbb\xbf[1]",
            &(json!({"error": "", "response": [1]}), StatusCode::Normal),
        );
        check(200, "text/plain", b"hello", &(json!({"error": "", "response": "hello"}), StatusCode::Normal));
        check(204, "", b"", &(json!({"error": "", "response": null}), StatusCode::Normal));
        // Latin-1 is text with signs that cannot be read.
        check(
            200,
            "",
            b"caf\xe9 au lait",
            &(json!({"error": "", "response": "caf\u{fffd} au lait"}), StatusCode::Normal),
        );
        let picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
        let told = json!({"binary": true, "content_type": "image/png", "bytes": 16});
        check(200, "image/png; q=1", picture, &(json!({"error": "", "response": told}), StatusCode::Normal));
    }

    #[test]
    fn the_original_takes_what_is_no_json_for_text() {
        let received = Received::new(500, None, Body::of(b"<html>"));
        let observed = observe(&received, Fidelity::ToolBench);
        assert_eq!(observed.observation, r#"{"error": "", "response": "<html>"}"#);
        assert_eq!(observed.status, StatusCode::Normal);
    }
}
