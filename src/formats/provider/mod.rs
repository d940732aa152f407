//! What all model providers have in common, and the one door to each one's wire form: bodies out, bytes in. Performs no
//! I/O; whoever has a network pumps the bytes.
//!
//! - [`Protocol`], [`KeySlot`]: the ways of speaking, and where each takes its key.
//! - [`base_url`]: what a person typed becomes an endpoint's address. [`connection`]: its stored record, without a key. [`PRESETS`]: what many begin with.
//! - [`write`]: a chat request becomes an [`HttpRequest`], in a [`Dialect`] that adapts to what an endpoint refuses.
//! - [`Reader`]: bytes of a reply, streamed ([`sse`]) or whole, become one [`Reply`].
//! - [`refusal`], [`error`], [`classify`]: failures become a [`ModelError`].
//! - [`list_models`], [`read_models`], [`curl`].

pub mod base_url;
pub mod classify;
pub mod connection;
mod curl;
pub mod dialect;
mod endpoint;
pub mod error;
mod models;
mod presets;
mod protocol;
pub mod reader;
mod refusal;
pub mod reply;
pub(in crate::formats) mod schema;
pub mod sse;
pub(in crate::formats) mod turns;

pub use classify::wait_in_headers;
pub use connection::Connection;
pub use curl::curl;
pub use dialect::{Dialect, MAX_ADAPTATIONS};
pub use endpoint::{Endpoint, HttpRequest};
pub use models::{MAX_LIST, list_models, read_models};
pub use presets::{PRESETS, Preset, PresetKind, PresetNote};
pub use protocol::{KeySlot, Protocol};
pub use reader::Reader;
pub use refusal::{HttpFailure, Refusal, refusal};
pub use reply::{Finish, Reply};

use crate::domain::chat::{ChatRequest, ModelError};
use crate::formats::{anthropic, builtin, gemini, openai, text_model};

/// The request that asks an endpoint's model, in its protocol.
///
/// # Errors
/// [`ModelError::NoSuchModel`] where no model is named: a connection may be kept before one is chosen.
pub fn write(endpoint: &Endpoint, chat: &ChatRequest, dialect: Dialect) -> Result<HttpRequest, ModelError> {
    let Endpoint { protocol, base_url, model } = endpoint;
    if model.trim().is_empty() && *protocol != Protocol::BuiltIn {
        return Err(ModelError::NoSuchModel { message: "no model is named".to_owned() });
    }
    match protocol {
        Protocol::OpenAi => {
            let url = base_url::chat_completions(base_url);
            Ok(HttpRequest::post(url, &openai::request::body(chat, model, dialect)))
        }
        Protocol::Anthropic => Ok(anthropic::request(base_url, model, chat, dialect)),
        Protocol::Gemini => Ok(gemini::request(base_url, model, chat, dialect)),
        Protocol::ToolLlamaChat => text_model::chat(base_url, model, chat, dialect),
        Protocol::ToolLlamaCompletion => text_model::completion(base_url, model, chat, dialect),
        Protocol::BuiltIn => Ok(builtin::request(chat)),
    }
}

/// A temperature as JSON writes it: through its shortest decimal text, as 0.7 in 32 bits is not 0.7 in 64.
pub(in crate::formats) fn exact(temperature: f32) -> Option<f64> {
    if temperature.is_finite() { temperature.to_string().parse().ok() } else { None }
}
