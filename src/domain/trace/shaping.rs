//! How a run shows observations to its model.

use crate::domain::json::{Fields, FromFields, Misfit, words};
use serde::Serialize;
use serde_json::Value;

/// How observations are shaped. In [`Fidelity::ToolBench`](super::Fidelity) these are the strip methods of its tool
/// service (`observ_compress_method`): whole is `truncate`, the schema `filter`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shaping {
    /// Not at all.
    #[default]
    Whole,
    /// Only fields that the API's schema names, as in ToolBench's `filter`.
    Schema,
    /// Without nulls; of lists the first ten entries and the number of the others.
    Compact,
    /// Of some replies, drawn by the run's seed, only what the schema names: ToolBench's `random`, in its mode alone.
    Random,
}

words!(Shaping { "whole" => Whole, "schema" => Schema, "compact" => Compact, "random" => Random });

impl Shaping {
    /// True where nothing is done.
    pub const fn is_whole(&self) -> bool {
        matches!(self, Self::Whole)
    }
}

/// See [`RunSpec::seen`](super::RunSpec).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Seen {
    /// What is left out.
    pub shaping: Shaping,
    /// For [`Shaping::Schema`]: the schema of each offered function's reply, in their order; `null` where it has none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub schemas: Vec<Value>,
}

impl FromFields for Seen {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        Ok(Self { shaping: of.take("shaping")?, schemas: of.take_or_default("schemas")? })
    }
}

impl Seen {
    /// True where nothing is left out.
    pub const fn is_whole(&self) -> bool {
        self.shaping.is_whole()
    }
}
