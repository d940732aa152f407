//! Origins, and which of them may be called.

use super::NetError;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Scheme, host and port as the browser's own URL parser spells them, so that what is judged is what is fetched.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin(String);

impl Origin {
    /// The origin of an `http` or `https` URL.
    ///
    /// # Errors
    /// [`NetError::BadUrl`].
    pub fn of_url(url: &str) -> Result<Self, NetError> {
        let parsed = web_sys::Url::new(url).map_err(|_| NetError::BadUrl)?;
        match parsed.protocol().as_str() {
            "http:" | "https:" if parsed.username().is_empty() && parsed.password().is_empty() => {
                Ok(Self(parsed.origin()))
            }
            _ => Err(NetError::BadUrl),
        }
    }

    /// The page's own origin; `None` outside a window.
    pub fn of_page() -> Option<Self> {
        web_sys::window()?.location().origin().ok().map(Self)
    }

    /// `https://host:port`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True for `http`.
    pub fn is_plain_http(&self) -> bool {
        self.0.starts_with("http:")
    }

    /// True where a port stands in it: the scheme's own never does.
    pub fn has_port(&self) -> bool {
        let rest = self.0.split_once("://").map_or(self.0.as_str(), |(_, rest)| rest);
        rest.len() > self.host().len()
    }

    /// The host, without port.
    pub fn host(&self) -> &str {
        let rest = self.0.split_once("://").map_or(self.0.as_str(), |(_, rest)| rest);
        if rest.starts_with('[') {
            return rest.find(']').map_or(rest, |end| &rest[..=end]);
        }
        rest.split(':').next().unwrap_or(rest)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The origins that may be called: named by the person in Settings or by data shipped with the page. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Permits {
    all: Arc<Mutex<Permitted>>,
    /// The page's own origin is none of them by itself.
    listed_only: bool,
}

#[derive(Debug, Default)]
struct Permitted {
    named: BTreeSet<Origin>,
    /// For one piece of work each.
    passing: Vec<Origin>,
}

/// A permission that ends when this is dropped.
#[derive(Debug)]
pub struct Passing {
    permits: Permits,
    origin: Origin,
}

impl Drop for Passing {
    fn drop(&mut self) {
        self.permits.locked(|permitted| {
            let place = permitted.passing.iter().position(|origin| *origin == self.origin);
            place.map(|place| permitted.passing.swap_remove(place))
        });
    }
}

impl Permits {
    /// One origin, and not the page's own beside it: for addresses that strangers name.
    pub fn only(origin: Origin) -> Self {
        let permits = Self { listed_only: true, ..Self::default() };
        permits.allow(origin);
        permits
    }

    /// Permits an origin.
    pub fn allow(&self, origin: Origin) {
        self.locked(|permitted| permitted.named.insert(origin));
    }

    /// Permits an origin for as long as the result is held.
    #[must_use = "the permission ends with it"]
    pub fn pass(&self, origin: Origin) -> Passing {
        self.locked(|permitted| permitted.passing.push(origin.clone()));
        Passing { permits: self.clone(), origin }
    }

    /// Permits these origins and takes all other permissions back, but those that are held.
    pub fn replace(&self, origins: BTreeSet<Origin>) {
        self.locked(|permitted| permitted.named = origins);
    }

    /// Takes a permission back.
    pub fn withdraw(&self, origin: &Origin) {
        self.locked(|permitted| permitted.named.remove(origin));
    }

    /// True for permitted origins, and for the page's own where it is not left out.
    pub fn holds(&self, origin: &Origin) -> bool {
        let permitted = |all: &mut Permitted| all.named.contains(origin) || all.passing.contains(origin);
        let own = || !self.listed_only && Origin::of_page().as_ref() == Some(origin);
        self.locked(permitted) || own()
    }

    /// All that are not only held, sorted.
    pub fn all(&self) -> Vec<Origin> {
        self.locked(|permitted| permitted.named.iter().cloned().collect())
    }

    fn locked<T>(&self, act: impl FnOnce(&mut Permitted) -> T) -> T {
        act(&mut self.all.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
