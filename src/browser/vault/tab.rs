//! Keys kept for this tab alone, in `sessionStorage`: they outlive a reload and end with the tab.

use super::Secret;
use crate::browser::net::Origin;

/// Prefix of the names under which keys stand there.
const PREFIX: &str = "toolgrove.key.";

/// Writes a key. `false` where the browser refused. The origin stands before the key, so that a key read back is still
/// bound to it.
pub(super) fn write(id: &str, secret: &Secret) -> bool {
    session().is_some_and(|s| s.set_item(&name(id), &format!("{}\n{}", secret.origin(), secret.expose())).is_ok())
}

/// Reads a key; `None` where there is none, or what stands there is none.
pub(super) fn read(id: &str) -> Option<Secret> {
    let stored = session()?.get_item(&name(id)).ok().flatten()?;
    let (origin, text) = stored.split_once('\n')?;
    Secret::new(text, Origin::of_url(origin).ok()?).ok()
}

/// True where something stands there.
pub(super) fn holds(id: &str) -> bool {
    session().is_some_and(|s| s.get_item(&name(id)).ok().flatten().is_some())
}

/// Takes a key away.
pub(super) fn remove(id: &str) {
    if let Some(storage) = session() {
        let _ = storage.remove_item(&name(id));
    }
}

/// The ids of all keys, also of those that cannot be read.
pub(super) fn ids() -> Vec<String> {
    let Some(storage) = session() else { return Vec::new() };
    let names = (0..storage.length().unwrap_or_default()).filter_map(|at| storage.key(at).ok().flatten());
    names.filter_map(|name| name.strip_prefix(PREFIX).map(str::to_owned)).collect()
}

fn name(id: &str) -> String {
    format!("{PREFIX}{id}")
}

fn session() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}
