//! A tool's document and the arguments of a call as one HTTP request (ToolBench's tools do the same in generated Python,
//! `data/toolenv/tools/<Category>/<tool>/api.py`).
//!
//! Documents and arguments come from strangers. Whether the address may be called is not decided here but by the page,
//! on the address as the browser reads it; here a value never leaves its place: it cannot add a path segment, a
//! parameter or a header.

use crate::domain::catalog::{Api, BodyFormat, Parameter, Provider, Tool, pure_name};
use crate::domain::json;
use crate::formats::provider::HttpRequest;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};
use thiserror::Error;

/// All but what RFC 3986 never has encoded.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// Longest address, in bytes; servers take no longer ones.
const MAX_URL: usize = 8_000;
/// Longest body, in bytes.
const MAX_BODY: usize = 1 << 20;
/// Longest name after a colon that is looked for, in bytes.
const MAX_NAME: usize = 100;

/// An argument: its name for the server, its value, the document's kind of it.
type Given<'a> = (&'a str, &'a Value, &'a str);

/// Why a document and arguments make no request.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CallError {
    /// Not an absolute web address, or one with a user name, a blank or a backslash in it.
    #[error("the document's address is not one that can be called: {url}")]
    BadUrl {
        /// As the document has it, its start.
        url: String,
    },
    /// No method of HTTP that documents have.
    #[error("the document's method {method:?} is not one of GET, HEAD, POST, PUT, PATCH, DELETE")]
    BadMethod {
        /// As the document has it, its start.
        method: String,
    },
    /// A part of the path has no value.
    #[error("the address needs a value for {name:?}")]
    NoPathValue {
        /// The placeholder.
        name: String,
    },
    /// A part of the path that would lead elsewhere.
    #[error("the value of {name:?} cannot be part of an address")]
    PathEscapes {
        /// The placeholder.
        name: String,
    },
    /// Too long to be sent.
    #[error("the request would be longer than servers take")]
    TooLong,
}

/// The request for a call. `arguments` are by the names of the function that was offered (`pure_name`s) or the
/// document's own; what is not in the document is sent too, as ToolBench mode sends whatever was written.
///
/// # Errors
/// [`CallError`].
pub fn write_call(tool: &Tool, api: &Api, arguments: &Map<String, Value>) -> Result<HttpRequest, CallError> {
    let method = method(&api.method)?;
    let url = api.url.trim();
    let (head, path, own_query) = parts(url).ok_or_else(|| CallError::BadUrl { url: start(url) })?;
    let mut filling = Filling::new(api, named(api, arguments));
    let path = filling.path(path)?;
    let mut query = filling.query(own_query);
    let given = filling.left();
    let has_body = matches!(method, "POST" | "PUT" | "PATCH") && api.body != BodyFormat::Query;
    let mut url = format!("{head}{path}");
    if !has_body {
        for (name, value, _) in &given {
            append(&mut query, name, &text_of(value), "%20");
        }
    }
    if !query.is_empty() {
        url.push('?');
        url.push_str(&query);
    }
    let mut headers = Vec::new();
    if tool.provider() == Provider::RapidApi {
        headers.push(("X-RapidAPI-Host".to_owned(), tool.host.trim().to_ascii_lowercase()));
    }
    let body = has_body.then(|| {
        let (kind, body) = body(api.body, &given);
        headers.push(("Content-Type".to_owned(), kind.to_owned()));
        body
    });
    if url.len() > MAX_URL || body.as_ref().is_some_and(|body| body.len() > MAX_BODY) {
        return Err(CallError::TooLong);
    }
    Ok(HttpRequest { method: method.to_owned(), url, headers, body })
}

fn method(written: &str) -> Result<&'static str, CallError> {
    const KNOWN: [&str; 6] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
    let known = KNOWN.into_iter().find(|known| known.eq_ignore_ascii_case(written.trim()));
    known.ok_or_else(|| CallError::BadMethod { method: start(written) })
}

/// Scheme with authority, path, and query of an address; its fragment is nobody's business.
fn parts(url: &str) -> Option<(&str, &str, &str)> {
    if url.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\') {
        return None;
    }
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = &rest[..end];
    if authority.is_empty() || authority.contains('@') || authority.contains('{') {
        return None;
    }
    let (head, tail) = url.split_at(url.len() - rest.len() + end);
    let tail = tail.split('#').next().unwrap_or_default();
    let (path, query) = tail.split_once('?').unwrap_or((tail, ""));
    Some((head, path, query))
}

