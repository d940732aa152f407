//! The search returns to an earlier node (backtrack).

use crate::domain::json::{reads, words};
use crate::domain::trace::NodeId;
use serde::Serialize;

/// From where to where and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WentBack {
    /// The node it left.
    pub from: NodeId,
    /// The node it goes on from.
    pub to: NodeId,
    /// Expansions it went up; 1 is the nearest expanded ancestor.
    pub levels: u32,
    /// Why.
    pub reason: BackReason,
}

reads!(WentBack { from, to, levels, reason });

/// Why the search left a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BackReason {
    /// The model gave up there.
    GaveUp,
    /// The chain was too long.
    DepthLimit,
    /// The model request failed there.
    ModelFailed,
    /// An answer was found and more are wanted.
    Answered,
    /// A chain ended and the next try begins at the root.
    NextTry,
}

words!(BackReason {
    "gave_up" => GaveUp,
    "depth_limit" => DepthLimit,
    "model_failed" => ModelFailed,
    "answered" => Answered,
    "next_try" => NextTry,
});
