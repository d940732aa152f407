//! A node of the tree.

use crate::domain::json::reads;
use crate::domain::trace::{AskId, NodeId, NodeKind};
use serde::Serialize;

/// Its text is that part of the reply to `ask` which its kind names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NodeAdded {
    /// The new node.
    pub node: NodeId,
    /// Below this one.
    pub parent: NodeId,
    /// Thought, Action or Action Input.
    pub kind: NodeKind,
    /// The reply it was made from.
    pub ask: AskId,
}

reads!(NodeAdded { node, parent, kind, ask });
