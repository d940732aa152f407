//! What the search asks its driver to do, and whether an answer was awaited.

use crate::domain::catalog::ApiKey;
use crate::domain::chat::Message;
use crate::domain::trace::event::{Outcome, PauseCause};
use crate::domain::trace::{AskId, CallId, NodeId};

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The next step below a node; the model may call the offered functions.
    Expand,
    /// Which of two branches is better; the model is to answer in words (`function_call` is `none` upstream).
    Rank,
}

/// The model is to be asked.
#[derive(Clone, Debug, PartialEq)]
pub struct AskModel {
    /// Goes back with the reply.
    pub ask: AskId,
    /// The node it goes on from.
    pub node: NodeId,
    /// What it is for.
    pub purpose: Purpose,
    /// What to send, in order; the offered functions are those of the spec.
    pub messages: Vec<Message>,
}

/// An API is to be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallApi {
    /// Goes back with the observation.
    pub call: CallId,
    /// The Action Input node.
    pub node: NodeId,
    /// The API.
    pub api: ApiKey,
    /// Arguments to send: as the model wrote them, or mended (`domain::service::check_arguments`).
    pub arguments: String,
}

/// What the search wants next.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Ask the model.
    AskModel(AskModel),
    /// Call an API.
    CallApi(CallApi),
    /// A result is awaited.
    Waiting,
    /// Nothing until resumed.
    Paused(PauseCause),
    /// Over.
    Finished(Outcome),
}

/// Whether an input was awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Accepted {
    /// It was, and has been taken.
    Yes,
    /// It was not (late, repeated, or made up): nothing changed.
    Stale,
}
