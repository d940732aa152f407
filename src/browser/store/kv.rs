//! Tables of JSON text by key: one surface over IndexedDB and memory, so that everything above is written once and the
//! same tests run over both.

use super::StoreError;
use super::idb::Idb;
use super::memory::Memory;

/// The tables of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// Heads of runs, by run id.
    Runs,
    /// Specs of runs, by run id.
    Specs,
    /// Events, by `[run id, sequence number]`.
    Events,
    /// Studies, by study hash.
    Studies,
    /// Votes, by vote id.
    Votes,
    /// Prompt sets, by their hash.
    Prompts,
    /// What was sent to models and APIs and came back, by `[run id/request, number]`.
    Exchanges,
    /// Keys that only a passphrase opens, by the id of what they belong to, and the vault's own row (`browser/vault`).
    Keys,
    /// Recorded calls of APIs, by `[hash, turn]`.
    Calls,
    /// Marks of APIs' health, and how far each collection's check is.
    Health,
    /// Collections that a person brought, by name.
    Collections,
}

impl Table {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Runs,
        Self::Specs,
        Self::Events,
        Self::Studies,
        Self::Votes,
        Self::Prompts,
        Self::Exchanges,
        Self::Keys,
        Self::Calls,
        Self::Health,
        Self::Collections,
    ];

    /// Name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Runs => "runs",
            Self::Specs => "specs",
            Self::Events => "events",
            Self::Studies => "studies",
            Self::Votes => "votes",
            Self::Prompts => "prompts",
            Self::Exchanges => "exchanges",
            Self::Keys => "keys",
            Self::Calls => "calls",
            Self::Health => "health",
            Self::Collections => "collections",
        }
    }
}

/// Key of a row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// An id.
    Id(String),
    /// A row of something with an id.
    Row(String, u32),
}

/// How surely a write must be on the disk when it is reported done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// When the browser sees fit (runs).
    Relaxed,
    /// Flushed (votes).
    Strict,
}

/// One change of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Write a row.
    Put(Table, Key, String),
    /// Remove a row.
    Remove(Table, Key),
    /// Remove all rows of an id.
    RemoveRows(Table, String),
    /// Remove all rows of the ids that begin with this one and a slash.
    RemoveBelow(Table, String),
    /// Remove all rows, also those that nobody can read.
    Clear(Table),
}

impl Change {
    pub(super) const fn table(&self) -> Table {
        match self {
            Self::Put(t, ..)
            | Self::Remove(t, _)
            | Self::RemoveRows(t, _)
            | Self::RemoveBelow(t, _)
            | Self::Clear(t) => *t,
        }
    }
}

/// A database of JSON rows. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Kv(Base);

#[derive(Clone, Debug)]
enum Base {
    /// Survives a reload.
    Idb(Idb),
    /// Lives as long as the page.
    Memory(Memory),
}

impl Kv {
    /// IndexedDB.
    ///
    /// # Errors
    /// Where the browser gives none; [`Kv::memory`] then serves.
    pub async fn open(name: &str) -> Result<Self, StoreError> {
        Idb::open(name).await.map(|db| Self(Base::Idb(db)))
    }

    /// In memory.
    pub fn memory() -> Self {
        Self(Base::Memory(Memory::default()))
    }

    /// Whether rows survive a reload.
    pub const fn lasts(&self) -> bool {
        matches!(self.0, Base::Idb(_))
    }

    /// One row.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn get(&self, table: Table, key: Key) -> Result<Option<String>, StoreError> {
        match &self.0 {
            Base::Idb(db) => db.get(table, key).await,
            Base::Memory(db) => Ok(db.get(table, &key)),
        }
    }

    /// All rows of a table in key order.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn all(&self, table: Table) -> Result<Vec<String>, StoreError> {
        match &self.0 {
            Base::Idb(db) => db.all(table).await,
            Base::Memory(db) => Ok(db.all(table)),
        }
    }

    /// All rows of an id in order of their numbers.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn rows(&self, table: Table, id: &str) -> Result<Vec<String>, StoreError> {
        match &self.0 {
            Base::Idb(db) => db.rows(table, id).await,
            Base::Memory(db) => Ok(db.rows(table, id)),
        }
    }

    /// All changes or none.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was changed then.
    pub async fn commit(&self, changes: Vec<Change>, durability: Durability) -> Result<(), StoreError> {
        match &self.0 {
            Base::Idb(db) => db.commit(changes, durability).await,
            Base::Memory(db) => {
                db.commit(changes);
                Ok(())
            }
        }
    }

    /// Makes changes of what stands in a row, all or none of them. Nobody comes between, in this tab or another: a row
    /// that is read, changed and written back loses no other change. `make` names no table but the row's and `others`.
    ///
    /// # Errors
    /// [`StoreError`], or what `make` gives; nothing was changed then.
    pub async fn amend(
        &self,
        table: Table,
        key: Key,
        others: &[Table],
        make: impl FnOnce(Option<String>) -> Result<Vec<Change>, StoreError>,
    ) -> Result<(), StoreError> {
        match &self.0 {
            Base::Idb(db) => db.amend(table, key, others, make).await,
            Base::Memory(db) => {
                db.commit(make(db.get(table, &key))?);
                Ok(())
            }
        }
    }
}
