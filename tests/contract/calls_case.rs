//! One call of an API, as its file in `calls` has it:
//!
//! ```json
//! {
//!   "name": "what it shows",
//!   "call": {"through": "public", "fidelity": "fixed", "method": "GET", "path": "/v1/{id}", "body_format": "json",
//!            "arguments": "as the model wrote them", "parameters": [{"name": "id", "type": "STRING"}], "key": "…",
//!            "form": "virtual", "strip": "filter", "consent": "no", "private": false, "patience": {"silence_ms": 400}},
//!   "expect_request": {"method": "GET", "path": "/v1/a?q=1", "headers": {"x-rapidapi-host": "…"}, "body": {}},
//!   "reply": {"status": 200, "headers": {}, "chunks": [{"text": ""}], "end": "close"},
//!   "second_reply": {"chunks": []},
//!   "expect": {"status": 0, "observation": "…", "observation_json": {}, "by": "public",
//!              "quota": {"limit": 5, "remaining": 4, "reset_s": 60}, "requests": 1}
//! }
//! ```
//!
//! `through` is `public`, `proxy` (public, behind a proxy), `rapidapi`, `server` (a tool server), `recorded` (public, then
//! given again from the record), `simulated` (the reply's text is what a model says) or `local` (the API `api` of the local
//! tool `tool`). A request without `body` has none; `expect_request` is null where none may arrive. A reply is
//! `server.mjs`'s. Of the two forms of an observation one stands there: its text (with … at its end: how it begins), or
//! the JSON that it has to equal. Without `by` nobody answered.
//!
//! A call has the statuses 0, 2 and 5 to 12. 1, 3 and 4 (no such function, `Finish`) are the search's own, which calls
//! nothing for them: `tests/native/search*.rs`.

use serde_json::{Map, Value};
use toolgrove::domain::catalog::{Api, ApiKey, BodyFormat, Parameter, Tool};
use toolgrove::domain::json::{self, Fields, FromFields, FromJson, Misfit};
use toolgrove::domain::service::Quota;
use toolgrove::domain::trace::event::AnsweredBy;
use toolgrove::domain::trace::{Fidelity, StatusCode};
use toolgrove::formats::calls::ServerForm;
use toolgrove::formats::records::tools::StripMethod;

/// Headers in which keys travel: none of them is sent that a case does not expect.
const KEY_HEADERS: [&str; 3] = ["authorization", "x-rapidapi-key", "toolbench_key"];
/// Host of the tool behind a proxy; nothing is ever sent to it.
const PROXIED: &str = "api.example.com";
/// Host of the tool behind RapidAPI's gateway; likewise.
const GATEWAY: &str = "demo.p.rapidapi.com";

/// One call and what has to become of it.
#[derive(Debug)]
pub struct CallCase {
    /// Its file, such as `calls/get_json.json`.
    pub file: &'static str,
    pub name: String,
    pub call: Call,
    pub request: Option<ExpectedRequest>,
    /// In `server.mjs`'s form.
    pub reply: Value,
    pub expect: Expected,
}

/// Whom a call goes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Through {
    Public,
    Proxy,
    RapidApi,
    Server,
    Recorded,
    Simulated,
    Local,
}

/// The call.
#[derive(Debug)]
pub struct Call {
    pub through: Through,
    pub fidelity: Fidelity,
    pub method: String,
    path: String,
    body_format: BodyFormat,
    pub arguments: String,
    parameters: Vec<Parameter>,
    pub key: Option<String>,
    pub form: ServerForm,
    /// What a tool server is to leave out.
    pub strip: StripMethod,
    /// The person's answer to a call that may change something.
    pub consent: bool,
    /// Addresses of this computer are allowed, which the test's server has.
    pub private: bool,
    pub patience: Waits,
    /// Of a local tool and its API; else the suite's own.
    tool: String,
    api: String,
}

/// How long and how much, where it is not the test's default.
#[derive(Debug, Default)]
pub struct Waits {
    pub silence_ms: Option<u32>,
    pub total_ms: Option<u32>,
    pub max_bytes: Option<u32>,
    /// As in the page, in place of the test's.
    pub pages: bool,
}

/// What has to arrive, each time.
#[derive(Debug)]
pub struct ExpectedRequest {
    pub method: String,
    /// With its query, from the case's address on.
    pub path: String,
    /// Some of them, names in lower case.
    pub headers: Map<String, Value>,
    /// Text, or the JSON that the body has to equal.
    pub body: Option<Value>,
}

/// What has to come of it.
#[derive(Debug)]
pub struct Expected {
    pub status: StatusCode,
    pub observation: Option<String>,
    pub observation_json: Option<Value>,
    /// Nobody where nothing was sent.
    pub by: Option<AnsweredBy>,
    /// Of the last exchange.
    pub quota: Option<Quota>,
    pub requests: u32,
}

