//! A question cut into sentences: each may ask for another API.

use super::words::is_cjk;

/// A sentence of fewer words than this says too little alone and is joined to the one before.
const MIN_WORDS: usize = 4;

/// More sentences than this are joined to the last: a pasted page must not cost thousands of embeddings.
pub const MAX_SENTENCES: usize = 24;

/// The sentences of a question, trimmed and in order; none for a blank one.
///
/// Cut after `.`, `!`, `?` before white space, after `。`, `！`, `？`, and at line ends.
pub fn sentences(question: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for piece in pieces(question) {
        let full = out.len() == MAX_SENTENCES;
        match out.last_mut() {
            Some(last) if full || n_words(piece) < MIN_WORDS => {
                if !last.ends_with(is_cjk_stop) {
                    last.push(' ');
                }
                last.push_str(piece);
            }
            _ => out.push(piece.to_owned()),
        }
    }
    out
}

fn pieces(question: &str) -> impl Iterator<Item = &str> {
    let mut rest = question;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (piece, after) = rest.split_at(first_end(rest));
        rest = after;
        Some(piece.trim())
    })
    .filter(|piece| !piece.is_empty())
}

/// Where the first sentence ends, in bytes; closing quotes and brackets belong to it.
fn first_end(text: &str) -> usize {
    let mut stopped = false;
    for (i, c) in text.char_indices() {
        match c {
            '\n' => return i + 1,
            '.' | '!' | '?' => stopped = true,
            _ if is_cjk_stop(c) => return i + c.len_utf8(),
            '"' | '\'' | ')' | ']' | '\u{201d}' | '\u{2019}' if stopped => {}
            _ if stopped && c.is_whitespace() => return i,
            _ => stopped = false,
        }
    }
    text.len()
}

fn is_cjk_stop(c: char) -> bool {
    matches!(c, '。' | '！' | '？')
}

/// Words between white space; two CJK characters count as one word.
fn n_words(text: &str) -> usize {
    let n_cjk = text.chars().filter(|&c| is_cjk(c)).count();
    let others = text.split(|c: char| c.is_whitespace() || is_cjk(c));
    n_cjk.div_ceil(2) + others.filter(|w| w.contains(char::is_alphanumeric)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(question: &str, expect: &[&str]) {
        assert_eq!(sentences(question), expect);
    }

    #[test]
    fn english() {
        check("", &[]);
        check(" \n ", &[]);
        check(
            "Track my parcel today. What is 3.5 km in miles?",
            &["Track my parcel today.", "What is 3.5 km in miles?"],
        );
        check(
            "Find me a song by Adele. Thank you! And now the weather in Rome",
            &["Find me a song by Adele. Thank you!", "And now the weather in Rome"],
        );
        check("Hello! I am moving to Oslo.", &["Hello!", "I am moving to Oslo."]);
        check(
            "He said \"who is calling me?\" Now find the caller.",
            &["He said \"who is calling me?\"", "Now find the caller."],
        );
        check("one two three four\nfive six seven eight", &["one two three four", "five six seven eight"]);
    }

    #[test]
    fn chinese() {
        check(
            "北京今天的天气怎么样？把一百公里换算成英里。谢谢！",
            &["北京今天的天气怎么样？", "把一百公里换算成英里。谢谢！"],
        );
    }

    #[test]
    fn a_pasted_page_is_bounded() {
        let page = "This is one long sentence. ".repeat(1000);
        let found = sentences(&page);
        assert_eq!(found.len(), MAX_SENTENCES);
        assert_eq!(found.concat().matches("sentence").count(), 1000);
    }
}
