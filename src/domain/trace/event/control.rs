//! Pausing.

use serde::{Deserialize, Serialize};

/// Nothing new is asked until resumed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paused {
    /// Who paused.
    pub cause: PauseCause,
}

/// Who or what paused a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseCause {
    /// The person.
    Person,
    /// The model could not be reached; resuming asks it again.
    ModelFailed,
}
