//! JSON read back into our types: text becomes a [`Value`] in one place, and values become our types by field.
//!
//! Serde writes; it does not read. Its derived readers are made anew for every type and every source (text, bytes,
//! values, the buffers behind `flatten` and `tag`), which was a tenth of the page's own code.

use serde_json::{Map, Value};
use thiserror::Error;

/// Why a text is no JSON.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct NotJson {
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
    /// What the parser says, with the place.
    pub message: String,
}

/// The value of a text. Nesting beyond 128 levels is refused.
///
/// # Errors
/// [`NotJson`].
pub fn parse(text: &str) -> Result<Value, NotJson> {
    serde_json::from_str(text).map_err(|e| NotJson { line: e.line(), column: e.column(), message: e.to_string() })
}

/// The value of a text in UTF-8.
///
/// # Errors
/// [`NotJson`], which names the first place that is not UTF-8.
pub fn parse_bytes(bytes: &[u8]) -> Result<Value, NotJson> {
    parse(std::str::from_utf8(bytes).map_err(|e| {
        let before = &bytes[..e.valid_up_to()];
        let line = before.iter().filter(|b| **b == b'\n').count() + 1;
        let column = before.iter().rev().take_while(|b| **b != b'\n').count() + 1;
        NotJson { line, column, message: format!("not UTF-8 at line {line} column {column}") }
    })?)
}

/// The value with its keys sorted; `None` where a number may not be the one that was written. As deep as
/// [`parse`] lets a text be.
pub fn in_order(value: Value) -> Option<Value> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Value::Number(n) if !n.is_i64() && !n.is_u64() && n.as_f64().is_none_or(|n| n.abs() >= EXACT) => None,
        Value::Array(items) => items.into_iter().map(in_order).collect::<Option<Vec<_>>>().map(Value::Array),
        Value::Object(map) => {
            let mut entries: Vec<(String, Value)> = map.into_iter().collect();
            crate::domain::order::sort_by(&mut entries, |a, b| a.0.cmp(&b.0));
            let fields = entries.into_iter().map(|(key, value)| Some((key, in_order(value)?)));
            fields.collect::<Option<Map<_, _>>>().map(Value::Object)
        }
        leaf => Some(leaf),
    }
}

/// A value that is not what was expected there. Holds nothing of what it found but its kind.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("${path}: expected {expected}, found {found}")]
pub struct Misfit {
    /// Below the root, as `.spec.limits.width` or `.events[3]`.
    path: String,
    expected: &'static str,
    found: &'static str,
}

impl Misfit {
    /// At the place that is being read; whoever read into it adds the way there.
    pub fn new(expected: &'static str, found: Option<&Value>) -> Self {
        let found = match found {
            None => "nothing",
            Some(Value::Null) => "null",
            Some(Value::Bool(_)) => "true or false",
            Some(Value::Number(_)) => "a number that does not fit",
            Some(Value::String(_)) => "text that does not fit",
            Some(Value::Array(_)) => "a list",
            Some(Value::Object(_)) => "an object",
        };
        Self { path: String::new(), expected, found }
    }

    /// The same, seen from one step further out: `.field` or `[index]`.
    #[must_use]
    pub fn within(mut self, step: &str) -> Self {
        self.path.insert_str(0, step);
        self
    }
}

/// A type that is read from a value.
pub trait FromJson: Sized {
    /// `None` stands for an absent field.
    ///
    /// # Errors
    /// [`Misfit`], with its place below `value`.
    fn from_json(value: Option<Value>) -> Result<Self, Misfit>;
}

/// A type that is read from the fields of an object, which may hold others' fields too.
pub trait FromFields: Sized {
    /// Takes its fields out of `of`.
    ///
    /// # Errors
    /// [`Misfit`].
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit>;
}

impl<T: FromFields> FromJson for T {
    fn from_json(value: Option<Value>) -> Result<Self, Misfit> {
        T::from_fields(&mut Fields::of(value)?)
    }
}

/// An object whose fields are taken out one by one.
#[derive(Debug)]
pub struct Fields(Map<String, Value>);

