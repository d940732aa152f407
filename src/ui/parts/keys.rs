//! The keys of all connections and where they stand, for every page.

use crate::browser::net::Origin;
use crate::browser::task::spawn;
use crate::browser::vault::{
    Found, Keep, KeptKey, Sealed, SealedError, SealedState, Secret, TabNews, TabNewsChannel, Unavailable, Unlocked,
    Vault,
};
use crate::ui::i18n::{I18n, say};
use crate::ui::stores::use_stores;
use futures::FutureExt;
use futures::future::{LocalBoxFuture, Shared};
use leptos::prelude::*;

/// Lives in the context.
#[derive(Clone, Copy)]
pub struct KeysState {
    vault: StoredValue<Vault>,
    sealed: StoredValue<Shared<LocalBoxFuture<'static, Sealed>>, LocalStorage>,
    channel: StoredValue<TabNewsChannel, LocalStorage>,
    state: RwSignal<Option<SealedState>>,
    /// Counts changes of keys, which themselves are in no signal.
    changes: RwSignal<u32>,
}

/// What a person does with keys.
pub enum KeyAct {
    /// Set the first passphrase.
    Set(String),
    /// Open the remembered keys with the passphrase.
    Unlock(String),
    /// Change the old passphrase to the new one.
    Change(String, String),
    /// Remember a key under an id.
    Remember(String, Secret),
    /// Let go of the remembered keys until the passphrase is typed again.
    Lock,
    /// Forget the key under an id, however it is kept.
    Forget(String),
    /// Forget the remembered key under an id; it is kept otherwise now.
    NoLongerRemember(String),
    /// Forget everything.
    ForgetAll,
}

/// Makes [`use_keys`] work below. Needs the stores.
pub fn provide_keys() -> KeysState {
    let stores = use_stores();
    let vault = Vault::default();
    let shared = vault.clone();
    let opening = async move {
        let kv = stores.kv().await;
        if kv.lasts() { Sealed::load(kv, shared).await } else { Sealed::refusing(kv, shared, Unavailable::NoStorage) }
    };
    let (state, changes) = (RwSignal::new(None), RwSignal::new(0));
    let opened = opening.boxed_local().shared();
    let hears = KeysHeard { vault: vault.clone(), opened: opened.clone(), state, changes };
    let first = hears.clone();
    spawn(async move { first.read().await });
    let keys = KeysState {
        vault: StoredValue::new(vault),
        sealed: StoredValue::new_local(opened),
        channel: StoredValue::new_local(TabNewsChannel::open(move |news| hears.clone().hear(news))),
        state,
        changes,
    };
    provide_context(keys);
    keys
}

/// The keys. Call it while a component is being built and keep the (copyable) value for handlers.
pub fn use_keys() -> KeysState {
    expect_context()
}

/// What follows the stored rows.
#[derive(Clone)]
struct KeysHeard {
    vault: Vault,
    opened: Shared<LocalBoxFuture<'static, Sealed>>,
    state: RwSignal<Option<SealedState>>,
    changes: RwSignal<u32>,
}

impl KeysHeard {
    async fn read(self) {
        let sealed = self.opened.await;
        self.state.set(Some(sealed.state()));
        self.changes.update(|n| *n += 1);
    }

    fn hear(self, news: TabNews) {
        if news == TabNews::Forgotten {
            // At once, whatever the database does.
            self.vault.forget_all();
        }
        spawn(async move {
            let sealed = self.opened.clone().await;
            if news == TabNews::Locked {
                sealed.lock();
            }
            sealed.refresh().await;
            self.read().await;
        });
    }
}

impl KeysState {
    /// Where the remembered keys stand; `None` until that was read (tracked).
    pub fn state(self) -> Option<SealedState> {
        self.state.get()
    }

    /// The keys; for adapters that need one under their own id.
    pub fn vault(self) -> Vault {
        self.vault.get_value()
    }

    /// What there is under an id for an origin (tracked).
    pub fn find(self, id: &str, origin: &Origin) -> Found {
        self.changes.track();
        self.vault.with_value(|vault| vault.find(id, origin))
    }

    /// How the key under an id is kept, locked or not, where it belongs to this origin (tracked).
    pub fn kept(self, id: &str, origin: &Origin) -> Option<Keep> {
        self.changes.track();
        self.vault.with_value(|vault| vault.kept(id, origin))
    }

