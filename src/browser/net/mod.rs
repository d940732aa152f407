//! The one gate through which every request to another origin leaves the page.
//!
//! Invariants, held by [`gate::fetch_external`]: the destination was permitted by the person or by shipped data; cookies
//! and referrer are never sent; a key goes only to the origin it is bound to and never follows a redirect; every
//! request can be stopped, and stops when its handle is dropped; bytes and silence are limited.

mod cancel;
mod error;
mod gate;
mod local;
mod origin;

pub use cancel::{CancelToken, Cancelled};
pub use error::NetError;
pub use gate::{Inbound, KeyHeader, Limits, Outbound, Redirects, answers, fetch_external};
pub use local::{is_online, page_kind, permission, place_of};
pub use origin::{Origin, Passing, Permits};
