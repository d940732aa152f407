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
            Some(length) => {
                out.push_str(&text[from..at]);
                out.push_str(mark);
                at += length;
                from = at;
            }
            None => at += 1,
        }
    }
    out.push_str(&text[from..]);
    out
}

/// How many bytes spell `wanted` at the start; `None` where they spell something else.
fn spelled(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let mut at = 0;
    for &sign in wanted {
        let rest = bytes.get(at..)?;
        let length = if rest.first() == Some(&sign) && sign != b'\\' {
            1
        } else {
            escaped(rest, sign).or_else(|| (rest.first() == Some(&sign)).then_some(1))?
        };
        at += length;
    }
    Some(at)
}

/// The length of the escape that stands for `sign` at the start.
fn escaped(bytes: &[u8], sign: u8) -> Option<usize> {
    if bytes.first() != Some(&b'\\') {
        return None;
    }
    match bytes.get(1)? {
        b'u' => {
            let digits = std::str::from_utf8(bytes.get(2..6)?).ok()?;
            (u32::from_str_radix(digits, 16).ok()? == u32::from(sign)).then_some(6)
        }
        plain if *plain == sign && matches!(sign, b'/' | b'"' | b'\\') => Some(2),
        _ => None,
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
        assert_eq!(redact("é\\u00e9", "x", "*"), "é\\u00e9");
    }
}
