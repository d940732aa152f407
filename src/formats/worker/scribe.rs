//! What can be asked of the scribe worker, which writes requests to models and APIs and reads their replies.
//!
//! It holds the wire forms of all providers, and no key, no network and no page: the page makes the request that was
//! written, and hands back what came. A reply under way is known by the number of its call; the worker forgets it at
//! its end. A failure is the [`ModelError`](crate::domain::chat::ModelError) as JSON.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::chat::{ChatRequest, Delta, FunctionSpec, Message, ModelError};
use crate::domain::json::reads;
use crate::domain::service::Observed;
use crate::domain::trace::Fidelity;
use crate::formats::calls::Received;
use crate::formats::provider::{Dialect, Endpoint, HttpRequest, Reply};

/// A request. Each names the body of its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// A chat request in an endpoint's form; begins call `call` anew. Answered by an [`HttpRequest`].
    Write {
        /// Chosen by the page; one number a call at a time.
        call: u32,
        /// Whom to ask.
        endpoint: Endpoint,
        /// What it was found to take.
        dialect: Dialect,
        /// What to ask.
        chat: Asked,
    },
    /// More of a reply's body. Answered by [`Heard`].
    Hear {
        /// Of this call.
        call: u32,
        /// Whole characters.
        text: String,
    },
    /// The body has ended. Answered by a [`Reply`]; the call is over.
    End {
        /// Of this call.
        call: u32,
        /// The connection broke, instead of ending in order.
        broken: bool,
    },
    /// Nobody waits for the rest. Answered by the [`Message`] so far, or `null`; the call is over.
    Leave {
        /// Of this call.
        call: u32,
    },
    /// The endpoint answered with a failing status. Answered by a [`Refused`]; the call is over.
    Refused {
        /// Whom.
        endpoint: Endpoint,
        /// What was used.
        dialect: Dialect,
        /// HTTP status.
        status: u16,
        /// Headers `retry-after-ms` and `retry-after`, where they may be read.
        retry_after: [Option<String>; 2],
        /// Unix time in milliseconds.
        now_ms: i64,
        /// The start of the body.
        body: String,
    },
    /// The request for an endpoint's models. Answered by an [`HttpRequest`].
    ListModels {
        /// Whom.
        endpoint: Endpoint,
    },
    /// A call of an API as a request. Answered by a [`Call`].
    WriteCall {
        /// Category of the tool.
        category: String,
        /// A tool file with the API alone.
        document: Value,
        /// As the model wrote them, or mended.
        arguments: String,
        /// Whose reading of them.
        fidelity: Fidelity,
    },
    /// What an API sent. Answered by an [`Observed`].
    ReadCall {
        /// That.
        received: Received,
        /// Whose reading of it.
        fidelity: Fidelity,
    },
    /// The same in ToolBench's form, without what a schema lacks. Answered by an [`Observed`].
    ReadStripped {
        /// What an API sent.
        received: Received,
        /// Shape of its replies.
        schema: Value,
    },
    /// What a tool server sent. Answered by an [`Observed`].
    ReadServer {
        /// That.
        received: Received,
        /// Whose reading of it.
        fidelity: Fidelity,
    },
    /// Its answer. Answered by a list of names.
    ReadModels {
        /// Whose.
        endpoint: Endpoint,
        /// The body.
        body: String,
    },
}

/// What is asked of a model: [`crate::domain::chat::ChatRequest`], as it crosses.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// Oldest first.
    pub messages: Vec<Message>,
    /// That may be called.
    pub functions: Vec<FunctionSpec>,
    /// Most tokens of the reply.
    pub max_tokens: Option<u32>,
    /// Sampling temperature.
    pub temperature: Option<f32>,
}

impl From<&ChatRequest> for Asked {
    fn from(chat: &ChatRequest) -> Self {
        let ChatRequest { messages, functions, max_tokens, temperature } = chat.clone();
        Self { messages, functions, max_tokens, temperature }
    }
}

impl From<Asked> for ChatRequest {
    fn from(asked: Asked) -> Self {
        let Asked { messages, functions, max_tokens, temperature } = asked;
        Self { messages, functions, max_tokens, temperature }
    }
}

/// What a piece of a body brought.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Heard {
    /// For the screen.
    pub deltas: Vec<Delta>,
    /// Nothing further counts: the connection may be closed.
    pub done: bool,
}

reads!(Heard { deltas, done });

/// What a failing status means.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Refused {
    /// The error, should the call not be made again.
    pub error: ModelError,
    /// The dialect in which it may succeed.
    pub adapted: Option<Dialect>,
}

reads!(Refused { error, adapted });

/// What a call becomes: one of the two.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Call {
    /// To be made.
    pub request: Option<HttpRequest>,
    /// What the model is told instead.
    pub told: Option<Observed>,
}

reads!(Call { request, told });

/// The body of an answer. It bears no mark of its kind: whoever asked knows which to read.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Outcome {
    /// Of [`Order::Write`] and [`Order::ListModels`].
    Request(HttpRequest),
    /// Of [`Order::Hear`].
    Heard(Heard),
    /// Of [`Order::End`].
    Reply(Box<Reply>),
    /// Of [`Order::Leave`].
    Left(Option<Box<Message>>),
    /// Of [`Order::Refused`].
    Refused(Refused),
    /// Of [`Order::WriteCall`].
    Call(Call),
    /// Of [`Order::ReadCall`], [`Order::ReadStripped`] and [`Order::ReadServer`].
    Observed(Observed),
    /// Of [`Order::ReadModels`].
    Models(Vec<String>),
}
