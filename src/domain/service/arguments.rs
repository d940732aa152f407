//! How the arguments that a model wrote reach an API (ToolBench `server.py`, `get_rapidapi_response`).
//!
//! The original writes a Python call as text and evaluates it, so that what a model writes can run there. We never do:
//! `ToolBench` mode says which texts would have reached the API unharmed, and with what values, and refuses the rest.

use crate::domain::json;
use crate::domain::python::parse_python;
use crate::domain::trace::Fidelity;
use serde_json::{Map, Value, json};

/// What the arguments of a call are.
#[derive(Clone, Debug, PartialEq)]
pub enum ToolInput {
    /// What the API is called with.
    Arguments(Map<String, Value>),
    /// No JSON.
    NotJson,
    /// JSON, but no object: the original stops.
    NotAnObject,
    /// `ToolBench`: as Python source it would not have been this call; says what stands against it.
    Refused(String),
}

/// The argument in which the service passes its key.
const KEY_ARGUMENT: &str = "toolbench_rapidapi_key";

/// Words that Python does not take as names of arguments.
const KEYWORDS: [&str; 36] = [
    "False",
    "None",
    "True",
    "__debug__",
    "and",
    "as",
    "assert",
    "async",
    "await",
    "break",
    "class",
    "continue",
    "def",
    "del",
    "elif",
    "else",
    "except",
    "finally",
    "for",
    "from",
    "global",
    "if",
    "import",
    "in",
    "is",
    "lambda",
    "nonlocal",
    "not",
    "or",
    "pass",
    "raise",
    "return",
    "try",
    "while",
    "with",
    "yield",
];

/// Reads arguments. Empty text stands for none; so does, in `ToolBench`, an empty list or text.
pub fn read_tool_input(text: &str, fidelity: Fidelity) -> ToolInput {
    if text.is_empty() || (fidelity == Fidelity::Fixed && text.trim().is_empty()) {
        return ToolInput::Arguments(Map::new());
    }
    let value = match (json::parse(text), fidelity) {
        (Ok(value), _) => value,
        (Err(_), Fidelity::ToolBench) if parse_python(text).is_ok() => {
            return ToolInput::Refused("a number that is none, or half a character".to_owned());
        }
        (Err(_), _) => return ToolInput::NotJson,
    };
    match (value, fidelity) {
        (Value::Object(fields), Fidelity::Fixed) => ToolInput::Arguments(fields),
        (Value::Object(fields), Fidelity::ToolBench) => as_python_reads(fields),
        (Value::Array(items), Fidelity::ToolBench) if items.is_empty() => ToolInput::Arguments(Map::new()),
        (Value::String(text), Fidelity::ToolBench) if text.is_empty() => ToolInput::Arguments(Map::new()),
        _ => ToolInput::NotAnObject,
    }
}

/// Fixed at a call: arguments that the function does not declare are refused, by name.
pub fn declared_only(input: ToolInput, declared: &[&str]) -> ToolInput {
    let ToolInput::Arguments(fields) = &input else { return input };
    match fields.keys().find(|name| !declared.contains(&name.as_str())) {
        Some(name) => ToolInput::Refused(format!("the function has no argument {name:?}")),
        None => input,
    }
}

/// The service's reply to arguments that are no JSON.
pub fn input_error() -> Value {
    json!({"error": "Tool input parse error...\n", "response": ""})
}

/// The service's reply where calling `function` of `module` failed with `message`.
pub fn execution_error(module: &str, function: &str, message: &str) -> Value {
    json!({"error": format!("Function executing from {module} import {function} error...\n{message}"), "response": ""})
}

/// Fields as they come out of Python source of the form `name="text", name=value`.
fn as_python_reads(fields: Map<String, Value>) -> ToolInput {
    let mut out = Map::new();
    for (name, value) in fields {
        if !is_argument_name(&name) {
            return ToolInput::Refused(format!("{name:?} is no name of an argument"));
        }
        let value = match value {
            Value::String(text) => match unescape(&text) {
                Some(text) => Value::String(text),
                None => return ToolInput::Refused(format!("the text of {name:?} does not stay in its quotes")),
            },
            other => other,
        };
        out.insert(name, value);
    }
    ToolInput::Arguments(out)
}

