//! The stored record of an endpoint. It never holds the key: keys live in the vault alone.

use super::base_url;
use super::error::plain;
use super::{Endpoint, Protocol};
use crate::domain::json::{self, Fields, FromFields, FromJson, Misfit};
use serde::Serialize;
use serde_json::Value;

/// Version of the stored list. Still the first, although its entries have gained fields: no build that knows fewer was
/// ever released, and lists of before read with the defaults. From the first release on, a field or a protocol that an
/// older build would lose by writing the list again needs a higher one.
const VERSION: u64 = 1;
/// Most connections kept.
pub const MAX_CONNECTIONS: usize = 32;
/// Longest model name and label, in characters.
const MAX_TEXT: usize = 200;
/// Most requests at once that anybody may state.
pub const MAX_PARALLEL: u32 = 64;
/// Most requests begun within a minute that anybody may state.
pub const MAX_PER_MINUTE: u32 = 10_000;
/// Most tokens of context that anybody may state.
pub const MAX_CONTEXT: u64 = 100_000_000;
/// Most tokens of a reply that anybody may state.
pub const MAX_OUTPUT: u32 = 10_000_000;

/// An endpoint, and how much may be asked of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Connection {
    /// Names it in runs and in the vault; made once, never shown.
    pub id: String,
    /// What the person calls it.
    pub label: String,
    /// How it is spoken to; OpenAI's form in lists that do not say so.
    pub protocol: Protocol,
    /// Normalised: with scheme, without trailing slash (see [`base_url::normalise`]). Empty for [`Protocol::BuiltIn`].
    pub base_url: String,
    /// The model's name as the endpoint knows it.
    pub model: String,
    /// Requests under way at once, 1 to 64; `None` sets no limit.
    pub max_parallel: Option<u32>,
    /// Requests begun within a minute, 1 to 10,000; `None` sets no limit.
    pub per_minute: Option<u32>,
    /// Tokens that the model can read, 1 to 100 million, where the person knows.
    pub context_tokens: Option<u64>,
    /// Tokens that one reply may hold, 1 to 10 million; `None` leaves it to the endpoint.
    pub max_output_tokens: Option<u32>,
}

impl FromFields for Connection {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        Ok(Self {
            id: of.take("id")?,
            label: of.take("label")?,
            protocol: of.take_or_default("protocol")?,
            base_url: of.take("base_url")?,
            model: of.take("model")?,
            max_parallel: of.lenient("max_parallel"),
            per_minute: of.lenient("per_minute"),
            context_tokens: of.lenient("context_tokens"),
            max_output_tokens: of.lenient("max_output_tokens"),
        })
    }
}

impl Connection {
    /// Whom to ask.
    pub fn endpoint(&self) -> Endpoint {
        Endpoint { protocol: self.protocol, base_url: self.base_url.clone(), model: self.model.clone() }
    }

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
    let base_url = match raw.protocol {
        Protocol::BuiltIn => String::new(),
        _ => base_url::normalise(&raw.base_url).ok()?,
    };
    id_ok.then(|| Connection {
        id: raw.id,
        label: plain(&raw.label, MAX_TEXT),
        protocol: raw.protocol,
        base_url,
        model: plain(&raw.model, MAX_TEXT),
        max_parallel: raw.max_parallel.filter(|n| (1..=MAX_PARALLEL).contains(n)),
        per_minute: raw.per_minute.filter(|n| (1..=MAX_PER_MINUTE).contains(n)),
        context_tokens: raw.context_tokens.filter(|n| (1..=MAX_CONTEXT).contains(n)),
        max_output_tokens: raw.max_output_tokens.filter(|n| (1..=MAX_OUTPUT).contains(n)),
    })
}
