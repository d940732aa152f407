//! The end of a run.

use crate::domain::json::{reads, words};
use serde::Serialize;

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ended {
    /// Why.
    pub outcome: Outcome,
}

reads!(Ended { outcome });

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
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

words!(Outcome {
    "answered" => Answered,
    "gave_up" => GaveUp,
    "exhausted" => Exhausted,
    "out_of_model_calls" => OutOfModelCalls,
    "cancelled" => Cancelled,
});