impl Fields {
    /// Of an object.
    ///
    /// # Errors
    /// [`Misfit`] where it is none.
    pub fn of(value: Option<Value>) -> Result<Self, Misfit> {
        match value {
            Some(Value::Object(map)) => Ok(Self(map)),
            other => Err(Misfit::new("an object", other.as_ref())),
        }
    }

    /// True where there is such a field, `null` too.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// One field; to be taken once.
    ///
    /// # Errors
    /// [`Misfit`].
    pub fn take<T: FromJson>(&mut self, name: &str) -> Result<T, Misfit> {
        T::from_json(self.raw(name)).map_err(|misfit| misfit.within(&format!(".{name}")))
    }

    /// One field that older records do not have.
    ///
    /// # Errors
    /// [`Misfit`] where it is there and does not fit.
    pub fn take_or_default<T: FromJson + Default>(&mut self, name: &str) -> Result<T, Misfit> {
        if self.0.contains_key(name) { self.take(name) } else { Ok(T::default()) }
    }

    /// One field of a stranger: one that does not fit counts as absent.
    pub fn lenient<T: FromJson + Default>(&mut self, name: &str) -> T {
        T::from_json(self.raw(name)).unwrap_or_default()
    }

    /// All fields but those named, in their order.
    pub fn rest(&mut self, but: &[&str]) -> Map<String, Value> {
        let mut rest = std::mem::take(&mut self.0);
        rest.retain(|name, _| !but.contains(&name.as_str()));
        rest
    }

    fn raw(&mut self, name: &str) -> Option<Value> {
        self.0.get_mut(name).map(Value::take)
    }
}

/// Implements [`FromFields`]: the fields named, and with `..rest` a map of all others.
macro_rules! reads {
    ($type:ident { $($field:ident),+ }) => {
        impl $crate::domain::json::FromFields for $type {
            fn from_fields(of: &mut $crate::domain::json::Fields) -> Result<Self, $crate::domain::json::Misfit> {
                Ok(Self { $($field: of.take(stringify!($field))?),+ })
            }
        }
    };
    ($type:ident { $($field:ident),+, ..$rest:ident }) => {
        impl $crate::domain::json::FromFields for $type {
            fn from_fields(of: &mut $crate::domain::json::Fields) -> Result<Self, $crate::domain::json::Misfit> {
                Ok(Self {
                    $($field: of.take(stringify!($field))?,)+
                    $rest: of.rest(&[$(stringify!($field)),+]),
                })
            }
        }
    };
}
pub(crate) use reads;

/// Implements [`FromJson`] for an enum whose variants are written as words.
macro_rules! words {
    ($type:ident { $($word:literal => $variant:ident),+ $(,)? }) => {
        impl $crate::domain::json::FromJson for $type {
            fn from_json(value: Option<serde_json::Value>) -> Result<Self, $crate::domain::json::Misfit> {
                match value.as_ref().and_then(serde_json::Value::as_str) {
                    $(Some($word) => Ok(Self::$variant),)+
                    _ => Err($crate::domain::json::Misfit::new(concat!("one of" $(, " ", $word)+), value.as_ref())),
                }
            }
        }
    };
}
pub(crate) use words;

/// Lets serde's derived readers hold a type of ours (`formats/worker` has some), at no more cost than a value's.
macro_rules! inside_serde {
    ($($type:ident),+) => {
        $(impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let value = serde_json::Value::deserialize(from)?;
                $crate::domain::json::FromJson::from_json(Some(value)).map_err(serde::de::Error::custom)
            }
        })+
    };
}
pub(crate) use inside_serde;

impl FromJson for Value {
    fn from_json(value: Option<Value>) -> Result<Self, Misfit> {
        value.ok_or_else(|| Misfit::new("a value", None))
    }
}

impl FromJson for String {
    fn from_json(value: Option<Value>) -> Result<Self, Misfit> {
        match value {
            Some(Value::String(text)) => Ok(text),
            other => Err(Misfit::new("text", other.as_ref())),
        }
    }
}

impl FromJson for bool {
    fn from_json(value: Option<Value>) -> Result<Self, Misfit> {
        value.as_ref().and_then(Value::as_bool).ok_or_else(|| Misfit::new("true or false", value.as_ref()))
    }
}

