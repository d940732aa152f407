//! One request to a provider of models or APIs and what came back, as it was on the wire: for people who want to see it, or repeat it.

use crate::domain::json::{Fields, FromFields, Misfit};
use crate::domain::service::Quota;
use serde::Serialize;

/// Longest text of a body that is kept, in bytes.
pub const MAX_BODY: usize = 256 * 1024;

/// Never holds a key: it is not part of what the adapter writes, and is taken out of what an endpoint echoes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Exchange {
    /// `POST` or `GET`.
    pub method: String,
    /// Whole address.
    pub url: String,
    /// Headers set by the page, but the key's.
    pub headers: Vec<(String, String)>,
    /// Name of the header that carried a key; `None` where none was sent.
    pub key_header: Option<String>,
    /// The key was a field of that name in the JSON object that is the body, too; `request` is without it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub key_in_body: bool,
    /// Sent body.
    pub request: String,
    /// HTTP status; 0 where no answer could be read.
    pub status: u16,
    /// Received body, as far as it came and at most [`MAX_BODY`] bytes of it.
    pub reply: String,
    /// The key came in pieces that cannot be told from the rest of the body, so nothing of it was kept.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub withheld: bool,
    /// Bytes received.
    pub reply_bytes: u64,
    /// When it was sent, in milliseconds since the Unix epoch.
    pub at_ms: u64,
    /// Until its end, in milliseconds.
    pub took_ms: u64,
    /// How it failed, in the error's own words.
    pub error: Option<String>,
    /// What the gateway said is left of the account's requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quota: Option<Quota>,
    /// The host of the API that was meant, as its document spells it, whatever was called in its place; empty where the
    /// request is no call of an API. Not kept.
    #[serde(skip)]
    pub host: String,
}

impl FromFields for Exchange {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        Ok(Self {
            method: of.take("method")?,
            url: of.take("url")?,
            headers: of.take("headers")?,
            key_header: of.take("key_header")?,
            key_in_body: of.take_or_default("key_in_body")?,
            request: of.take("request")?,
            status: of.take("status")?,
            reply: of.take("reply")?,
            withheld: of.take_or_default("withheld")?,
            reply_bytes: of.take("reply_bytes")?,
            at_ms: of.take("at_ms")?,
            took_ms: of.take("took_ms")?,
            error: of.take("error")?,
            quota: of.take_or_default("quota")?,
            host: String::new(),
        })
    }
}

impl Exchange {
    /// Keeps nothing of the reply.
    pub fn withhold(&mut self) {
        self.reply.clear();
        self.withheld = true;
    }

    /// Adds to the reply what came, up to the limit and to whole characters.
    pub fn hear(&mut self, text: &str) {
        self.reply_bytes = self.reply_bytes.saturating_add(text.len() as u64);
        let room = MAX_BODY.saturating_sub(self.reply.len());
        let end = (0..=room.min(text.len())).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
        self.reply.push_str(&text[..end]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_reply_is_cut_at_a_whole_character() {
        let mut exchange = Exchange::default();
        exchange.hear(&"a".repeat(MAX_BODY - 1));
        exchange.hear("äb");
        assert_eq!((exchange.reply.len(), exchange.reply_bytes), (MAX_BODY - 1, MAX_BODY as u64 + 2));
    }
}
