//! Pausing.

use crate::domain::json::{reads, words};
use serde::Serialize;

/// Nothing new is asked until resumed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Paused {
    /// Who paused.
    pub cause: PauseCause,
}

reads!(Paused { cause });

/// Who or what paused a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseCause {
    /// The person.
    Person,
    /// The model could not be reached; resuming asks it again.
    ModelFailed,
}

words!(PauseCause {
    "person" => Person,
    "model_failed" => ModelFailed,
});
