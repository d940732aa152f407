//! The in-memory twin of [`super::idb`].

use super::kv::{Change, Key, Table};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Rows by table and key.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    rows: Rc<RefCell<BTreeMap<(Table, Key), String>>>,
}

impl Memory {
    pub(super) fn get(&self, table: Table, key: &Key) -> Option<String> {
        self.rows.borrow().get(&(table, key.clone())).cloned()
    }

    pub(super) fn all(&self, table: Table) -> Vec<String> {
        self.rows.borrow().iter().filter(|((t, _), _)| *t == table).map(|(_, v)| v.clone()).collect()
    }

    pub(super) fn rows(&self, table: Table, id: &str) -> Vec<String> {
        let rows = self.rows.borrow();
        rows.range((table, Key::Row(id.to_owned(), 0))..=(table, Key::Row(id.to_owned(), u32::MAX)))
            .map(|(_, v)| v.clone())
            .collect()
    }

    pub(super) fn commit(&self, changes: Vec<Change>) {
        let mut rows = self.rows.borrow_mut();
        for change in changes {
            match change {
                Change::Put(table, key, value) => {
                    rows.insert((table, key), value);
                }
                Change::Remove(table, key) => {
                    rows.remove(&(table, key));
                }
                Change::Clear(table) => rows.retain(|(t, _), _| *t != table),
                Change::RemoveRows(table, id) => {
                    rows.retain(|(t, key), _| *t != table || !matches!(key, Key::Row(i, _) if *i == id));
                }
                Change::RemoveBelow(table, id) => {
                    let below = |i: &str| i.strip_prefix(&id).is_some_and(|rest| rest.starts_with('/'));
                    rows.retain(|(t, key), _| *t != table || !matches!(key, Key::Row(i, _) if below(i)));
                }
            }
        }
    }
}