    /// All keys, also those of connections that are gone (tracked).
    pub fn all(self) -> Vec<KeptKey> {
        self.changes.track();
        self.vault.with_value(Vault::all)
    }

    /// Keeps a key in memory or for the tab. `false` where it was to be kept for the tab and the browser refused.
    pub fn put(self, id: &str, secret: Secret, keep: Keep) -> bool {
        let kept = self.vault.with_value(|vault| vault.put(id, secret, keep));
        self.changed();
        self.start(KeyAct::NoLongerRemember(id.to_owned()));
        kept
    }

    /// Forgets the key under an id, however it is kept.
    pub fn forget(self, id: &str) {
        self.vault.with_value(|vault| vault.forget(id));
        self.start(KeyAct::Forget(id.to_owned()));
    }

    /// Draws anew what shows keys, after one was put past this.
    pub fn tell(self) {
        self.changed();
    }

    /// Waits until the stored rows were read.
    pub async fn ready(self) {
        let _sealed = self.sealed().await;
    }

    /// Does what the person asked for. [`Unlocked`] counts where keys were opened.
    ///
    /// # Errors
    /// [`SealedError`].
    pub async fn act(self, act: KeyAct) -> Result<Unlocked, SealedError> {
        let sealed = self.sealed().await;
        let (done, news) = match act {
            KeyAct::Set(passphrase) => (sealed.set_passphrase(&passphrase).await, Some(TabNews::Changed)),
            KeyAct::Unlock(passphrase) => {
                let unlocked = sealed.unlock(&passphrase).await;
                self.follow(&sealed, None);
                return unlocked;
            }
            KeyAct::Change(old, new) => (sealed.change_passphrase(&old, &new).await, Some(TabNews::Changed)),
            KeyAct::Remember(id, secret) => (sealed.put(&id, secret).await, Some(TabNews::Changed)),
            KeyAct::Lock => {
                sealed.lock();
                (Ok(()), Some(TabNews::Locked))
            }
            KeyAct::Forget(id) | KeyAct::NoLongerRemember(id) => (sealed.forget(&id).await, Some(TabNews::Changed)),
            KeyAct::ForgetAll => (sealed.forget_all().await, Some(TabNews::Forgotten)),
        };
        self.follow(&sealed, news);
        done.map(|()| Unlocked::default())
    }

    /// The same, unwatched: for what can only fail where the database does, and then shows in the list of keys.
    fn start(self, act: KeyAct) {
        self.changed();
        spawn(async move {
            let _done = self.act(act).await;
        });
    }

    async fn sealed(self) -> Sealed {
        let opened = self.sealed.get_value();
        opened.await
    }

    fn follow(self, sealed: &Sealed, news: Option<TabNews>) {
        self.state.set(Some(sealed.state()));
        self.changed();
        if let Some(news) = news {
            self.channel.with_value(|channel| channel.tell(news));
        }
    }

    fn changed(self) {
        self.changes.update(|n| *n += 1);
    }
}

/// Why something was not done, in words.
pub fn sealed_error_text(i18n: I18n, error: &SealedError) -> String {
    untrack(|| match error {
        SealedError::WrongPassphrase => say!(i18n, keys.error.wrong),
        SealedError::TooShort => say!(i18n, keys.error.too_short),
        SealedError::TooLong => say!(i18n, keys.error.too_long),
        SealedError::Locked => say!(i18n, keys.error.locked),
        SealedError::Elsewhere => say!(i18n, keys.error.elsewhere),
        SealedError::Unopened(n) => {
            let count = n.to_string();
            say!(i18n, keys.error.unopened, count = count.clone())
        }
        SealedError::Newer => say!(i18n, keys.state.newer),
        SealedError::Unavailable(why) => unavailable_text(i18n, why),
        SealedError::Crypto => say!(i18n, keys.error.crypto),
        SealedError::Store(error) => format!("{} {error}", say!(i18n, keys.error.store)),
    })
}

/// Why keys cannot be remembered, and what helps (tracked).
pub fn unavailable_text(i18n: I18n, why: &Unavailable) -> String {
    match why {
        Unavailable::NoCrypto => say!(i18n, keys.state.no_crypto),
        Unavailable::NoStorage => say!(i18n, keys.state.no_storage),
        Unavailable::Damaged => say!(i18n, keys.state.damaged),
        Unavailable::Failed(error) => format!("{} {error}", say!(i18n, keys.error.store)),
    }
}
