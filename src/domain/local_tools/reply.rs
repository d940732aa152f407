//! What a local API answers, and typed access to its arguments.

use serde_json::{Map, Value, json};

/// An HTTP-like reply: status 200 with a result, or 400/404/422 with `{"error": "..."}`.
#[derive(Clone, Debug, PartialEq)]
pub struct LocalReply {
    /// 200, 400 (missing or malformed parameter), 404 (unknown thing), 422 (out of range).
    pub status: u16,
    /// JSON body.
    pub body: Value,
}

impl LocalReply {
    /// A result.
    pub const fn ok(body: Value) -> Self {
        Self { status: 200, body }
    }

    /// A refusal with one sentence that says what was wrong and what would be right.
    pub fn error(status: u16, message: impl Into<String>) -> Self {
        Self { status, body: json!({"error": message.into()}) }
    }
}

/// Arguments by name. Readers accept what real APIs accept (numbers as text) and refuse the rest with a 400.
#[derive(Clone, Copy, Debug)]
pub struct Arguments<'a>(&'a Map<String, Value>);

impl<'a> Arguments<'a> {
    /// Over a model's parsed arguments.
    pub const fn new(map: &'a Map<String, Value>) -> Self {
        Self(map)
    }

    /// The raw value, `None` where absent, null or blank text.
    pub fn raw(&self, name: &str) -> Option<&'a Value> {
        self.0.get(name).filter(|v| !v.is_null() && v.as_str().is_none_or(|s| !s.trim().is_empty()))
    }

    /// Required text.
    ///
    /// # Errors
    /// 400 where absent or an object or array.
    pub fn text(&self, name: &str) -> Result<String, LocalReply> {
        self.optional_text(name)?.ok_or_else(|| missing(name))
    }

    /// Optional text; numbers and booleans are taken as their text.
    ///
    /// # Errors
    /// 400 for an object or array.
    pub fn optional_text(&self, name: &str) -> Result<Option<String>, LocalReply> {
        match self.raw(name) {
            None => Ok(None),
            Some(Value::String(s)) => Ok(Some(s.trim().to_owned())),
            Some(v @ (Value::Number(_) | Value::Bool(_))) => Ok(Some(v.to_string())),
            Some(_) => Err(LocalReply::error(400, format!("Parameter '{name}' must be a string"))),
        }
    }

    /// Required finite number; text such as `"1,250.5"` is read.
    ///
    /// # Errors
    /// 400 where absent or not a number.
    pub fn number(&self, name: &str) -> Result<f64, LocalReply> {
        self.optional_number(name)?.ok_or_else(|| missing(name))
    }

    /// Optional finite number.
    ///
    /// # Errors
    /// 400 where it is not a number.
    pub fn optional_number(&self, name: &str) -> Result<Option<f64>, LocalReply> {
        let Some(value) = self.raw(name) else { return Ok(None) };
        let parsed = match value {
            Value::Number(n) => n.as_f64(),
            Value::String(s) => s.trim().replace(',', "").parse().ok(),
            _ => None,
        };
        parsed
            .filter(|n: &f64| n.is_finite())
            .map(Some)
            .ok_or_else(|| LocalReply::error(400, format!("Parameter '{name}' must be a number, got {value}")))
    }

    /// Required whole number.
    ///
    /// # Errors
    /// 400 where absent, fractional or beyond 2^53.
    pub fn integer(&self, name: &str) -> Result<i64, LocalReply> {
        self.optional_integer(name)?.ok_or_else(|| missing(name))
    }

    /// Optional whole number.
    ///
    /// # Errors
    /// 400 where it is fractional or beyond 2^53.
    pub fn optional_integer(&self, name: &str) -> Result<Option<i64>, LocalReply> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        match self.optional_number(name)? {
            None => Ok(None),
            Some(n) if n.fract() == 0.0 && n.abs() <= EXACT => Ok(Some(n as i64)),
            Some(n) => Err(LocalReply::error(400, format!("Parameter '{name}' must be a whole number, got {n}"))),
        }
    }

    /// Required list of numbers: a JSON array, or text separated by commas, semicolons or spaces.
    ///
    /// # Errors
    /// 400 where absent, empty or holding anything else.
    pub fn numbers(&self, name: &str) -> Result<Vec<f64>, LocalReply> {
        let bad = |v: &str| LocalReply::error(400, format!("Parameter '{name}' must be a list of numbers, got {v}"));
        let list = match self.raw(name).ok_or_else(|| missing(name))? {
            Value::Array(items) => items
                .iter()
                .map(|v| v.as_f64().or_else(|| v.as_str()?.trim().parse().ok()).ok_or_else(|| bad(&v.to_string())))
                .collect::<Result<Vec<f64>, _>>()?,
            Value::Number(n) => n.as_f64().into_iter().collect(),
            Value::String(s) => s
                .trim_matches(|c| matches!(c, '[' | ']' | ' '))
                .split([',', ';', ' '])
                .filter(|p| !p.is_empty())
                .map(|p| p.parse().map_err(|_| bad(p)))
                .collect::<Result<Vec<f64>, _>>()?,
            other => return Err(bad(&other.to_string())),
        };
        if list.is_empty() || list.iter().any(|n| !n.is_finite()) { Err(bad("an empty list")) } else { Ok(list) }
    }
}

fn missing(name: &str) -> LocalReply {
    LocalReply::error(400, format!("Missing required parameter '{name}'"))
}
