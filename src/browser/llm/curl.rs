//! An exchange as a line for a shell.

use crate::domain::chat::Exchange;
use crate::formats::provider::{HttpRequest, KeySlot, Protocol, curl};

/// The same call for a POSIX shell; the key stands as `$API_KEY`.
pub fn curl_of(exchange: &Exchange) -> String {
    let request = HttpRequest {
        method: exchange.method.clone(),
        url: exchange.url.clone(),
        headers: exchange.headers.clone(),
        body: Some(exchange.request.clone()).filter(|body| !body.is_empty()),
    };
    let named = |name: &str| {
        let slots = Protocol::ALL.map(Protocol::key_slot);
        slots
            .into_iter()
            .find(|slot| matches!(slot, KeySlot::Named(known) if *known == name))
            .unwrap_or(KeySlot::Bearer)
    };
    curl(&request, exchange.key_header.as_deref().map(named))
}
