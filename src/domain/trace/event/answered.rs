//! A node gives the answer.

use crate::domain::json::reads;
use crate::domain::trace::NodeId;
use serde::Serialize;

/// `Finish` with `give_answer`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answered {
    /// The Action Input node of `Finish`.
    pub node: NodeId,
    /// The answer's text, read out of the arguments.
    pub answer: String,
}

reads!(Answered { node, answer });
