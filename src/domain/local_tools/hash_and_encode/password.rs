//! How hard a password is to guess, by plain counting.
//!
//! An upper bound: alphabet size to the power of the length, with repeated and running characters left out, and a
//! list of the most common passwords. It knows no dictionary, and says so.

use super::super::support::{self, Outcome, fixed};
use super::Arguments;
use serde_json::json;

/// Guesses per second of an attacker who holds a stolen file of fast hashes.
const GUESSES_PER_SECOND: f64 = 1e10;

/// Always among the first that are tried.
const COMMON: [&str; 24] = [
    "123456",
    "12345678",
    "123456789",
    "1234567890",
    "111111",
    "123123",
    "password",
    "password1",
    "passw0rd",
    "qwerty",
    "qwerty123",
    "qwertyuiop",
    "1q2w3e4r",
    "abc123",
    "iloveyou",
    "admin",
    "welcome",
    "letmein",
    "monkey",
    "dragon",
    "football",
    "000000",
    "secret",
    "login",
];

pub(super) fn strength(arguments: &Arguments<'_>) -> Outcome {
    let password = support::bounded_text(arguments, "password", 256)?;
    let kinds: [(&str, u32, fn(char) -> bool); 5] = [
        ("lower", 26, |c| c.is_ascii_lowercase()),
        ("upper", 26, |c| c.is_ascii_uppercase()),
        ("digits", 10, |c| c.is_ascii_digit()),
        ("symbols", 33, |c| c.is_ascii_punctuation() || c == ' '),
        ("other", 1_000, |c| !c.is_ascii()),
    ];
    let used: Vec<&(&str, u32, fn(char) -> bool)> =
        kinds.iter().filter(|(_, _, is)| password.chars().any(is)).collect();
    let alphabet: u32 = used.iter().map(|(_, size, _)| size).sum();
    let common = COMMON.contains(&password.to_lowercase().as_str());
    let surprising = surprising_characters(&password);
    let bits = if common { 4.0 } else { surprising as f64 * f64::from(alphabet.max(1)).log2() };
    let length = password.chars().count();
    let mut weaknesses = Vec::new();
    if common {
        weaknesses.push("one of the most common passwords");
    }
    if length < 12 {
        weaknesses.push("shorter than 12 characters");
    }
    if used.len() == 1 {
        weaknesses.push("only one kind of character");
    }
    if surprising < length {
        weaknesses.push("repeated or running characters such as aaa or 123");
    }
    let rating = match bits {
        b if b < 28.0 => "very weak",
        b if b < 40.0 => "weak",
        b if b < 60.0 => "fair",
        b if b < 80.0 => "strong",
        _ => "very strong",
    };
    Ok(json!({
        "length": length, "kinds": used.iter().map(|(name, ..)| *name).collect::<Vec<_>>(),
        "entropy_bits": fixed(bits, 1), "rating": rating, "weaknesses": weaknesses,
        "time_to_guess": duration(2_f64.powf(bits - 1.0) / GUESSES_PER_SECOND),
        "note": "An upper bound: dictionary words make guessing easier",
    }))
}

/// Characters that do not simply repeat or continue (up or down) the one before them.
fn surprising_characters(password: &str) -> usize {
    let codes: Vec<i64> = password.chars().map(|c| i64::from(u32::from(c))).collect();
    let dull = codes.windows(3).filter(|w| matches!(w, [a, b, c] if (b - a).abs() <= 1 && c - b == b - a)).count();
    codes.len() - dull
}

/// Seconds in the largest unit that fits, at 10^10 guesses a second.
fn duration(seconds: f64) -> String {
    const UNITS: [(f64, &str); 6] = [
        (3.156e9, "centuries"),
        (3.156e7, "years"),
        (86_400.0, "days"),
        (3_600.0, "hours"),
        (60.0, "minutes"),
        (1.0, "seconds"),
    ];
    if seconds >= 3.156e15 {
        return "more than 1,000,000 centuries".to_owned();
    }
    UNITS
        .iter()
        .find(|(size, _)| seconds >= *size)
        .map_or_else(|| "less than a second".to_owned(), |(size, name)| format!("about {:.0} {name}", seconds / size))
}
