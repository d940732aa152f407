//! A run was read from a file of another program.

use crate::domain::json::reads;
use serde::Serialize;

/// The first event of such a run. What follows was put together from the file and is no decision of our search, so the
/// run can be shown and not continued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// Kind of file: `toolbench_answer`.
    pub source: String,
}

reads!(Imported { source });
