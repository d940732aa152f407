//! Which of the branches that were given up stands for the run.

use crate::domain::json::reads;
use crate::domain::trace::NodeId;
use serde::Serialize;

/// A tree search that ends without an answer draws one of its give-ups (`DFS.py`, `to_json`), by chance from the
/// run's seed. The draw is stored, so that the run keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GiveUpChosen {
    /// The node.
    pub node: NodeId,
    /// Its place among the give-ups, from 0 in the order in which they were found.
    pub index: u32,
    /// How many there were.
    pub among: u32,
}

reads!(GiveUpChosen { node, index, among });
