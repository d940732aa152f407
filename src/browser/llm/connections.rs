//! The endpoints that the person has named, without their keys.

use super::Connection;
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
}

/// Reads and writes the list. Naming an endpoint permits requests to its origin.
#[derive(Clone, Copy, Debug, Default)]
pub struct Connections;

impl Connections {
    /// An id for a new connection.
    pub fn new_id() -> String {
        uuid::Uuid::new_v4().to_string()
    }

    /// The stored list; empty where there is none. Permits every origin in it.
    pub fn load(permits: &Permits) -> Vec<Connection> {
        let Stored::Known(list) = stored() else { return Vec::new() };
        for connection in &list {
            permit(connection, permits);
        }
        list
    }

    /// Stores the list and permits every origin in it.
    ///
    /// # Errors
    /// [`ConnectionsError`]; the origins are permitted all the same, for as long as the page is open.
    pub fn save(list: &[Connection], permits: &Permits) -> Result<(), ConnectionsError> {
        for connection in list {
            permit(connection, permits);
        }
        if stored() == Stored::Newer {
            return Err(ConnectionsError::Newer);
        }
        let storage = storage().ok_or(ConnectionsError::NotStored)?;
        storage.set_item(STORAGE, &to_text(list)).map_err(|_| ConnectionsError::NotStored)
    }
}

fn permit(connection: &Connection, permits: &Permits) {
    if let Ok(origin) = Origin::of_url(&connection.base_url) {
        permits.allow(origin);
    }
}

fn stored() -> Stored {
    let text = storage().and_then(|s| s.get_item(STORAGE).ok().flatten());
    text.map_or(Stored::Known(Vec::new()), |text| parse(&text))
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}
