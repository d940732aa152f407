//! What a function call gave.

use crate::domain::json::reads;
use crate::domain::trace::{NodeId, StatusCode};
use serde::Serialize;

/// The observation of an Action Input node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ApiReturned {
    /// The Action Input node.
    pub node: NodeId,
    /// Whole, as the adapter gave it; the model sees at most `Limits::max_observation_length` characters of it.
    pub observation: String,
    /// What became of the call.
    pub status: StatusCode,
    /// True where the search itself answered (`Finish`, unknown function) and nothing was called.
    pub by_search: bool,
}

reads!(ApiReturned { node, observation, status, by_search });
