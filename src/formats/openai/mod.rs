//! OpenAI-compatible chat completions: bodies out, bytes in. Performs no I/O; `browser/llm` pumps the bytes.
//!
//! - [`base_url`]: what a person typed becomes an endpoint's address.
//! - [`request`]: a chat request becomes a body, in a [`Dialect`] that adapts to what an endpoint refuses.
//! - [`reader`]: bytes of a reply, streamed or whole, become one message.
//! - [`error`], [`classify`]: error bodies of many providers become a [`ModelError`](crate::domain::chat::ModelError).
//! - [`connection`]: the stored record of an endpoint, never with its key.

pub mod base_url;
pub mod classify;
pub mod connection;
pub mod error;
pub mod reader;
pub mod reply;
pub mod request;
mod schema;
pub mod sse;
pub mod stream;
mod wire;

pub use reader::ReplyReader;
pub use reply::{Finish, Reply};
pub use request::Dialect;
