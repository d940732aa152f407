//! What can happen in a run: one type per file, one closed union.

mod answered;
mod api_called;
mod api_returned;
mod attempt_started;
mod context_shortened;
mod control;
mod ended;
mod give_up_chosen;
mod imported;
mod model_asked;
mod model_failed;
mod model_replied;
mod model_retried;
mod model_stopped;
mod node_added;
mod pruned;
mod rank_asked;
mod ranked;
mod went_back;

pub use answered::Answered;
pub use api_called::ApiCalled;
pub use api_returned::{AnsweredBy, ApiReturned};
pub use attempt_started::AttemptStarted;
pub use context_shortened::ContextShortened;
pub use control::{PauseCause, Paused};
pub use ended::{Ended, Outcome};
pub use give_up_chosen::GiveUpChosen;
pub use imported::Imported;
pub use model_asked::ModelAsked;
pub use model_failed::ModelFailed;
pub use model_replied::ModelReplied;
pub use model_retried::ModelRetried;
pub use model_stopped::ModelStopped;
pub use node_added::NodeAdded;
pub use pruned::{PruneReason, Pruned};
pub use rank_asked::RankAsked;
pub use ranked::Ranked;
pub use went_back::{BackReason, WentBack};

use super::AskId;
use crate::domain::chat::Partial;
use crate::domain::json::{Fields, FromFields, Misfit};
use serde::Serialize;

/// One event with its place and time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Event {
    /// 0, 1, 2, ...
    pub seq: u32,
    /// Milliseconds since the Unix epoch, given by the driver; a decision has the time of the input it follows.
    pub at_ms: u64,
    /// What happened.
    #[serde(flatten)]
    pub body: EventBody,
}

impl FromFields for Event {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        Ok(Self { seq: of.take("seq")?, at_ms: of.take("at_ms")?, body: EventBody::from_fields(of)? })
    }
}

/// What happened. *Inputs* come from outside; the rest are decisions that follow from spec and inputs.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum EventBody {
    /// Input: the run was read from another program's file.
    Imported(Imported),
    /// Decision: the root, or a new chain from it.
    AttemptStarted(AttemptStarted),
    /// Decision: the model is asked to go on from a node.
    ModelAsked(ModelAsked),
    /// Decision: the model is asked to compare two children.
    RankAsked(RankAsked),
    /// Input: a request failed and will be made again.
    ModelRetried(ModelRetried),
    /// Input: what is sent was made shorter.
    ContextShortened(ContextShortened),
    /// Input: its message.
    ModelReplied(ModelReplied),
    /// Input: the request failed for good.
    ModelFailed(ModelFailed),
    /// Input: the person stopped the request; what had come is kept.
    ModelStopped(ModelStopped),
    /// Decision: a node.
    NodeAdded(NodeAdded),
    /// Decision: an API is called.
    ApiCalled(ApiCalled),
    /// Input: what it gave, or what the search itself answered (`Finish`, unknown function).
    ApiReturned(ApiReturned),
    /// Decision: the search will not go on from a node.
    Pruned(Pruned),
    /// Decision: a node gives the answer.
    Answered(Answered),
    /// Decision: compared children have their order.
    Ranked(Ranked),
    /// Decision: the search returns to an earlier node.
    WentBack(WentBack),
    /// Input or decision: nothing new is asked until resumed.
    Paused(Paused),
    /// Input: goes on.
    Resumed,
    /// Input: the run was opened again after its tab had gone.
    Reopened,
    /// Input: the person ended the run.
    Cancelled,
    /// Decision: the give-up that stands for a run without an answer.
    GiveUpChosen(GiveUpChosen),
    /// Decision: the end.
    Ended(Ended),
}

impl FromFields for EventBody {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        let kind: String = of.take("type")?;
        Ok(match kind.as_str() {
            "attempt_started" => Self::AttemptStarted(AttemptStarted::from_fields(of)?),
            "model_asked" => Self::ModelAsked(ModelAsked::from_fields(of)?),
            "model_replied" => Self::ModelReplied(ModelReplied::from_fields(of)?),
            "model_failed" => Self::ModelFailed(ModelFailed::from_fields(of)?),
            "model_stopped" => Self::ModelStopped(ModelStopped::from_fields(of)?),
            "model_retried" => Self::ModelRetried(ModelRetried::from_fields(of)?),
            "context_shortened" => Self::ContextShortened(ContextShortened::from_fields(of)?),
            "node_added" => Self::NodeAdded(NodeAdded::from_fields(of)?),
            "api_called" => Self::ApiCalled(ApiCalled::from_fields(of)?),
            "api_returned" => Self::ApiReturned(ApiReturned::from_fields(of)?),
            "pruned" => Self::Pruned(Pruned::from_fields(of)?),
            "answered" => Self::Answered(Answered::from_fields(of)?),
            "went_back" => Self::WentBack(WentBack::from_fields(of)?),
            "paused" => Self::Paused(Paused::from_fields(of)?),
            "resumed" => Self::Resumed,
            "reopened" => Self::Reopened,
            "cancelled" => Self::Cancelled,
            "imported" => Self::Imported(Imported::from_fields(of)?),
            "rank_asked" => Self::RankAsked(RankAsked::from_fields(of)?),
            "ranked" => Self::Ranked(Ranked::from_fields(of)?),
            "give_up_chosen" => Self::GiveUpChosen(GiveUpChosen::from_fields(of)?),
            "ended" => Self::Ended(Ended::from_fields(of)?),
            _ => return Err(Misfit::new("the type of an event", Some(&kind.into())).within(".type")),
        })
    }
}

impl EventBody {
    /// Of a request whose reply was not finished: the request, and what had come, if anything.
    pub fn cut(&self) -> Option<(AskId, Partial)> {
        match self {
            Self::ModelRetried(e) => Some((e.ask, e.partial.clone())),
            Self::ModelFailed(e) => Some((e.ask, e.partial.clone())),
            Self::ModelStopped(e) => Some((e.ask, e.came())),
            _ => None,
        }
    }

    /// True for what came from outside: feeding these to a fresh search gives all other events again.
    pub const fn is_input(&self) -> bool {
        match self {
            Self::ModelReplied(_)
            | Self::ModelRetried(_)
            | Self::ContextShortened(_)
            | Self::ModelFailed(_)
            | Self::ModelStopped(_)
            | Self::Resumed
            | Self::Reopened
            | Self::Cancelled => true,
            Self::ApiReturned(e) => !e.by_search,
            Self::Paused(e) => matches!(e.cause, PauseCause::Person),
            _ => false,
        }
    }
}
