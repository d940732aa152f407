//! What a word is: identifiers split, lower case, stop words out, English stems, CJK bigrams.

use super::stop_words::{CHINESE_BIGRAMS, CHINESE_PARTICLES, ENGLISH};
use rust_stemmers::{Algorithm, Stemmer};

/// Signs at which an identifier or a path falls into its words.
const JOINTS: [char; 10] = ['_', '/', '-', '{', '}', '.', ':', '?', '=', '&'];

/// A word of a text: as written and as compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As it stands in the text.
    pub surface: String,
    /// Lower case and stemmed; a CJK bigram stands for itself.
    pub term: String,
}

/// An identifier as separate words: `getUser_byId/{id}` gives `get User by Id  id `. Cuts where a lower-case letter
/// or a digit meets an upper-case letter; a run of capitals stays whole, as nobody writes `HTTPServer` consistently.
pub fn split_identifiers(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for c in text.chars() {
        if c.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit()) {
            out.push(' ');
        }
        out.push(if JOINTS.contains(&c) { ' ' } else { c });
        before = c;
    }
    out
}

/// The words of a text in order, stop words left out. A word repeated is repeated.
pub fn words(text: &str) -> Vec<Word> {
    let stemmer = Stemmer::create(Algorithm::English);
    let mut out = Vec::new();
    visit_tokens(text, |surface, lower| {
        if let Some(term) = term_of(&stemmer, lower) {
            out.push(Word { surface: surface.to_owned(), term });
        }
    });
    out
}

/// The term of a lower-case token; `None` for a stop word.
pub(super) fn term_of(stemmer: &Stemmer, lower: &str) -> Option<String> {
    if lower.starts_with(is_cjk) {
        return (!CHINESE_BIGRAMS.contains(&lower)).then(|| lower.to_owned());
    }
    ENGLISH.binary_search(&lower).is_err().then(|| stemmer.stem(lower).into_owned())
}

/// Calls `token(surface, lower)` for each token: a run of two or more letters, digits and `_`, or a CJK bigram, or a
/// CJK character that stands alone.
pub(super) fn visit_tokens(text: &str, mut token: impl FnMut(&str, &str)) {
    let mut lower = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_word) {
        rest = &rest[start..];
        let cjk = rest.starts_with(is_cjk);
        let same_kind = |c: char| is_word(c) && is_cjk(c) == cjk;
        let end = rest.find(|c| !same_kind(c)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        if cjk {
            visit_bigrams(run, &mut token);
        } else if run.chars().nth(1).is_some() {
            lower.clear();
            lower.extend(run.chars().map(narrow).flat_map(char::to_lowercase));
            token(run, &lower);
        }
        rest = after;
    }
}

fn visit_bigrams(run: &str, token: &mut impl FnMut(&str, &str)) {
    for piece in run.split(CHINESE_PARTICLES).filter(|p| !p.is_empty()) {
        let ends: Vec<usize> = piece.char_indices().map(|(i, c)| i + c.len_utf8()).collect();
        if ends.len() == 1 {
            token(piece, piece);
        }
        let starts = std::iter::once(0).chain(ends.iter().copied());
        for (start, end) in starts.zip(ends.iter().skip(1)) {
            token(&piece[start..*end], &piece[start..*end]);
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Scripts written without spaces (Han, kana), and Hangul, which bigrams serve as well.
pub(super) fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// Full-width forms (typed with a Chinese keyboard) as their ASCII twins.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let terms: Vec<String> = words(text).into_iter().map(|w| w.term).collect();
        assert_eq!(terms, expect, "{text}");
    }

    #[test]
    fn english() {
        check("The packages are tracked, a x 42 km", &["packag", "track", "42", "km"]);
        check("generously", &["generous"]);
        check("", &[]);
        check("a_b", &["a_b"]);
    }

    #[test]
    fn chinese_bigrams_stop_at_particles_and_at_latin() {
        check("北京的天气", &["北京", "天气"]);
        check("请问100公里是多少英里", &["100", "公里", "里是", "是多", "少英", "英里"]);
        check("求 和", &["求", "和"]);
        check("ＡＢ１２", &["ab12"]);
    }

    #[test]
    fn surfaces_are_as_written() {
        let found = words("Ｔracking PACKAGES");
        assert_eq!(found[0].surface, "Ｔracking");
        assert_eq!((found[1].surface.as_str(), found[1].term.as_str()), ("PACKAGES", "packag"));
    }

    #[test]
    fn identifiers() {
        assert_eq!(split_identifiers("getUser_byId/{id}"), "get User by Id  id ");
        assert_eq!(split_identifiers("HTTPServer v2Api"), "HTTPServer v2 Api");
        assert_eq!(split_identifiers("a?b=c&d-e.f:g"), "a b c d e f g");
    }

    #[test]
    fn stop_words_are_sorted_for_the_binary_search() {
        assert!(ENGLISH.is_sorted());
    }
}
