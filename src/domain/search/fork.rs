//! A new run out of an old one: the same events up to a point, one changed input, and live from there.

use super::replay::describe;
use super::{Accepted, ReplayError, Search};
use crate::domain::chat::{Message, ModelReply, Usage};
use crate::domain::trace::event::{Event, EventBody};
use crate::domain::trace::{CallId, Changed, ForkedFrom, NodeId, Price, RunSpec, StatusCode, Trace};

/// What is otherwise in the new run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The reply that made the step says this, at no cost in tokens.
    Reply(Message),
    /// The step's call gives this.
    Observation {
        /// What the API is made to say.
        observation: String,
        /// What that is.
        status: StatusCode,
    },
    /// Nothing; the search goes on after the step, with the model of [`Fork::model`].
    Model,
}

impl Change {
    const fn kind(&self) -> Changed {
        match self {
            Self::Reply(_) => Changed::Reply,
            Self::Observation { .. } => Changed::Observation,
            Self::Model => Changed::Model,
        }
    }
}

/// Where and what to fork.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fork {
    /// Id of the source, for the new run's spec.
    pub run: String,
    /// A node of the step: for an observation its Action Input.
    pub node: NodeId,
    /// The change.
    pub change: Change,
    /// Label of the model that goes on.
    pub model: String,
    /// Label of the model that compares branches, where it is another one.
    pub ranker: Option<String>,
    /// What these models cost; `None` keeps the source's prices.
    pub prices: Option<Prices>,
}

/// What the models of a run cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prices {
    /// The model that finds the steps.
    pub solver: Option<Price>,
    /// The model that compares branches; `None`: the same.
    pub ranker: Option<Price>,
    /// Of both.
    pub currency: Option<String>,
}

/// Why a run cannot be forked there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ForkError {
    /// It was read from another program's file: its events are no decisions of our search.
    #[error("the run was read from a file of another program and cannot be forked")]
    Imported,
    /// No such node, or none with what was to be changed.
    #[error("node {node} has no {wanted} that could be changed")]
    NothingToChange {
        /// The node.
        node: u32,
        /// `reply`, `observation` or `step`.
        wanted: &'static str,
    },
    /// The run ended with that step.
    #[error("the run ends with this step: nothing is left to go on with")]
    NothingFollows,
    /// The events before the point are not those that this version decides.
    #[error(transparent)]
    Replay(#[from] ReplayError),
}

impl Search {
    /// The fork of a run, which can be itself a fork: its events before [`ForkedFrom::event`] are those of `source`,
    /// times included; then comes the changed input. A run that was paused there goes on. Where new prices would have
    /// ended it earlier by its budget in money, it keeps the source's.
    ///
    /// # Errors
    /// [`ForkError`].
    pub fn fork(source: &Trace, fork: Fork, now_ms: u64) -> Result<Self, ForkError> {
        if matches!(source.events.first().map(|e| &e.body), Some(EventBody::Imported(_))) {
            return Err(ForkError::Imported);
        }
        let wanted = match fork.change {
            Change::Reply(_) => "reply",
            Change::Observation { .. } => "observation",
            Change::Model => "step",
        };
        let missing = ForkError::NothingToChange { node: fork.node.0, wanted };
        let at = point(source, fork.node, &fork.change).ok_or_else(|| missing.clone())?;
        let mut spec = source.spec.clone();
        spec.model = fork.model;
        spec.ranker = fork.ranker;
        let event = u32::try_from(at).unwrap_or(u32::MAX);
        spec.forked_from = Some(ForkedFrom { run: fork.run, event, changed: fork.change.kind() });
        let priced = fork.prices.map(|prices| {
            let mut spec = spec.clone();
            (spec.limits.budgets.price, spec.limits.budgets.rank_price) = (prices.solver, prices.ranker);
            spec.currency = prices.currency;
            spec
        });
        let priced = priced.and_then(|spec| Self::before(spec, source, at).ok()).filter(|s| s.tree.outcome().is_none());
        let mut search = match priced {
            Some(search) => search,
            None => Self::before(spec, source, at)?,
        };
        let taken = match (fork.change, source.events.get(at).map(|e| &e.body)) {
            (Change::Model, _) => Accepted::Yes,
            (Change::Reply(message), Some(EventBody::ModelReplied(e))) => {
                search.model_replied(e.ask, ModelReply::new(message, Usage::default()), now_ms)
            }
            (Change::Reply(message), Some(EventBody::ModelFailed(e))) => {
                search.model_replied(e.ask, ModelReply::new(message, Usage::default()), now_ms)
            }
            (Change::Observation { observation, status }, _) => {
                let call = CallId(search.calls.saturating_sub(1));
                search.api_returned(call, observation, status, now_ms)
            }
            (Change::Reply(_), _) => Accepted::Stale,
        };
        if taken == Accepted::Stale {
            return Err(missing);
        }
        if wanted == "step" && search.tree.outcome().is_some() {
            return Err(ForkError::NothingFollows);
        }
        let _: Accepted = search.resume(now_ms);
        Ok(search)
    }

    /// A run of `spec` with the first `at` events of `source`, where these are what it decides.
    fn before(spec: RunSpec, source: &Trace, at: usize) -> Result<Self, ReplayError> {
        let search = Self::replay(&Trace { spec, events: source.events[..at].to_vec() })?;
        match (search.trace.events.get(at), source.events.get(at)) {
            (Some(computed), Some(stored)) => Err(ReplayError::Diverged {
                seq: stored.seq,
                stored: describe(Some(stored)),
                computed: describe(Some(computed)),
            }),
            _ => Ok(search),
        }
    }
}

/// How many events a fork shares with its source.
fn point(source: &Trace, node: NodeId, change: &Change) -> Option<usize> {
    let events = &source.events;
    let last = |is: &dyn Fn(&EventBody) -> bool| events.iter().rposition(|e| is(&e.body));
    let ask = events.iter().find_map(|e| match &e.body {
        EventBody::NodeAdded(e) if e.node == node => Some(e.ask),
        _ => None,
    });
    match change {
        Change::Reply(_) => {
            let ask = ask?;
            last(&|body| match body {
                EventBody::ModelReplied(e) => e.ask == ask,
                EventBody::ModelFailed(e) => e.ask == ask,
                _ => false,
            })
        }
        Change::Observation { .. } => {
            last(&|body| matches!(body, EventBody::ApiReturned(e) if e.node == node && !e.by_search))
        }
        Change::Model => {
            let landed = last(&|body| match body {
                EventBody::NodeAdded(e) => Some(e.ask) == ask,
                EventBody::ApiReturned(e) => e.node == node,
                EventBody::AttemptStarted(e) => node == NodeId::ROOT && e.attempt == 1,
                _ => false,
            })?;
            let input = |e: &Event| e.body.is_input();
            Some(events[landed + 1..].iter().position(input).map_or(events.len(), |after| landed + 1 + after))
        }
    }
}
