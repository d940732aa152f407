//! Comparisons with what the original Python programs gave (`oracles/` in the shared folder, see its README): each file is
//! a list of inputs and results. Without the folder or a file, its test alone is skipped, with a line that says so.

mod documents;
mod errors;
mod python;
mod retrieval;
mod retriever_files;
mod search;
mod text_search;
mod tooleval;
mod toolllama;
mod training;

use flate2::read::GzDecoder;
use serde_json::Value;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

/// Stands for a whole number wider than 64 bits, which our JSON reader would turn into a float.
const WIDE: &str = "\u{0}integer wider than 64 bits";

/// What became of a case.
pub enum Verdict {
    /// Ours is the same.
    Equal,
    /// Holds whole numbers wider than 64 bits inside a text, where [`compare`] does not see them.
    Wide,
    /// The original stopped; ours gave a typed error or a documented repair.
    Repaired,
    /// Ours differs: how.
    Differs(String),
}

/// A file of the oracles: `<name>.json` or `<name>.json.gz`; `None` where it is missing.
pub fn load(name: &str) -> Option<Value> {
    load_shared(&format!("oracles/{name}"))
}

/// A file of the shared folder, which also holds recorded files of the original.
pub fn load_shared(name: &str) -> Option<Value> {
    let shared = std::env::var_os("TOOLGROVE_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let path = shared.join(format!("{name}.json"));
    let mut text = String::new();
    if path.exists() {
        text = std::fs::read_to_string(&path).unwrap();
    } else if let Ok(file) = std::fs::File::open(path.with_extension("json.gz")) {
        GzDecoder::new(file).read_to_string(&mut text).unwrap();
    } else {
        println!("skipped: oracle {name}, no file {} (set TOOLGROVE_SHARED)", path.display());
        return None;
    }
    Some(serde_json::from_str(&mark_wide_integers(&text)).unwrap())
}

/// Judges every case of a file, prints what became of them, and fails with the first that differs.
pub fn compare(name: &str, mut judge: impl FnMut(&Value) -> Verdict) {
    let Some(file) = load(name) else { return };
    let (mut equal, mut repaired, mut skipped) = (0, 0, 0);
    let mut differing: Vec<String> = Vec::new();
    for (index, case) in file["cases"].as_array().unwrap().iter().enumerate() {
        if holds_wide_integer(case) {
            skipped += 1;
            continue;
        }
        let id = case["id"].as_str().map_or_else(|| format!("case {index}"), str::to_owned);
        let verdict = catch_unwind(AssertUnwindSafe(|| judge(case)));
        match verdict.unwrap_or_else(|_| Verdict::Differs("panicked".to_owned())) {
            Verdict::Equal => equal += 1,
            Verdict::Wide => skipped += 1,
            Verdict::Repaired => repaired += 1,
            Verdict::Differs(how) => differing.push(format!("{id}: {how}")),
        }
    }
    let also = if skipped > 0 { format!(", {skipped} skipped: integers wider than 64 bits") } else { String::new() };
    println!("oracle {name}: {equal} equal, {repaired} crash-repaired, {} failed{also}", differing.len());
    if let Some(first) = differing.first() {
        let ids: Vec<&str> = differing.iter().filter_map(|d| Some(d.split_once(": ")?.0)).collect();
        panic!("{name}: {} of the cases differ ({}); the first is {first}", ids.len(), ids.join(", "));
    }
}

/// True where the original stopped at a case.
pub fn stopped(case: &Value) -> bool {
    !case["exception"].is_null() || !case["expected"]["exception"].is_null()
}

/// For a case at which the original stopped, any value or typed error of ours will do: a panic has failed it already.
/// Else both are compared as texts.
pub fn same_text<E: std::fmt::Display>(case: &Value, expected: &Value, found: Result<String, E>) -> Verdict {
    if stopped(case) {
        return Verdict::Repaired;
    }
    match found {
        Ok(found) if Some(found.as_str()) == expected.as_str() => Verdict::Equal,
        Ok(found) => Verdict::Differs(text_difference(expected.as_str().unwrap_or("no text"), &found)),
        Err(error) => Verdict::Differs(format!("refused: {error}")),
    }
}

/// Compares as JSON values.
pub fn same_value(expected: &Value, found: &Value) -> Verdict {
    match value_difference("$", expected, found) {
        None => Verdict::Equal,
        Some(difference) => Verdict::Differs(difference),
    }
}

/// Where two texts part, with what stands around it.
pub fn text_difference(expected: &str, found: &str) -> String {
    let same = expected.chars().zip(found.chars()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| -> String { text.chars().skip(same.saturating_sub(40)).take(120).collect() };
    format!("from character {same}\n  expected …{:?}…\n  found    …{:?}…", around(expected), around(found))
}

/// The first place where two values differ.
pub fn value_difference(path: &str, expected: &Value, found: &Value) -> Option<String> {
    match (expected, found) {
        (Value::Object(a), Value::Object(b)) => {
            let missing = a.keys().find(|key| !b.contains_key(*key)).map(|key| format!("{path}.{key}: missing"));
            let added = || b.keys().find(|key| !a.contains_key(*key)).map(|key| format!("{path}.{key}: not expected"));
            let inside =
                || a.iter().find_map(|(key, value)| value_difference(&format!("{path}.{key}"), value, &b[key]));
            missing.or_else(added).or_else(inside)
        }
        (Value::Array(a), Value::Array(b)) => {
            let inside = a.iter().zip(b).enumerate();
            let first = inside.into_iter().find_map(|(i, (a, b))| value_difference(&format!("{path}[{i}]"), a, b));
            let length = || format!("{path}: expected {} entries, found {}", a.len(), b.len());
            first.or_else(|| (a.len() != b.len()).then(length))
        }
        (Value::String(a), Value::String(b)) if a != b => Some(format!("{path}: {}", text_difference(a, b))),
        (a, b) => (a != b).then(|| format!("{path}: expected {a}, found {b}")),
    }
}

/// Whether a text in JSON holds a whole number that 64 bits do not.
pub fn text_holds_wide_integer(json: &str) -> bool {
    mark_wide_integers(json) != json
}

fn holds_wide_integer(value: &Value) -> bool {
    match value {
        Value::String(text) => text.starts_with(WIDE),
        Value::Array(items) => items.iter().any(holds_wide_integer),
        Value::Object(fields) => fields.values().any(holds_wide_integer),
        _ => false,
    }
}

/// The same JSON with a text in the place of every whole number that 64 bits do not hold.
fn mark_wide_integers(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find(|c: char| c == '"' || c == '-' || c.is_ascii_digit()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = if rest.starts_with('"') { string_end(rest) } else { number_end(rest) };
        let token = &rest[..end];
        let whole = token.trim_start_matches('-').chars().all(|c| c.is_ascii_digit());
        if whole && token.parse::<i64>().is_err() && token.parse::<u64>().is_err() {
            out.push_str(&serde_json::to_string(WIDE).unwrap());
        } else {
            out.push_str(token);
        }
        rest = &rest[end..];
    }
    out + rest
}

fn string_end(json: &str) -> usize {
    let mut escaped = false;
    for (at, c) in json.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    json.len()
}

fn number_end(json: &str) -> usize {
    json.find(|c: char| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E')).unwrap_or(json.len())
}

#[test]
fn wide_integers_are_marked_and_nothing_else_is_changed() {
    let json = r#"{"a\"1": [1, -1.5e99, 18446744073709551615, -9223372036854775808, "99999999999999999999"]}"#;
    assert_eq!(mark_wide_integers(json), json);
    let marked: Value =
        serde_json::from_str(&mark_wide_integers("[18446744073709551616, -9223372036854775809]")).unwrap();
    assert!(marked.as_array().unwrap().iter().all(holds_wide_integer));
}

#[test]
fn differences_name_their_place() {
    let (a, b) = (serde_json::json!({"x": [1, "ab"]}), serde_json::json!({"x": [1, "ac"]}));
    assert!(value_difference("$", &a, &b).unwrap().starts_with("$.x[1]: from character 1"));
    assert!(matches!(same_value(&a, &a.clone()), Verdict::Equal));
}
