//! What can be said about a text without knowing its meaning. Words and sentences by Unicode Annex 29.

use super::support::{self, Outcome, fixed};
use super::{Arguments, LocalReply, LocalTool};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use unicode_segmentation::UnicodeSegmentation;

mod contacts;
mod letter_case;
mod readability;

/// Longest text, in characters.
const LONGEST: usize = 20_000;
/// Longest texts to compare: the edit distance takes time by the product of both lengths.
const LONGEST_COMPARED: usize = 2_000;

pub(super) const TOOL: LocalTool = LocalTool {
    name: "text_analyzer",
    apis: &[
        ("count_words", |a| support::reply(count(a))),
        ("readability", |a| support::reply(readability::readability(a))),
        ("word_frequency", |a| support::reply(frequency(a))),
        ("compare_texts", |a| support::reply(compare(a))),
        ("check_palindrome", |a| support::reply(palindrome(a))),
        ("check_anagram", |a| support::reply(anagram(a))),
        ("change_case", |a| support::reply(letter_case::change_case(a))),
        ("extract_contacts", |a| support::reply(contacts::extract(a))),
    ],
};

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

/// Sentences that hold a word; a Chinese full stop ends one too.
fn sentences(text: &str) -> usize {
    text.unicode_sentences().count()
}

fn count(arguments: &Arguments<'_>) -> Outcome {
    // Silent reading of English prose (Brysbaert 2019), and a usual pace of speech.
    const READ_PER_MINUTE: f64 = 238.0;
    const SPOKEN_PER_MINUTE: f64 = 150.0;
    let text = support::bounded_text(arguments, "text", LONGEST)?;
    let words: Vec<&str> = text.unicode_words().collect();
    let distinct: BTreeSet<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let lengths: usize = words.iter().map(|word| word.graphemes(true).count()).sum();
    let mean = if words.is_empty() { 0.0 } else { lengths as f64 / words.len() as f64 };
    let longest = words.iter().rev().max_by_key(|word| word.graphemes(true).count());
    let seconds = |per_minute: f64| (words.len() as f64 / per_minute * 60.0).round() as u64;
    Ok(json!({
        "words": words.len(), "distinct_words": distinct.len(), "characters": text.graphemes(true).count(),
        "characters_without_spaces": text.graphemes(true).filter(|g| !g.trim().is_empty()).count(),
        "letters": text.chars().filter(|c| c.is_alphabetic()).count(),
        "chinese_characters": text.chars().filter(|c| is_han(*c)).count(),
        "sentences": sentences(&text), "lines": text.lines().count(),
        "paragraphs": text.lines().fold((0, true), |(n, blank), line| {
            let empty = line.trim().is_empty();
            (n + usize::from(blank && !empty), empty)
        }).0,
        "average_word_length": fixed(mean, 2), "longest_word": longest,
        "reading_seconds": seconds(READ_PER_MINUTE), "speaking_seconds": seconds(SPOKEN_PER_MINUTE),
    }))
}

/// English words that say little about a text's subject.
#[rustfmt::skip]
const LITTLE_WORDS: &[&str] = &[
    "a", "about", "after", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "because", "been",
    "before", "being", "but", "by", "can", "could", "did", "do", "does", "for", "from", "had", "has", "have", "he",
    "her", "his", "how", "i", "if", "in", "into", "is", "it", "its", "me", "more", "most", "my", "no", "not", "of",
    "on", "one", "or", "other", "our", "out", "over", "she", "so", "some", "such", "than", "that", "the", "their",
    "them", "then", "there", "these", "they", "this", "those", "to", "up", "was", "we", "were", "what", "when",
    "where", "which", "while", "who", "will", "with", "would", "you", "your",
];

