//! Marks of APIs' health in the database.

use super::StoreError;
use super::kv::{Change, Durability, Key, Kv, Table};
use super::runs::json;
use crate::browser::breath::Breath;
use crate::domain::catalog::{ApiKey, Collection};
use crate::domain::health::remote_documents;
use crate::formats::records::health::{HealthMark, HealthRound, HostQuota};
use std::collections::BTreeMap;

/// All of them.
#[derive(Clone, Debug)]
pub struct Health {
    kv: Kv,
}

impl Health {
    /// In a database.
    pub const fn of(kv: Kv) -> Self {
        Self { kv }
    }

    /// Keeps a mark in place of the API's last one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put(&self, mark: &HealthMark) -> Result<(), StoreError> {
        let change = Change::Put(Table::Health, Key::Id(mark.key()), json(mark)?);
        self.kv.commit(vec![change], Durability::Relaxed).await
    }

    /// The marks of a collection; unreadable rows are left out.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn marks(&self, collection: &str) -> Result<Vec<HealthMark>, StoreError> {
        let rows = self.kv.all(Table::Health).await?;
        let mut marks = Vec::new();
        // Hundreds of rows are read while a person scrolls.
        let mut breath = Breath::default();
        for row in &rows {
            marks.extend(HealthMark::read(row).filter(|mark| mark.collection == collection));
            breath.between().await;
        }
        Ok(marks)
    }

    /// The marks of the very documents that a collection holds: a run or another tab may have marked others that had its
    /// name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn marks_of(&self, collection: &Collection) -> Result<BTreeMap<ApiKey, HealthMark>, StoreError> {
        let all: BTreeMap<_, _> =
            self.marks(&collection.name).await?.into_iter().map(|mark| (mark.api.clone(), mark)).collect();
        let mut own = BTreeMap::new();
        if all.is_empty() {
            return Ok(own);
        }
        let mut breath = Breath::default();
        for (api, document) in remote_documents(collection) {
            if let Some(mark) = all.get(&api).filter(|mark| mark.is_of(&document)) {
                own.insert(api, mark.clone());
            }
            breath.between().await;
        }
        Ok(own)
    }

    /// What a host last said is left.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn quota(&self, host: &str) -> Result<Option<HostQuota>, StoreError> {
        let row = self.kv.get(Table::Health, Key::Id(HostQuota::key_of(host))).await?;
        Ok(row.and_then(|row| HostQuota::read(&row)))
    }

    /// Keeps what a host said, in place of what it said before.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put_quota(&self, quota: &HostQuota) -> Result<(), StoreError> {
        let change = Change::Put(Table::Health, Key::Id(HostQuota::key_of(&quota.quota_of)), json(quota)?);
        self.kv.commit(vec![change], Durability::Relaxed).await
    }

    /// What takes all that is known of a collection away: other documents take its name, or it goes.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn removal(&self, collection: &str) -> Result<Vec<Change>, StoreError> {
        let marks = self.marks(collection).await?;
        let keys = marks.iter().map(HealthMark::key).chain([HealthRound::key_of(collection)]);
        Ok(keys.map(|key| Change::Remove(Table::Health, Key::Id(key))).collect())
    }

    /// The last check of a collection.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn round(&self, collection: &str) -> Result<Option<HealthRound>, StoreError> {
        let row = self.kv.get(Table::Health, Key::Id(HealthRound::key_of(collection))).await?;
        Ok(row.and_then(|row| HealthRound::read(&row)))
    }

    /// Keeps where a check stands.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put_round(&self, round: &HealthRound) -> Result<(), StoreError> {
        let change = Change::Put(Table::Health, Key::Id(HealthRound::key_of(&round.round_of)), json(round)?);
        self.kv.commit(vec![change], Durability::Relaxed).await
    }
}
