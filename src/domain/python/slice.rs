//! Pieces of texts and lists by Python's rules, where a negative place counts from the end and none is out of range.

use std::ops::Range;

/// The places that `[start:end]` of a list of `len` entries names; empty where the end comes first.
pub fn slice_range(len: usize, start: isize, end: isize) -> Range<usize> {
    let place = |at: isize| match usize::try_from(at) {
        Ok(at) => at.min(len),
        Err(_) => len.saturating_sub(at.unsigned_abs()),
    };
    let (start, end) = (place(start), place(end));
    start..end.max(start)
}

/// `text[start:end]`, or `text[start:]` without an end; places are code points.
pub fn slice_chars(text: &str, start: isize, end: Option<isize>) -> String {
    let len = text.chars().count();
    let end = end.unwrap_or_else(|| isize::try_from(len).unwrap_or(isize::MAX));
    let range = slice_range(len, start, end);
    text.chars().skip(range.start).take(range.len()).collect()
}

/// `text.strip()`. Python counts four separators below U+0020 as blank that Rust does not.
pub fn strip(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_from_either_end_and_never_leave_the_text() {
        for (start, end, expected) in [
            (0, Some(2), "é数"),
            (1, Some(-1), "数b"),
            (-2, None, "bc"),
            (3, Some(1), ""),
            (-9, Some(9), "é数bc"),
            (9, None, ""),
            (0, Some(-9), ""),
        ] {
            assert_eq!(slice_chars("é数bc", start, end), expected, "[{start}:{end:?}]");
        }
        assert_eq!(slice_range(5, 1, -1), 1..4);
        assert_eq!(slice_range(0, -1, -1), 0..0);
    }

    #[test]
    fn strip_takes_what_python_calls_blank() {
        assert_eq!(strip("\u{1c}\n a b \u{a0}\u{1f}"), "a b");
    }
}
