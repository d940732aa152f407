//! Arguments held against the schema that the model was shown, before anything is sent.
//!
//! The original sends whatever the model wrote (quirk `arguments_unchecked`); so does `ToolBench` mode, which never comes
//! here. What can be read without guessing is mended and noted; the rest is told in words that help a model mend its
//! call. Lists and objects are taken for texts: ToolBench's hub types `ARRAY` and `OBJECT` are offered as `string`.

use crate::domain::catalog::pure_name;
use crate::domain::json;
use serde_json::{Map, Number, Value, json};
use std::fmt;

/// Names and values that one message lists.
const MAX_LISTED: usize = 20;
/// Characters of a foreign text in a message.
const MAX_QUOTED: usize = 80;
/// Whole numbers up to here are exact as floats.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// What the arguments of a call are, by its function's schema.
#[derive(Clone, Debug, PartialEq)]
pub enum Checked {
    /// They can be sent.
    Fit {
        /// What is sent.
        arguments: Map<String, Value>,
        /// How that differs from what was written; often not at all.
        mended: Vec<Mended>,
    },
    /// They cannot; why not, all at once.
    Misfit(Vec<ArgumentProblem>),
}

/// Which commas of a number in text are read over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Commas {
    /// Those that part thousands.
    Thousands,
    /// All: in stored runs of engine 4.
    All,
}

/// One argument that is sent otherwise than it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Mended {
    /// Its name as it was written.
    pub name: String,
    /// What was done.
    pub how: Mending,
}

/// What was done to an argument.
#[derive(Clone, Debug, PartialEq)]
pub enum Mending {
    /// Another spelling of a declared name.
    Renamed(String),
    /// The value in the declared type.
    Read(Value),
    /// Nothing was given for an optional argument.
    LeftOut,
}

/// Why arguments cannot be sent.
#[derive(Clone, Debug, PartialEq)]
pub enum ArgumentProblem {
    /// No JSON; where it breaks.
    NotJson(String),
    /// JSON, but no object.
    NotAnObject,
    /// Required and not there.
    Missing {
        /// Which.
        name: String,
        /// Declared type.
        kind: String,
        /// What it means; may be empty.
        about: String,
    },
    /// Not declared.
    Unknown {
        /// Which.
        name: String,
        /// What is declared.
        known: Vec<String>,
    },
    /// Of another type, and not readable as the declared one.
    WrongType {
        /// Which.
        name: String,
        /// Declared type.
        expected: String,
        /// What was given.
        given: String,
    },
    /// None of the values that it takes.
    NotListed {
        /// Which.
        name: String,
        /// What was given.
        given: String,
        /// What it takes.
        allowed: Vec<String>,
    },
}

impl fmt::Display for ArgumentProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson(place) => write!(f, "the arguments are no JSON ({place}); send one JSON object"),
            Self::NotAnObject => f.write_str("the arguments must be one JSON object, {\"name\": value, ...}"),
            Self::Missing { name, kind, about } if about.is_empty() => {
                write!(f, "missing required argument {name:?} ({kind})")
            }
            Self::Missing { name, kind, about } => write!(f, "missing required argument {name:?} ({kind}: {about})"),
            Self::Unknown { name, known } if known.is_empty() => {
                write!(f, "unknown argument {name:?}: this function takes none")
            }
            Self::Unknown { name, known } => {
                write!(f, "unknown argument {name:?}: this function takes {}", known.join(", "))
            }
            Self::WrongType { name, expected, given } => {
                write!(f, "argument {name:?} must be of type {expected}, not {given}")
            }
            Self::NotListed { name, given, allowed } => {
                write!(f, "argument {name:?} must be one of {}, not {given}", allowed.join(", "))
            }
        }
    }
}

/// The observation that tells a model what is wrong with its arguments.
pub fn misfit_observation(problems: &[ArgumentProblem]) -> String {
    let words: Vec<String> = problems.iter().take(MAX_LISTED).map(ToString::to_string).collect();
    json!({"error": format!("Tool input error: {}", words.join("; ")), "response": ""}).to_string()
}

/// Holds arguments, as they were written, against a function's parameters. A schema without `properties` says nothing,
/// and any object fits it.
pub fn check_arguments(schema: &Value, written: &str) -> Checked {
    check_arguments_with(schema, written, Commas::Thousands)
}

