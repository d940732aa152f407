//! Back from a sign-in: the code becomes a key, and the key an endpoint.

use super::{KeyAct, Toast, use_connections, use_keys, use_toasts};
use crate::browser::llm::{Connection, Connections, OPENROUTER, PRESETS, Returned};
use crate::browser::net::CancelToken;
use crate::browser::task::spawn;
use crate::browser::vault::Keep;
use crate::ui::i18n::{say, use_i18n};
use leptos::prelude::*;

/// Exchanges the code, where the page was opened with one. The key goes to the endpoint that was being edited, or to a new
/// one, and is kept as was chosen there.
pub fn finish_sign_in(returned: Option<Returned>) {
    let Some(returned) = returned else { return };
    let (i18n, connections, keys, toasts) = (use_i18n(), use_connections(), use_keys(), use_toasts());
    let (connection, keep) = (returned.connection.clone(), returned.keep);
    spawn(async move {
        let outcome = returned.exchange(&connections.permits(), &CancelToken::default()).await;
        let Ok(secret) = outcome else {
            return toasts.show(Toast::new(untrack(|| say!(i18n, provider.sign_in.failed))));
        };
        let edited = untrack(|| connections.find(&connection));
        // The address may have been typed over without being saved.
        let id = if edited.is_some() { Connections::new_id() } else { connection };
        let connection = edited.filter(|c| c.base_url == OPENROUTER).unwrap_or_else(|| {
            let model = PRESETS.iter().find(|p| p.base_url == OPENROUTER).map_or("", |p| p.model);
            Connection {
                id,
                label: "OpenRouter".to_owned(),
                base_url: OPENROUTER.to_owned(),
                model: model.to_owned(),
                ..Connection::default()
            }
        });
        let kept = match keep {
            Keep::Memory => false,
            Keep::Tab => connections.put_key(&connection.id, secret.clone(), keep),
            Keep::Passphrase => keys.act(KeyAct::Remember(connection.id.clone(), secret.clone())).await.is_ok(),
        };
        if !kept {
            // One that is remembered stays so: it opens with the passphrase, as before.
            connections.vault().put(&connection.id, secret, Keep::Memory);
        }
        // Where it is not stored it lasts as long as the key does.
        let _ = connections.put(connection);
        keys.tell();
        let done = move || if kept { say!(i18n, provider.sign_in.kept) } else { say!(i18n, provider.sign_in.done) };
        toasts.show(Toast::new(untrack(done)));
    });
}
