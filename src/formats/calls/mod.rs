//! Calls of APIs as they go over the wire: a tool's document and arguments become a request, and what comes back an
//! observation. Nothing here has a key or makes a request.

mod reply;
mod request;
mod server;
mod strip;

pub use reply::{Body, Received, observe};
pub use request::{CallError, write_call};
pub use server::{ServerForm, read_server_reply, write_server_call};
pub use strip::stripped;
