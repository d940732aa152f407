//! A node gives the answer.

use crate::domain::trace::NodeId;
use serde::{Deserialize, Serialize};

/// `Finish` with `give_answer`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The Action Input node of `Finish`.
    pub node: NodeId,
    /// The answer's text, read out of the arguments.
    pub answer: String,
}
