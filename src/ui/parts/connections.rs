//! The endpoints that the person has named, their keys, and where requests may go: one state for all pages.

use super::keys::{KeysState, provide_keys};
use crate::browser::{
    llm::{Connection, Connections, ConnectionsError, HttpModel, KeyedModel, Lanes, MAX_CONNECTIONS, Model, Outside},
    net::{Origin, Permits},
    scribe::Scribe,
    vault::{Found, Keep, Secret, Vault},
};
use leptos::{ev, prelude::*};
use std::rc::Rc;

/// Lives in the context.
#[derive(Clone, Copy)]
pub struct ConnectionsState {
    list: RwSignal<Vec<Connection>>,
    /// Whether the list is as it is stored; where not, it lasts as long as the page.
    lasts: StoredValue<bool>,
    /// The one that Settings is to show for changing, by its id.
    wanted: RwSignal<Option<String>>,
    keys: KeysState,
    permits: StoredValue<Permits>,
    outside: StoredValue<Outside, LocalStorage>,
}

/// Makes [`use_connections`] work below.
pub fn provide_connections() -> ConnectionsState {
    let permits = Permits::default();
    let outside = Outside { permits: permits.clone(), lanes: Lanes::default(), scribe: Scribe::from_page() };
    let state = ConnectionsState {
        list: RwSignal::new(Connections::load(&permits)),
        lasts: StoredValue::new(true),
        wanted: RwSignal::new(None),
        keys: provide_keys(),
        permits: StoredValue::new(permits),
        outside: StoredValue::new_local(outside),
    };
    provide_context(state);
    // For as long as the page is open.
    let _listens = window_event_listener(ev::storage, move |event| {
        if Connections::are_at(event.key().as_deref()) {
            state.follow();
        }
    });
    state
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

    /// A model behind the connection under `id`, with the key that belongs to it at the time of each request (not
    /// tracked).
    pub fn model(self, id: &str) -> Option<Rc<dyn Model>> {
        let connection = untrack(|| self.find(id))?;
        let outside = self.outside();
        // It will be wanted soon.
        outside.scribe.start();
        let (name, origin) = (Connections::name_of(&connection), Origin::of_url(&connection.base_url).ok());
        let build = move |key: Option<Secret>| -> Rc<dyn Model> {
            Rc::new(HttpModel::new(connection.clone(), key, outside.clone()))
        };
        Some(Rc::new(KeyedModel::new(name, self.vault(), id.to_owned(), origin, Box::new(build))))
    }

    /// What a model behind an endpoint needs of the page.
    pub fn outside(self) -> Outside {
        self.outside.get_value()
    }

    /// Where requests may go.
    pub fn permits(self) -> Permits {
        self.permits.get_value()
    }

    /// The keys; for other adapters that need one under their own id.
    pub fn vault(self) -> Vault {
        self.keys.vault()
    }

    /// The key of a connection; `None` where there is none, only one for another origin, or one that is locked.
    pub fn key(self, connection: &Connection) -> Option<Secret> {
        let origin = Origin::of_url(&connection.base_url).ok()?;
        self.vault().get(&connection.id, &origin)
    }

    /// How long its key is kept, if it has one, locked or not (tracked).
    pub fn kept(self, connection: &Connection) -> Option<Keep> {
        let origin = Origin::of_url(&connection.base_url).ok()?;
        self.keys.kept(&connection.id, &origin)
    }

    /// True where its key waits for the passphrase (tracked).
    pub fn locked(self, connection: &Connection) -> bool {
        let origin = Origin::of_url(&connection.base_url);
        origin.is_ok_and(|origin| self.keys.find(&connection.id, &origin) == Found::Locked)
    }

    /// Waits until it is known which keys are remembered.
    pub async fn keys_ready(self) {
        self.keys.ready().await;
    }

    /// Adds a connection, or puts it in the place of the one with its id.
    ///
    /// # Errors
    /// [`ConnectionsError`]; it is then known until the page is left, unless there are too many.
    pub fn put(self, connection: Connection) -> Result<(), ConnectionsError> {
        let mut list = self.newest();
        match list.iter().position(|c| c.id == connection.id) {
            Some(place) => list[place] = connection,
            None if list.len() >= MAX_CONNECTIONS => return Err(ConnectionsError::TooMany),
            None => list.push(connection),
        }
        self.save(list)
    }

    /// Whether a connection under `id` can be put.
    pub fn has_room(self, id: &str) -> bool {
        let list = self.newest();
        list.len() < MAX_CONNECTIONS || list.iter().any(|c| c.id == id)
    }

    /// Takes a connection away and forgets its key, however it is kept.
    ///
    /// # Errors
    /// [`ConnectionsError`]; it is back after a reload then.
    pub fn remove(self, id: &str) -> Result<(), ConnectionsError> {
        self.forget_key(id);
        let mut list = self.newest();
        list.retain(|c| c.id != id);
        self.save(list)
    }

    /// Keeps a key for a connection in memory or for the tab. `false` where it was to be kept for the tab and the browser
    /// refused. To remember it under the passphrase is [`KeysState::act`]'s.
    pub fn put_key(self, id: &str, secret: Secret, keep: Keep) -> bool {
        self.keys.put(id, secret, keep)
    }

    /// Forgets the key of a connection, here, in the tab's storage and in the database.
    pub fn forget_key(self, id: &str) {
        self.keys.forget(id);
    }

    /// Asks for a connection to be shown for changing, once the Settings page is open.
    pub fn want(self, id: Option<String>) {
        self.wanted.set(id);
    }

    /// The connection that was asked for; once.
    pub fn take_wanted(self) -> Option<Connection> {
        let id = self.wanted.try_update(Option::take)??;
        untrack(|| self.find(&id))
    }

    /// The list with what other tabs have stored meanwhile.
    fn newest(self) -> Vec<Connection> {
        if self.lasts.get_value() { self.permits.with_value(Connections::load) } else { self.list.get_untracked() }
    }

    /// Another tab has changed the list.
    fn follow(self) {
        let newest = self.newest();
        if self.list.with_untracked(|list| *list != newest) {
            self.list.set(newest);
        }
    }

    fn save(self, list: Vec<Connection>) -> Result<(), ConnectionsError> {
        let stored = self.permits.with_value(|permits| Connections::save(&list, permits));
        self.lasts.set_value(stored.is_ok());
        self.list.set(list);
        stored
    }
}