/// The same, with numbers read in a way of one's own.
pub fn check_arguments_with(schema: &Value, written: &str, commas: Commas) -> Checked {
    let value = if written.trim().is_empty() { Ok(Value::Object(Map::new())) } else { json::parse(written) };
    let given = match value {
        Ok(Value::Object(fields)) => fields,
        Ok(_) => return Checked::Misfit(vec![ArgumentProblem::NotAnObject]),
        Err(error) => {
            let place = format!("line {}, column {}", error.line, error.column);
            return Checked::Misfit(vec![ArgumentProblem::NotJson(place)]);
        }
    };
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return Checked::Fit { arguments: given, mended: Vec::new() };
    };
    let required: Vec<&str> = names(schema);
    let mut check = Check {
        properties,
        required: &required,
        commas,
        arguments: Map::new(),
        mended: Vec::new(),
        problems: Vec::new(),
    };
    let mut spare = Vec::new();
    for (name, value) in given {
        match properties.contains_key(&name) {
            true => check.take(&name, &name, value),
            false => spare.push((name, value)),
        }
    }
    for (name, value) in spare {
        check.take_misspelt(&name, value);
    }
    check.finish()
}

struct Check<'a> {
    properties: &'a Map<String, Value>,
    required: &'a [&'a str],
    commas: Commas,
    arguments: Map<String, Value>,
    mended: Vec<Mended>,
    problems: Vec<ArgumentProblem>,
}

impl Check<'_> {
    fn take_misspelt(&mut self, written: &str, value: Value) {
        let wanted = pure_name(written);
        let meant =
            self.properties.keys().find(|name| !self.arguments.contains_key(*name) && pure_name(name) == wanted);
        let Some(declared) = meant.filter(|_| !wanted.is_empty()).cloned() else {
            let known = self.properties.keys().take(MAX_LISTED).map(|name| self.label(name)).collect();
            self.problems.push(ArgumentProblem::Unknown { name: quoted(written), known });
            return;
        };
        self.mended.push(Mended { name: written.to_owned(), how: Mending::Renamed(declared.clone()) });
        self.take(&declared, written, value);
    }

    fn take(&mut self, declared: &str, written: &str, value: Value) {
        let required = self.required.contains(&declared);
        if value.is_null() {
            // An absent required one is told at the end.
            if !required {
                self.mended.push(Mended { name: written.to_owned(), how: Mending::LeftOut });
            }
            return;
        }
        let schema = self.properties.get(declared).unwrap_or(&Value::Null);
        match read(schema, &value, self.commas) {
            Some(read) if read == value => {
                self.arguments.insert(declared.to_owned(), value);
            }
            Some(read) => {
                self.mended.push(Mended { name: written.to_owned(), how: Mending::Read(read.clone()) });
                self.arguments.insert(declared.to_owned(), read);
            }
            // Models write "" for what they leave out.
            None if !required && is_blank(&value) => {
                self.mended.push(Mended { name: written.to_owned(), how: Mending::LeftOut });
            }
            None => self.problems.push(problem(declared, schema, &value)),
        }
    }

    fn finish(mut self) -> Checked {
        let absent = |name: &&&str| {
            let told = |p: &ArgumentProblem| matches!(p, ArgumentProblem::WrongType { name: n, .. } | ArgumentProblem::NotListed { name: n, .. } if n == **name);
            !self.arguments.contains_key(**name) && !self.problems.iter().any(told)
        };
        let missing: Vec<ArgumentProblem> =
            self.required.iter().filter(absent).map(|name| self.missing(name)).collect();
        self.problems.splice(0..0, missing);
        if self.problems.is_empty() {
            Checked::Fit { arguments: self.arguments, mended: self.mended }
        } else {
            Checked::Misfit(self.problems)
        }
    }

    fn missing(&self, name: &str) -> ArgumentProblem {
        let schema = self.properties.get(name).unwrap_or(&Value::Null);
        let about = schema.get("description").and_then(Value::as_str).unwrap_or_default();
        ArgumentProblem::Missing { name: name.to_owned(), kind: kind(schema).to_owned(), about: shown(about) }
    }

    fn label(&self, name: &str) -> String {
        if self.required.contains(&name) { format!("{name} (required)") } else { name.to_owned() }
    }
}

/// Names in `required`, those that are described: ToolBench lists parameters without a name too.
fn names(schema: &Value) -> Vec<&str> {
    let listed = schema.get("required").and_then(Value::as_array);
    let mut out: Vec<&str> = Vec::new();
    for name in listed.into_iter().flatten().filter_map(Value::as_str).filter(|name| !name.is_empty()) {
        if !out.contains(&name) {
            out.push(name);
        }
    }
    out
}

fn kind(schema: &Value) -> &str {
    schema.get("type").and_then(Value::as_str).unwrap_or("string")
}

