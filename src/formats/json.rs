//! JSON from strangers: bounded in size and depth before anything is built from it, and read field by field, so that
//! every refusal names its place.
//!
//! Text becomes a [`Value`] in [`parse`]; values become our types in the modules that know a format, with the
//! functions here.

use crate::domain::json::{self, Misfit, NotJson};
use serde_json::{Map, Value};
use std::fmt;

/// Why a text in JSON cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// The text as a whole is too big to be read.
    #[error("the file has {found} bytes; at most {limit} are read")]
    TooLarge {
        /// Bytes that are read at most.
        limit: usize,
        /// Bytes of the file.
        found: usize,
    },
    /// Not JSON, or nested deeper than 128 levels.
    #[error("not readable as JSON at line {line}, column {column}: {reason}")]
    NotJson {
        /// From 1.
        line: usize,
        /// From 1; 0 at the start of a line.
        column: usize,
        /// The parser's own words.
        reason: String,
    },
    /// Something else stands where the format has something.
    #[error("{path}: expected {expected}, found {found}")]
    Shape {
        /// Such as `api_list[3].required_parameters[0].name`; `$` for the whole text.
        path: String,
        /// What belongs there.
        expected: &'static str,
        /// What stands there.
        found: &'static str,
    },
    /// The same, in a type of the domain.
    #[error(transparent)]
    Misfit(#[from] Misfit),
    /// More entries, or a longer text, than are read.
    #[error("{path}: has {found} {unit}; at most {limit} are read")]
    TooMany {
        /// As in [`Self::Shape`].
        path: String,
        /// `entries` or `characters`.
        unit: &'static str,
        /// Most that are read.
        limit: usize,
        /// How many there are.
        found: usize,
    },
}

/// The value of a text of at most `limit` bytes, nested at most 128 levels deep. A byte order mark is skipped.
///
/// # Errors
/// [`JsonError::TooLarge`], [`JsonError::NotJson`].
pub fn parse(text: &str, limit: usize) -> Result<Value, JsonError> {
    if text.len() > limit {
        return Err(JsonError::TooLarge { limit, found: text.len() });
    }
    json::parse(text.trim_start_matches('\u{feff}')).map_err(|NotJson { line, column, message }| JsonError::NotJson {
        line,
        column,
        reason: message,
    })
}

/// A list whose good entries were kept, and what was wrong with each of the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept<T> {
    /// In the order of the text.
    pub good: Vec<T>,
    /// One for each entry that was left out.
    pub problems: Vec<JsonError>,
}

/// Where reading stands: a chain on the stack, written out only for an error.
#[derive(Debug)]
pub(super) struct Place<'p> {
    parent: Option<&'p Place<'p>>,
    step: Step,
}

#[derive(Debug)]
enum Step {
    Root,
    Key(&'static str),
    Index(usize),
}

impl Place<'_> {
    /// The whole text.
    pub(super) const ROOT: Place<'static> = Place { parent: None, step: Step::Root };

    pub(super) const fn key(&self, key: &'static str) -> Place<'_> {
        Place { parent: Some(self), step: Step::Key(key) }
    }

    pub(super) const fn index(&self, index: usize) -> Place<'_> {
        Place { parent: Some(self), step: Step::Index(index) }
    }

    pub(super) fn shape(&self, expected: &'static str, found: &'static str) -> JsonError {
        JsonError::Shape { path: self.to_string(), expected, found }
    }

    pub(super) fn at_most(&self, found: usize, limit: usize, unit: &'static str) -> Result<(), JsonError> {
        if found <= limit {
            return Ok(());
        }
        Err(JsonError::TooMany { path: self.to_string(), unit, limit, found })
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let below_root = self.parent.filter(|parent| !matches!(parent.step, Step::Root));
        if let Some(parent) = below_root {
            write!(out, "{parent}")?;
        }
        match self.step {
            Step::Root => write!(out, "$"),
            Step::Key(key) if below_root.is_some() => write!(out, ".{key}"),
            Step::Key(key) => write!(out, "{key}"),
            Step::Index(index) => write!(out, "[{index}]"),
        }
    }
}

