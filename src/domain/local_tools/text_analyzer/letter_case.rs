//! Letter cases for reading (upper, title, ...) keep punctuation; those for names in code (snake, camel, ...) keep
//! words only.

use super::super::support::{self, Outcome};
use super::{Arguments, LONGEST};
use serde_json::json;
use unicode_segmentation::UnicodeSegmentation;

const STYLES: &[&str] = &["upper", "lower", "title", "sentence", "snake", "camel", "pascal", "kebab"];
/// Words that titles leave small, but for the first and last.
const SMALL: [&str; 16] =
    ["a", "an", "and", "as", "at", "but", "by", "for", "in", "nor", "of", "on", "or", "the", "to", "up"];

pub(super) fn change_case(arguments: &Arguments<'_>) -> Outcome {
    let text = support::bounded_text(arguments, "text", LONGEST)?;
    let style = support::choice(arguments, "style", STYLES, None)?;
    let joined = |separator: &str| parts(&text).join(separator);
    let result = match style {
        "upper" => text.to_uppercase(),
        "lower" => text.to_lowercase(),
        "title" => title(&text),
        "sentence" => sentence(&text),
        "snake" => joined("_"),
        "kebab" => joined("-"),
        "pascal" => parts(&text).iter().map(|part| capital(part)).collect(),
        _ => parts(&text).iter().enumerate().map(|(i, p)| if i == 0 { p.clone() } else { capital(p) }).collect(),
    };
    Ok(json!({"text": text, "style": style, "result": result}))
}

/// First letter large, the rest as it is.
fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn title(text: &str) -> String {
    let last = text.unicode_word_indices().next_back().map_or(0, |(at, _)| at);
    let mut first = true;
    text.split_word_bound_indices()
        .map(|(at, piece)| {
            let lower = piece.to_lowercase();
            if !piece.chars().any(char::is_alphanumeric) {
                return lower;
            }
            let keeps_small = !first && at != last && SMALL.contains(&lower.as_str());
            first = false;
            if keeps_small { lower } else { capital(&lower) }
        })
        .collect()
}

/// Small letters, but for the first of the text and of what follows an end mark and a blank. (Unicode's own sentence
/// breaks take a small letter as a sign that the sentence goes on, which is the very thing to mend here.)
fn sentence(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut starts, mut ended) = (true, false);
    for c in text.to_lowercase().chars() {
        starts |= ended && c.is_whitespace();
        ended = matches!(c, '.' | '!' | '?');
        if starts && c.is_alphanumeric() {
            out.extend(c.to_uppercase());
            starts = false;
        } else {
            out.push(c);
        }
    }
    out
}

/// Words in lower case, cut at anything but letters and digits, and where a large letter follows a small one.
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut before = ' ';
    for c in text.chars() {
        let starts = !before.is_alphanumeric() || (before.is_lowercase() && c.is_uppercase());
        if c.is_alphanumeric() {
            if starts {
                parts.push(String::new());
            }
            if let Some(part) = parts.last_mut() {
                part.extend(c.to_lowercase());
            }
        }
        // Apostrophes do not cut: don't becomes dont.
        if !matches!(c, '\'' | '’') {
            before = c;
        }
    }
    parts
}
