//! Proper names: capitalised runs, and Chinese characters that are no everyday words.

use super::lexicon::english;
use super::mentions::{Mention, What};
use super::text::{Text, TokenKind, stems};

/// Capitalised words that are no names of things.
const NO_NAMES: &[&str] = &[
    "i",
    "i'm",
    "i'd",
    "i've",
    "am",
    "pm",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "ok",
    "please",
    "hello",
    "hi",
];
/// Small words inside names: Rio de Janeiro, Isle of Man.
const JOINTS: &[&str] = &["of", "de", "da", "do", "du", "del", "la", "el", "al", "upon"];

/// Names among the free tokens.
pub(super) fn names(text: &Text, taken: &[bool]) -> Vec<Mention> {
    let free = |index: usize| taken.get(index) == Some(&false);
    let mut out = Vec::new();
    let mut index = 0;
    while index < text.tokens.len() {
        let token = &text.tokens[index];
        if free(index) && token.kind == TokenKind::Unknown && unknown_is_name(text, index) {
            out.push(Mention { what: What::Name(text.token(index).to_owned()), span: token.span.clone() });
        }
        if !free(index) || !capital(text, index) {
            index += 1;
            continue;
        }
        let mut end = index + 1;
        loop {
            if free(end) && capital_inside(text, end) && blank_before(text, end) {
                end += 1;
            } else if JOINTS.contains(&text.token(end)) && free(end + 1) && capital_inside(text, end + 1) {
                end += 2;
            } else {
                break;
            }
        }
        let span = token.span.start..text.tokens[end - 1].span.end;
        let name = text.slice(&span).trim_end_matches("'s").trim_end_matches("’s").to_owned();
        out.push(Mention { what: What::Name(name), span });
        index = end;
    }
    out
}

fn blank_before(text: &Text, index: usize) -> bool {
    let before = index.checked_sub(1).and_then(|i| text.tokens.get(i));
    matches!((before, text.tokens.get(index)), (Some(a), Some(b)) if text.slice(&(a.span.end..b.span.start)).trim().is_empty())
}

/// Unknown Chinese of one sign is a particle or a leftover more often than a name.
fn unknown_is_name(text: &Text, index: usize) -> bool {
    text.token(index).chars().nth(1).is_some() || text.tokens.len() == 1
}

fn capital_inside(text: &Text, index: usize) -> bool {
    let word = text.token(index);
    text.tokens.get(index).is_some_and(|t| t.kind == TokenKind::Word)
        && word.starts_with(char::is_uppercase)
        && !NO_NAMES.contains(&word.to_lowercase().as_str())
}

/// A capitalised word that its place does not explain.
fn capital(text: &Text, index: usize) -> bool {
    if !capital_inside(text, index) {
        return false;
    }
    let first = index == 0 || matches!(text.token(index - 1), "." | "?" | "!" | ":");
    if !first {
        return true;
    }
    // At the start of a sentence: not a word of asking or ordering, and the next one is capitalised too or it is one
    // that no document would stem away.
    let lower = text.lower(index);
    let next = capital_inside(text, index + 1);
    let common = stems(&lower).is_empty() || !english(&lower).is_empty() || OPENERS.contains(&lower.as_str());
    !common || next && !OPENERS.contains(&lower.as_str()) && !stems(&lower).is_empty()
}

/// Words that often open a sentence.
const OPENERS: &[&str] = &[
    "convert",
    "tell",
    "find",
    "compute",
    "calculate",
    "list",
    "show",
    "write",
    "translate",
    "count",
    "check",
    "spell",
    "encode",
    "decode",
    "roll",
    "flip",
    "pick",
    "draw",
    "shuffle",
    "solve",
    "turn",
    "express",
    "name",
    "determine",
    "work",
    "hash",
    "validate",
    "verify",
    "mix",
    "add",
    "subtract",
    "estimate",
    "compare",
    "rewrite",
    "change",
    "make",
    "generate",
    "what's",
    "whose",
    "if",
    "on",
    "at",
    "for",
    "after",
    "before",
    "my",
    "someone",
    "suppose",
    "using",
    "between",
    "starting",
    "did",
    "does",
    "are",
    "was",
    "will",
    "would",
    "could",
    "should",
    "help",
    "put",
    "say",
    "given",
    "let",
    "toss",
    "split",
    "divide",
    "multiply",
    "every",
    "all",
    "any",
    "there",
    "invest",
    "borrow",
];
