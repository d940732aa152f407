//! The model is asked to go on from a node.

use crate::domain::json::reads;
use crate::domain::trace::{AskId, NodeId};
use serde::Serialize;

/// The messages are those of `node`, and after them the diversity prompt where `diverse`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ModelAsked {
    /// This request.
    pub ask: AskId,
    /// The node to go on from.
    pub node: NodeId,
    /// Which child of the node is wanted, from 1.
    pub child: u32,
    /// Whether the diversity prompt showed the node's earlier children.
    pub diverse: bool,
}

reads!(ModelAsked { ask, node, child, diverse });
