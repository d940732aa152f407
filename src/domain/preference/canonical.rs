//! The one spelling of a study that is hashed: RFC 8785 (JSON Canonicalization Scheme).

use super::{Item, RunSide, SolutionPath, Study};
use crate::domain::order::sort_by;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// SHA-256 of `value` in canonical JSON, 64 lower-case hexadecimal digits.
pub(super) fn hash(value: &Value) -> String {
    let mut text = String::new();
    write_value(value, &mut text);
    Sha256::digest(text).iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}"); // writing to a String cannot fail
        hex
    })
}

/// Keys sorted, no spaces. Recursion is as deep as a study document: six levels. All its numbers are whole and below
/// 2^53, for which serde_json's spelling is the scheme's; so is its escaping of text.
fn write_value(value: &Value, out: &mut String) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_value(item, out);
            }
            out.push(']');
        }
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            sort_by(&mut entries, |a, b| a.0.encode_utf16().cmp(b.0.encode_utf16()));
            out.push('{');
            for (i, (key, item)) in entries.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write_value(item, out);
            }
            out.push('}');
        }
        leaf => out.push_str(&leaf.to_string()),
    }
}

/// The fields of a study as its file spells them, in reading order.
pub(super) fn study(s: &Study) -> Value {
    json!({
        "id": s.id,
        "name": s.name,
        "created_ms": s.created_ms,
        "seed": format!("{:016x}", s.seed),
        "instructions": s.instructions,
        "build": s.build,
        "items": s.items.iter().map(item).collect::<Vec<_>>(),
    })
}

fn item(i: &Item) -> Value {
    json!({"id": i.id, "query": i.query, "first": side(&i.first), "second": side(&i.second)})
}

fn side(r: &RunSide) -> Value {
    json!({"run_id": r.run_id, "method": r.method, "model": r.model, "path": path(&r.path)})
}

fn path(p: &SolutionPath) -> Value {
    let steps: Vec<Value> = p
        .steps
        .iter()
        .map(|s| {
            json!({
                "thought": s.thought, "action": s.action,
                "action_input": s.action_input, "observation": s.observation,
            })
        })
        .collect();
    json!({"final_answer": p.final_answer, "steps": steps})
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Example of RFC 8785, section 3.2.3: keys sort by UTF-16 units, so U+1F600 (D83D DE00) comes before U+FB33.
    #[test]
    fn keys_sort_as_the_rfc_says() {
        let value = json!({
            "\u{20ac}": "Euro Sign", "\r": "Carriage Return", "\u{fb33}": "Hebrew Letter Dalet With Dagesh",
            "1": "One", "\u{1f600}": "Emoji: Grinning Face", "\u{80}": "Control", "\u{f6}": "Latin Small Letter O",
        });
        let mut text = String::new();
        write_value(&value, &mut text);
        let order = ["Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew"];
        let places: Vec<usize> = order.iter().map(|w| text.find(w).unwrap()).collect();
        assert!(places.is_sorted(), "{text}");
        assert!(text.starts_with(r#"{"\r":"Carriage Return","1":"One","#));
    }

    #[test]
    fn the_hash_is_of_the_canonical_text() {
        // printf '{"a":[1,null],"b":"x\\n"}' | sha256sum
        let expect = "48d5dabdedace05020992b0af840653e1598626b312dd6130976a1343f3ce7f1";
        assert_eq!(hash(&json!({"b": "x\n", "a": [1, null]})), expect);
    }
}
