//! Tools: the port that the driver calls APIs through.

mod local;
mod scripted;

pub use local::LocalTools;
pub use scripted::ScriptedTools;

use crate::domain::catalog::ApiKey;
use crate::domain::trace::StatusCode;
use futures::future::LocalBoxFuture;

/// What an API gave. A failure is an observation, not an error of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// Whole; the search shortens what the model sees.
    pub observation: String,
    /// What became of the call.
    pub status: StatusCode,
}

/// Whoever answers calls.
pub trait Tools {
    /// Calls an API with arguments as the model wrote them. Dropping the future gives the call up.
    fn call<'a>(&'a self, api: &'a ApiKey, arguments: &'a str) -> LocalBoxFuture<'a, Observed>;
}
