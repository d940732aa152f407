//! Flesch reading ease (Flesch 1948) and Flesch-Kincaid grade (Kincaid et al. 1975). English only.

use super::super::support::{self, Outcome, fixed};
use super::{Arguments, LONGEST, LocalReply, sentences};
use serde_json::json;
use unicode_segmentation::UnicodeSegmentation;

pub(super) fn readability(arguments: &Arguments<'_>) -> Outcome {
    let text = support::bounded_text(arguments, "text", LONGEST)?;
    let all = text.unicode_words().filter(|word| word.chars().any(char::is_alphabetic)).count();
    let words: Vec<&str> = text.unicode_words().filter(|word| is_english(word)).collect();
    if words.len() < 3 || words.len() * 2 < all {
        let message =
            format!("Parameter 'text' must be English with at least 3 words, got {} English words", words.len());
        return Err(LocalReply::error(422, message));
    }
    let syllables: usize = words.iter().map(|word| syllables(word)).sum();
    let long = words.iter().filter(|word| syllables_at_least_three(word)).count();
    let sentences = sentences(&text).max(1);
    let per_sentence = words.len() as f64 / sentences as f64;
    let per_word = syllables as f64 / words.len() as f64;
    let ease = 206.835 - 1.015 * per_sentence - 84.6 * per_word;
    let grade = 0.39 * per_sentence + 11.8 * per_word - 15.59;
    let level = match ease {
        e if e >= 90.0 => "very easy",
        e if e >= 80.0 => "easy",
        e if e >= 70.0 => "fairly easy",
        e if e >= 60.0 => "plain English",
        e if e >= 50.0 => "fairly difficult",
        e if e >= 30.0 => "difficult",
        _ => "very difficult",
    };
    Ok(json!({
        "flesch_reading_ease": fixed(ease, 1), "flesch_kincaid_grade": fixed(grade, 1), "level": level,
        "words": words.len(), "sentences": sentences, "syllables": syllables, "words_of_three_or_more_syllables": long,
        "words_per_sentence": fixed(per_sentence, 2), "syllables_per_word": fixed(per_word, 2),
    }))
}

fn is_english(word: &str) -> bool {
    word.chars().any(|c| c.is_ascii_alphabetic())
        && word.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '\'' | '’'))
}

fn syllables_at_least_three(word: &str) -> bool {
    syllables(word) >= 3
}

/// Groups of vowels, less a silent final `e`, `es` or `ed`; a rule of thumb, right for most words.
fn syllables(word: &str) -> usize {
    let letters: Vec<u8> = word.bytes().filter(u8::is_ascii_alphabetic).map(|b| b.to_ascii_lowercase()).collect();
    let vowel = |b: &u8| b"aeiouy".contains(b);
    let groups = letters.chunk_by(|a, b| vowel(a) == vowel(b)).filter(|group| group.iter().any(vowel)).count();
    let silent = match letters.as_slice() {
        // "table": the e is heard; "tree": it belongs to a group; "made": silent.
        [.., before, b'l', b'e'] if !vowel(before) => false,
        [.., before, b'e'] => !vowel(before),
        // "boxes", "wanted" are heard; "makes", "jumped" are not.
        [.., b's' | b'x' | b'z' | b'h' | b'g' | b'c', b'e', b's'] | [.., b't' | b'd', b'e', b'd'] => false,
        [.., before, b'e', b's' | b'd'] => !vowel(before),
        _ => false,
    };
    (groups - usize::from(silent && groups > 1)).max(1)
}
