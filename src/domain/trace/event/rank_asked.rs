//! The model is asked which of two children is better.

use crate::domain::json::reads;
use crate::domain::trace::{AskId, NodeId};
use serde::Serialize;

/// One comparison of the ranking search (`rank_candidate.py`, `rank2_subfix`). Each pair is asked for in both orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RankAsked {
    /// This request.
    pub ask: AskId,
    /// The node whose children are compared.
    pub node: NodeId,
    /// Shown as candidate A.
    pub first: NodeId,
    /// Shown as candidate B.
    pub second: NodeId,
}

reads!(RankAsked { ask, node, first, second });
