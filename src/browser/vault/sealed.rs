//! Keys remembered under a passphrase: encrypted in the browser's database, in memory once the passphrase was typed.
//!
//! The passphrase makes an AES key (PBKDF2-SHA-256) that nobody can read out. Each remembered key is padded and sealed
//! with it (AES-GCM), bound to the id and the origin that it belongs to, so that a row moved elsewhere does not open.
//! That protects a copied disk or profile. It does not protect from a script of this site while the vault is open.

mod passphrase;

use super::{Secret, Vault, crypto};
use crate::browser::net::Origin;
use crate::browser::store::{Change, Durability, Key, Kv, StoreError, Table};
use crate::formats::records::keys::{KeyRow, MAX_ROWS, Row, VaultRow, pad, read_row, unpad};
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;
use thiserror::Error;
use web_sys::CryptoKey;

/// Key of the vault's own row. No id of a connection holds such a character.
const VAULT: &str = "@vault";

/// Where the remembered keys stand.
///
/// - `NoPassphrase` -> `Open` when one is set;
/// - `Locked` -> `Open` by the right passphrase, or when it is changed;
/// - `Open` -> `Locked` by Lock, by a reload, and when another tab changes the passphrase;
/// - any -> `NoPassphrase` when all keys are forgotten, but where the browser cannot seal;
/// - `Newer` and `Unavailable` stay until then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SealedState {
    /// None was set.
    NoPassphrase,
    /// So many keys wait for the passphrase.
    Locked(usize),
    /// So many keys can be used.
    Open(usize),
    /// A newer version of this page wrote the rows: they are left as they are.
    Newer,
    /// Keys cannot be remembered here.
    Unavailable(Unavailable),
}

/// Why keys cannot be remembered.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unavailable {
    /// No `crypto.subtle`: the page is not served over https or from this machine.
    #[error("the browser gives this page no cryptography")]
    NoCrypto,
    /// The browser keeps nothing for this page.
    #[error("the browser gives this page no lasting storage")]
    NoStorage,
    /// The rows cannot be read.
    #[error(transparent)]
    Failed(StoreError),
    /// The vault's own row is damaged or gone, so that no passphrase opens the keys.
    #[error("what is stored of the keys is damaged")]
    Damaged,
}

/// Why something was not done; nothing has changed then, unless it says so.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SealedError {
    /// Not the passphrase.
    #[error("this is not the passphrase")]
    WrongPassphrase,
    /// Fewer characters than a passphrase has.
    #[error("the passphrase is too short")]
    TooShort,
    /// More characters than a passphrase has.
    #[error("the passphrase is too long")]
    TooLong,
    /// The passphrase has to be typed first, or set.
    #[error("the remembered keys are locked")]
    Locked,
    /// Another tab has changed the passphrase or the keys meanwhile.
    #[error("another tab has changed the remembered keys")]
    Elsewhere,
    /// So many keys do not open: their rows were changed.
    #[error("{0} stored keys do not open")]
    Unopened(usize),
    /// See [`SealedState::Newer`].
    #[error("a newer version of this page wrote the remembered keys")]
    Newer,
    /// See [`SealedState::Unavailable`].
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// The browser refused a computation.
    #[error("the browser's cryptography failed")]
    Crypto,
    /// The rows could not be written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What opening the vault gave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unlocked {
    /// Keys that can be used now.
    pub opened: usize,
    /// Keys that did not open: their rows were changed or moved.
    pub unopened: usize,
}

/// The remembered keys. A cheap handle.
#[derive(Clone)]
pub struct Sealed(Rc<Inner>);

struct Inner {
    kv: Kv,
    vault: Vault,
    stage: RefCell<Stage>,
}

#[derive(Clone)]
enum Stage {
    NoPassphrase,
    Locked(VaultRow),
    Open(VaultRow, CryptoKey),
    Newer,
    Unavailable(Unavailable),
}

/// What the table holds.
struct Rows {
    vault: Option<VaultRow>,
    keys: Vec<(KeyRow, Origin)>,
    newer: bool,
    damaged: bool,
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({:?})", self.state())
    }
}

impl Sealed {
    /// Over a database; opened keys go into `vault`. Locked, where there is a passphrase.
    pub async fn load(kv: Kv, vault: Vault) -> Self {
        let sealed = Self(Rc::new(Inner { kv, vault, stage: RefCell::new(Stage::NoPassphrase) }));
        sealed.refresh().await;
        sealed
    }

    /// One that remembers nothing.
    pub fn refusing(kv: Kv, vault: Vault, why: Unavailable) -> Self {
        Self(Rc::new(Inner { kv, vault, stage: RefCell::new(Stage::Unavailable(why)) }))
    }

    /// Where it stands.
    pub fn state(&self) -> SealedState {
        let n = self.0.vault.count_sealed();
        match &*self.0.stage.borrow() {
            Stage::NoPassphrase => SealedState::NoPassphrase,
            Stage::Locked(_) => SealedState::Locked(n),
            Stage::Open(..) => SealedState::Open(n),
            Stage::Newer => SealedState::Newer,
            Stage::Unavailable(why) => SealedState::Unavailable(why.clone()),
        }
    }

