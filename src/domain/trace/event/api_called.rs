//! An API is called.

use crate::domain::json::reads;
use crate::domain::trace::{CallId, NodeId};
use serde::Serialize;

/// Function and arguments are those of the node's reply; `function` is the offered one that they reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ApiCalled {
    /// This call.
    pub call: CallId,
    /// The Action Input node.
    pub node: NodeId,
    /// Index into `RunSpec::functions`.
    pub function: u32,
}

reads!(ApiCalled { call, node, function });