fn choices(schema: &Value) -> Option<&Vec<Value>> {
    schema.get("enum").and_then(Value::as_array).filter(|values| !values.is_empty())
}

/// The value as the schema declares it; `None` where it is none.
fn read(schema: &Value, value: &Value, commas: Commas) -> Option<Value> {
    if let Some(choices) = choices(schema) {
        let folded = |value: &Value| plain(value).trim().to_lowercase().replace([' ', '-'], "_");
        let exact = choices.iter().find(|choice| *choice == value);
        return exact.or_else(|| choices.iter().find(|choice| folded(choice) == folded(value))).cloned();
    }
    match (kind(schema), value) {
        ("number", Value::Number(_)) => Some(value.clone()),
        ("number", Value::String(text)) => number(text, commas).map(Value::Number),
        ("integer", Value::Number(n)) => whole(n).map(Value::Number),
        ("integer", Value::String(text)) => number(text, commas).as_ref().and_then(whole).map(Value::Number),
        ("number" | "integer", _) => None,
        ("boolean", Value::Bool(_)) => Some(value.clone()),
        ("boolean", _) => match plain(value).trim().to_lowercase().as_str() {
            "true" | "yes" | "1" => Some(Value::Bool(true)),
            "false" | "no" | "0" => Some(Value::Bool(false)),
            _ => None,
        },
        ("array", Value::Array(_)) | ("object", Value::Object(_)) => Some(value.clone()),
        ("array", Value::String(text)) => json::parse(text).ok().filter(Value::is_array),
        ("object", Value::String(text)) => json::parse(text).ok().filter(Value::is_object),
        ("array" | "object", _) => None,
        (_, Value::Number(_) | Value::Bool(_)) => Some(Value::String(value.to_string())),
        _ => Some(value.clone()),
    }
}

/// A number in plain text. What a comma means that parts no thousands would be a guess.
fn number(text: &str, commas: Commas) -> Option<Number> {
    let text = text.trim();
    if commas == Commas::Thousands && text.contains(',') && !parts_thousands(text) {
        return None;
    }
    let text = text.replace(',', "");
    if !text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E')) {
        return None;
    }
    text.parse::<i64>().ok().map(Number::from).or_else(|| Number::from_f64(text.parse().ok()?))
}

/// `1,250` or `-12,345,678.9`: groups of three digits after a first one of at most three.
fn parts_thousands(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').map_or((unsigned, None), |(whole, rest)| (whole, Some(rest)));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    // Nobody parts the thousands of 0: that comma is a decimal one.
    let begins = digits(first) && first.len() <= 3 && !first.starts_with('0');
    begins && groups.all(|group| group.len() == 3 && digits(group)) && fraction.is_none_or(digits)
}

fn whole(n: &Number) -> Option<Number> {
    if n.is_i64() || n.is_u64() {
        return Some(n.clone());
    }
    let float = n.as_f64().filter(|f| f.fract() == 0.0 && f.abs() <= EXACT)?;
    Some(Number::from(float as i64))
}

fn problem(name: &str, schema: &Value, value: &Value) -> ArgumentProblem {
    let (name, given) = (name.to_owned(), given(value));
    match choices(schema) {
        Some(choices) => {
            let allowed = choices.iter().take(MAX_LISTED).map(|choice| shown(&plain(choice))).collect();
            ArgumentProblem::NotListed { name, given, allowed }
        }
        None => ArgumentProblem::WrongType { name, expected: kind(schema).to_owned(), given },
    }
}

fn is_blank(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// A text without its quotes, anything else as JSON.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn given(value: &Value) -> String {
    match value {
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        other => shown(&other.to_string()),
    }
}

fn quoted(text: &str) -> String {
    shown(text)
}

