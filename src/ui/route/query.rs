//! Query parameters, read and written as browsers do (`application/x-www-form-urlencoded`).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Longer values are dropped: nobody typed them, and browsers cut addresses unpredictably.
const MAX_CHARS: usize = 4_000;
/// More parameters than any route has; the rest is not looked at.
const MAX_PARAMETERS: usize = 32;
/// Left as they are, so that addresses stay readable.
const ESCAPED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/').remove(b':');

/// Parameters in the order of the address.
#[derive(Default)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    pub(super) fn parse(search: &str) -> Self {
        let search = search.strip_prefix('?').unwrap_or(search);
        let pairs = search.split('&').filter(|part| !part.is_empty()).take(MAX_PARAMETERS);
        Self(
            pairs
                .map(|part| part.split_once('=').unwrap_or((part, "")))
                .map(|(key, value)| (decode(key), decode(value)))
                .filter(|(_, value)| value.chars().count() <= MAX_CHARS)
                .collect(),
        )
    }

    /// The first value of a key, if it is not empty.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.0.iter().find(|(k, v)| k == key && !v.is_empty()).map(|(_, value)| value.clone())
    }

    /// The first value of a key, if it is a whole number.
    pub(super) fn number(&self, key: &str) -> Option<u32> {
        self.text(key)?.parse().ok()
    }

    pub(super) fn put(&mut self, key: &str, value: &str) {
        self.0.push((key.to_owned(), value.to_owned()));
    }

    pub(super) fn put_some(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.put(key, value);
        }
    }

    pub(super) fn put_number(&mut self, key: &str, value: Option<u32>) {
        if let Some(value) = value {
            self.put(key, &value.to_string());
        }
    }

    /// `?key=value&…`
    pub(super) fn href(&self) -> String {
        let pairs: Vec<String> = self.0.iter().map(|(key, value)| format!("{key}={}", encode(value))).collect();
        format!("?{}", pairs.join("&"))
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}
