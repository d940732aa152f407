//! What the tools share: rounding, range checks and enumerations, each refusal in the same words.

use super::{Arguments, LocalReply};
use serde_json::{Number, Value};

/// How every endpoint is written: a result, or the refusal to send instead.
pub(super) type Outcome = Result<Value, LocalReply>;

/// An [`Outcome`] as a reply.
pub(super) fn reply(outcome: Outcome) -> LocalReply {
    outcome.map_or_else(|refusal| refusal, LocalReply::ok)
}

/// A 422: the value is well formed, yet outside of what this API takes. `allowed` completes "must be ...".
pub(super) fn out_of_range(name: &str, value: impl std::fmt::Display, allowed: &str) -> LocalReply {
    LocalReply::error(422, format!("Parameter '{name}' must be {allowed}, got {}", shorten(&value.to_string())))
}

/// A 400: the value cannot be read. `expected` completes "must be ...".
pub(super) fn malformed(name: &str, value: impl std::fmt::Display, expected: &str) -> LocalReply {
    LocalReply::error(400, format!("Parameter '{name}' must be {expected}, got '{}'", shorten(&value.to_string())))
}

/// Keeps a refusal one readable sentence whatever was sent.
fn shorten(value: &str) -> String {
    const LONGEST: usize = 60;
    if value.chars().count() <= LONGEST {
        return value.to_owned();
    }
    value.chars().take(LONGEST).chain(['…']).collect()
}

/// A whole number within `low..=high`, or `fallback` where absent. Without a fallback the parameter is required.
pub(super) fn whole(
    arguments: &Arguments<'_>,
    name: &str,
    low: i64,
    high: i64,
    fallback: Option<i64>,
) -> Result<i64, LocalReply> {
    let value = match (arguments.optional_integer(name)?, fallback) {
        (Some(value), _) | (None, Some(value)) => value,
        (None, None) => arguments.integer(name)?,
    };
    if (low..=high).contains(&value) {
        return Ok(value);
    }
    Err(out_of_range(name, value, &format!("a whole number from {low} to {high}")))
}

/// A number within `low..=high`, or `fallback` where absent. Without a fallback the parameter is required.
pub(super) fn real(
    arguments: &Arguments<'_>,
    name: &str,
    low: f64,
    high: f64,
    fallback: Option<f64>,
) -> Result<f64, LocalReply> {
    let value = match (arguments.optional_number(name)?, fallback) {
        (Some(value), _) | (None, Some(value)) => value,
        (None, None) => arguments.number(name)?,
    };
    if (low..=high).contains(&value) {
        return Ok(value);
    }
    Err(out_of_range(name, value, &format!("from {low} to {high}")))
}

/// Largest length that shapes and measures take: its cube is still far from overflow.
const LARGEST_MEASURE: f64 = 1e12;

/// A measure above 0, at most 1e12; `None` where absent.
pub(super) fn optional_measure(arguments: &Arguments<'_>, name: &str) -> Result<Option<f64>, LocalReply> {
    match arguments.optional_number(name)? {
        Some(value) if value > 0.0 && value <= LARGEST_MEASURE => Ok(Some(value)),
        Some(value) => Err(out_of_range(name, value, "above 0 and at most 1000000000000")),
        None => Ok(None),
    }
}

/// A required measure above 0, at most 1e12.
pub(super) fn measure(arguments: &Arguments<'_>, name: &str) -> Result<f64, LocalReply> {
    match optional_measure(arguments, name)? {
        Some(value) => Ok(value),
        None => arguments.number(name),
    }
}

/// Text of at most `longest` characters.
pub(super) fn bounded_text(arguments: &Arguments<'_>, name: &str, longest: usize) -> Result<String, LocalReply> {
    let text = arguments.text(name)?;
    let length = text.chars().count();
    if length <= longest {
        return Ok(text);
    }
    Err(LocalReply::error(422, format!("Parameter '{name}' must have at most {longest} characters, got {length}")))
}

/// Numbers separated by commas, between `fewest` and `most` of them.
pub(super) fn number_list(
    arguments: &Arguments<'_>,
    name: &str,
    fewest: usize,
    most: usize,
) -> Result<Vec<f64>, LocalReply> {
    // Text is split before it is measured, so its size is bounded first: 32 characters a number.
    if let Some(Value::String(text)) = arguments.raw(name)
        && text.len() > most.saturating_mul(32)
    {
        return Err(out_of_range(name, "more", &format!("a list of {fewest} to {most} numbers")));
    }
    let numbers = arguments.numbers(name)?;
    if (fewest..=most).contains(&numbers.len()) {
        return Ok(numbers);
    }
    Err(out_of_range(name, numbers.len(), &format!("a list of {fewest} to {most} numbers")))
}

/// One of the given words, in any letter case; spaces and hyphens count as `_`. `fallback` where absent.
pub(super) fn choice(
    arguments: &Arguments<'_>,
    name: &str,
    allowed: &[&'static str],
    fallback: Option<&'static str>,
) -> Result<&'static str, LocalReply> {
    let text = match (arguments.optional_text(name)?, fallback) {
        (Some(text), _) => text,
        (None, Some(word)) => return Ok(word),
        (None, None) => arguments.text(name)?,
    };
    let wanted = text.to_lowercase().replace([' ', '-'], "_");
    allowed
        .iter()
        .find(|word| **word == wanted)
        .copied()
        .ok_or_else(|| malformed(name, text, &format!("one of: {}", allowed.join(", "))))
}

/// `true` or `false`, also as text; `fallback` where absent.
pub(super) fn flag(arguments: &Arguments<'_>, name: &str, fallback: bool) -> Result<bool, LocalReply> {
    match arguments.optional_text(name)?.map(|text| text.to_lowercase()).as_deref() {
        None => Ok(fallback),
        Some("true" | "yes" | "1") => Ok(true),
        Some("false" | "no" | "0") => Ok(false),
        Some(other) => Err(malformed(name, other, "true or false")),
    }
}

/// A number for people: 10 significant digits, whole values without a point, `null` where it is not finite.
pub(super) fn num(value: f64) -> Value {
    to_digits(value, 10)
}

/// A number with at most `digits` significant digits.
pub(super) fn to_digits(value: f64, digits: usize) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if !value.is_finite() {
        return Value::Null;
    }
    // Through text: rounding by powers of ten would bring back the binary tails that it is meant to remove.
    let rounded: f64 = format!("{value:.*e}", digits.saturating_sub(1)).parse().unwrap_or(value);
    if rounded.fract() == 0.0 && rounded.abs() <= EXACT {
        return Value::from(rounded as i64);
    }
    Number::from_f64(rounded).map_or(Value::Null, Value::Number)
}

/// A number with a fixed number of decimals, for money, percent and angles.
pub(super) fn fixed(value: f64, decimals: usize) -> Value {
    format!("{value:.decimals$}").parse().map_or(Value::Null, |rounded| to_digits(rounded, 15))
}
