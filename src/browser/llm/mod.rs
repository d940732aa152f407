//! Models: the port that the driver asks, and who answers behind it: endpoints, the practice planner, a person, a
//! recorded run.

mod builtin;
mod connections;
mod doctor;
mod hearing;
mod http;
mod keyed;
mod lanes;
mod person;
mod pick;
mod planner;
mod prices;
mod recorded;
mod roles;
mod scripted;
mod sign_in;

pub use crate::formats::provider::base_url::{BaseUrlError, normalise as normalise_base_url, with_v1};
pub use crate::formats::provider::connection::{
    MAX_CONNECTIONS, MAX_CONTEXT, MAX_OUTPUT, MAX_PARALLEL, MAX_PER_MINUTE,
};
pub use crate::formats::provider::curl as curl_of;
pub use crate::formats::provider::{Connection, PRESETS, Preset, PresetKind, PresetNote, Protocol};
pub use crate::formats::records::roles::{Role, Roles};
pub use builtin::{Availability, BuiltInModel, availability, download, is_present};
pub use connections::{Connections, ConnectionsError};
pub use doctor::{Checked, Report, examine};
pub use http::{HttpModel, Outside};
pub use keyed::KeyedModel;
pub use lanes::Lanes;
pub use person::{Desk, PersonModel, Waiting};
pub use pick::ModelPick;
pub use planner::PlannerModel;
pub use prices::{NotKept, load_prices, prices_are_at, save_prices};
pub use recorded::RecordedModel;
pub use roles::{load_roles, save_roles};
pub use scripted::ScriptedModel;
pub use sign_in::{OPENROUTER, Returned, leave as sign_in, returned as signed_in};

use crate::browser::net::CancelToken;
use crate::domain::chat::{ChatRequest, Delta, Exchange, ModelError, ModelReply};
use futures::future::LocalBoxFuture;

/// Whoever answers the search: one request in, one assistant's message out.
///
/// An implementation gives a reply or a [`ModelError`], soon after `cancel` a [`ModelError::Stopped`], and tells
/// `on_delta` what arrives meanwhile. It does not retry what a person should know of; the driver does, by
/// [`ModelError::retry_in_ms`].
pub trait Model {
    /// What the runs list shows.
    fn name(&self) -> String;

    /// How many tokens it can read and write in one request, where it is known: longer requests are made shorter
    /// before they are sent ([`crate::domain::chat::shorten`]).
    fn context_tokens(&self) -> Option<u64> {
        None
    }

    /// How many of them its reply may take, where that is known.
    fn max_reply_tokens(&self) -> Option<u32> {
        None
    }

    /// Asks.
    fn reply<'a>(
        &'a self,
        request: &'a ChatRequest,
        on_delta: &'a dyn Fn(&Delta),
        cancel: &'a CancelToken,
    ) -> LocalBoxFuture<'a, Result<ModelReply, ModelError>>;

    /// What was sent and came back since this was last called, oldest first; nothing for models that no network is
    /// needed for.
    fn take_exchanges(&self) -> Vec<Exchange> {
        Vec::new()
    }
}
