//! A recorded run, as far as its conversion needs it.

use crate::domain::training::Content;
use serde_json::Value;

/// What an answer file says.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// The question.
    pub query: String,
    /// The functions that were offered.
    pub function: Vec<Value>,
    /// Raw arguments of the chosen `Finish`; empty where there is none.
    pub final_answer: String,
    /// How it ended.
    pub ended: Ended,
}

/// What there is to convert.
#[derive(Clone, Debug, PartialEq)]
pub enum Ended {
    /// `valid_data`: it answered, or a tree search gave up.
    /// Holds the last of `train_messages`, which is the whole conversation; nothing where there is none.
    Valid(Option<Vec<RecordedMessage>>),
    /// A tree search without an end: its root.
    Tree(WalkNode),
    /// Chains without an end, each as its nodes from the root on.
    Tries(Vec<Vec<WalkNode>>),
}

/// A message of the conversation.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedMessage {
    /// `system`, `user`, `assistant` or `function`.
    pub role: String,
    /// Its text.
    pub content: Content,
    /// The call that it makes.
    pub function_call: Option<RecordedCall>,
}

/// A call of a message.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedCall {
    /// Name of the function.
    pub name: String,
    /// As the model wrote them.
    pub arguments: Value,
}

/// A node of a tree or chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalkNode {
    /// `Thought`, `Action` or `Action Input` (also the root).
    pub node_type: String,
    /// Thought, name of the function or arguments.
    pub description: String,
    /// What the call gave.
    pub observation: Option<String>,
    /// In the order made; none in a chain.
    pub children: Vec<WalkNode>,
}
