//! Error bodies of many providers, read as data: a bounded plain message and the few codes worth matching.

use crate::domain::json;
use serde_json::Value;

/// Longest message kept, in characters.
pub const MESSAGE: usize = 600;
/// Longest snippet of an unreadable body, in characters.
pub const SNIPPET: usize = 200;
/// More of an error body than this is not read, in bytes.
pub const MAX_ERROR_BODY: usize = 64 * 1024;

/// What an error body says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProviderError {
    /// Plain text, at most [`MESSAGE`] characters; empty where the body says nothing.
    pub message: String,
    /// `code`, as text.
    pub code: String,
    /// `type`, or Gemini's status word and the names of the quotas that are used up.
    pub kind: String,
    /// The request's field that is to blame.
    pub param: Option<String>,
    /// An HTTP status inside the body.
    pub status: Option<u16>,
    /// Milliseconds to wait, where the body says so (Gemini's `retryDelay`).
    pub wait_ms: Option<u64>,
}

impl ProviderError {
    /// Reads a body of any kind: JSON of the known shapes, a web page, or plain text.
    pub fn from_body(body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(&body[..body.len().min(MAX_ERROR_BODY)]);
        match json::parse(text.trim_start_matches('\u{feff}').trim()) {
            Ok(value) => Self::from_value(&value),
            Err(_) if looks_like_html(&text) => Self { message: html_gist(&text, MESSAGE), ..Self::default() },
            Err(_) => Self { message: plain(&text, MESSAGE), ..Self::default() },
        }
    }

    /// Reads a JSON error body. Shapes met: `{error: {message, type, code, param}}`, `{error: "…"}`, `{message}`,
    /// `{detail: "…"}`, `{detail: [{msg, loc}]}`, `{errors: […]}`, the same inside a list or in place of a message's text
    /// (Mistral), and OpenRouter's `error.metadata.raw` which holds what the provider behind it said.
    pub fn from_value(value: &Value) -> Self {
        let value = match value {
            Value::Array(items) => items.first().unwrap_or(&Value::Null),
            other => other,
        };
        let inner = innermost(value);
        let text_of = |key: &str| [inner, value].iter().find_map(|v| v.get(key)).map(scalar).unwrap_or_default();
        let mut message = match inner {
            Value::String(text) => text.clone(),
            _ => ["message", "msg", "detail", "error", "title"]
                .iter()
                .map(|k| text_of(k))
                .find(|t| !t.is_empty())
                .unwrap_or_else(|| if inner.is_object() { String::new() } else { scalar(inner) }),
        };
        let named = text_of("param");
        let param = if named.is_empty() { inner.get("loc").map(place).unwrap_or_default() } else { named };
        // "Extra inputs are not permitted" says nothing without its place.
        if inner.get("loc").is_some()
            && !param.is_empty()
            && !message.contains(param.split('.').next().unwrap_or_default())
        {
            message = format!("{param}: {message}");
        }
        if let Some(raw) = inner.pointer("/metadata/raw").and_then(Value::as_str) {
            message = format!("{message}: {raw}");
        }
        let (code, status) = (text_of("code"), text_of("status"));
        let (wait_ms, quotas) = details(inner);
        // `{"type": "error", "error": {"type": …}}` is Anthropic's: the inner one says more.
        let kind = Some(text_of("type")).filter(|kind| !kind.is_empty()).unwrap_or_else(|| format!("{status}{quotas}"));
        Self {
            message: plain(&message, MESSAGE),
            status: code.parse().ok().or_else(|| status.parse().ok()).filter(|s| (400..600).contains(s)),
            code: plain(&code, 80),
            kind: plain(&kind, 200),
            param: Some(plain(&param, 80)).filter(|p| !p.is_empty()),
            wait_ms,
        }
    }
}

