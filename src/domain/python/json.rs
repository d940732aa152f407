//! `json.dumps` of JSON values.

use super::number::push_number;
use serde_json::Value;

/// The arguments of `json.dumps` that ToolBench uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonStyle {
    /// Blanks per level, each entry on a line of its own; `None` puts all on one line.
    pub indent: Option<usize>,
    /// `ensure_ascii`: other characters are written as `\uXXXX`, above U+FFFF as two of them.
    pub ascii: bool,
}

/// `json.dumps(value)`: one line, `", "` and `": "` between, ASCII alone.
pub fn json_text(value: &Value) -> String {
    json_text_with(value, JsonStyle { indent: None, ascii: true })
}

/// `json.dumps(value, indent=…, ensure_ascii=…)`.
pub fn json_text_with(value: &Value, style: JsonStyle) -> String {
    let mut out = String::new();
    push_value(&mut out, value, style, 0);
    out
}

fn push_value(out: &mut String, value: &Value, style: JsonStyle, depth: usize) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => push_number(out, number),
        Value::String(text) => push_string(out, text, style.ascii),
        Value::Array(items) if items.is_empty() => out.push_str("[]"),
        Value::Object(fields) if fields.is_empty() => out.push_str("{}"),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                push_break(out, style, depth + 1, index > 0);
                push_value(out, item, style, depth + 1);
            }
            push_end(out, style, depth);
            out.push(']');
        }
        Value::Object(fields) => {
            out.push('{');
            for (index, (key, item)) in fields.iter().enumerate() {
                push_break(out, style, depth + 1, index > 0);
                push_string(out, key, style.ascii);
                out.push_str(": ");
                push_value(out, item, style, depth + 1);
            }
            push_end(out, style, depth);
            out.push('}');
        }
    }
}

/// What stands before an entry.
fn push_break(out: &mut String, style: JsonStyle, depth: usize, comma: bool) {
    match (style.indent, comma) {
        (Some(_), true) => out.push(','),
        (None, true) => out.push_str(", "),
        (_, false) => {}
    }
    push_end(out, style, depth);
}

/// A new line at the blanks of a level, where there are levels.
fn push_end(out: &mut String, style: JsonStyle, depth: usize) {
    if let Some(blanks) = style.indent {
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', blanks * depth));
    }
}

fn push_string(out: &mut String, text: &str, ascii: bool) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            ' '..='~' => out.push(c),
            // Python escapes U+007F only where it keeps to ASCII.
            '\u{7f}'.. if !ascii => out.push(c),
            _ => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn one_line_keeps_to_ascii() {
        let value = json!({"é": [1, 1.0, 1e22, null, true], "b": {}, "c": "\"\\\u{8}\u{c}\u{1}\u{7f}\n🎉"});
        assert_eq!(
            json_text(&value),
            r#"{"\u00e9": [1, 1.0, 1e+22, null, true], "b": {}, "c": "\"\\\b\f\u0001\u007f\n\ud83c\udf89"}"#
        );
    }

    #[test]
    fn indented_text_has_an_entry_a_line() {
        let value = json!([{"a": "é\u{7f}\u{1}", "b": []}, 2]);
        let style = JsonStyle { indent: Some(2), ascii: false };
        let expected = "[\n  {\n    \"a\": \"é\u{7f}\\u0001\",\n    \"b\": []\n  },\n  2\n]";
        assert_eq!(json_text_with(&value, style), expected);
    }
}
