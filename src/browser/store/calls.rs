//! Recorded calls of APIs, by the hash of tool, arguments and adapter, and the turn of equal ones.

use super::StoreError;
use super::kv::{Change, Durability, Key, Kv, Table};
use super::runs::json;
use crate::browser::breath::Breath;
use crate::domain::catalog::ApiKey;
use crate::formats::records::calls::{CallsError, RecordedCall, call_hash, read_calls, write_calls};

/// Calls written in one transaction.
const PORTION: usize = 50;

/// All of them.
#[derive(Clone, Debug)]
pub struct CallRecord {
    kv: Kv,
}

/// What came of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallsImported {
    /// Calls that were taken in, in place of earlier ones where there were any.
    pub taken: usize,
    /// Calls that are there already, and newer.
    pub older: usize,
    /// Why others were left out.
    pub problems: Vec<String>,
}

/// Why a file was not taken in.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CallsImportError {
    /// It cannot be read.
    #[error(transparent)]
    File(#[from] CallsError),
    /// It cannot be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CallRecord {
    /// In a database.
    pub const fn of(kv: Kv) -> Self {
        Self { kv }
    }

    /// Keeps a call, in place of an earlier one of the same turn.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put(&self, call: &RecordedCall) -> Result<(), StoreError> {
        let change = Change::Put(Table::Calls, Key::Row(call.hash(), call.turn), json(call)?);
        self.kv.commit(vec![change], Durability::Relaxed).await
    }

    /// The answers of a call, in the order of their turns.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn turns(&self, adapter: &str, api: &ApiKey, arguments: &str) -> Result<Vec<RecordedCall>, StoreError> {
        let rows = self.kv.rows(Table::Calls, &call_hash(adapter, api, arguments)).await?;
        Ok(rows.iter().filter_map(|row| RecordedCall::read(row)).collect())
    }

    /// How many rows there are, readable or not.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count(&self) -> Result<usize, StoreError> {
        Ok(self.kv.all(Table::Calls).await?.len())
    }

    /// All of them, read while the page goes on: a record may be long. Unreadable rows are left out.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn all(&self) -> Result<Vec<RecordedCall>, StoreError> {
        let rows = self.kv.all(Table::Calls).await?;
        let mut calls = Vec::with_capacity(rows.len());
        let mut breath = Breath::default();
        for row in &rows {
            calls.extend(RecordedCall::read(row));
            breath.between().await;
        }
        Ok(calls)
    }

    /// Forgets all of them.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn clear(&self) -> Result<(), StoreError> {
        self.kv.commit(vec![Change::Clear(Table::Calls)], Durability::Relaxed).await
    }

    /// All of them as one file.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn export(&self) -> Result<String, StoreError> {
        Ok(write_calls(&self.all().await?))
    }

    /// Takes in a file; of two records of one call the newer one stays.
    ///
    /// # Errors
    /// [`CallsImportError`].
    pub async fn import(&self, text: &str) -> Result<CallsImported, CallsImportError> {
        let (calls, problems) = read_calls(text)?;
        let (mut taken, mut older) = (0, 0);
        for portion in calls.chunks(PORTION) {
            let mut changes = Vec::new();
            for call in portion {
                let key = Key::Row(call.hash(), call.turn);
                let there = self.kv.get(Table::Calls, key.clone()).await?;
                if there.and_then(|row| RecordedCall::read(&row)).is_some_and(|there| there.at_ms > call.at_ms) {
                    older += 1;
                    continue;
                }
                changes.push(Change::Put(Table::Calls, key, json(call)?));
                taken += 1;
            }
            self.kv.commit(changes, Durability::Relaxed).await?;
        }
        Ok(CallsImported { taken, older, problems })
    }
}