impl CallCase {
    /// Reads a case; a file that is none is a mistake in the suite.
    pub fn read(file: &'static str, text: &str) -> Self {
        let value = json::parse(text).unwrap_or_else(|e| panic!("{file}: {e}"));
        let case = Self::from_json(Some(value)).unwrap_or_else(|e| panic!("{file}: {e}"));
        assert!(
            case.expect.observation.is_some() != case.expect.observation_json.is_some(),
            "{file} needs one observation"
        );
        Self { file, ..case }
    }

    /// Its address on the server, such as `calls/get_json`.
    pub fn stem(&self) -> &str {
        self.file.trim_end_matches(".json")
    }

    /// The tool with the API alone, where `server` answers (scheme, host and port).
    pub fn tool(&self, server: &str) -> Tool {
        let Call { through, method, path, body_format, parameters, tool, api, .. } = &self.call;
        let (host, root) = match through {
            Through::Public | Through::Recorded => ("127.0.0.1", format!("{server}/{}", self.stem())),
            Through::Local => ("local", "local://".to_owned()),
            Through::Proxy | Through::Simulated => (PROXIED, format!("https://{PROXIED}")),
            Through::RapidApi | Through::Server => (GATEWAY, format!("https://{GATEWAY}")),
        };
        let api = Api {
            name: api.clone(),
            url: format!("{root}{path}"),
            method: method.clone(),
            body: *body_format,
            required_parameters: parameters.clone(),
            ..Api::default()
        };
        Tool {
            category: "Data".into(),
            tool_name: "Demo".into(),
            standardized_name: tool.clone(),
            host: host.into(),
            apis: vec![api],
            ..Tool::default()
        }
    }

    /// The API's name.
    pub fn api(&self) -> ApiKey {
        ApiKey { category: "Data".into(), tool: self.call.tool.clone(), api: self.call.api.clone() }
    }

    /// The reply as one text: what a model says in the API's place.
    pub fn said(&self) -> String {
        let chunks = self.reply["chunks"].as_array().into_iter().flatten();
        chunks.filter_map(|chunk| chunk["text"].as_str()).collect()
    }

    /// What is wrong with one request.
    pub fn sent(&self, method: &str, path: &str, headers: &Map<String, Value>, body: &str) -> Vec<String> {
        let mut wrong = Vec::new();
        let Some(expect) = &self.request else { return vec![format!("{method} {path} was sent")] };
        same(&mut wrong, "method", &method.into(), &expect.method.clone().into());
        same(&mut wrong, "path", &path.into(), &expect.path.clone().into());
        for (name, value) in &expect.headers {
            same(&mut wrong, name, headers.get(name).unwrap_or(&Value::Null), value);
        }
        let stray =
            KEY_HEADERS.iter().filter(|name| headers.contains_key(**name) && !expect.headers.contains_key(**name));
        wrong.extend(stray.map(|name| format!("sends {name}")));
        let found = match &expect.body {
            Some(Value::String(_)) | None => Value::from(body),
            Some(_) => json::parse(body).unwrap_or_else(|_| body.into()),
        };
        same(&mut wrong, "body", &found, expect.body.as_ref().unwrap_or(&"".into()));
        wrong
    }

    /// What is wrong with what the model is told.
    pub fn told(&self, observation: &str, status: StatusCode) -> Vec<String> {
        let mut wrong = Vec::new();
        same(&mut wrong, "status", &status.number().into(), &self.expect.status.number().into());
        if let Some(text) = &self.expect.observation {
            // How much came of a reply that did not come whole is a matter of time.
            let begins = text.strip_suffix('…').is_some_and(|start| observation.starts_with(start));
            if !begins {
                same(&mut wrong, "observation", &observation.into(), &text.clone().into());
            }
        }
        if let Some(value) = &self.expect.observation_json {
            let found = json::parse(observation).unwrap_or_else(|_| observation.into());
            same(&mut wrong, "observation", &found, value);
        }
        wrong
    }
}

fn same(wrong: &mut Vec<String>, what: &str, found: &Value, expect: &Value) {
    if found != expect {
        wrong.push(format!("{what}: expected {expect}, found {found}"));
    }
}

impl FromFields for CallCase {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        if !of.has("expect_request") {
            return Err(Misfit::new("a request or null", None).within(".expect_request"));
        }
        let case = Self {
            file: "",
            name: of.take("name")?,
            call: of.take("call")?,
            request: of.take("expect_request")?,
            reply: of.take("reply")?,
            expect: of.take("expect")?,
        };
        nothing_else(of, &["name", "call", "expect_request", "reply", "second_reply", "expect"])?;
        Ok(case)
    }
}

