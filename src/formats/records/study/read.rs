//! Typed access to a JSON document; every refusal knows its place.

use super::problem::{Expected, Problem};
use crate::domain::preference::is_id;
use serde_json::{Map, Value};

pub(super) type Object = Map<String, Value>;

pub(super) fn object(value: Option<&Value>) -> Result<&Object, Problem> {
    value.and_then(Value::as_object).ok_or_else(|| Problem::new(Expected::Object, value))
}

/// Reads one field with one of the readers below; an absent field is `None` to it.
pub(super) fn field<'v, T>(
    of: &'v Object,
    name: &'static str,
    read: &dyn Fn(Option<&'v Value>) -> Result<T, Problem>,
) -> Result<T, Problem> {
    read(of.get(name)).map_err(|p| p.in_field(name))
}

pub(super) fn list<'v, T>(
    value: Option<&'v Value>,
    most: usize,
    read: &dyn Fn(Option<&'v Value>) -> Result<T, Problem>,
) -> Result<Vec<T>, Problem> {
    let items = value.and_then(Value::as_array).filter(|a| a.len() <= most);
    let items = items.ok_or_else(|| Problem::new(Expected::List { most }, value))?;
    let mut out = Vec::with_capacity(items.len());
    for (i, item) in items.iter().enumerate() {
        out.push(read(Some(item)).map_err(|p| p.at_index(i))?);
    }
    Ok(out)
}

pub(super) fn text(value: Option<&Value>, most: usize) -> Result<String, Problem> {
    let fits = value.and_then(Value::as_str).filter(|s| s.len() <= most);
    fits.map(str::to_owned).ok_or_else(|| Problem::new(Expected::Text { most }, value))
}

/// `null` and an absent field are `None`.
pub(super) fn optional_text(value: Option<&Value>, most: usize) -> Result<Option<String>, Problem> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(s)) if s.len() <= most => Ok(Some(s.clone())),
        _ => Err(Problem::new(Expected::TextOrNull { most }, value)),
    }
}

pub(super) fn id(value: Option<&Value>) -> Result<String, Problem> {
    let fits = value.and_then(Value::as_str).filter(|s| is_id(s));
    fits.map(str::to_owned).ok_or_else(|| Problem::new(Expected::Id, value))
}

pub(super) fn whole(value: Option<&Value>, least: u64, most: u64) -> Result<u64, Problem> {
    let fits = value.and_then(Value::as_u64).filter(|n| (least..=most).contains(n));
    fits.ok_or_else(|| Problem::new(Expected::Whole { least, most }, value))
}

pub(super) fn hex(value: Option<&Value>, digits: usize) -> Result<&str, Problem> {
    let lower = |s: &&str| s.len() == digits && s.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    value.and_then(Value::as_str).filter(lower).ok_or_else(|| Problem::new(Expected::Hex { digits }, value))
}

/// A seed: 16 hexadecimal digits, since JavaScript rounds JSON numbers of this size.
pub(super) fn seed(value: Option<&Value>) -> Result<u64, Problem> {
    const EXPECTED: Expected = Expected::Hex { digits: 16 };
    u64::from_str_radix(hex(value, 16)?, 16).map_err(|_| Problem::new(EXPECTED, value))
}

pub(super) fn one_of<T: Copy>(
    value: Option<&Value>,
    words: &'static [&'static str],
    meanings: &[T],
) -> Result<T, Problem> {
    let at = value.and_then(Value::as_str).and_then(|s| words.iter().position(|w| *w == s));
    let meaning = at.and_then(|i| meanings.get(i));
    meaning.copied().ok_or_else(|| Problem::new(Expected::OneOf(words), value))
}

/// Where JSON nests deeper than `most`, without building anything. Looks at brackets outside of texts only, so it
/// may be handed broken JSON.
pub(super) fn nests_deeper_than(most: usize, json: &[u8]) -> bool {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for &byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => {
                depth += 1;
                if depth > most {
                    return true;
                }
            }
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}
