//! Keys of endpoints: held in memory, or for this tab alone; bound to one origin; never stored elsewhere, never shown.

use crate::browser::net::Origin;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use thiserror::Error;

/// Longest key in bytes.
const MAX_KEY: usize = 4_096;
/// Prefix of the names under which keys stand in `sessionStorage`.
const STORAGE_PREFIX: &str = "toolgrove.key.";
/// What stands in place of a key that an endpoint echoed.
const REDACTED: &str = "[key]";
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

    /// The text without the key: endpoints echo keys in their error messages.
    pub fn scrub(&self, text: &str) -> String {
        if self.text.len() < MIN_SCRUBBED { text.to_owned() } else { text.replace(&self.text, REDACTED) }
    }

    /// The key itself. For the network gate alone.
    pub(super) fn expose(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({REDACTED} for {})", self.origin)
    }
}

/// How long a key is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// Until the page is reloaded or left.
    #[default]
    Memory,
    /// Until the tab is closed; survives a reload (`sessionStorage`).
    Tab,
}

/// The keys, by the id of what they belong to (a connection). A cheap handle: clones share the keys.
#[derive(Clone, Default)]
pub struct Vault(Arc<Mutex<BTreeMap<String, Secret>>>);

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault({} keys)", self.locked(|keys| keys.len()))
    }
}

impl Vault {
    /// Keeps a key under `id`, in place of any before it. `false` where it was to be kept for the tab and the browser
    /// refused; it is then kept in memory.
    pub fn put(&self, id: &str, secret: Secret, keep: Keep) -> bool {
        let name = format!("{STORAGE_PREFIX}{id}");
        let kept = match (keep, session()) {
            (Keep::Memory, Some(storage)) => {
                let _ = storage.remove_item(&name);
                true
            }
            (Keep::Memory, None) => true,
            // The origin stands before the key, so that a key read back is still bound to it.
            (Keep::Tab, Some(storage)) => {
                storage.set_item(&name, &format!("{}\n{}", secret.origin, secret.expose())).is_ok()
            }
            (Keep::Tab, None) => false,
        };
        self.locked(|keys| keys.insert(id.to_owned(), secret));
        kept
    }

    /// The key under `id`, where there is one and it belongs to `origin`.
    pub fn get(&self, id: &str, origin: &Origin) -> Option<Secret> {
        let held = self.locked(|keys| keys.get(id).cloned()).or_else(|| self.read_tab(id));
        held.filter(|secret| secret.origin() == origin)
    }

    /// How the key under `id` is kept, or `None` where there is none for `origin`.
    pub fn kept(&self, id: &str, origin: &Origin) -> Option<Keep> {
        self.get(id, origin)?;
        let stored = session().and_then(|s| s.get_item(&format!("{STORAGE_PREFIX}{id}")).ok().flatten());
        Some(if stored.is_some() { Keep::Tab } else { Keep::Memory })
    }

    /// Forgets the key under `id`, in memory and in the tab.
    pub fn forget(&self, id: &str) {
        self.locked(|keys| keys.remove(id));
        if let Some(storage) = session() {
            let _ = storage.remove_item(&format!("{STORAGE_PREFIX}{id}"));
        }
    }

    fn read_tab(&self, id: &str) -> Option<Secret> {
        let stored = session()?.get_item(&format!("{STORAGE_PREFIX}{id}")).ok().flatten()?;
        let (origin, text) = stored.split_once('\n')?;
        let secret = Secret::new(text, Origin::of_url(origin).ok()?).ok()?;
        self.locked(|keys| keys.insert(id.to_owned(), secret.clone()));
        Some(secret)
    }

    fn locked<T>(&self, act: impl FnOnce(&mut BTreeMap<String, Secret>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn session() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}
