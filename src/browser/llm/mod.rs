//! Models: the port that the driver asks, and the adapter to OpenAI-compatible endpoints.

mod connections;
mod doctor;
mod openai;
mod planner;
mod scripted;

pub use crate::formats::openai::base_url::{BaseUrlError, normalise as normalise_base_url, with_v1};
pub use crate::formats::openai::connection::Connection;
pub use connections::{Connections, ConnectionsError, PRESETS, Preset};
pub use doctor::{Checked, check};
pub use openai::OpenAiModel;
pub use planner::PlannerModel;
pub use scripted::ScriptedModel;

use crate::browser::net::CancelToken;
use crate::domain::chat::{ChatRequest, Delta, ModelError, ModelReply};
use futures::future::LocalBoxFuture;

/// Whoever answers the search: one request in, one assistant's message out.
///
/// An implementation gives a reply or a [`ModelError`], soon after `cancel` a [`ModelError::Stopped`], and tells
/// `on_delta` what arrives meanwhile. It does not retry what a person should know of; the driver does, by
/// [`ModelError::retry_in_ms`].
pub trait Model {
    /// What the runs list shows.
    fn name(&self) -> String;

    /// Asks.
    fn reply<'a>(
        &'a self,
        request: &'a ChatRequest,
        on_delta: &'a dyn Fn(&Delta),
        cancel: &'a CancelToken,
    ) -> LocalBoxFuture<'a, Result<ModelReply, ModelError>>;
}
