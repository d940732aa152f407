//! Keys of endpoints: bound to one origin, never shown, kept as long as the person said.
//!
//! Three ways to keep one ([`Keep`]): in memory; in this tab's storage; or remembered under a passphrase ([`Sealed`]).
//! Whatever the way, [`Vault`] holds the keys that can be used now, and gives each out for its own origin only.

mod crypto;
mod sealed;
mod secret;
mod tab;
mod tabs;

pub use sealed::{Sealed, SealedError, SealedState, Unavailable, Unlocked};
pub use secret::{REDACTED, Secret, SecretError};
pub use tabs::{TabNews, TabNewsChannel};

use crate::browser::net::Origin;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// How long a key is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// Until the page is reloaded or left.
    #[default]
    Memory,
    /// Until the tab is closed; survives a reload (`sessionStorage`).
    Tab,
    /// Until it is forgotten; encrypted in the browser's database, to be used once the passphrase is typed.
    Passphrase,
}

/// What the vault has under an id, for one origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// No key, or one for another origin.
    Nothing,
    /// A key that the passphrase has to open first.
    Locked,
    /// A key.
    Key(Secret),
}

/// One key, without the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptKey {
    /// What it belongs to.
    pub id: String,
    /// The only origin it may be sent to.
    pub origin: Origin,
    /// How it is kept.
    pub keep: Keep,
    /// True where the passphrase has to open it first.
    pub locked: bool,
}

/// The keys, by the id of what they belong to (a connection). A cheap handle: clones share the keys.
#[derive(Clone, Default)]
pub struct Vault(Arc<Mutex<Held>>);

#[derive(Default)]
struct Held {
    /// To be used now.
    keys: BTreeMap<String, Secret>,
    /// Whose keys are remembered under the passphrase, opened or not, and for which origin.
    sealed: BTreeMap<String, Origin>,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault({} keys)", self.with(|held| held.keys.len()))
    }
}

impl Vault {
    /// Keeps a key under `id` in memory or for the tab, in place of any before it. `false` where the browser refused
    /// to keep it for the tab; it is then kept in memory. Remembering is [`Sealed::put`]'s, as is to forget what was
    /// remembered under this id.
    pub fn put(&self, id: &str, secret: Secret, keep: Keep) -> bool {
        let kept = match keep {
            Keep::Tab => tab::write(id, &secret),
            Keep::Memory | Keep::Passphrase => {
                tab::remove(id);
                keep == Keep::Memory
            }
        };
        self.with(|held| {
            held.sealed.remove(id);
            held.keys.insert(id.to_owned(), secret);
        });
        kept
    }

    /// The key under `id`, where there is one that can be used now and belongs to `origin`.
    pub fn get(&self, id: &str, origin: &Origin) -> Option<Secret> {
        match self.find(id, origin) {
            Found::Key(secret) => Some(secret),
            Found::Nothing | Found::Locked => None,
        }
    }

    /// What there is under `id` for `origin`.
    pub fn find(&self, id: &str, origin: &Origin) -> Found {
        let held = self.with(|held| held.keys.get(id).cloned()).or_else(|| self.read_tab(id));
        match held {
            Some(secret) if secret.origin() == origin => Found::Key(secret),
            Some(_) => Found::Nothing,
            None if self.with(|held| held.sealed.get(id) == Some(origin)) => Found::Locked,
            None => Found::Nothing,
        }
    }

    /// How the key under `id` is kept, locked or not; `None` where there is none for `origin`.
    pub fn kept(&self, id: &str, origin: &Origin) -> Option<Keep> {
        match self.find(id, origin) {
            Found::Nothing => None,
            Found::Locked => Some(Keep::Passphrase),
            Found::Key(_) => Some(self.keep_of(id)),
        }
    }

    /// All keys, in order of their ids, also those of connections that are gone.
    pub fn all(&self) -> Vec<KeptKey> {
        tab::ids().iter().for_each(|id| _ = self.get_any(id));
        let mut origins: BTreeMap<String, (Origin, bool)> = self.with(|held| {
            let open = held.keys.iter().map(|(id, secret)| (id.clone(), (secret.origin().clone(), false)));
            open.collect()
        });
        for (id, origin) in self.with(|held| held.sealed.clone()) {
            origins.entry(id).or_insert((origin, true));
        }
        let key = |(id, (origin, locked)): (String, (Origin, bool))| {
            let keep = if locked { Keep::Passphrase } else { self.keep_of(&id) };
            KeptKey { id, origin, keep, locked }
        };
        origins.into_iter().map(key).collect()
    }

    /// Forgets the key under `id`, in memory and in the tab. One that is remembered is [`Sealed::forget`]'s.
    pub fn forget(&self, id: &str) {
        self.with(|held| held.keys.remove(id));
        tab::remove(id);
    }

    /// Forgets all keys in memory and in the tab, and that there are remembered ones.
    pub fn forget_all(&self) {
        self.with(|held| *held = Held::default());
        tab::ids().iter().for_each(|id| tab::remove(id));
    }

    /// Says whose keys are remembered. Those that no longer are, are forgotten.
    fn set_sealed(&self, sealed: BTreeMap<String, Origin>) {
        self.with(|held| {
            let Held { keys, sealed: before } = held;
            before.keys().filter(|id| !sealed.contains_key(*id)).for_each(|id| _ = keys.remove(id));
            *before = sealed;
        });
    }

    /// Holds a remembered key, opened.
    fn hold_sealed(&self, id: &str, secret: Secret) {
        tab::remove(id);
        self.with(|held| {
            held.sealed.insert(id.to_owned(), secret.origin().clone());
            held.keys.insert(id.to_owned(), secret);
        });
    }

    /// Lets go of the remembered keys; that there are some is still known.
    fn lock_sealed(&self) {
        self.with(|held| {
            let Held { keys, sealed } = held;
            keys.retain(|id, _| !sealed.contains_key(id));
        });
    }

    /// A key is no longer remembered.
    fn drop_sealed(&self, id: &str) {
        self.with(|held| held.sealed.remove(id));
    }

    fn count_sealed(&self) -> usize {
        self.with(|held| held.sealed.len())
    }

    fn keep_of(&self, id: &str) -> Keep {
        if tab::holds(id) {
            Keep::Tab
        } else if self.with(|held| held.sealed.contains_key(id)) {
            Keep::Passphrase
        } else {
            Keep::Memory
        }
    }

    fn get_any(&self, id: &str) -> Option<Secret> {
        self.with(|held| held.keys.get(id).cloned()).or_else(|| self.read_tab(id))
    }

    fn read_tab(&self, id: &str) -> Option<Secret> {
        let secret = tab::read(id)?;
        self.with(|held| held.keys.insert(id.to_owned(), secret.clone()));
        Some(secret)
    }

    fn with<T>(&self, act: impl FnOnce(&mut Held) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
