//! Bytes that come in pieces, as whole characters.

/// Keeps the start of a character that has not come whole. What is no UTF-8 becomes `U+FFFD`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Utf8Pieces {
    /// At most three bytes.
    rest: Vec<u8>,
}

impl Utf8Pieces {
    /// The characters that are whole with these bytes.
    pub fn push(&mut self, bytes: &[u8]) -> String {
        let mut all = std::mem::take(&mut self.rest);
        all.extend_from_slice(bytes);
        let end = all.len() - unfinished(&all);
        self.rest = all.split_off(end);
        String::from_utf8_lossy(&all).into_owned()
    }

    /// What is left when nothing more will come.
    pub fn finish(self) -> String {
        String::from_utf8_lossy(&self.rest).into_owned()
    }
}

/// Bytes at the end that begin a character and do not end it.
fn unfinished(bytes: &[u8]) -> usize {
    for back in 1..=bytes.len().min(3) {
        let needs = match bytes[bytes.len() - back] {
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            0x80..=0xbf => continue,
            _ => return 0,
        };
        return if needs > back { back } else { 0 };
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_split_gives_the_same_text() {
        let text = "aé漢🌳\u{feff}z";
        for size in 1..=text.len() {
            let mut pieces = Utf8Pieces::default();
            let mut out: String = text.as_bytes().chunks(size).map(|piece| pieces.push(piece)).collect();
            out += &pieces.finish();
            assert_eq!(out, text, "{size}");
        }
    }

    #[test]
    fn what_is_no_text_is_marked_and_nothing_waits_for_ever() {
        let mut pieces = Utf8Pieces::default();
        assert_eq!(pieces.push(b"\x80\x80\x80\x80a"), "\u{fffd}\u{fffd}\u{fffd}\u{fffd}a");
        assert_eq!(pieces.push(b"\xf0\x9f"), "");
        assert_eq!(pieces.push(b"b"), "\u{fffd}b");
        assert_eq!(pieces.push(b"\xe6\xbc"), "");
        assert_eq!(pieces.finish(), "\u{fffd}");
    }
}
