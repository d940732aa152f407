//! What can be asked of the practice worker, which holds the practice planner and the local tools.
//!
//! It keeps nothing between requests and never fails one: the planner always has a reply, and a tool's failure is an
//! observation.

use serde::{Deserialize, Serialize};

use crate::domain::chat::{FunctionSpec, Message, ModelReply};
use crate::domain::trace::StatusCode;

/// A request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The planner's next message. Answered by [`Outcome::Replied`].
    Reply {
        /// The conversation so far, oldest first.
        messages: Vec<Message>,
        /// Functions that may be called.
        functions: Vec<FunctionSpec>,
    },
    /// A call of a local tool. Answered by [`Outcome::Called`].
    Call {
        /// Standardized name of the tool.
        tool: String,
        /// Name of the API as in the tool's file.
        api: String,
        /// JSON text as the model wrote it; may be malformed.
        arguments: String,
    },
}

/// The body of an answer. It bears no mark of its kind: whoever asked knows which to decode.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Outcome {
    /// A [`ModelReply`].
    Replied(ModelReply),
    /// A [`Called`].
    Called(Called),
}

/// The observation of a call and its status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Called(pub String, pub StatusCode);
