//! The stored record of an endpoint. It never holds the key: keys live in the vault alone.

use super::base_url;
use super::error::plain;
use crate::domain::json::{self, FromJson, reads};
use serde::Serialize;
use serde_json::Value;

/// Version of the stored list.
const VERSION: u64 = 1;
/// Most connections kept.
const MAX_CONNECTIONS: usize = 32;
/// Longest model name and label, in characters.
const MAX_TEXT: usize = 200;

/// An endpoint that speaks OpenAI's chat completions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Connection {
    /// Names it in runs and in the vault; made once, never shown.
    pub id: String,
    /// What the person calls it.
    pub label: String,
    /// Normalised: with scheme, without trailing slash (see [`base_url::normalise`]).
    pub base_url: String,
    /// The model's name as the endpoint knows it.
    pub model: String,
}

reads!(Connection { id, label, base_url, model });

impl Connection {
    /// Its label, or the model's name where it has none.
    pub fn title(&self) -> &str {
        if self.label.is_empty() { &self.model } else { &self.label }
    }
}

#[derive(Serialize)]
struct List<'a> {
    v: u64,
    connections: &'a [Connection],
}

/// What was read from storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stored {
    /// The connections that could be read; unreadable entries are left out.
    Known(Vec<Connection>),
    /// Written by a newer build: shown as absent and never overwritten.
    Newer,
}

/// Reads the stored list.
pub fn parse(text: &str) -> Stored {
    let Ok(value) = json::parse(text) else { return Stored::Known(Vec::new()) };
    if value.get("v").and_then(Value::as_u64).is_some_and(|v| v > VERSION) {
        return Stored::Newer;
    }
    let items = value.get("connections").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut out: Vec<Connection> = Vec::new();
    for item in items.iter().take(MAX_CONNECTIONS) {
        if let Some(connection) = Connection::from_json(Some(item.clone())).ok().and_then(checked)
            && out.iter().all(|c| c.id != connection.id)
        {
            out.push(connection);
        }
    }
    Stored::Known(out)
}

/// The list as it is stored.
pub fn to_text(connections: &[Connection]) -> String {
    let kept = &connections[..connections.len().min(MAX_CONNECTIONS)];
    // Texts and a number: writing them as JSON cannot fail.
    serde_json::to_string(&List { v: VERSION, connections: kept }).unwrap_or_default()
}

fn checked(raw: Connection) -> Option<Connection> {
    let id_ok =
        !raw.id.is_empty() && raw.id.len() <= 64 && raw.id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let base_url = base_url::normalise(&raw.base_url).ok()?;
    id_ok.then(|| Connection {
        id: raw.id,
        label: plain(&raw.label, MAX_TEXT),
        base_url,
        model: plain(&raw.model, MAX_TEXT),
    })
}