/// Arguments under the names that the server knows, with the document's kind.
fn named<'a>(api: &'a Api, arguments: &'a Map<String, Value>) -> Vec<Given<'a>> {
    let parameters = || api.required_parameters.iter().chain(&api.optional_parameters);
    let meant = |name: &str| -> Option<&'a Parameter> {
        parameters().find(|p| p.name == name).or_else(|| parameters().find(|p| pure_name(&p.name) == name))
    };
    let mut out: Vec<Given<'_>> = Vec::new();
    for (name, value) in arguments.iter().filter(|(_, value)| !value.is_null()) {
        let (name, kind) = meant(name).map_or((name.as_str(), "STRING"), |p| (p.name.as_str(), p.kind.as_str()));
        if !out.iter().any(|(known, ..)| *known == name) {
            out.push((name, value, kind));
        }
    }
    out
}

/// What fills the placeholders of an address.
struct Filling<'a> {
    given: Vec<Given<'a>>,
    /// Names that the document declares or the call gives.
    known: Vec<&'a str>,
    used: Vec<&'a str>,
}

impl<'a> Filling<'a> {
    fn new(api: &'a Api, given: Vec<Given<'a>>) -> Self {
        let declared = api.required_parameters.iter().chain(&api.optional_parameters).map(|p| p.name.as_str());
        let known = declared.chain(given.iter().map(|(name, ..)| *name)).collect();
        Self { given, known, used: Vec::new() }
    }

    /// The arguments that fill nothing.
    fn left(self) -> Vec<Given<'a>> {
        let Self { mut given, used, .. } = self;
        given.retain(|(name, ..)| !used.contains(name));
        given
    }

    fn path(&mut self, path: &str) -> Result<String, CallError> {
        let mut segments = Vec::new();
        for segment in path.split('/') {
            let filled = self.segment(segment)?;
            // The browser would resolve these, also where they are encoded; a document's own cannot be meant either.
            if matches!(filled.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..") {
                return Err(CallError::PathEscapes { name: start(segment) });
            }
            segments.push(filled);
        }
        Ok(segments.join("/"))
    }

    /// `{name}` anywhere; `:name` where the segment begins, and behind that where it is a name that is known: an address
    /// may end in `:predict`.
    fn segment(&mut self, segment: &str) -> Result<String, CallError> {
        let mut out = String::new();
        let mut rest = segment;
        while let Some(at) = rest.find(['{', ':']) {
            let begins = at == 0 && rest.len() == segment.len();
            out.push_str(&rest[..at]);
            let (sign, inner) = rest[at..].split_at(1);
            let found = if sign == "{" {
                inner.split_once('}').map(|(name, after)| (name.trim(), after))
            } else {
                self.after_colon(inner, begins)
            };
            let Some((name, after)) = found else {
                out.push_str(sign);
                rest = inner;
                continue;
            };
            out.push_str(&self.value(name)?);
            rest = after;
        }
        out.push_str(rest);
        Ok(out)
    }

    /// The name that follows a colon, and what follows it: the longest that is known (`:from-:to`), else all that may be
    /// one where a segment begins.
    fn after_colon<'t>(&self, text: &'t str, begins: bool) -> Option<(&'t str, &'t str)> {
        let longest = name_length(text);
        let all = text[..longest].trim_end_matches('-').len();
        let mut ends = (1..=longest.min(MAX_NAME)).rev().filter(|end| text.is_char_boundary(*end));
        let is_known = |end: &usize| self.known.contains(&&text[..*end]);
        let alike = || {
            let wanted = pure_name(&text[..all]);
            self.known.iter().any(|known| pure_name(known) == wanted)
        };
        let end = ends.find(is_known).or_else(|| (all > 0 && (begins || alike())).then_some(all))?;
        Some(text.split_at(end))
    }

    /// The document's own query. What has a placeholder without a value is left out.
    fn query(&mut self, query: &str) -> String {
        let filled: Vec<String> = query.split('&').filter_map(|pair| self.pair(pair)).collect();
        filled.join("&")
    }

    fn pair(&mut self, pair: &str) -> Option<String> {
        let mut out = String::new();
        let mut rest = pair;
        while let Some((before, from)) = rest.split_once('{') {
            out.push_str(before);
            match from.split_once('}').filter(|(name, _)| is_name(name.trim())) {
                Some((name, after)) => {
                    out.push_str(&self.value(name.trim()).ok()?);
                    rest = after;
                }
                None => {
                    out.push('{');
                    rest = from;
                }
            }
        }
        out.push_str(rest);
        Some(out)
    }

    fn value(&mut self, name: &str) -> Result<String, CallError> {
        let found = self.given.iter().find(|(known, ..)| *known == name || pure_name(known) == pure_name(name));
        let text = found.map(|(_, value, _)| text_of(value)).filter(|text| !text.is_empty());
        let (Some((known, ..)), Some(text)) = (found, text) else {
            return Err(CallError::NoPathValue { name: start(name) });
        };
        self.used.push(known);
        Ok(utf8_percent_encode(&text, ENCODED).to_string())
    }
}

