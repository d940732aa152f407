//! The small requests. None holds the key; each goes through the gate like any other.

use crate::browser::llm::HttpModel;
use crate::browser::net::{CancelToken, Limits, NetError, Outbound, Permits, Redirects, fetch_external};
use crate::domain::connection::{Glimpse, Listed};

/// A server that is up answers these at once.
pub(super) const LIMITS: Limits = Limits { first_ms: 10_000, idle_ms: 10_000, max_bytes: 4 << 20 };

/// A POST of an empty object to `url`: no model can be asked for by it. A page may send `text/plain` anywhere; for any
/// other type the browser first asks the server (preflight).
pub(super) async fn post(permits: &Permits, url: &str, content_type: &str, cancel: &CancelToken) -> Glimpse {
    let headers = [("Content-Type", content_type)];
    let out = Outbound { method: "POST", headers: &headers, body: Some("{}"), ..plain(url) };
    glimpse(&fetch_external(permits, &out, cancel).await.map(|answer| answer.status))
}

/// The list of models, asked for without a key and with nothing that needs a preflight.
pub(super) async fn models(model: &HttpModel, cancel: &CancelToken) -> Listed {
    match model.list_plainly(LIMITS, cancel).await {
        Ok((status, models)) => Listed { glimpse: Glimpse::Read(status), models },
        Err(error) => Listed { glimpse: glimpse(&Err(error)), models: Vec::new() },
    }
}

const fn plain(url: &str) -> Outbound<'_> {
    Outbound { url, method: "GET", headers: &[], body: None, key: None, limits: LIMITS, redirects: Redirects::Refuse }
}

const fn glimpse(status: &Result<u16, NetError>) -> Glimpse {
    match status {
        Ok(status) => Glimpse::Read(*status),
        Err(NetError::Redirected) => Glimpse::Redirects,
        Err(_) => Glimpse::Nothing,
    }
}
