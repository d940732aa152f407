//! An answer in ToolEval's form (ToolBench `tooleval/convert_to_answer_format.py`).

use serde_json::{Map, Value};

/// What is evaluated for one query.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// The question.
    pub query: String,
    /// The functions that were offered, as their documents.
    pub available_tools: Vec<Value>,
    /// What a method made of it.
    pub answer: ConvertedAnswer,
    /// Fields of a file that we do not know.
    pub rest: Map<String, Value>,
}

/// The path to an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct ConvertedAnswer {
    /// Name of the method, such as `DFS_woFilter_w2`.
    pub method: String,
    /// Nodes of `answer_details`, those for system and user too.
    pub total_steps: u64,
    /// Raw arguments of `Finish`; empty where there is no answer.
    pub final_answer: String,
    /// The path: each node holds the ones after it. Files of the original have one root and no forks.
    pub answer_details: Vec<Detail>,
    /// Fields of a file that we do not know.
    pub rest: Map<String, Value>,
}

/// A node of the path.
#[derive(Clone, Debug, PartialEq)]
pub struct Detail {
    /// `system`, `user`, `assistant` or `tool`.
    pub role: String,
    /// What was said or called.
    pub message: DetailMessage,
    /// What came next.
    pub next: Vec<Detail>,
    /// Fields of a file that we do not know.
    pub rest: Map<String, Value>,
}

/// What stands in a node.
#[derive(Clone, Debug, PartialEq)]
pub enum DetailMessage {
    /// `null`: a message that had none.
    Nothing,
    /// A thought; empty in the nodes for system and user. Released files also hold calls as texts cut short.
    Text(String),
    /// A call with its result.
    Call(Box<DetailCall>),
}

/// A call.
#[derive(Clone, Debug, PartialEq)]
pub struct DetailCall {
    /// Name of the function.
    pub name: String,
    /// As the model wrote them: text in files of the original.
    pub arguments: Value,
    /// The observation: text, or `null`.
    pub response: Value,
    /// Fields of a file that we do not know.
    pub rest: Map<String, Value>,
}