/// Bytes at the start of a text that may be a name.
fn name_length(text: &str) -> usize {
    if !text.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        return 0;
    }
    text.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-')).unwrap_or(text.len())
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && name_length(text) == text.len()
}

/// Adds `name=value`; `blank` stands for a blank.
fn append(query: &mut String, name: &str, value: &str, blank: &str) {
    let encode = |text: &str| utf8_percent_encode(text, ENCODED).to_string().replace("%20", blank);
    if !query.is_empty() && !query.ends_with('&') {
        query.push('&');
    }
    query.push_str(&encode(name));
    query.push('=');
    query.push_str(&encode(value));
}

/// A value in an address or form: lists of plain values with commas between, other lists and objects as JSON.
fn text_of(value: &Value) -> String {
    let plain = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    };
    match value {
        Value::Array(items) => {
            let texts: Option<Vec<String>> = items.iter().map(plain).collect();
            texts.map_or_else(|| value.to_string(), |texts| texts.join(","))
        }
        _ => plain(value).unwrap_or_else(|| value.to_string()),
    }
}

fn body(format: BodyFormat, given: &[Given<'_>]) -> (&'static str, String) {
    if format == BodyFormat::Form {
        let mut form = String::new();
        for (name, value, _) in given {
            append(&mut form, name, &text_of(value), "+");
        }
        return ("application/x-www-form-urlencoded", form);
    }
    let fields: Map<String, Value> =
        given.iter().map(|(name, value, kind)| ((*name).to_owned(), in_json(value, kind))).collect();
    ("application/json", Value::Object(fields).to_string())
}

/// Lists and objects are offered to models as texts; in a JSON body they are what they say.
fn in_json(value: &Value, kind: &str) -> Value {
    let read = |wanted: fn(&Value) -> bool| {
        value.as_str().and_then(|text| json::parse(text).ok()).filter(wanted).unwrap_or_else(|| value.clone())
    };
    match kind.to_ascii_uppercase().as_str() {
        "ARRAY" | "LIST" => read(Value::is_array),
        "OBJECT" | "MAP" => read(Value::is_object),
        _ => value.clone(),
    }
}

/// The start of a stranger's text.
fn start(text: &str) -> String {
    text.chars().take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parameter(name: &str, kind: &str) -> Parameter {
        Parameter { name: name.into(), kind: kind.into(), ..Parameter::default() }
    }

    fn api(method: &str, url: &str, body: BodyFormat) -> Api {
        Api {
            method: method.into(),
            url: url.into(),
            body,
            required_parameters: vec![parameter("id", "STRING"), parameter("Tag-List", "ARRAY")],
            ..Api::default()
        }
    }

    fn call(method: &str, url: &str, body: BodyFormat, arguments: &Value) -> Result<HttpRequest, CallError> {
        let tool = Tool { host: "h.example".into(), ..Tool::default() };
        write_call(&tool, &api(method, url, body), arguments.as_object().unwrap())
    }

    #[track_caller]
    fn get(url: &str, arguments: &Value, expect: &str) {
        assert_eq!(call("get", url, BodyFormat::Json, arguments).unwrap().url, expect);
    }

    #[test]
    fn arguments_go_to_path_and_query_under_the_documents_names() {
        get("https://h.example/a", &json!({}), "https://h.example/a");
        // `is_id` is what a function calls `id`, `tag_list` what it calls `Tag-List`.
        get(
            "https://h.example/u/{id}/x",
            &json!({"is_id": "a b", "tag_list": [1, "é"]}),
            "https://h.example/u/a%20b/x?Tag-List=1%2C%C3%A9",
        );
        get("https://h.example/u/:id", &json!({"id": 7}), "https://h.example/u/7");
        get(
            "https://h.example/u/{id}.json?v=2#f",
            &json!({"id": true, "q": "a&b=c"}),
            "https://h.example/u/true.json?v=2&q=a%26b%3Dc",
        );
        get("https://h.example:81/p:5/{id}", &json!({"id": "x"}), "https://h.example:81/p:5/x");
        get("https://h.example/u/:id.json", &json!({"id": 7}), "https://h.example/u/7.json");
        get("https://h.example/:lat,:lng/x", &json!({"lat": -1.5, "lng": "a,b"}), "https://h.example/-1.5,a%2Cb/x");
        get("https://h.example/:from-:to", &json!({"from": "A-B", "to": "C"}), "https://h.example/A-B-C");
        get("https://h.example/m/:id:predict", &json!({"id": "x"}), "https://h.example/m/x:predict");
        get("https://h.example/m/:is_id", &json!({"id": "x"}), "https://h.example/m/x");
        // A placeholder of the document's own query; one without a value is left out, and what is none stays.
        get(
            "https://h.example/a?q={q}&page={page}&of=x-{id}&f={1}",
            &json!({"q": "a&b", "id": "7", "z": 1}),
            "https://h.example/a?q=a%26b&of=x-7&f={1}&z=1",
        );
        get(
            "http://h.example",
            &json!({"q": {"a": [null]}, "n": null}),
            "http://h.example?q=%7B%22a%22%3A%5Bnull%5D%7D",
        );
    }

    #[test]
    fn a_value_never_leaves_its_place() {
        get(
            "https://h.example/u/{id}/x",
            &json!({"id": "../../admin?a=b#c"}),
            "https://h.example/u/..%2F..%2Fadmin%3Fa%3Db%23c/x",
        );
        for id in ["..", ".", "%2e%2e"] {
            let refused = call("GET", "https://h.example/u/{id}/x", BodyFormat::Json, &json!({"id": id}));
            // An encoded per cent sign is none of the browser's dots.
            assert_eq!(refused.is_err(), id != "%2e%2e", "{id}");
        }
        let empty = call("GET", "https://h.example/u/{id}", BodyFormat::Json, &json!({"id": ""}));
        assert_eq!(empty, Err(CallError::NoPathValue { name: "id".into() }));
        for url in ["https://h.example/u/:id.json", "https://h.example/u/x:id"] {
            let none = call("GET", url, BodyFormat::Json, &json!({}));
            assert_eq!(none, Err(CallError::NoPathValue { name: "id".into() }), "{url}");
        }
    }

    #[test]
    fn bodies_are_json_forms_or_none() {
        let json =
            call("POST", "https://h.example/{id}", BodyFormat::Json, &json!({"id": "1", "tag_list": "[1]", "n": 2}))
                .unwrap();
        assert_eq!(
            (json.url.as_str(), json.body.as_deref()),
            ("https://h.example/1", Some(r#"{"Tag-List":[1],"n":2}"#))
        );
        assert_eq!(json.headers, [("Content-Type".to_owned(), "application/json".to_owned())]);
        let form = call("put", "https://h.example", BodyFormat::Form, &json!({"q": "a b&c"})).unwrap();
        assert_eq!((form.method.as_str(), form.body.as_deref()), ("PUT", Some("q=a+b%26c")));
        let query = call("POST", "https://h.example", BodyFormat::Query, &json!({"q": 1})).unwrap();
        assert_eq!((query.url.as_str(), query.body), ("https://h.example?q=1", None));
        assert_eq!(call("DELETE", "https://h.example", BodyFormat::Json, &json!({"q": 1})).unwrap().body, None);
    }

    #[test]
    fn documents_that_are_no_web_address_are_refused() {
        for url in [
            "",
            "ftp://h.example/a",
            "//h.example",
            "javascript:alert(1)",
            "https://",
            "https://u:p@h.example/",
            "https:/\\h.example",
            "https://h.example\\@evil.example/",
            "https://h.ex ample/",
            "https://{id}.example/",
            "data:text/plain,x",
            "https://h\u{0}/",
        ] {
            assert!(
                matches!(call("GET", url, BodyFormat::Json, &json!({"id": "x"})), Err(CallError::BadUrl { .. })),
                "{url}"
            );
        }
        for method in ["", "TRACE", "CONNECT", "GET\r\nX: y"] {
            let refused = call(method, "https://h.example/", BodyFormat::Json, &json!({}));
            assert!(matches!(refused, Err(CallError::BadMethod { .. })), "{method}");
        }
        let long = call("GET", "https://h.example/", BodyFormat::Json, &json!({"q": "x".repeat(9_000)}));
        assert_eq!(long, Err(CallError::TooLong));
    }

    #[test]
    fn rapidapi_is_told_the_documents_host() {
        let tool = Tool { host: "Weather.p.rapidapi.com".into(), ..Tool::default() };
        let request =
            write_call(&tool, &api("GET", "https://weather.p.rapidapi.com/a", BodyFormat::Json), &Map::new()).unwrap();
        assert_eq!(request.headers, [("X-RapidAPI-Host".to_owned(), "weather.p.rapidapi.com".to_owned())]);
    }
}
