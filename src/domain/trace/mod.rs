//! The append-only record of a run; everything else is a fold over it.
//!
//! Invariants: events are never changed or removed; their sequence numbers are 0, 1, 2, ...; an event holds an input
//! (what a model, an API or the person gave) or a decision of the search with its reason, never a streaming delta and
//! never a copy of the messages that were sent (those follow from the events, see `domain::search::Search::replay`).

mod answers;
mod budget;
mod cost;
mod counters;
pub mod event;
mod price_merge;
mod price_table;
mod prompt_sections;
mod shaping;
mod spec;
mod status;
mod step;
mod tree;

pub use answers::{AnswerOrder, RankedAnswer, ranked_answers};
pub use budget::{Budget, Budgets, Overrun, Price, decimal, decimal_text};
pub use cost::{Cost, RoleUse};
pub use counters::{Counters, Request};
pub use event::{Event, EventBody};
pub use price_merge::merge_prices;
pub use price_table::{MAX_PATTERN, MAX_PRICES, NamedPrice, PRICES_OF, PriceTable};
pub use prompt_sections::{EvaluatorPrompts, RankingPrompts};
pub use shaping::{Seen, Shaping};
pub use spec::{
    Changed, EnvironmentPrompts, Fidelity, ForkedFrom, Limits, Method, OfferedFunction, PromptSet, RunSpec,
    SearchPrompts,
};
pub use status::StatusCode;
pub use step::{PathStep, StepState, StepView, solution_path, steps};
pub use tree::{Backtrack, Node, NodeKind, RunState, Tree};

use crate::domain::json::{FromJson, Misfit, reads};
use serde::Serialize;
use serde_json::Value;

/// A node of the tree; numbers count from 0, the root.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct NodeId(pub u32);

impl NodeId {
    /// The root.
    pub const ROOT: Self = Self(0);

    /// As an index into [`Tree::nodes`].
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A request to the model; numbers count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct AskId(pub u32);

/// A call of an API; numbers count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct CallId(pub u32);

/// A run: what was asked for, and all that happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Trace {
    /// Fixed at the start.
    pub spec: RunSpec,
    /// In order of sequence numbers.
    pub events: Vec<Event>,
}

reads!(Trace { spec, events });

/// Ids are written as their numbers.
macro_rules! numbers {
    ($($id:ident),+) => {
        $(impl FromJson for $id {
            fn from_json(value: Option<Value>) -> Result<Self, Misfit> {
                u32::from_json(value).map(Self)
            }
        })+
    };
}
numbers!(NodeId, AskId, CallId);

impl Trace {
    /// The tree after all events.
    pub fn tree(&self) -> Tree {
        Tree::fold(&self.events)
    }
}
