//! The endpoints that the person has named, their keys, and where requests may go: one state for all pages.

use crate::browser::{
    llm::{Connection, Connections, ConnectionsError, OpenAiModel},
    net::{Origin, Permits},
    vault::{Keep, Secret, Vault},
};
use leptos::prelude::*;

/// Lives in the context.
#[derive(Clone, Copy)]
pub struct ConnectionsState {
    list: RwSignal<Vec<Connection>>,
    /// Counts changes of keys, which themselves are in no signal.
    key_changes: RwSignal<u32>,
    vault: StoredValue<Vault>,
    permits: StoredValue<Permits>,
}

/// Makes [`use_connections`] work below.
pub fn provide_connections() {
    let permits = Permits::default();
    provide_context(ConnectionsState {
        list: RwSignal::new(Connections::load(&permits)),
        key_changes: RwSignal::new(0),
        vault: StoredValue::new(Vault::default()),
        permits: StoredValue::new(permits),
    });
}

/// The endpoints. Call it while a component is being built and keep the (copyable) value for handlers.
pub fn use_connections() -> ConnectionsState {
    expect_context()
}

impl ConnectionsState {
    /// All of them (tracked).
    pub fn list(self) -> Vec<Connection> {
        self.list.get()
    }

    /// The one under `id` (tracked).
    pub fn find(self, id: &str) -> Option<Connection> {
        self.list.with(|list| list.iter().find(|c| c.id == id).cloned())
    }

    /// A model behind the connection under `id`, with the key that belongs to it (not tracked).
    pub fn model(self, id: &str) -> Option<OpenAiModel> {
        let connection = untrack(|| self.find(id))?;
        let key = self.key(&connection);
        Some(OpenAiModel::new(connection, key, self.permits()))
    }

    /// Where requests may go.
    pub fn permits(self) -> Permits {
        self.permits.get_value()
    }

    /// The keys; for other adapters that need one under their own id.
    pub fn vault(self) -> Vault {
        self.vault.get_value()
    }

    /// The key of a connection; `None` where there is none, or only one for another origin.
    pub fn key(self, connection: &Connection) -> Option<Secret> {
        let origin = Origin::of_url(&connection.base_url).ok()?;
        self.vault.with_value(|vault| vault.get(&connection.id, &origin))
    }

    /// How long its key is kept, if it has one (tracked).
    pub fn kept(self, connection: &Connection) -> Option<Keep> {
        self.key_changes.track();
        let origin = Origin::of_url(&connection.base_url).ok()?;
        self.vault.with_value(|vault| vault.kept(&connection.id, &origin))
    }

    /// Adds a connection, or puts it in the place of the one with its id.
    ///
    /// # Errors
    /// [`ConnectionsError`]; it is then known until the page is left.
    pub fn put(self, connection: Connection) -> Result<(), ConnectionsError> {
        self.list.update(|list| match list.iter_mut().find(|c| c.id == connection.id) {
            Some(place) => *place = connection,
            None => list.push(connection),
        });
        self.key_changes.update(|n| *n += 1);
        self.save()
    }

    /// Takes a connection away and forgets its key.
    ///
    /// # Errors
    /// [`ConnectionsError`]; it is back after a reload then.
    pub fn remove(self, id: &str) -> Result<(), ConnectionsError> {
        self.forget_key(id);
        self.list.update(|list| list.retain(|c| c.id != id));
        self.save()
    }

    /// Keeps a key for a connection. `false` where it was to be kept for the tab and the browser refused.
    pub fn put_key(self, id: &str, secret: Secret, keep: Keep) -> bool {
        let kept = self.vault.with_value(|vault| vault.put(id, secret, keep));
        self.key_changes.update(|n| *n += 1);
        kept
    }

    /// Forgets the key of a connection, here and in the tab's storage.
    pub fn forget_key(self, id: &str) {
        self.vault.with_value(|vault| vault.forget(id));
        self.key_changes.update(|n| *n += 1);
    }

    fn save(self) -> Result<(), ConnectionsError> {
        let list = self.list.get_untracked();
        self.permits.with_value(|permits| Connections::save(&list, permits))
    }
}
