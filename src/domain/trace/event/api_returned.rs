//! What a function call gave.

use crate::domain::chat::Usage;
use crate::domain::json::{Fields, FromFields, Misfit, words};
use crate::domain::trace::{CallId, NodeId, StatusCode};
use serde::Serialize;

/// The observation of an Action Input node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ApiReturned {
    /// The Action Input node.
    pub node: NodeId,
    /// Whole, as the adapter gave it; the model sees at most `Limits::max_observation_length` characters of it.
    pub observation: String,
    /// What became of the call.
    pub status: StatusCode,
    /// True where the search itself answered (`Finish`, unknown function, an earlier call) and nothing was called.
    pub by_search: bool,
    /// The earlier call whose observation this is; since engine 3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_cache: Option<CallId>,
    /// Who answered; nobody said before engine 4.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<AnsweredBy>,
    /// Tokens of the model that played the API; since engine 4.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
}

/// Who answered a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AnsweredBy {
    /// Computed in the browser.
    Local,
    /// A server that takes calls from anyone.
    Public,
    /// RapidAPI's gateway, or one that stands for it.
    RapidApi,
    /// A tool server that speaks ToolBench's form.
    ToolServer,
    /// A model that plays the API: nothing of it is true but by chance.
    Simulated,
}

words!(AnsweredBy {
    "local" => Local,
    "public" => Public,
    "rapid_api" => RapidApi,
    "tool_server" => ToolServer,
    "simulated" => Simulated,
});

impl FromFields for ApiReturned {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        Ok(Self {
            node: of.take("node")?,
            observation: of.take("observation")?,
            status: of.take("status")?,
            by_search: of.take("by_search")?,
            from_cache: of.take("from_cache")?,
            by: of.take_or_default("by")?,
            usage: of.take_or_default("usage")?,
        })
    }
}
