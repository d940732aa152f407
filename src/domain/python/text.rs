//! `str` and `repr` of JSON values.

use super::number::push_number;
use super::printable::is_printable;
use serde_json::Value;

/// Python's `str(value)`: a bare text is itself, all else is as in [`python_repr`].
pub fn python_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => python_repr(other),
    }
}

/// Python's `repr(value)`: `None`, `True`, `False`, texts in quotes, `[a, b]`, `{'key': value}` in the order of the keys.
pub fn python_repr(value: &Value) -> String {
    let mut out = String::new();
    push_value(&mut out, value);
    out
}

fn push_value(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("None"),
        Value::Bool(true) => out.push_str("True"),
        Value::Bool(false) => out.push_str("False"),
        Value::Number(number) => push_number(out, number),
        Value::String(text) => push_quoted(out, text),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                push_value(out, item);
            }
            out.push(']');
        }
        Value::Object(fields) => {
            out.push('{');
            for (index, (key, item)) in fields.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                push_quoted(out, key);
                out.push_str(": ");
                push_value(out, item);
            }
            out.push('}');
        }
    }
}

/// In single quotes, or in double ones where the text has single ones and no double ones.
fn push_quoted(out: &mut String, text: &str) {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.push(quote);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            _ if c == quote => {
                out.push('\\');
                out.push(c);
            }
            _ if is_printable(c) => out.push(c),
            _ => out.push_str(&match u32::from(c) {
                code @ 0..=0xff => format!("\\x{code:02x}"),
                code @ 0x100..=0xffff => format!("\\u{code:04x}"),
                code => format!("\\U{code:08x}"),
            }),
        }
    }
    out.push(quote);
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_bare_text_is_itself_and_inside_others_it_is_quoted() {
        let text = json!("it's \"so\"\n");
        assert_eq!(python_text(&text), "it's \"so\"\n");
        assert_eq!(python_repr(&text), r#"'it\'s "so"\n'"#);
        assert_eq!(python_text(&json!(["it's"])), r#"["it's"]"#);
    }

    #[test]
    fn values_have_pythons_names_and_commas() {
        let value = json!({"b": [null, true, false, 1, 1.0, 1e-7], "a": {}, "": []});
        assert_eq!(python_text(&value), "{'b': [None, True, False, 1, 1.0, 1e-07], 'a': {}, '': []}");
        assert_eq!(python_text(&Value::Null), "None");
    }

    #[test]
    fn what_cannot_be_seen_is_escaped_at_its_width() {
        let value = json!(["\0\t\r\\\u{7f}\u{a0}é数🎉\u{2028}\u{e000}\u{e0001}"]);
        assert_eq!(python_text(&value), "['\\x00\\t\\r\\\\\\x7f\\xa0é数🎉\\u2028\\ue000\\U000e0001']");
    }
}
