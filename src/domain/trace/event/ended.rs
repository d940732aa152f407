//! The end of a run.

use crate::domain::json::{Fields, FromJson, Misfit, reads};
use crate::domain::trace::Overrun;
use serde::Serialize;
use serde_json::Value;

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
    /// One of `Limits::budgets` is used up: which one, and how much was used.
    OutOfBudget(Overrun),
    /// The person ended it.
    Cancelled,
}

impl FromJson for Outcome {
    fn from_json(value: Option<Value>) -> Result<Self, Misfit> {
        if matches!(value, Some(Value::Object(_))) {
            return Ok(Self::OutOfBudget(Fields::of(value)?.take("out_of_budget")?));
        }
        match value.as_ref().and_then(Value::as_str) {
            Some("answered") => Ok(Self::Answered),
            Some("gave_up") => Ok(Self::GaveUp),
            Some("exhausted") => Ok(Self::Exhausted),
            Some("out_of_model_calls") => Ok(Self::OutOfModelCalls),
            Some("cancelled") => Ok(Self::Cancelled),
            _ => Err(Misfit::new(
                "one of answered gave_up exhausted out_of_model_calls out_of_budget cancelled",
                value.as_ref(),
            )),
        }
    }
}