impl FromFields for Call {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        let or = |word: Option<String>, default: &str| word.unwrap_or_else(|| default.to_owned());
        let call = Self {
            through: of.take("through")?,
            fidelity: of.take("fidelity")?,
            method: or(of.take("method")?, "GET"),
            path: or(of.take("path")?, "/v1/x"),
            body_format: match of.take::<Option<String>>("body_format")?.as_deref() {
                None | Some("json") => BodyFormat::Json,
                Some("form") => BodyFormat::Form,
                Some("query") => BodyFormat::Query,
                Some(_) => return Err(Misfit::new("json, form or query", None).within(".body_format")),
            },
            arguments: or(of.take("arguments")?, "{}"),
            parameters: of
                .take::<Option<Vec<Named>>>("parameters")?
                .unwrap_or_default()
                .into_iter()
                .map(|n| n.0)
                .collect(),
            key: of.take("key")?,
            form: match of.take::<Option<String>>("form")?.as_deref() {
                None | Some("rapidapi") => ServerForm::RapidApi,
                Some("virtual") => ServerForm::Virtual,
                Some(_) => return Err(Misfit::new("rapidapi or virtual", None).within(".form")),
            },
            strip: match of.take::<Option<String>>("strip")? {
                None => StripMethod::default(),
                Some(word) => StripMethod::ALL
                    .into_iter()
                    .find(|one| one.word() == word)
                    .ok_or_else(|| Misfit::new("truncate, filter or random", None).within(".strip"))?,
            },
            consent: of.take::<Option<String>>("consent")?.as_deref() != Some("no"),
            private: of.take::<Option<bool>>("private")?.unwrap_or(true),
            patience: of.take::<Option<_>>("patience")?.unwrap_or_default(),
            tool: or(of.take("tool")?, "demo"),
            api: or(of.take("api")?, "Get Thing"),
        };
        let known = ["through", "fidelity", "method", "path", "body_format", "arguments", "parameters", "key", "form"];
        nothing_else(of, &[&known[..], &["strip", "consent", "private", "patience", "tool", "api"]].concat())?;
        Ok(call)
    }
}

impl FromJson for Through {
    fn from_json(value: Option<Value>) -> Result<Self, Misfit> {
        match value.as_ref().and_then(Value::as_str) {
            Some("public") => Ok(Self::Public),
            Some("proxy") => Ok(Self::Proxy),
            Some("rapidapi") => Ok(Self::RapidApi),
            Some("server") => Ok(Self::Server),
            Some("recorded") => Ok(Self::Recorded),
            Some("simulated") => Ok(Self::Simulated),
            Some("local") => Ok(Self::Local),
            _ => Err(Misfit::new("one of the ways of a call", value.as_ref())),
        }
    }
}

impl FromFields for Waits {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        let waits = Self {
            silence_ms: of.take("silence_ms")?,
            total_ms: of.take("total_ms")?,
            max_bytes: of.take("max_bytes")?,
            pages: of.take::<Option<bool>>("pages")?.unwrap_or_default(),
        };
        nothing_else(of, &["silence_ms", "total_ms", "max_bytes", "pages"])?;
        Ok(waits)
    }
}

/// A parameter's name and type; the rest does not matter to a call.
struct Named(Parameter);

impl FromFields for Named {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        let parameter = Parameter { name: of.take("name")?, kind: of.take("type")?, ..Parameter::default() };
        nothing_else(of, &["name", "type"])?;
        Ok(Self(parameter))
    }
}

impl FromFields for ExpectedRequest {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        let headers = match of.take::<Option<Value>>("headers")? {
            Some(value) => Fields::of(Some(value))?.rest(&[]),
            None => Map::new(),
        };
        let request = Self { method: of.take("method")?, path: of.take("path")?, headers, body: of.take("body")? };
        nothing_else(of, &["method", "path", "headers", "body"])?;
        Ok(request)
    }
}

impl FromFields for Expected {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        let expected = Self {
            status: of.take("status")?,
            observation: of.take("observation")?,
            observation_json: of.take("observation_json")?,
            by: of.take("by")?,
            quota: of.take("quota")?,
            requests: of.take::<Option<u32>>("requests")?.unwrap_or(1),
        };
        nothing_else(of, &["status", "observation", "observation_json", "by", "quota", "requests"])?;
        Ok(expected)
    }
}

/// A misspelt field would otherwise expect nothing.
fn nothing_else(of: &mut Fields, known: &[&str]) -> Result<(), Misfit> {
    match of.rest(known).keys().next() {
        None => Ok(()),
        Some(name) => Err(Misfit::new("no such field", None).within(&format!(".{name}"))),
    }
}
