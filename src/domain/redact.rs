//! A secret taken out of a text, also where the text spells it with JSON's escapes.

/// `text` without `secret` (ASCII, not empty), each occurrence replaced by `mark`. A sign may stand as itself or as an
/// escape of JSON: `\/`, `\"`, `\\` or `\u002d`.
pub fn redact(text: &str, secret: &str, mark: &str) -> String {
    let (bytes, wanted) = (text.as_bytes(), secret.as_bytes());
    if wanted.is_empty() {
        return text.to_owned();
    }
    if !text.contains('\\') {
        return text.replace(secret, mark);
    }
    let mut out = String::with_capacity(text.len());
    let (mut at, mut from) = (0, 0);
    while at < bytes.len() {
        match spelled(&bytes[at..], wanted) {
            Begins::With(length) => {
                out.push_str(&text[from..at]);
                out.push_str(mark);
                at += length;
                from = at;
            }
            Begins::No | Begins::Perhaps => at += 1,
        }
    }
    out.push_str(&text[from..]);
    out
}

/// Whether a text begins with the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Begins {
    /// It does not.
    No,
    /// It ends before that can be told.
    Perhaps,
    /// It does, with so many bytes.
    With(usize),
}

/// Whether the bytes spell `wanted` at their start.
fn spelled(bytes: &[u8], wanted: &[u8]) -> Begins {
    let mut at = 0;
    for (index, &sign) in wanted.iter().enumerate() {
        let rest = bytes.get(at..).unwrap_or_default();
        let (itself, last) = (rest.first() == Some(&sign), index + 1 == wanted.len());
        let begins = match (itself, escaped(rest, sign)) {
            (true, _) if sign != b'\\' => Begins::With(1),
            (true, Begins::No) => Begins::With(1),
            (true, Begins::Perhaps) if last => Begins::With(1),
            (_, escape) => escape,
        };
        match begins {
            Begins::With(length) => at += length,
            other => return other,
        }
    }
    Begins::With(at)
}

/// Whether the escape that stands for `sign` is at the start. Nothing at all may yet become one.
fn escaped(bytes: &[u8], sign: u8) -> Begins {
    match bytes {
        [] | [b'\\'] => Begins::Perhaps,
        [b'\\', b'u', digits @ ..] => {
            let known = &digits[..digits.len().min(4)];
            let hex = format!("{sign:04x}");
            match hex.as_bytes()[..known.len()].eq_ignore_ascii_case(known) {
                true if known.len() == 4 => Begins::With(6),
                true => Begins::Perhaps,
                false => Begins::No,
            }
        }
        [b'\\', plain, ..] if *plain == sign && matches!(sign, b'/' | b'"' | b'\\') => Begins::With(2),
        _ => Begins::No,
    }
}

/// So many signs of a secret say something of it; fewer end many a word.
const TELLING: usize = 6;

/// A text that comes in pieces, handed on without the secret: what may be its beginning is held back until it is known
/// what follows. Has no `Debug`, because it holds the secret.
#[derive(Clone)]
pub struct Sieve {
    secret: String,
    mark: &'static str,
    held: String,
    split: bool,
}

impl Sieve {
    /// For one text. `secret` is ASCII and not empty.
    pub const fn new(secret: String, mark: &'static str) -> Self {
        Self { secret, mark, held: String::new(), split: false }
    }

    /// What can be shown now that `piece` has come.
    pub fn pass(&mut self, piece: &str) -> String {
        let began_before = !self.held.is_empty();
        self.held.push_str(piece);
        let clean = redact(&self.held, &self.secret, self.mark);
        self.split |= began_before && clean != self.held;
        let (bytes, wanted) = (clean.as_bytes(), self.secret.as_bytes());
        // The first place from which all that has come may be the secret's start; a character is never cut, because no
        // sign of the secret is a part of one.
        let end = (0..bytes.len()).find(|&at| spelled(&bytes[at..], wanted) == Begins::Perhaps).unwrap_or(bytes.len());
        self.held = clean.get(end..).unwrap_or_default().to_owned();
        clean.get(..end).unwrap_or_default().to_owned()
    }

    /// What was held back, now that nothing more comes.
    pub fn rest(&mut self) -> String {
        std::mem::take(&mut self.held)
    }

    /// The same for a text that broke off: more than a few signs of a secret are not told.
    pub fn rest_of_cut(&mut self) -> String {
        let held = self.rest();
        if held.len() < TELLING { held } else { String::new() }
    }

    /// The secret was there in more than one piece, perhaps: whoever kept the pieces as they came has it too.
    pub const fn was_split(&self) -> bool {
        self.split
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_goes() {
        let check = |text: &str, expect: &str| assert_eq!(redact(text, "sk-a/b", "[key]"), expect, "{text}");
        check("x sk-a/b y sk-a/b", "x [key] y [key]");
        check(r#"{"k": "sk-a\/b"}"#, r#"{"k": "[key]"}"#);
        check(r#"{"k": "sk\u002da\u002Fb", "n": "\n"}"#, r#"{"k": "[key]", "n": "\n"}"#);
        check(r"sk-a\nb \sk-a/b é\", r"sk-a\nb \[key] é\");
        assert_eq!(redact(r"a\\b a\b", r"a\b", "*"), "* *");
        assert_eq!(redact(r"a b\", r"b\", "*"), "a *");
        assert_eq!(redact("é\\u00e9", "x", "*"), "é\\u00e9");
    }

    #[test]
    fn a_secret_in_pieces_goes_and_other_text_is_not_delayed() {
        let texts =
            ["é sk-a/b, sk-a sk-a/b", r#"{"k": "sk\u002da\/b", "s": "sk-"}"#, "sk-a/bsk-a/b \\u00", "sk-sk-a/b é"];
        for text in texts {
            let whole = redact(text, "sk-a/b", "[key]");
            for size in 1..=text.len() {
                let mut sieve = Sieve::new("sk-a/b".to_owned(), "[key]");
                let letters: Vec<String> = text.chars().map(String::from).collect();
                let shown: Vec<String> = letters.chunks(size).map(|piece| sieve.pass(&piece.concat())).collect();
                assert_eq!(shown.concat() + &sieve.rest(), whole, "{text} by {size}");
                assert!(!shown.concat().contains("sk-a/b"), "{text} by {size}");
            }
        }
        let mut sieve = Sieve::new("sk-a/b".to_owned(), "[key]");
        let _shown = sieve.pass("sk-a/b and sk-");
        assert!(!sieve.was_split(), "in one piece so far");
        let _shown = sieve.pass("a/b");
        assert!(sieve.was_split());
        let mut sieve = Sieve::new("sk-a/b".to_owned(), "[key]");
        assert_eq!(
            (&*sieve.pass("nothing of it"), &*sieve.pass(" ask-a"), &*sieve.pass("/c")),
            ("nothing of it", " a", "sk-a/c")
        );
        assert_eq!(sieve.rest(), "");
        for (text, shown, rest) in [("my sk-a", "my ", "sk-a"), ("my sk-a/b/c", "my ", "")] {
            let mut sieve = Sieve::new("sk-a/b/c/d".to_owned(), "[key]");
            assert_eq!((&*sieve.pass(text), &*sieve.rest_of_cut()), (shown, rest));
        }
    }
}
