//! Small choices of this device (language, theme) in `localStorage`, and what the browser prefers.

use thiserror::Error;

/// Why a choice was not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PrefsError {
    /// The browser gives this page no `localStorage` (private window, blocked site data, full quota).
    #[error("this browser keeps no settings for this page")]
    NotKept,
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// A kept choice; `None` when never made, or when the browser refuses to tell.
pub fn read(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Keeps a choice; `None` forgets it.
pub fn write(key: &str, value: Option<&str>) -> Result<(), PrefsError> {
    let storage = storage().ok_or(PrefsError::NotKept)?;
    match value {
        Some(value) => storage.set_item(key, value),
        None => storage.remove_item(key),
    }
    .map_err(|_| PrefsError::NotKept)
}

/// The browser's languages, most wanted first, as BCP 47 tags.
pub fn browser_languages() -> Vec<String> {
    web_sys::window()
        .map(|window| window.navigator().languages().iter().filter_map(|tag| tag.as_string()).collect())
        .unwrap_or_default()
}
