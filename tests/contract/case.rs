//! One case, as its file has it:
//!
//! ```json
//! {
//!   "name": "what it is about",
//!   "endpoint": {"protocol": "openai", "model": "m", "base_path": "/v1"},
//!   "chat": {"messages": [], "functions": [], "max_tokens": 64, "temperature": 0.5},
//!   "expect_request": {"method": "POST", "path": "/v1/chat/completions", "headers": {}, "only_headers": ["content-type"],
//!                      "body": {"a part": "of it"}, "whole_body": {}},
//!   "reply": {"status": 200, "headers": {}, "chunks": [{"text": ""}, {"base64": "", "pause_ms": 5}], "end": "close"},
//!   "expect": {"message": {}, "usage": {}, "reasoning": "", "extra_calls": [], "deltas_text": "", "finish": "stop",
//!              "model": "", "error": {"kind": ""}, "adapted_request": {}, "second_reply": {}}
//! }
//! ```
//!
//! `end` is `close` (in order), `cut` (the connection breaks) or `hang` (nothing more comes). `adapted_request` is part of
//! the body that has to be sent after a refusal, and `second_reply` what that is answered with.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use toolgrove::domain::chat::{ChatRequest, FunctionCall};
use toolgrove::domain::json::{self, Fields, FromFields, FromJson, Misfit};
use toolgrove::formats::provider::{Endpoint, Finish, Protocol};

/// One exchange with an endpoint, or two where the first is refused.
#[derive(Debug)]
pub struct Case {
    /// Its file, such as `openai/text.json`.
    pub file: &'static str,
    /// What it is about.
    pub name: String,
    pub chat: ChatRequest,
    pub request: ExpectedRequest,
    pub reply: Served,
    pub expect: Expected,
    protocol: Protocol,
    model: String,
    base_path: String,
}

/// What has to be sent.
#[derive(Debug)]
pub struct ExpectedRequest {
    pub method: String,
    /// With its query, from the server's root.
    pub path: String,
    /// Some of the headers.
    pub headers: Vec<(String, String)>,
    /// The names of all headers, in lower case and sorted.
    pub only_headers: Option<Vec<String>>,
    /// Part of the body.
    pub body: Option<Value>,
    /// The body.
    pub whole_body: Option<Value>,
}

/// What a server answers.
#[derive(Debug)]
pub struct Served {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub chunks: Vec<Chunk>,
    pub end: End,
}

/// Bytes that are sent at once.
#[derive(Debug)]
pub struct Chunk {
    pub bytes: Vec<u8>,
    /// Before it, in milliseconds.
    pub pause_ms: u32,
}

/// How an answer ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Close,
    Cut,
    Hang,
}

/// What has to be made of the answer. What is absent has to be absent there, but for tokens, pieces, model and reason.
#[derive(Debug)]
pub struct Expected {
    pub message: Option<Value>,
    pub usage: Option<Value>,
    pub reasoning: Option<String>,
    pub extra_calls: Vec<FunctionCall>,
    /// All pieces of text together.
    pub deltas_text: Option<String>,
    pub finish: Option<Finish>,
    pub model: Option<String>,
    /// Part of the error.
    pub error: Option<Value>,
    pub adapted_request: Option<Value>,
    pub second_reply: Option<Served>,
}

impl Case {
    /// Reads a case; a file that is none is a mistake in the suite.
    pub fn read(file: &'static str, text: &str) -> Self {
        let value = json::parse(text).unwrap_or_else(|e| panic!("{file}: {e}"));
        let case = Self::from_json(Some(value)).unwrap_or_else(|e| panic!("{file}: {e}"));
        Self { file, ..case }
    }

    /// Whom to ask, where `server` answers (scheme, host and port).
    pub fn endpoint(&self, server: &str) -> Endpoint {
        let base_url = format!("{server}{}", self.base_path);
        Endpoint { protocol: self.protocol, base_url, model: self.model.clone() }
    }
}

