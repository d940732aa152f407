//! The endpoints that the person has named, without their keys.

use super::{BuiltInModel, Connection, PersonModel, PlannerModel};
use crate::browser::net::{Origin, Permits};
use crate::formats::provider::connection::{Stored, parse, to_text};
use thiserror::Error;

/// Name of the list in `localStorage`.
const STORAGE: &str = "toolgrove.connections";

/// Why the list was not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ConnectionsError {
    /// A newer build wrote the list; it is not overwritten.
    #[error("the connections were written by a newer version of this page")]
    Newer,
    /// The browser refused (full, or storage is off).
    #[error("the browser did not store the connections")]
    NotStored,
    /// There are as many as are kept.
    #[error("no more connections are kept")]
    TooMany,
}

/// Reads and writes the list. Naming an endpoint permits requests to its origin.
#[derive(Clone, Copy, Debug, Default)]
pub struct Connections;

impl Connections {
    /// An id for a new connection.
    pub fn new_id() -> String {
        uuid::Uuid::new_v4().to_string()
    }

    /// What runs call the model behind a connection: its label and the model's name, or the latter alone. Never what a
    /// model without an endpoint is called.
    pub fn name_of(connection: &Connection) -> String {
        let Connection { label, model, base_url, .. } = connection;
        let name = match (label.is_empty() || label == model, model.is_empty()) {
            (true, _) => model.clone(),
            (false, true) => label.clone(),
            (false, false) => format!("{label} · {model}"),
        };
        if is_taken(&name) { format!("{name} · {base_url}") } else { name }
    }

    /// The connection whose model a run's name means. Runs of before had the label alone.
    pub fn named<'a>(list: &'a [Connection], name: &str) -> Option<&'a Connection> {
        let exact = list.iter().find(|connection| Self::name_of(connection) == name);
        exact.or_else(|| list.iter().find(|connection| !is_taken(name) && connection.title() == name))
    }

    /// The stored list; empty where there is none. Permits every origin in it, and no other any more.
    pub fn load(permits: &Permits) -> Vec<Connection> {
        let Stored::Known(list) = stored() else { return Vec::new() };
        permit(&list, permits);
        list
    }

    /// True where a change of this entry of `localStorage` (`None`: of all) may be one of the list.
    pub fn are_at(entry: Option<&str>) -> bool {
        entry.is_none_or(|entry| entry == STORAGE)
    }

    /// Stores the list and permits every origin in it, and no other any more.
    ///
    /// # Errors
    /// [`ConnectionsError`]; the origins are permitted all the same, for as long as the page is open.
    pub fn save(list: &[Connection], permits: &Permits) -> Result<(), ConnectionsError> {
        permit(list, permits);
        if stored() == Stored::Newer {
            return Err(ConnectionsError::Newer);
        }
        let storage = storage().ok_or(ConnectionsError::NotStored)?;
        storage.set_item(STORAGE, &to_text(list)).map_err(|_| ConnectionsError::NotStored)
    }
}

/// True for the names of models without an endpoint.
fn is_taken(name: &str) -> bool {
    [PlannerModel::NAME, PersonModel::NAME, BuiltInModel::NAME].contains(&name)
}

fn permit(list: &[Connection], permits: &Permits) {
    permits.replace(list.iter().filter_map(|connection| Origin::of_url(&connection.base_url).ok()).collect());
}

fn stored() -> Stored {
    let text = storage().and_then(|s| s.get_item(STORAGE).ok().flatten());
    text.map_or(Stored::Known(Vec::new()), |text| parse(&text))
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}