/// What holds the words: below `error`, `errors` or `detail`, and below a `message` that is no text. Of a list, the first.
fn innermost(value: &Value) -> &Value {
    let holds =
        |v: &&Value| matches!(v, Value::Object(f) if !f.is_empty()) || matches!(v, Value::Array(i) if !i.is_empty());
    let top = ["error", "errors", "detail"].iter().find_map(|k| value.get(k)).filter(|v| !v.is_null());
    let mut inner = top.unwrap_or(value);
    // The deepest known is Mistral's `message.detail[0]`.
    for _ in 0..4 {
        inner = match inner {
            Value::Array(items) => items.first().unwrap_or(value),
            Value::Object(fields) if !fields.get("message").is_some_and(Value::is_string) => {
                match ["message", "detail"].iter().find_map(|k| fields.get(*k).filter(holds)) {
                    Some(deeper) => deeper,
                    None => break,
                }
            }
            _ => break,
        };
    }
    inner
}

/// `["body", "stream_options", "include_usage"]` as `stream_options.include_usage`.
fn place(loc: &Value) -> String {
    let parts = loc.as_array().into_iter().flatten().take(16).map(scalar);
    parts.skip_while(|part| part == "body").collect::<Vec<_>>().join(".")
}

/// What Gemini says beside its message: when to try again, in milliseconds, and which quotas are used up.
fn details(error: &Value) -> (Option<u64>, String) {
    let (mut wait_ms, mut quotas) = (None, String::new());
    for detail in error.get("details").and_then(Value::as_array).into_iter().flatten().take(16) {
        if let Some(seconds) = detail.get("retryDelay").and_then(Value::as_str).and_then(|t| t.strip_suffix('s')) {
            let seconds = seconds.parse::<f64>().ok().filter(|s| s.is_finite() && *s >= 0.0);
            wait_ms = seconds.map(|s| (s * 1000.0).ceil() as u64).or(wait_ms);
        }
        for violation in detail.get("violations").and_then(Value::as_array).into_iter().flatten().take(16) {
            if let Some(id) = violation.get("quotaId").and_then(Value::as_str) {
                quotas.push(' ');
                quotas.push_str(&plain(id, 80));
            }
        }
    }
    (wait_ms, quotas)
}

/// True for a JSON value that reports an error in place of a completion.
pub fn is_error_body(value: &Value) -> bool {
    let has_error = |v: &Value| v.get("error").is_some_and(|e| !e.is_null());
    match value {
        Value::Array(items) => items.first().is_some_and(has_error),
        other => {
            let object = other.get("object").and_then(Value::as_str);
            has_error(other) || object.is_some_and(|object| object.eq_ignore_ascii_case("error"))
        }
    }
}

/// Text without control and direction-changing characters, with single spaces, cut at `max` characters.
pub fn plain(text: &str, max: usize) -> String {
    let mut out = String::new();
    let mut count = 0;
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            gap = count > 0;
            continue;
        }
        // Bidirectional overrides and invisible marks could make a message read otherwise than it is.
        if matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}') {
            continue;
        }
        if count + usize::from(gap) >= max {
            out.push('…');
            break;
        }
        if std::mem::take(&mut gap) {
            out.push(' ');
            count += 1;
        }
        out.push(c);
        count += 1;
    }
    out
}

/// True where a body starts like a web page.
pub fn looks_like_html(text: &str) -> bool {
    let start: String = text.trim_start_matches('\u{feff}').trim_start().chars().take(15).collect();
    let start = start.to_ascii_lowercase();
    ["<!doctype", "<html", "<head", "<body", "<!--", "<?xml"].iter().any(|tag| start.starts_with(tag))
}

/// A page's title, or its text without tags.
pub fn html_gist(text: &str, max: usize) -> String {
    let lower = text.to_ascii_lowercase();
    let title = lower.find("<title").and_then(|at| {
        let start = at + lower[at..].find('>')? + 1;
        let end = start + lower[start..].find("</title")?;
        Some(plain(&text[start..end], max)).filter(|t| !t.is_empty())
    });
    title.unwrap_or_else(|| {
        let mut inside = false;
        let bare: String = text
            .chars()
            .filter_map(|c| match c {
                '<' => {
                    inside = true;
                    Some(' ')
                }
                '>' if inside => {
                    inside = false;
                    None
                }
                _ if inside => None,
                _ => Some(c),
            })
            .collect();
        plain(&bare, max)
    })
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}