fn frequency(arguments: &Arguments<'_>) -> Outcome {
    let text = support::bounded_text(arguments, "text", LONGEST)?;
    let top = support::whole(arguments, "top", 1, 100, Some(10))?.unsigned_abs() as usize;
    let skip = support::flag(arguments, "skip_common", false)?;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut total = 0_usize;
    for word in text.unicode_words().map(str::to_lowercase) {
        if !(skip && LITTLE_WORDS.contains(&word.as_str())) {
            total += 1;
            *counts.entry(word).or_default() += 1;
        }
    }
    let distinct = counts.len();
    let mut ranked: Vec<(String, usize)> = counts.into_iter().collect();
    // Stable: equal counts stay in alphabetical order.
    ranked.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    ranked.truncate(top);
    let words: Vec<_> = ranked
        .iter()
        .map(|(word, count)| json!({"word": word, "count": count, "percent": fixed(100.0 * *count as f64 / total as f64, 1)}))
        .collect();
    Ok(json!({"total_words": total, "distinct_words": distinct, "most_frequent": words}))
}

/// Levenshtein's distance over characters, in one row of memory.
fn edit_distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (y, above) in b.iter().zip(row.iter_mut().skip(1)) {
            let changed = diagonal + usize::from(x != y);
            diagonal = *above;
            left = changed.min(diagonal + 1).min(left + 1);
            *above = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(a.len())
}

fn compare(arguments: &Arguments<'_>) -> Outcome {
    let a = support::bounded_text(arguments, "text_a", LONGEST_COMPARED)?;
    let b = support::bounded_text(arguments, "text_b", LONGEST_COMPARED)?;
    let (left, right): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let distance = edit_distance(&left, &right);
    let longer = left.len().max(right.len()).max(1);
    let words = |text: &str| text.unicode_words().map(str::to_lowercase).collect::<BTreeSet<String>>();
    let (words_a, words_b) = (words(&a), words(&b));
    let shared: Vec<&String> = words_a.intersection(&words_b).collect();
    let either = words_a.union(&words_b).count().max(1);
    Ok(json!({
        "edit_distance": distance, "similarity_percent": fixed(100.0 * (1.0 - distance as f64 / longer as f64), 1),
        "identical": a == b, "same_ignoring_case": a.to_lowercase() == b.to_lowercase(), "shared_words": shared,
        "word_overlap_percent": fixed(100.0 * shared.len() as f64 / either as f64, 1),
    }))
}

/// Letters and digits in lower case.
fn essence(text: &str) -> Vec<char> {
    text.chars().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect()
}

/// The essence, refused where nothing is left of the text.
fn letters(arguments: &Arguments<'_>, name: &str) -> Result<(String, Vec<char>), LocalReply> {
    let text = support::bounded_text(arguments, name, LONGEST)?;
    let letters = essence(&text);
    if letters.is_empty() {
        return Err(support::malformed(name, text, "text with at least one letter or digit"));
    }
    Ok((text, letters))
}

fn palindrome(arguments: &Arguments<'_>) -> Outcome {
    let (text, letters) = letters(arguments, "text")?;
    let is_palindrome = letters.iter().eq(letters.iter().rev());
    let reversed: String = text.graphemes(true).rev().collect();
    Ok(json!({"is_palindrome": is_palindrome, "compared": letters.iter().collect::<String>(), "reversed": reversed}))
}

fn anagram(arguments: &Arguments<'_>) -> Outcome {
    let (text_a, mut a) = letters(arguments, "text_a")?;
    let (text_b, mut b) = letters(arguments, "text_b")?;
    let same_text = a == b;
    a.sort_unstable();
    b.sort_unstable();
    Ok(json!({
        "is_anagram": a == b && !same_text, "same_letters": a == b, "text_a": text_a, "text_b": text_b,
        "only_in_a": left_over(&a, &b), "only_in_b": left_over(&b, &a),
    }))
}

/// What of one sorted list has no partner in the other.
fn left_over(of: &[char], other: &[char]) -> String {
    let mut partners = other.iter().peekable();
    of.iter()
        .filter(|letter| {
            while partners.next_if(|partner| partner < letter).is_some() {}
            partners.next_if_eq(letter).is_none()
        })
        .collect()
}
