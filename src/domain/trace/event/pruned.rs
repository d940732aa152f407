//! The search will not go on from a node.

use crate::domain::json::{reads, words};
use crate::domain::trace::NodeId;
use serde::Serialize;

/// A node and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pruned {
    /// The node.
    pub node: NodeId,
    /// Why.
    pub reason: PruneReason,
}

reads!(Pruned { node, reason });

/// Why a node is not expanded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PruneReason {
    /// It stands at `Limits::max_depth` nodes or deeper.
    DepthLimit,
    /// The model called `Finish` with `give_up_and_restart`.
    GaveUp,
    /// The model request failed for good (ToolBench's way; Fixed pauses instead).
    ModelFailed,
}

words!(PruneReason {
    "depth_limit" => DepthLimit,
    "gave_up" => GaveUp,
    "model_failed" => ModelFailed,
});
