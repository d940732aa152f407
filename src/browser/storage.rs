//! How much this site may store, and whether the browser may clear it under pressure (`navigator.storage`).

use thiserror::Error;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{StorageEstimate, StorageManager};

/// What the browser estimates, deliberately coarse on its side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Stored by this site, in bytes: runs, votes, model, page.
    pub used_bytes: u64,
    /// It may store so much, in bytes.
    pub quota_bytes: u64,
}

/// May the browser clear what is stored here when space gets short?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Persistence {
    /// Only the person may.
    Persistent,
    /// The browser may.
    BestEffort,
    /// It does not say.
    Unknown,
}

/// Why there is no estimate.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum UsageError {
    /// The page is not served over HTTPS or from this machine, or the browser is too old.
    #[error("navigator.storage is not available")]
    Unavailable,
    /// The browser refused, in its own words.
    #[error("{0}")]
    Refused(String),
}

/// Asks for an estimate.
pub async fn usage() -> Result<Usage, UsageError> {
    let manager = manager().ok_or(UsageError::Unavailable)?;
    let promise = manager.estimate().map_err(refused)?;
    let estimate: StorageEstimate = JsFuture::from(promise).await.map_err(refused)?.unchecked_into();
    Ok(Usage { used_bytes: whole(estimate.get_usage()), quota_bytes: whole(estimate.get_quota()) })
}

/// Whether storage is persistent now.
pub async fn persistence() -> Persistence {
    settle(manager().and_then(|manager| manager.persisted().ok())).await
}

/// Asks for persistent storage; some browsers ask the person, some decide by themselves.
pub async fn ask_to_persist() -> Persistence {
    settle(manager().and_then(|manager| manager.persist().ok())).await
}

async fn settle(promise: Option<js_sys::Promise>) -> Persistence {
    let Some(promise) = promise else { return Persistence::Unknown };
    match JsFuture::from(promise).await.ok().and_then(|answer| answer.as_bool()) {
        Some(true) => Persistence::Persistent,
        Some(false) => Persistence::BestEffort,
        None => Persistence::Unknown,
    }
}

/// `None` outside secure contexts, where the property is missing although its type says otherwise.
fn manager() -> Option<StorageManager> {
    let manager = web_sys::window()?.navigator().storage();
    manager.is_object().then_some(manager)
}

fn whole(bytes: Option<f64>) -> u64 {
    bytes.filter(|bytes| *bytes >= 0.0).unwrap_or_default() as u64
}

fn refused(error: JsValue) -> UsageError {
    UsageError::Refused(String::from(js_sys::Error::from(error).to_string()))
}
