//! IndexedDB.

use super::StoreError;
use super::kv::{Change, Durability, Key, Table};
use indexed_db_futures::KeyRange;
use indexed_db_futures::database::Database;
use indexed_db_futures::error::{DomException, Error, OpenDbError};
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::{Transaction, TransactionDurability, TransactionMode, TransactionOptions};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// Raised when tables are added; rows carry versions of their own.
///
/// - 2: `prompts`.
/// - 3: `exchanges`, `keys`.
/// - 4: `calls`, `health`, `collections`.
const VERSION: u32 = 4;

/// An open database.
#[derive(Clone, Debug)]
pub struct Idb(Database);

impl Idb {
    pub(super) async fn open(name: &str) -> Result<Self, StoreError> {
        let db = Database::open(name)
            .with_version(VERSION)
            .with_on_upgrade_needed(|_, db| {
                let there: Vec<String> = db.object_store_names().collect();
                for table in Table::ALL {
                    if !there.iter().any(|n| n == table.name()) {
                        db.create_object_store(table.name()).build()?;
                    }
                }
                Ok(())
            })
            .await
            .map_err(|e| open_error(&e))?;
        close_for_newer(&db);
        Ok(Self(db))
    }

    pub(super) async fn get(&self, table: Table, key: Key) -> Result<Option<String>, StoreError> {
        let tx = self.0.transaction(table.name()).build().map_err(|e| failed(&e))?;
        row(&tx, table, &key).await
    }

    pub(super) async fn all(&self, table: Table) -> Result<Vec<String>, StoreError> {
        let tx = self.0.transaction(table.name()).build().map_err(|e| failed(&e))?;
        let store = tx.object_store(table.name()).map_err(|e| failed(&e))?;
        let rows = store.get_all::<JsValue>().primitive().map_err(|e| failed(&e))?.await.map_err(|e| failed(&e))?;
        Ok(rows.filter_map(|row| row.ok().and_then(|v| v.as_string())).collect())
    }

    pub(super) async fn rows(&self, table: Table, id: &str) -> Result<Vec<String>, StoreError> {
        let tx = self.0.transaction(table.name()).build().map_err(|e| failed(&e))?;
        let store = tx.object_store(table.name()).map_err(|e| failed(&e))?;
        let rows = store
            .get_all::<JsValue>()
            .with_query::<JsValue, _>(rows_of(id))
            .primitive()
            .map_err(|e| failed(&e))?
            .await
            .map_err(|e| failed(&e))?;
        Ok(rows.filter_map(|row| row.ok().and_then(|v| v.as_string())).collect())
    }

    pub(super) async fn commit(&self, changes: Vec<Change>, durability: Durability) -> Result<(), StoreError> {
        if changes.is_empty() {
            return Ok(());
        }
        let tables: Vec<Table> = Table::ALL.into_iter().filter(|t| changes.iter().any(|c| c.table() == *t)).collect();
        let tx = self.writing(&tables, durability)?;
        apply(&tx, changes).await?;
        tx.commit().await.map_err(|e| failed(&e))
    }

    pub(super) async fn amend(
        &self,
        table: Table,
        key: Key,
        others: &[Table],
        make: impl FnOnce(Option<String>) -> Result<Vec<Change>, StoreError>,
    ) -> Result<(), StoreError> {
        let tx = self.writing(&[&[table][..], others].concat(), Durability::Relaxed)?;
        let changes = make(row(&tx, table, &key).await?)?;
        apply(&tx, changes).await?;
        tx.commit().await.map_err(|e| failed(&e))
    }

    /// What is dropped without a commit has changed nothing.
    fn writing(&self, tables: &[Table], durability: Durability) -> Result<Transaction<'_>, StoreError> {
        let mut options = TransactionOptions::new();
        options.set_durability(match durability {
            Durability::Relaxed => TransactionDurability::Relaxed,
            Durability::Strict => TransactionDurability::Strict,
        });
        let names: Vec<&str> = tables.iter().map(|table| table.name()).collect();
        let building = self.0.transaction(names).with_mode(TransactionMode::Readwrite).with_options(options);
        building.build().map_err(|e| failed(&e))
    }
}

async fn row(tx: &Transaction<'_>, table: Table, key: &Key) -> Result<Option<String>, StoreError> {
    let store = tx.object_store(table.name()).map_err(|e| failed(&e))?;
    let value: Option<JsValue> =
        store.get(js_key(key)).primitive().map_err(|e| failed(&e))?.await.map_err(|e| failed(&e))?;
    Ok(value.and_then(|v| v.as_string()))
}

async fn apply(tx: &Transaction<'_>, changes: Vec<Change>) -> Result<(), StoreError> {
    for change in changes {
        let store = tx.object_store(change.table().name()).map_err(|e| failed(&e))?;
        match change {
            Change::Put(_, key, value) => {
                let put = store.put(JsValue::from_str(&value)).with_key(js_key(&key));
                put.primitive().map_err(|e| failed(&e))?.await.map_err(|e| failed(&e))?;
            }
            Change::Remove(_, key) => {
                let delete = store.delete::<JsValue, _>(KeyRange::Only(js_key(&key)));
                delete.primitive().map_err(|e| failed(&e))?.await.map_err(|e| failed(&e))?;
            }
            Change::Clear(_) => store.clear().map_err(|e| failed(&e))?.await.map_err(|e| failed(&e))?,
            Change::RemoveRows(_, id) => {
                let delete = store.delete::<JsValue, _>(rows_of(&id));
                delete.primitive().map_err(|e| failed(&e))?.await.map_err(|e| failed(&e))?;
            }
            Change::RemoveBelow(_, id) => {
                let delete = store.delete::<JsValue, _>(rows_below(&id));
                delete.primitive().map_err(|e| failed(&e))?.await.map_err(|e| failed(&e))?;
            }
        }
    }
    Ok(())
}

/// A tab with a newer build may change the database: this one lets go of it.
fn close_for_newer(db: &Database) {
    let Ok(mut changes) = db.version_changes() else { return };
    let db = db.clone();
    spawn_local(async move {
        if changes.recv().await.is_some() {
            db.close();
        }
    });
}

fn js_key(key: &Key) -> JsValue {
    match key {
        Key::Id(id) => JsValue::from_str(id),
        Key::Row(id, row) => row_key(id, *row),
    }
}

fn row_key(id: &str, row: u32) -> JsValue {
    js_sys::Array::of2(&JsValue::from_str(id), &JsValue::from_f64(f64::from(row))).into()
}

fn rows_of(id: &str) -> KeyRange<JsValue> {
    KeyRange::Bound(row_key(id, 0), false, row_key(id, u32::MAX), false)
}

/// Ids are compared by their characters: `id/` comes before all that begin with it, `id0` after them.
fn rows_below(id: &str) -> KeyRange<JsValue> {
    KeyRange::Bound(row_key(&format!("{id}/"), 0), false, row_key(&format!("{id}0"), 0), true)
}

fn open_error(error: &OpenDbError) -> StoreError {
    match error {
        OpenDbError::Base(e) => match failed(e) {
            StoreError::Failed(words) => StoreError::Unavailable(words),
            other => other,
        },
        other => StoreError::Unavailable(other.to_string()),
    }
}

fn failed(error: &Error) -> StoreError {
    if let Error::DomException(DomException::Other(e)) = error
        && e.name() == "QuotaExceededError"
    {
        return StoreError::Full;
    }
    StoreError::Failed(error.to_string())
}
