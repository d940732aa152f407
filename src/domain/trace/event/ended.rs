//! The end of a run.

use serde::{Deserialize, Serialize};

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// Why.
    pub outcome: Outcome,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// As many answers as were wanted.
    Answered,
    /// No answer, and some branch was given up by the model.
    GaveUp,
    /// No answer and nothing left to try.
    Exhausted,
    /// `Limits::max_model_calls` was reached.
    OutOfModelCalls,
    /// The person ended it.
    Cancelled,
}
