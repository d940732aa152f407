//! A search or chain begins at the root.

use crate::domain::json::reads;
use serde::Serialize;

/// The search begins (attempt 1), or the next chain of CoT@n does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AttemptStarted {
    /// From 1.
    pub attempt: u32,
}

reads!(AttemptStarted { attempt });