/// The fields of an object.
pub(super) fn object<'v>(value: &'v Value, at: &Place<'_>) -> Result<&'v Map<String, Value>, JsonError> {
    value.as_object().ok_or_else(|| at.shape("an object", kind_of(value)))
}

/// A text as it stands there; empty where absent or null. Numbers and booleans are taken as they are written.
pub(super) fn text(
    map: &Map<String, Value>,
    key: &'static str,
    at: &Place<'_>,
    limit: usize,
) -> Result<String, JsonError> {
    let text = match map.get(key) {
        None | Some(Value::Null) => return Ok(String::new()),
        Some(Value::String(text)) => text.clone(),
        Some(v @ (Value::Number(_) | Value::Bool(_))) => v.to_string(),
        Some(other) => return Err(at.key(key).shape("text", kind_of(other))),
    };
    at.key(key).at_most(text.chars().count(), limit, "characters")?;
    Ok(text)
}

/// [`text`] without outer blanks.
pub(super) fn word(
    map: &Map<String, Value>,
    key: &'static str,
    at: &Place<'_>,
    limit: usize,
) -> Result<String, JsonError> {
    Ok(text(map, key, at, limit)?.trim().to_owned())
}

/// A text that must be there and not be blank, as it stands there.
pub(super) fn name(
    map: &Map<String, Value>,
    key: &'static str,
    at: &Place<'_>,
    limit: usize,
) -> Result<String, JsonError> {
    let text = text(map, key, at, limit)?;
    if text.trim().is_empty() {
        let found = map.get(key).map_or("nothing", |v| if v.is_null() { "null" } else { "empty text" });
        return Err(at.key(key).shape("text that is not empty", found));
    }
    Ok(text)
}

/// The entries of a list; none where absent or null.
pub(super) fn entries<'v>(
    map: &'v Map<String, Value>,
    key: &'static str,
    at: &Place<'_>,
    limit: usize,
) -> Result<&'v [Value], JsonError> {
    let at = at.key(key);
    match map.get(key) {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::Array(values)) => {
            at.at_most(values.len(), limit, "entries")?;
            Ok(values)
        }
        Some(other) => Err(at.shape("a list", kind_of(other))),
    }
}

/// Reads every entry of a list at a place; one that does not fit refuses them all.
pub(super) fn all<T>(
    values: &[Value],
    at: &Place<'_>,
    read: fn(&Value, &Place<'_>) -> Result<T, JsonError>,
) -> Result<Vec<T>, JsonError> {
    let mut out = Vec::with_capacity(values.len());
    for (index, value) in values.iter().enumerate() {
        out.push(read(value, &at.index(index))?);
    }
    Ok(out)
}

/// Reads the entries of a list at a place; one that does not fit is left out and told.
pub(super) fn keep_good<T>(
    values: &[Value],
    at: &Place<'_>,
    problems: &mut Vec<JsonError>,
    read: fn(&Value, &Place<'_>) -> Result<T, JsonError>,
) -> Vec<T> {
    let mut good = Vec::with_capacity(values.len());
    for (index, value) in values.iter().enumerate() {
        match read(value, &at.index(index)) {
            Ok(entry) => good.push(entry),
            Err(problem) => problems.push(problem),
        }
    }
    good
}

/// What a value is, in words.
pub(super) const fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_written_as_paths() {
        let list = Place::ROOT.key("api_list");
        let third = list.index(3);
        assert_eq!(third.key("name").to_string(), "api_list[3].name");
        assert_eq!((Place::ROOT.to_string(), Place::ROOT.index(1).to_string()), ("$".to_owned(), "[1]".to_owned()));
    }

    #[test]
    fn size_and_depth_are_bounded() {
        assert_eq!(parse("\u{feff}[1]", 9).unwrap(), serde_json::json!([1]));
        assert_eq!(parse("[1, 2]", 5), Err(JsonError::TooLarge { limit: 5, found: 6 }));
        let deep = "[".repeat(200);
        assert!(matches!(parse(&deep, 1000), Err(JsonError::NotJson { line: 1, .. })));
    }
}
