//! What the page knows of itself and of the way to an address, before anything is sent.

use super::Origin;
use crate::domain::connection::{PageKind, Permission, Place};
use crate::formats::provider::base_url::{is_loopback, is_private};
use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    // `catch` also where the browser has no `permissions` at all, and for names it does not know.
    #[wasm_bindgen(catch, js_namespace = ["navigator", "permissions"], js_name = query)]
    fn query_permission(descriptor: &JsValue) -> Result<Promise, JsValue>;
}

/// How the page was opened. Outside a window nothing is known, and nothing is assumed.
pub fn page_kind() -> PageKind {
    let Some(window) = web_sys::window() else { return PageKind::PlainHttp };
    if window.location().protocol().is_ok_and(|p| p == "https:") {
        PageKind::Https
    } else if window.is_secure_context() {
        PageKind::ThisMachine
    } else {
        PageKind::PlainHttp
    }
}

/// False where the browser says that there is no network.
pub fn is_online() -> bool {
    web_sys::window().is_none_or(|window| window.navigator().on_line())
}

/// Where an origin lies, by its spelling.
pub fn place_of(origin: &Origin) -> Place {
    if is_loopback(origin.host()) {
        Place::Loopback
    } else if is_private(origin.host()) {
        Place::Private
    } else {
        Place::Internet
    }
}

/// Whether the person allowed this page to reach `place`. Asks nobody. The names: Chromium has one for this machine and
/// one for the network since 145, and had one for both from 142 on.
pub async fn permission(place: Place) -> Permission {
    let names = match place {
        Place::Loopback => ["loopback-network", "local-network-access"],
        Place::Private | Place::Internet => ["local-network", "local-network-access"],
    };
    for name in names {
        if let Some(state) = query(name).await {
            return match state.as_str() {
                "granted" => Permission::Granted,
                "denied" => Permission::Denied,
                _ => Permission::Undecided,
            };
        }
    }
    Permission::Unknown
}

/// The state of a permission; `None` where the browser does not know its name.
async fn query(name: &str) -> Option<String> {
    let descriptor = Object::new();
    Reflect::set(&descriptor, &"name".into(), &name.into()).ok()?;
    let status = JsFuture::from(query_permission(&descriptor).ok()?).await.ok()?;
    Reflect::get(&status, &"state".into()).ok()?.as_string()
}
