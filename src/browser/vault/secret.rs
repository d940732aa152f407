//! A key that does not show itself.

use crate::browser::net::Origin;
use crate::domain::chat::DeltaSieve;
use crate::domain::redact::{Sieve, redact};
use std::fmt;
use thiserror::Error;

/// Longest key in bytes.
const MAX_KEY: usize = 4_096;
/// What stands in place of a key that an endpoint echoed.
pub const REDACTED: &str = "[key]";
/// Keys shorter than this are not searched for in texts: they would match by chance.
const MIN_SCRUBBED: usize = 6;

/// A key and the only origin it may be sent to. Has no `Serialize`, and its `Debug` shows the origin alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    text: String,
    origin: Origin,
}

/// Why a text is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SecretError {
    /// Nothing was typed.
    #[error("the key is empty")]
    Empty,
    /// Characters that no request header carries (often a copied space, bullet or line break).
    #[error("the key holds characters that no key holds")]
    BadCharacters,
    /// Longer than any key.
    #[error("the key is too long")]
    TooLong,
}

impl Secret {
    /// Binds a key to `origin`.
    ///
    /// # Errors
    /// [`SecretError`] where it cannot be one.
    pub fn new(text: &str, origin: Origin) -> Result<Self, SecretError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(SecretError::Empty);
        }
        if text.len() > MAX_KEY {
            return Err(SecretError::TooLong);
        }
        if !text.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(SecretError::BadCharacters);
        }
        Ok(Self { text: text.to_owned(), origin })
    }

    /// The only origin it may be sent to.
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The same key for one host of a family: bound to `home`, which stands for all https hosts that end with `hosts`
    /// and name no port. `None` for any other origin.
    pub fn for_host_below(&self, home: &str, hosts: &str, origin: &Origin) -> Option<Self> {
        let of_family = !origin.is_plain_http() && !origin.has_port() && origin.host().ends_with(hosts);
        let fits = self.origin.as_str() == home && hosts.starts_with('.') && of_family;
        fits.then(|| Self { text: self.text.clone(), origin: origin.clone() })
    }

    /// The text without the key, also where JSON's escapes spell it: endpoints echo keys in their error messages.
    pub fn scrub(&self, text: &str) -> String {
        if self.is_searched_for() { redact(text, &self.text, REDACTED) } else { text.to_owned() }
    }

    /// The same for a text that broke off or was cut: also without an end that may be the key's beginning.
    pub fn scrub_start(&self, text: &str) -> String {
        self.text_sieve().map_or_else(|| text.to_owned(), |mut sieve| sieve.pass(text))
    }

    /// True where the text holds the key.
    pub fn is_in(&self, text: &str) -> bool {
        self.scrub(text) != text
    }

    /// Takes the key out of a reply while it arrives; `None` for keys that are not searched for.
    pub fn sieve(&self) -> Option<DeltaSieve> {
        self.is_searched_for().then(|| DeltaSieve::new(&self.text, REDACTED))
    }

    /// Takes the key out of a text that comes in pieces; `None` for keys that are not searched for.
    pub fn text_sieve(&self) -> Option<Sieve> {
        self.is_searched_for().then(|| Sieve::new(self.text.clone(), REDACTED))
    }

    const fn is_searched_for(&self) -> bool {
        self.text.len() >= MIN_SCRUBBED
    }

    /// The key itself. For the network gate and the vault alone.
    pub(in crate::browser) fn expose(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({REDACTED} for {})", self.origin)
    }
}
