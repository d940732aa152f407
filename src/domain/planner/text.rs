//! A question as tokens and cues: words with their place, English and Chinese brought to the same English stems.

use super::lexicon::{MOST_HAN, chinese, english, is_particle};
use super::units;
use crate::domain::retrieval::words;
use std::ops::Range;

/// Longest question that is read, in characters.
const MAX_CHARS: usize = 2_000;

/// A stretch of a text, in bytes.
pub(super) type Span = Range<usize>;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// Letters, with digits, hyphens and apostrophes inside.
    Word,
    /// Digits, with a decimal point and thousands separators.
    Number,
    /// A Chinese word that the lexicon knows, with its English words.
    Han(&'static str),
    /// Chinese characters that it does not know: names, mostly.
    Unknown,
    /// A single other character.
    Sign,
}

/// A piece of a text.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Span,
}

/// A stem, where it stands, and how sure it is (below 1 for synonyms).
#[derive(Clone, Debug)]
pub(super) struct Cue {
    pub(super) stem: String,
    pub(super) token: usize,
    pub(super) weight: f32,
}

/// A text read once.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) text: String,
    pub(super) tokens: Vec<Token>,
    pub(super) cues: Vec<Cue>,
    /// Whether the person writes Chinese.
    pub(super) chinese: bool,
}

impl Text {
    /// Reads a text: full-width signs as their ASCII twins, at most [`MAX_CHARS`] characters.
    pub(super) fn new(text: &str) -> Self {
        let text: String = text.chars().take(MAX_CHARS).map(narrow).collect();
        let tokens = tokens(&text);
        let mut cues = Vec::new();
        for (token, t) in tokens.iter().enumerate() {
            let written = text.get(t.span.clone()).unwrap_or("");
            match t.kind {
                TokenKind::Word => {
                    cues.extend(stems(written).into_iter().map(|stem| Cue { stem, token, weight: 1.0 }));
                    let other = english(&written.to_lowercase());
                    cues.extend(stems(other).into_iter().map(|stem| Cue { stem, token, weight: 0.7 }));
                }
                TokenKind::Han(meaning) => {
                    cues.extend(stems(meaning).into_iter().map(|stem| Cue { stem, token, weight: 1.0 }));
                }
                TokenKind::Number | TokenKind::Unknown | TokenKind::Sign => {}
            }
        }
        let han = text.chars().filter(|&c| is_han(c)).count();
        let chinese = han * 3 > text.chars().filter(|c| c.is_alphabetic()).count();
        Self { text, tokens, cues, chinese }
    }

    /// The text of a stretch; empty where it does not fit.
    pub(super) fn slice(&self, span: &Span) -> &str {
        self.text.get(span.clone()).unwrap_or("")
    }

    /// The text of a token; empty beyond the last.
    pub(super) fn token(&self, index: usize) -> &str {
        self.tokens.get(index).map_or("", |t| self.slice(&t.span))
    }

    /// A token in lower case.
    pub(super) fn lower(&self, index: usize) -> String {
        self.token(index).to_lowercase()
    }

    /// Whether no blank stands between a token and the one before it.
    pub(super) fn adjoins(&self, index: usize) -> bool {
        let before = index.checked_sub(1).and_then(|i| self.tokens.get(i));
        matches!((before, self.tokens.get(index)), (Some(a), Some(b)) if a.span.end == b.span.start)
    }

    /// Tokens that lie in a stretch.
    pub(super) fn tokens_in(&self, span: &Span) -> Range<usize> {
        let first = self.tokens.partition_point(|t| t.span.start < span.start);
        let last = self.tokens.partition_point(|t| t.span.start < span.end);
        first..last.max(first)
    }
}

/// Stems of the content words of a text, identifiers split, spelling made one.
pub(super) fn stems(text: &str) -> Vec<String> {
    if text.is_empty() {
        return Vec::new();
    }
    let split = crate::domain::retrieval::split_identifiers(text);
    let one = split.to_lowercase().replace("colour", "color").replace("metre", "meter").replace("litre", "liter");
    words(&one).into_iter().map(|w| w.term).filter(|t| !IDLE.contains(&t.as_str())).collect()
}

/// Stems of asking: every question and many descriptions have them, and they tell nothing apart.
const IDLE: &[&str] = &[
    "what", "which", "who", "how", "when", "where", "why", "do", "doe", "did", "can", "could", "would", "should",
    "have", "has", "much", "mani", "me", "my", "you", "your", "we", "us", "our", "he", "she", "its", "from", "than",
    "pleas", "tell", "give", "given", "part", "tool", "one", "use", "want", "want", "need", "so", "about", "get", "eg",
    "most", "also", "it'", "let", "am", "were", "been", "say", "them", "some", "know", "two", "whether",
];

fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = &text[at..];
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        if is_han(c) {
            let run = rest.find(|c| !is_han(c)).unwrap_or(rest.len());
            cut_han(&rest[..run], at, &mut out);
            at += run;
            continue;
        }
        let (kind, length) = if c.is_ascii_digit() {
            let bare = text[..at].chars().next_back().is_none_or(|b| !matches!(b, ',' | '[' | '('));
            (TokenKind::Number, number_length(rest, bare))
        } else if c.is_alphabetic() {
            (TokenKind::Word, word_length(rest))
        } else {
            (TokenKind::Sign, c.len_utf8())
        };
        out.push(Token { kind, span: at..at + length });
        at += length;
    }
    out
}

/// Letters and digits, with `-`, `'`, `’` or `.` between two of them (`U.S.`, `SHA-256`, `don't`).
fn word_length(rest: &str) -> usize {
    let mut chars = rest.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let inside = c.is_alphanumeric() && !is_han(c) || c == '_';
        let next = chars.peek().map(|&(_, n)| n);
        let joint = matches!(c, '-' | '\'' | '’') && next.is_some_and(|n| n.is_alphanumeric() && !is_han(n));
        if !inside && !joint {
            return i;
        }
    }
    rest.len()
}

/// Digits; `,` where three digits follow and no list is near (`grouped`); `.` where a digit follows.
fn number_length(rest: &str, grouped: bool) -> usize {
    let bytes = rest.as_bytes();
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    let mut at = 0;
    let mut point = false;
    loop {
        if digit(at) {
            at += 1;
        } else if bytes.get(at) == Some(&b'.') && !point && digit(at + 1) {
            point = true;
            at += 1;
        } else if bytes.get(at) == Some(&b',')
            && grouped
            && !point
            && at <= 15
            && (1..4).all(|i| digit(at + i))
            && !digit(at + 4)
        {
            at += 4;
        } else {
            return at;
        }
    }
}

/// Longest words first; what no word fits gathers into unknown runs.
fn cut_han(run: &str, offset: usize, out: &mut Vec<Token>) {
    let mut at = 0;
    let mut unknown = 0;
    while at < run.len() {
        let rest = &run[at..];
        let ends = rest.char_indices().map(|(i, c)| i + c.len_utf8()).take(MOST_HAN);
        let hit = ends.filter_map(|end| Some((end, chinese(&rest[..end])?))).last();
        // One character is often the beginning of a name (日本, 上海): a word only before another word or the end.
        let hit = hit.filter(|&(end, _)| {
            let one = rest[..end].chars().nth(1).is_none();
            !one || is_particle(&rest[..end]) || unknown == at && opens_word(&rest[end..])
        });
        if let Some((end, meaning)) = hit {
            if unknown < at {
                out.push(Token { kind: TokenKind::Unknown, span: offset + unknown..offset + at });
            }
            out.push(Token { kind: TokenKind::Han(meaning), span: offset + at..offset + at + end });
            at += end;
            unknown = at;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    if unknown < run.len() {
        out.push(Token { kind: TokenKind::Unknown, span: offset + unknown..offset + run.len() });
    }
}

/// Whether a run is over or goes on with a known word.
fn opens_word(rest: &str) -> bool {
    let ends = rest.char_indices().map(|(i, c)| i + c.len_utf8()).take(MOST_HAN);
    rest.is_empty() || ends.map(|end| &rest[..end]).any(|word| chinese(word).is_some())
}

/// Chinese characters.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '。' => '.',
        '、' => ',',
        _ => c,
    }
}

/// The unit that begins at a token, and the token behind it. `behind_number` lets short spellings count.
pub(super) fn unit_at(text: &Text, index: usize, behind_number: bool) -> Option<(&'static units::Unit, usize)> {
    (1..=units::MOST_WORDS * 2).rev().find_map(|count| {
        let last = index + count;
        let (first, end) = (text.tokens.get(index)?, text.tokens.get(last - 1)?);
        let spelling = text.slice(&(first.span.start..end.span.end));
        // `30-year-old`, `60-watt`.
        let spelling = if count == 1 { spelling.split("-old").next().unwrap_or(spelling) } else { spelling };
        let unit = if behind_number { units::named(spelling) } else { units::named_alone(spelling) };
        unit.map(|u| (u, last))
    })
}
