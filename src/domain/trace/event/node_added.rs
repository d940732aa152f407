//! A node of the tree.

use crate::domain::trace::{AskId, NodeId, NodeKind};
use serde::{Deserialize, Serialize};

/// Its text is that part of the reply to `ask` which its kind names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
