//! What a run's models and APIs were sent and gave back, on the wire. Kept beside the run, and in no export of it.

use super::StoreError;
use super::kv::{Change, Durability, Key, Kv, Table};
use super::runs::json;
use crate::domain::chat::Exchange;
use crate::domain::json::{self, FromJson};
use crate::domain::trace::{AskId, CallId};

/// Most exchanges kept for one request or call of the search.
const MAX_PER_PLACE: usize = 64;

/// What was exchanged for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exchanged {
    /// A request to a model.
    Ask(AskId),
    /// A call of an API.
    Call(CallId),
}

/// Those of one run.
#[derive(Clone, Debug)]
pub struct Exchanges {
    kv: Kv,
    run: String,
}

impl Exchanges {
    /// Of a run in a database.
    pub fn of(kv: Kv, run: &str) -> Self {
        Self { kv, run: run.to_owned() }
    }

    /// Adds what was exchanged for a request or call of the search; beyond the limit, nothing.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn add(&self, of: Exchanged, exchanges: &[Exchange]) -> Result<(), StoreError> {
        let id = self.place(of);
        let there = self.kv.rows(Table::Exchanges, &id).await?.len();
        let room = MAX_PER_PLACE.saturating_sub(there);
        let mut changes = Vec::new();
        for (exchange, number) in exchanges.iter().take(room).zip(there..) {
            let key = Key::Row(id.clone(), u32::try_from(number).unwrap_or(u32::MAX));
            changes.push(Change::Put(Table::Exchanges, key, json(exchange)?));
        }
        self.kv.commit(changes, Durability::Relaxed).await
    }

    /// Those made for a request or call of the search, oldest first. Unreadable rows are left out.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn at(&self, of: Exchanged) -> Result<Vec<Exchange>, StoreError> {
        let rows = self.kv.rows(Table::Exchanges, &self.place(of)).await?;
        Ok(rows.iter().filter_map(|row| Exchange::from_json(Some(json::parse(row).ok()?)).ok()).collect())
    }

    fn place(&self, of: Exchanged) -> String {
        match of {
            Exchanged::Ask(ask) => format!("{}/{}", self.run, ask.0),
            Exchanged::Call(call) => format!("{}/call-{}", self.run, call.0),
        }
    }
}