impl FromFields for Case {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        let mut endpoint: Fields = of.take::<Inner>("endpoint")?.0;
        let mut chat: Fields = of.take::<Inner>("chat")?.0;
        let case = Self {
            file: "",
            name: of.take("name")?,
            protocol: endpoint.take("protocol")?,
            model: endpoint.take("model")?,
            base_path: endpoint.take::<Option<String>>("base_path")?.unwrap_or_default(),
            chat: ChatRequest {
                messages: chat.take("messages")?,
                functions: chat.take::<Option<_>>("functions")?.unwrap_or_default(),
                max_tokens: chat.take("max_tokens")?,
                temperature: chat.take::<Option<Value>>("temperature")?.and_then(|t| t.as_f64()).map(|t| t as f32),
            },
            request: of.take("expect_request")?,
            reply: of.take("reply")?,
            expect: of.take("expect")?,
        };
        nothing_else(&mut endpoint, &["protocol", "model", "base_path"])?;
        nothing_else(&mut chat, &["messages", "functions", "max_tokens", "temperature"])?;
        nothing_else(of, &["name", "endpoint", "chat", "expect_request", "reply", "expect"])?;
        Ok(case)
    }
}

impl FromFields for ExpectedRequest {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        let read = Self {
            method: of.take("method")?,
            path: of.take("path")?,
            headers: headers(of)?,
            only_headers: of.take("only_headers")?,
            body: of.take("body")?,
            whole_body: of.take("whole_body")?,
        };
        nothing_else(of, &["method", "path", "headers", "only_headers", "body", "whole_body"])?;
        Ok(read)
    }
}

impl FromFields for Served {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        let end = match of.take::<Option<String>>("end")?.as_deref() {
            None | Some("close") => End::Close,
            Some("cut") => End::Cut,
            Some("hang") => End::Hang,
            Some(_) => return Err(Misfit::new("close, cut or hang", None)),
        };
        let status = of.take::<Option<u16>>("status")?.unwrap_or(200);
        let read = Self { status, headers: headers(of)?, chunks: of.take("chunks")?, end };
        nothing_else(of, &["status", "headers", "chunks", "end"])?;
        Ok(read)
    }
}

impl FromFields for Chunk {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        let bytes = match of.take::<Option<String>>("base64")? {
            Some(text) => STANDARD.decode(text).map_err(|_| Misfit::new("base64", None))?,
            None => of.take::<String>("text")?.into_bytes(),
        };
        let pause_ms = of.take::<Option<u32>>("pause_ms")?.unwrap_or(0);
        nothing_else(of, &["text", "base64", "pause_ms"])?;
        Ok(Self { bytes, pause_ms })
    }
}

impl FromFields for Expected {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        let read = Self {
            message: of.take("message")?,
            usage: of.take("usage")?,
            reasoning: of.take("reasoning")?,
            extra_calls: of.take::<Option<_>>("extra_calls")?.unwrap_or_default(),
            deltas_text: of.take("deltas_text")?,
            finish: of.take("finish")?,
            model: of.take("model")?,
            error: of.take("error")?,
            adapted_request: of.take("adapted_request")?,
            second_reply: of.take("second_reply")?,
        };
        let known = ["message", "usage", "reasoning", "extra_calls", "deltas_text", "finish", "model", "error"];
        nothing_else(of, &[&known[..], &["adapted_request", "second_reply"]].concat())?;
        Ok(read)
    }
}

/// An object within another.
struct Inner(Fields);

impl FromJson for Inner {
    fn from_json(value: Option<Value>) -> Result<Self, Misfit> {
        Fields::of(value).map(Self)
    }
}

fn headers(of: &mut Fields) -> Result<Vec<(String, String)>, Misfit> {
    let Some(value) = of.take::<Option<Value>>("headers")? else { return Ok(Vec::new()) };
    let map: Map<String, Value> = Fields::of(Some(value))?.rest(&[]);
    map.into_iter().map(|(name, value)| Ok((name, String::from_json(Some(value))?))).collect()
}

/// A misspelt field would otherwise expect nothing.
fn nothing_else(of: &mut Fields, known: &[&str]) -> Result<(), Misfit> {
    match of.rest(known).keys().next() {
        None => Ok(()),
        Some(name) => Err(Misfit::new("no such field", None).within(&format!(".{name}"))),
    }
}