impl FromJson for u64 {
    fn from_json(value: Option<Value>) -> Result<Self, Misfit> {
        value.as_ref().and_then(Value::as_u64).ok_or_else(|| Misfit::new("a whole number", value.as_ref()))
    }
}

impl FromJson for u32 {
    fn from_json(value: Option<Value>) -> Result<Self, Misfit> {
        let number = value.as_ref().and_then(Value::as_u64).and_then(|n| Self::try_from(n).ok());
        number.ok_or_else(|| Misfit::new("a whole number below 2^32", value.as_ref()))
    }
}

impl FromJson for u16 {
    fn from_json(value: Option<Value>) -> Result<Self, Misfit> {
        let number = value.as_ref().and_then(Value::as_u64).and_then(|n| Self::try_from(n).ok());
        number.ok_or_else(|| Misfit::new("a whole number below 2^16", value.as_ref()))
    }
}

impl<A: FromJson, B: FromJson> FromJson for (A, B) {
    fn from_json(value: Option<Value>) -> Result<Self, Misfit> {
        match value {
            Some(Value::Array(items)) if items.len() == 2 => {
                let mut items = items.into_iter();
                let first = A::from_json(items.next()).map_err(|misfit| misfit.within("[0]"))?;
                Ok((first, B::from_json(items.next()).map_err(|misfit| misfit.within("[1]"))?))
            }
            other => Err(Misfit::new("a list of two", other.as_ref())),
        }
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(value: Option<Value>) -> Result<Self, Misfit> {
        match value {
            None | Some(Value::Null) => Ok(None),
            some => T::from_json(some).map(Some),
        }
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(value: Option<Value>) -> Result<Self, Misfit> {
        let Some(Value::Array(items)) = value else { return Err(Misfit::new("a list", value.as_ref())) };
        let mut out = Self::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            out.push(T::from_json(Some(item)).map_err(|misfit| misfit.within(&format!("[{index}]")))?);
        }
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[derive(Debug, PartialEq)]
    struct Point {
        x: u32,
        names: Vec<String>,
        note: Option<String>,
        others: Map<String, Value>,
    }
    reads!(Point { x, names, note, ..others });

    fn point(value: Value) -> Result<Point, String> {
        Point::from_json(Some(value)).map_err(|misfit| misfit.to_string())
    }

    #[test]
    fn fields_are_read_and_others_kept_in_their_order() {
        let read = point(json!({"z": 1, "x": 7, "names": ["a"], "b": null, "a": [2]})).unwrap();
        assert_eq!((read.x, read.names.len(), read.note), (7, 1, None));
        assert_eq!(Value::Object(read.others).to_string(), r#"{"z":1,"b":null,"a":[2]}"#);
    }

    #[test]
    fn what_does_not_fit_is_named_with_its_place() {
        let error = point(json!({"x": 1, "names": ["a", 2]})).unwrap_err();
        assert_eq!(error, "$.names[1]: expected text, found a number that does not fit");
        let error = point(json!({"names": []})).unwrap_err();
        assert_eq!(error, "$.x: expected a whole number below 2^32, found nothing");
        assert!(point(json!({"x": 1.0, "names": []})).is_err() && point(json!({"x": -1, "names": []})).is_err());
        assert_eq!(point(json!([])).unwrap_err(), "$: expected an object, found a list");
        let pairs = |value| Vec::<(String, u16)>::from_json(Some(value)).map_err(|misfit| misfit.to_string());
        assert_eq!(pairs(json!([["a", 65_535]])), Ok(vec![("a".to_owned(), 65_535)]));
        let error = pairs(json!([["a", 1], ["b", 65_536]])).unwrap_err();
        assert_eq!(error, "$[1][1]: expected a whole number below 2^16, found a number that does not fit");
        assert!(pairs(json!([["a"]])).unwrap_err().starts_with("$[0]: expected a list of two"));
    }

    #[test]
    fn bytes_that_are_not_utf_8_have_a_place() {
        let error = parse_bytes(b"{\n \"a\": \"\xff\"}").unwrap_err();
        assert_eq!((error.line, error.column), (2, 8));
        assert_eq!(parse_bytes(b"{} x").unwrap_err().column, 4);
    }
}
