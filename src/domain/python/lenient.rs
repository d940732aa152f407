//! `json.loads(text, strict=False)`: JSON with what Python's reader takes beyond the standard.

use crate::domain::json::{self, NotJson};
use serde_json::Value;

/// Longest name of a number that is none.
const NAMES: [&str; 3] = ["-Infinity", "Infinity", "NaN"];

/// Reads JSON in which texts may hold raw control characters and half surrogates (which become U+FFFD, as our texts
/// cannot hold them), and `NaN`, `Infinity` and `-Infinity` may stand for numbers, as may numbers beyond all floats (they
/// become texts of that name).
///
/// # Errors
/// [`NotJson`]; places are those of the text after these were replaced.
pub fn parse_lenient(text: &str) -> Result<Value, NotJson> {
    json::parse(&standard(text, true))
}

/// `json.loads(text)`: the same without raw control characters.
///
/// # Errors
/// [`NotJson`].
pub fn parse_python(text: &str) -> Result<Value, NotJson> {
    json::parse(&standard(text, false))
}

/// The text with everything that standard JSON lacks written in another way.
fn standard(text: &str, control: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut inside = false;
    while let Some(c) = rest.chars().next() {
        if !inside {
            if let Some(name) = NAMES.iter().find(|name| rest.starts_with(**name)) {
                out.push_str(&format!("\"{name}\""));
                rest = &rest[name.len()..];
                continue;
            }
            if c == '-' || c.is_ascii_digit() {
                let taken = number(rest, &mut out);
                rest = &rest[taken..];
                continue;
            }
            inside = c == '"';
        } else if c == '\\' {
            let taken = escape(rest, &mut out);
            rest = &rest[taken..];
            continue;
        } else if control && c < ' ' {
            out.push_str(&format!("\\u{:04x}", u32::from(c)));
            rest = &rest[1..];
            continue;
        } else if c == '"' {
            inside = false;
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// Copies the number at the start of `rest`, one that no float holds as the name of its infinity; how many bytes it took.
fn number(rest: &str, out: &mut String) -> usize {
    let end = rest.find(|c: char| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E')).unwrap_or(rest.len());
    match rest[..end].parse::<f64>() {
        Ok(float) if float.is_infinite() => out.push_str(if float > 0.0 { "\"Infinity\"" } else { "\"-Infinity\"" }),
        _ => out.push_str(&rest[..end]),
    }
    end
}

/// Copies the escape at the start of `rest`, a half surrogate as U+FFFD; how many bytes it took.
fn escape(rest: &str, out: &mut String) -> usize {
    match code_unit(rest) {
        Some(0xd800..=0xdbff) if matches!(code_unit(&rest[6..]), Some(0xdc00..=0xdfff)) => {
            out.push_str(&rest[..12]);
            12
        }
        Some(0xd800..=0xdfff) => {
            out.push('\u{fffd}');
            6
        }
        _ => {
            let end = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
            out.push_str(&rest[..end]);
            end
        }
    }
}

/// The number of `\uXXXX` at the start of a text.
fn code_unit(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_python_takes_is_read() {
        let read = |text: &str| parse_lenient(text).map(|v| v.to_string()).unwrap_or_default();
        assert_eq!(read("{\"a\": \"x\ny\u{1}\", \"b\": NaN}"), r#"{"a":"x\ny\u0001","b":"NaN"}"#);
        assert_eq!(
            read(r#"["\ud83d", "\ud83d\ude00", "\ude00x", "\\ud83d", -Infinity]"#),
            "[\"\u{fffd}\",\"😀\",\"\u{fffd}x\",\"\\\\ud83d\",\"-Infinity\"]"
        );
        assert_eq!(read("\"\\"), "");
        assert_eq!(read("[1e400, -1e400, -1.5e2, 12]"), r#"["Infinity","-Infinity",-150.0,12]"#);
        assert_eq!(read("\"NaN \\\" NaN\""), r#""NaN \" NaN""#);
        assert!(parse_python("\"a\tb\"").is_err() && parse_python("[Infinity]").is_ok());
    }
}