fn is_argument_name(name: &str) -> bool {
    let mut chars = name.chars();
    let first = chars.next().is_some_and(|c| c == '_' || c.is_alphabetic());
    first && chars.all(|c| c == '_' || c.is_alphanumeric()) && !KEYWORDS.contains(&name) && name != KEY_ARGUMENT
}

/// The value of a Python text between double quotes; `None` where it would not be one text.
fn unescape(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            '"' | '\n' | '\r' | '\0' => return None,
            '\\' => rest = escape(rest, &mut out)?,
            _ => out.push(c),
        }
    }
    Some(out)
}

/// One escape after its backslash. Unknown ones keep the backslash; names of characters (`\N{...}`) are refused.
fn escape<'a>(mut rest: std::str::Chars<'a>, out: &mut String) -> Option<std::str::Chars<'a>> {
    let before = rest.clone();
    let c = rest.next()?;
    let plain = match c {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'v' => '\u{b}',
        '\\' | '\'' | '"' => c,
        'x' | 'u' | 'U' => {
            let digits = match c {
                'x' => 2,
                'u' => 4,
                _ => 8,
            };
            let (number, after) = number(rest, digits, digits, 16)?;
            out.push(char::from_u32(number)?);
            return Some(after);
        }
        '0'..='7' => {
            let (number, after) = number(before, 1, 3, 8)?;
            out.push(char::from_u32(number)?);
            return Some(after);
        }
        'N' | '\n' | '\r' | '\0' => return None,
        _ => {
            out.push('\\');
            out.push(c);
            return Some(rest);
        }
    };
    out.push(plain);
    Some(rest)
}

/// `least` to `most` digits.
fn number(mut rest: std::str::Chars<'_>, least: u32, most: u32, radix: u32) -> Option<(u32, std::str::Chars<'_>)> {
    let (mut value, mut count) = (0_u32, 0);
    while count < most {
        let mut ahead = rest.clone();
        let Some(digit) = ahead.next().and_then(|c| c.to_digit(radix)) else { break };
        value = value.checked_mul(radix)?.checked_add(digit)?;
        count += 1;
        rest = ahead;
    }
    (count >= least).then_some((value, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        match read_tool_input(text, Fidelity::ToolBench) {
            ToolInput::Arguments(fields) => Some(Value::Object(fields).to_string()),
            _ => None,
        }
    }

    #[test]
    fn backslashes_are_read_twice_by_the_original_alone() {
        let text = r#"{"a": "\\n\\x41\\101\\q\\u00e9"}"#;
        assert_eq!(read(text).unwrap(), "{\"a\":\"\\nAA\\\\qé\"}");
        let ToolInput::Arguments(fixed) = read_tool_input(text, Fidelity::Fixed) else { panic!("arguments") };
        assert_eq!(fixed["a"], r"\n\x41\101\q\u00e9");
    }

    #[test]
    fn what_would_leave_its_quotes_is_refused_and_never_evaluated() {
        for text in [r#"{"a": "x\", b=\"y"}"#, r#"{"a": "\\"}"#, r#"{"a b": 1}"#, r#"{"class": 1}"#, r#"{"a": NaN}"#] {
            assert!(matches!(read_tool_input(text, Fidelity::ToolBench), ToolInput::Refused(_)), "{text}");
        }
        assert_eq!(read_tool_input("x", Fidelity::ToolBench), ToolInput::NotJson);
        assert_eq!(read_tool_input("[1]", Fidelity::ToolBench), ToolInput::NotAnObject);
        assert_eq!(read_tool_input("[]", Fidelity::Fixed), ToolInput::NotAnObject);
        assert_eq!(read(""), read("{}"));
    }

    #[test]
    fn undeclared_arguments_are_named() {
        let input = read_tool_input(r#"{"a": 1, "b": 2}"#, Fidelity::Fixed);
        assert_eq!(declared_only(input.clone(), &["b", "a"]), input);
        assert!(matches!(declared_only(input, &["a"]), ToolInput::Refused(why) if why.contains("\"b\"")));
    }
}