/// The start of a text from outside.
fn shown(text: &str) -> String {
    if text.chars().count() <= MAX_QUOTED {
        return text.to_owned();
    }
    text.chars().take(MAX_QUOTED).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> Value {
        json!({
            "type": "object",
            "properties": {
                "city": {"type": "string", "description": "Name of a city"},
                "days": {"type": "integer", "description": ""},
                "scale": {"type": "number"},
                "metric": {"type": "boolean"},
                "unit": {"type": "string", "enum": ["deg_c", "K"]},
                "is_from": {"type": "string"},
            },
            "required": ["city", "days"],
            "optional": ["scale", "metric", "unit", "is_from"],
        })
    }

    #[track_caller]
    fn sent(written: &str, expect: Value, mended: usize) {
        match check_arguments(&schema(), written) {
            Checked::Fit { arguments, mended: notes } => {
                assert_eq!((Value::Object(arguments), notes.len()), (expect, mended), "{written}");
            }
            Checked::Misfit(problems) => panic!("{written}: {problems:?}"),
        }
    }

    #[track_caller]
    fn refused(written: &str, expect: &[&str]) {
        match check_arguments(&schema(), written) {
            Checked::Misfit(problems) => {
                assert_eq!(problems.iter().map(ToString::to_string).collect::<Vec<_>>(), expect, "{written}");
            }
            Checked::Fit { arguments, .. } => panic!("{written}: {arguments:?}"),
        }
    }

    #[test]
    fn what_fits_is_sent_as_written() {
        sent(r#"{"city": "Oslo", "days": 3}"#, json!({"city": "Oslo", "days": 3}), 0);
        sent(r#"{"days": 3, "city": ["a", {"b": 1}]}"#, json!({"days": 3, "city": ["a", {"b": 1}]}), 0);
    }

    #[test]
    fn what_can_be_read_without_guessing_is_mended() {
        sent(
            r#"{"city": 5, "days": "3.0", "scale": "1,250.5", "metric": "Yes", "unit": "Deg C"}"#,
            json!({"city": "5", "days": 3, "scale": 1250.5, "metric": true, "unit": "deg_c"}),
            5,
        );
        // A cleaned name's raw spelling, an optional null, and an empty text where a number is optional.
        sent(
            r#"{"City": "Oslo", "days": 3, "from": "x", "scale": "", "metric": null}"#,
            json!({"days": 3, "city": "Oslo", "is_from": "x"}),
            4,
        );
    }

    #[test]
    fn commas_are_read_over_where_they_part_thousands_alone() {
        for (text, expect) in
            [("1,250", 1_250), ("-1,234,567", -1_234_567), ("+12,345", 12_345), (" 1,000.0 ", 1_000), ("1250", 1_250)]
        {
            let written = json!({"city": "Oslo", "days": text}).to_string();
            sent(&written, json!({"city": "Oslo", "days": expect}), 1);
        }
        for text in ["52,5", "1,2,3", "1234,567", "1,2345", ",123", "1,,234", "1,234,", "0,525", "1.5,000", "1,000e3"] {
            let written = json!({"city": "Oslo", "days": text}).to_string();
            let told = format!("argument \"days\" must be of type integer, not \"{text}\"");
            refused(&written, &[told.as_str()]);
        }
        let earlier = check_arguments_with(&schema(), r#"{"city": "Oslo", "days": "52,5"}"#, Commas::All);
        let Checked::Fit { arguments, .. } = earlier else { panic!("read over") };
        assert_eq!(Value::Object(arguments), json!({"city": "Oslo", "days": 525}));
    }

    #[test]
    fn problems_are_told_all_at_once_with_what_would_be_right() {
        refused(
            r#"{"days": 2.5, "town": "Oslo", "unit": "F", "scale": true}"#,
            &[
                "missing required argument \"city\" (string: Name of a city)",
                "argument \"days\" must be of type integer, not 2.5",
                "argument \"unit\" must be one of deg_c, K, not \"F\"",
                "argument \"scale\" must be of type number, not true",
                "unknown argument \"town\": this function takes city (required), days (required), scale, metric, unit, is_from",
            ],
        );
        refused(
            "",
            &[
                "missing required argument \"city\" (string: Name of a city)",
                "missing required argument \"days\" (integer)",
            ],
        );
        refused(
            r#"{"city": null, "days": ""}"#,
            &[
                "missing required argument \"city\" (string: Name of a city)",
                "argument \"days\" must be of type integer, not \"\"",
            ],
        );
        refused("[1]", &["the arguments must be one JSON object, {\"name\": value, ...}"]);
        refused("{\"city\": ", &["the arguments are no JSON (line 1, column 9); send one JSON object"]);
    }

    #[test]
    fn a_schema_that_says_nothing_takes_any_object() {
        let fits = |schema: Value| matches!(check_arguments(&schema, r#"{"a": 1}"#), Checked::Fit { .. });
        assert!(fits(json!({})) && fits(json!({"properties": 5})) && fits(Value::Null));
        assert!(!fits(json!({"properties": {}})));
    }

    #[test]
    fn messages_hold_little_of_a_long_text() {
        let written = json!({"x".repeat(9_000): 1}).to_string();
        let Checked::Misfit(problems) = check_arguments(&schema(), &written) else { panic!("refused") };
        assert!(misfit_observation(&problems).chars().count() < 600);
    }
}
