//! Setting, typing and changing the passphrase.

use super::{Sealed, SealedError, Stage, Unlocked, VAULT, crypto, opened, refusal, sealed_row};
use crate::browser::store::{Change, Durability, Key, Table};
use crate::domain::passphrase::{MAX_CHARACTERS, MIN_CHARACTERS};
use crate::formats::records::keys::{ROUNDS, SALT, VaultRow, pad};
use web_sys::CryptoKey;

/// The known text in a vault's row.
const VERIFIED: &str = "toolgrove";

impl Sealed {
    /// Sets the passphrase, where there is none.
    ///
    /// # Errors
    /// [`SealedError`].
    pub async fn set_passphrase(&self, passphrase: &str) -> Result<(), SealedError> {
        check(passphrase)?;
        self.refresh().await;
        match self.stage() {
            Stage::NoPassphrase => {}
            Stage::Locked(_) | Stage::Open(..) => return Err(SealedError::Elsewhere),
            other => return Err(refusal(other)),
        }
        let (row, key) = fresh(passphrase).await?;
        self.0.kv.commit(vec![put(&row)], Durability::Strict).await?;
        self.enter(Stage::Open(row, key));
        Ok(())
    }

    /// Opens the remembered keys.
    ///
    /// # Errors
    /// [`SealedError`]; [`SealedError::WrongPassphrase`] above all.
    pub async fn unlock(&self, passphrase: &str) -> Result<Unlocked, SealedError> {
        self.refresh().await;
        let row = self.row()?;
        let key = right_key(passphrase, &row).await?;
        let rows = self.rows().await?;
        self.enter(Stage::Open(row, key.clone()));
        Ok(self.open_all(&rows.keys, &key).await)
    }

    /// Seals all keys anew under another passphrase: all of them, or none. Open afterwards.
    ///
    /// # Errors
    /// [`SealedError`]; the old passphrase holds then.
    pub async fn change_passphrase(&self, old: &str, new: &str) -> Result<(), SealedError> {
        check(new)?;
        self.refresh().await;
        let old_key = right_key(old, &self.row()?).await?;
        let before = self.0.kv.all(Table::Keys).await?;
        let rows = self.rows().await?;
        let (row, key) = fresh(new).await?;
        let (mut changes, mut secrets, mut unopened) = (vec![put(&row)], Vec::new(), 0);
        for (key_row, origin) in &rows.keys {
            let Some(secret) = opened(&old_key, key_row, origin).await else {
                unopened += 1;
                continue;
            };
            let resealed = sealed_row(&key, &key_row.id, &secret).await.ok_or(SealedError::Crypto)?;
            changes.push(Change::Put(Table::Keys, Key::Id(key_row.id.clone()), resealed.to_text()));
            secrets.push((key_row.id.clone(), secret));
        }
        if unopened > 0 {
            return Err(SealedError::Unopened(unopened));
        }
        // A key that another tab has sealed meanwhile would be lost under the old passphrase.
        if self.0.kv.all(Table::Keys).await? != before {
            return Err(SealedError::Elsewhere);
        }
        self.0.kv.commit(changes, Durability::Strict).await?;
        self.enter(Stage::Open(row, key));
        secrets.into_iter().for_each(|(id, secret)| self.0.vault.hold_sealed(&id, secret));
        Ok(())
    }

    /// The row of a vault that has a passphrase.
    fn row(&self) -> Result<VaultRow, SealedError> {
        match self.stage() {
            Stage::Locked(row) | Stage::Open(row, _) => Ok(row),
            other => Err(refusal(other)),
        }
    }
}

fn check(passphrase: &str) -> Result<(), SealedError> {
    match passphrase.chars().count() {
        0..MIN_CHARACTERS => Err(SealedError::TooShort),
        MIN_CHARACTERS..=MAX_CHARACTERS => Ok(()),
        _ => Err(SealedError::TooLong),
    }
}

fn put(row: &VaultRow) -> Change {
    Change::Put(Table::Keys, Key::Id(VAULT.to_owned()), row.to_text())
}

/// A vault's row and AES key for a new passphrase.
async fn fresh(passphrase: &str) -> Result<(VaultRow, CryptoKey), SealedError> {
    let made = async {
        let rounds = ROUNDS;
        let salt: [u8; SALT] = crypto::random()?;
        let key = crypto::derive(passphrase, &salt, rounds).await?;
        let verifier = crypto::seal(&key, &VaultRow::bound_to(rounds, &salt), &pad(VERIFIED)?).await?;
        Some((VaultRow { rounds, salt, verifier }, key))
    };
    made.await.ok_or(SealedError::Crypto)
}

/// The AES key of a vault.
async fn right_key(passphrase: &str, row: &VaultRow) -> Result<CryptoKey, SealedError> {
    if passphrase.chars().count() > MAX_CHARACTERS {
        return Err(SealedError::WrongPassphrase);
    }
    let key = crypto::derive(passphrase, &row.salt, row.rounds).await.ok_or(SealedError::Crypto)?;
    let plain = crypto::open(&key, &VaultRow::bound_to(row.rounds, &row.salt), &row.verifier).await;
    if plain.is_some() && plain == pad(VERIFIED) { Ok(key) } else { Err(SealedError::WrongPassphrase) }
}
