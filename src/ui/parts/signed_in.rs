//! Back from a sign-in: the code becomes a key, and the key an endpoint.

use super::{Toast, use_connections, use_toasts};
use crate::browser::llm::{Connection, Connections, OPENROUTER, PRESETS, Returned};
use crate::browser::net::CancelToken;
use crate::browser::task::spawn;
use crate::browser::vault::Keep;
use crate::ui::i18n::{say, use_i18n};
use leptos::prelude::*;

/// Exchanges the code, where the page was opened with one. The key goes to the endpoint that is there already, or to a
/// new one.
pub fn finish_sign_in(returned: Option<Returned>) {
    let Some(returned) = returned else { return };
    let (i18n, connections, toasts) = (use_i18n(), use_connections(), use_toasts());
    spawn(async move {
        let outcome = returned.exchange(&connections.permits(), &CancelToken::default()).await;
        let Ok(secret) = outcome else {
            return toasts.show(Toast::new(untrack(|| say!(i18n, provider.sign_in.failed))));
        };
        let known = untrack(|| connections.list()).into_iter().find(|c| c.base_url == OPENROUTER);
        let connection = known.unwrap_or_else(|| {
            let model = PRESETS.iter().find(|p| p.base_url == OPENROUTER).map_or("", |p| p.model);
            Connection {
                id: Connections::new_id(),
                label: "OpenRouter".to_owned(),
                base_url: OPENROUTER.to_owned(),
                model: model.to_owned(),
                ..Connection::default()
            }
        });
        connections.put_key(&connection.id, secret, Keep::Memory);
        // Where it is not stored it lasts as long as the key does.
        let _ = connections.put(connection);
        toasts.show(Toast::new(untrack(|| say!(i18n, provider.sign_in.done))));
    });
}