    /// Looks again at what is stored: another tab may have written. Keys that it added are opened too.
    pub async fn refresh(&self) {
        if matches!(&*self.0.stage.borrow(), Stage::Unavailable(Unavailable::NoStorage)) {
            return;
        }
        let rows = match self.rows().await {
            Ok(rows) => rows,
            Err(error) => return self.enter(Stage::Unavailable(Unavailable::Failed(error))),
        };
        let stage = match rows.vault {
            _ if rows.newer => Stage::Newer,
            _ if !crypto::is_available() => Stage::Unavailable(Unavailable::NoCrypto),
            None if rows.keys.is_empty() && !rows.damaged => Stage::NoPassphrase,
            None => Stage::Unavailable(Unavailable::Damaged),
            Some(row) => match &*self.0.stage.borrow() {
                Stage::Open(known, key) if *known == row => Stage::Open(row, key.clone()),
                _ => Stage::Locked(row),
            },
        };
        let known = matches!(stage, Stage::Locked(_) | Stage::Open(..));
        let noted = rows.keys.iter().filter(|_| known).map(|(row, origin)| (row.id.clone(), origin.clone()));
        self.0.vault.set_sealed(noted.collect());
        self.enter(stage.clone());
        if let Stage::Open(_, key) = stage {
            self.open_all(&rows.keys, &key).await;
        }
    }

    /// Seals a key and remembers it, in place of any before it.
    ///
    /// # Errors
    /// [`SealedError`].
    pub async fn put(&self, id: &str, secret: Secret) -> Result<(), SealedError> {
        self.refresh().await;
        let key = match self.stage() {
            Stage::Open(_, key) => key,
            other => return Err(refusal(other)),
        };
        let row = sealed_row(&key, id, &secret).await.ok_or(SealedError::Crypto)?;
        let put = Change::Put(Table::Keys, Key::Id(id.to_owned()), row.to_text());
        self.0.kv.commit(vec![put], Durability::Strict).await?;
        self.0.vault.hold_sealed(id, secret);
        Ok(())
    }

    /// Lets go of the AES key and of all remembered keys until the passphrase is typed again.
    pub fn lock(&self) {
        if let Stage::Open(row, _) = self.stage() {
            self.enter(Stage::Locked(row));
        }
    }

    /// Takes away what is remembered under an id, whoever wrote it. The key in memory is [`Vault::forget`]'s.
    ///
    /// # Errors
    /// [`SealedError::Store`].
    pub async fn forget(&self, id: &str) -> Result<(), SealedError> {
        self.0.vault.drop_sealed(id);
        let remove = Change::Remove(Table::Keys, Key::Id(id.to_owned()));
        Ok(self.0.kv.commit(vec![remove], Durability::Strict).await?)
    }

    /// Forgets everything: keys in memory, in the tab and remembered ones, also those of newer versions and of
    /// connections that are gone, and the passphrase.
    ///
    /// # Errors
    /// [`SealedError::Store`]: memory and tab are empty, but the remembered keys are still there.
    pub async fn forget_all(&self) -> Result<(), SealedError> {
        self.0.vault.forget_all();
        let cleared = self.0.kv.commit(vec![Change::Clear(Table::Keys)], Durability::Strict).await;
        self.lock();
        self.refresh().await;
        Ok(cleared?)
    }

    fn stage(&self) -> Stage {
        self.0.stage.borrow().clone()
    }

    fn enter(&self, stage: Stage) {
        if !matches!(stage, Stage::Open(..)) {
            self.0.vault.lock_sealed();
        }
        *self.0.stage.borrow_mut() = stage;
    }

    async fn rows(&self) -> Result<Rows, StoreError> {
        let vault = self.0.kv.get(Table::Keys, Key::Id(VAULT.to_owned())).await?;
        let mut rows = Rows { vault: None, keys: Vec::new(), newer: false, damaged: false };
        match vault.as_deref().map(read_row) {
            Some(Ok(Row::Vault(row))) => rows.vault = Some(row),
            Some(Ok(Row::Newer)) => rows.newer = true,
            Some(_) => rows.damaged = true,
            None => {}
        }
        for text in self.0.kv.all(Table::Keys).await? {
            match read_row(&text) {
                Ok(Row::Newer) => rows.newer = true,
                // The browser's own parser has the last word on what is an origin.
                Ok(Row::Key(row)) if rows.keys.len() < MAX_ROWS => match Origin::of_url(&row.origin) {
                    Ok(origin) if origin.as_str() == row.origin => rows.keys.push((row, origin)),
                    _ => rows.damaged = true,
                },
                Ok(Row::Vault(_)) if rows.vault.is_some() => {}
                _ => rows.damaged = true,
            }
        }
        Ok(rows)
    }

    /// Holds every key that opens.
    async fn open_all(&self, rows: &[(KeyRow, Origin)], key: &CryptoKey) -> Unlocked {
        let mut unlocked = Unlocked::default();
        for (row, origin) in rows {
            match opened(key, row, origin).await {
                Some(secret) => {
                    self.0.vault.hold_sealed(&row.id, secret);
                    unlocked.opened += 1;
                }
                None => {
                    // Nothing waits for a passphrase there.
                    self.0.vault.drop_sealed(&row.id);
                    unlocked.unopened += 1;
                }
            }
        }
        unlocked
    }
}

/// Why a stage other than open refuses.
fn refusal(stage: Stage) -> SealedError {
    match stage {
        Stage::NoPassphrase | Stage::Locked(_) | Stage::Open(..) => SealedError::Locked,
        Stage::Newer => SealedError::Newer,
        Stage::Unavailable(why) => SealedError::Unavailable(why),
    }
}

async fn sealed_row(key: &CryptoKey, id: &str, secret: &Secret) -> Option<KeyRow> {
    let origin = secret.origin().as_str().to_owned();
    let sealed = crypto::seal(key, &KeyRow::bound_to(id, &origin), &pad(secret.expose())?).await?;
    Some(KeyRow { id: id.to_owned(), origin, sealed })
}

async fn opened(key: &CryptoKey, row: &KeyRow, origin: &Origin) -> Option<Secret> {
    let plain = crypto::open(key, &KeyRow::bound_to(&row.id, &row.origin), &row.sealed).await?;
    Secret::new(&unpad(&plain)?, origin.clone()).ok()
}
