//! The children of a node have been put in order.

use crate::domain::json::reads;
use crate::domain::trace::NodeId;
use serde::Serialize;

/// All comparisons of the ranking search are in (`rank_candidate.py`, `sum_based_rankn`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ranked {
    /// The node whose children were compared.
    pub node: NodeId,
    /// Its children as they will be entered: by points, then by age.
    pub order: Vec<NodeId>,
    /// Points of each, in that order: 2 for a pair won in both orders, 1 for a tie.
    pub points: Vec<u32>,
}

reads!(Ranked { node, order, points });
