//! An answer file becomes what a judge is shown (ToolBench `tooleval/convert_to_answer_format.py`, `process_valid_data` and
//! `process_invalid_data`).
//!
//! Kept from the original (quirk 57): text beside a call is lost, the result of `Finish` is blank in answers that are
//! valid and kept in others, and the nodes for system and user, which are empty, count as steps.

use super::answer::{ConvertedAnswer, Detail, DetailCall, DetailMessage};
use super::recorded::{Ended, Recorded, RecordedMessage, WalkNode};
use crate::domain::catalog::FinishFunction;
use crate::domain::preference::draw::{SplitMix64, seed};
use crate::domain::trace::Fidelity;
use crate::domain::training::Content;
use serde_json::{Map, Value};

/// Longest path that is made, in nodes. Each is two levels of JSON inside the one before; Python's reader takes about
/// 1,000 levels, ours 128.
pub const MAX_NODES: usize = 400;

/// Why an answer cannot be converted. All but `TooLong` only in `ToolBench` mode, where the original stops too.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConvertError {
    /// A message has no `content`, where the original needs it.
    #[error("answer_generation.train_messages[-1][{message}].content: expected text or null, found nothing")]
    NoContent {
        /// Index of the message, from 0.
        message: usize,
    },
    /// A message of a role that the original does not know.
    #[error("answer_generation.train_messages[-1][{message}].role: expected system, user, function or assistant")]
    UnknownRole {
        /// Index of the message, from 0.
        message: usize,
    },
    /// A node below the root of the tree or in the try is none that the original knows.
    #[error("node {node} of the path: expected {expected}")]
    BadNode {
        /// Place on the path walked, from 0.
        node: usize,
        /// What belongs there.
        expected: &'static str,
    },
    /// A call is the last message, and it is not `Finish`.
    #[error("answer_generation.train_messages[-1][{message}]: expected a message after the call, found nothing")]
    NoResponse {
        /// Index of the message with the call, from 0.
        message: usize,
    },
    /// `train_messages` holds no conversation.
    #[error("answer_generation.train_messages: expected a conversation, found none")]
    NoMessages,
    /// A chain without tries.
    #[error("trys: expected one or more, found none")]
    NoTries,
    /// The path is too long to be nested.
    #[error("the path has {nodes} nodes, more than {MAX_NODES}")]
    TooLong {
        /// Nodes of it.
        nodes: usize,
    },
}

/// The answer of a run. Where it did not end, a branch is walked from the root: `pick` gives the place, from 0, of the
/// one to take among `n` (at least 2); a place beyond is taken as the last. In a chain it picks the try first.
///
/// # Errors
/// [`ConvertError`]. `Fixed` takes what is missing as `null` or as nothing said.
pub fn convert(
    recorded: &Recorded,
    method: &str,
    fidelity: Fidelity,
    pick: &mut dyn FnMut(usize) -> usize,
) -> Result<ConvertedAnswer, ConvertError> {
    let said = match &recorded.ended {
        Ended::Valid(messages) => conversation(messages.as_deref(), fidelity)?,
        Ended::Tree(root) => walked(&branch(root, pick), fidelity)?,
        Ended::Tries(tries) => match (tries.get(picked(tries.len(), pick)), fidelity) {
            (Some(chain), _) => walked(&chain.iter().collect::<Vec<_>>(), fidelity)?,
            (None, Fidelity::ToolBench) => return Err(ConvertError::NoTries),
            (None, Fidelity::Fixed) => Vec::new(),
        },
    };
    let nodes = said.len() + 2;
    if nodes > MAX_NODES {
        return Err(ConvertError::TooLong { nodes });
    }
    let empty = |role| (role, DetailMessage::Text(String::new()));
    Ok(ConvertedAnswer {
        method: method.to_owned(),
        total_steps: nodes as u64,
        final_answer: recorded.final_answer.clone(),
        answer_details: nested([empty("system"), empty("user")].into_iter().chain(said).collect()),
        rest: Map::new(),
    })
}

/// Picks for one query: the same whatever else is converted, and in whatever order. The original draws from one seed for
/// all files of a folder, in the folder's order (quirk 58).
pub fn seeded_picks(run_seed: u64, query_id: &str) -> impl FnMut(usize) -> usize {
    let mut numbers = SplitMix64(seed("tooleval-convert", &[&run_seed.to_string(), query_id]));
    // Below `n`, so it fits again.
    move |n| usize::try_from(numbers.below(n as u64)).unwrap_or(0)
}

/// The query of an answer file: its name up to the first `_` (quirk 60).
pub fn query_id(file_name: &str) -> &str {
    file_name.split('_').next().unwrap_or_default()
}

type Said = (&'static str, DetailMessage);

fn picked(among: usize, pick: &mut dyn FnMut(usize) -> usize) -> usize {
    if among < 2 { 0 } else { pick(among).min(among - 1) }
}

fn conversation(messages: Option<&[RecordedMessage]>, fidelity: Fidelity) -> Result<Vec<Said>, ConvertError> {
    let messages = match (messages, fidelity) {
        (Some(messages), _) => messages,
        (None, Fidelity::ToolBench) => return Err(ConvertError::NoMessages),
        (None, Fidelity::Fixed) => &[],
    };
    let mut said = Vec::new();
    let mut rest = messages.iter().enumerate().peekable();
    while let Some((index, message)) = rest.next() {
        // The original counts on system and user to come first, and looks at neither.
        let looked_at = fidelity == Fidelity::Fixed || index >= 2;
        match (message.role.as_str(), &message.function_call) {
            _ if !looked_at => {}
            ("assistant", None) => said.push(("assistant", thought(message, index, fidelity)?)),
            ("assistant", Some(call)) => {
                let response = if call.name == FinishFunction::NAME {
                    Value::from("")
                } else {
                    response(messages, index, fidelity)?
                };
                said.push(tool(call.name.clone(), call.arguments.clone(), response));
                rest.next_if(|(_, next)| fidelity == Fidelity::ToolBench || next.role == "function");
            }
            ("system" | "user" | "function", _) => {}
            _ if fidelity == Fidelity::Fixed => {}
            _ => return Err(ConvertError::UnknownRole { message: index }),
        }
    }
    Ok(said)
}

fn tool(name: String, arguments: Value, response: Value) -> Said {
    ("tool", DetailMessage::Call(Box::new(DetailCall { name, arguments, response, rest: Map::new() })))
}

fn thought(message: &RecordedMessage, index: usize, fidelity: Fidelity) -> Result<DetailMessage, ConvertError> {
    match (&message.content, fidelity) {
        (Content::Text(text), _) => Ok(DetailMessage::Text(text.clone())),
        (Content::Absent, Fidelity::ToolBench) => Err(ConvertError::NoContent { message: index }),
        (Content::Absent | Content::Null, _) => Ok(DetailMessage::Nothing),
    }
}

/// The result of the call at `call`: what the next message says. `Fixed` looks whether that is a result at all.
fn response(messages: &[RecordedMessage], call: usize, fidelity: Fidelity) -> Result<Value, ConvertError> {
    let next = messages.get(call + 1).filter(|m| fidelity == Fidelity::ToolBench || m.role == "function");
    match (next.map(|m| &m.content), fidelity) {
        (Some(Content::Text(text)), _) => Ok(Value::from(text.as_str())),
        (None, Fidelity::ToolBench) => Err(ConvertError::NoResponse { message: call }),
        (Some(Content::Absent), Fidelity::ToolBench) => Err(ConvertError::NoContent { message: call + 1 }),
        (Some(Content::Absent), Fidelity::Fixed) | (Some(Content::Null), _) => Ok(Value::Null),
        (None, Fidelity::Fixed) => Ok(Value::from("")),
    }
}

/// A path from the root, without it, to a node that nothing comes after.
fn branch<'a>(root: &'a WalkNode, pick: &mut dyn FnMut(usize) -> usize) -> Vec<&'a WalkNode> {
    let (mut node, mut out) = (root, Vec::new());
    while let Some(child) = node.children.get(picked(node.children.len(), pick)) {
        out.push(child);
        node = child;
    }
    out
}

/// A call is an `Action` and the `Action Input` after it, which has an observation. `Fixed` does without them, and passes
/// over nodes of other kinds.
fn walked(nodes: &[&WalkNode], fidelity: Fidelity) -> Result<Vec<Said>, ConvertError> {
    let bad = |node, expected| match fidelity {
        Fidelity::ToolBench => Err(ConvertError::BadNode { node, expected }),
        Fidelity::Fixed => Ok(()),
    };
    let mut said = Vec::new();
    let mut rest = nodes.iter().enumerate().peekable();
    while let Some((index, node)) = rest.next() {
        match node.node_type.as_str() {
            "Thought" => said.push(("assistant", DetailMessage::Text(node.description.clone()))),
            "Action" => {
                let input = rest.next_if(|(_, next)| next.node_type == "Action Input").map(|(_, input)| input);
                let observation = input.and_then(|input| input.observation.as_deref());
                if observation.is_none() {
                    bad(index + 1, "an Action Input with an observation")?;
                }
                let arguments = input.map(|input| input.description.as_str()).unwrap_or_default();
                said.push(tool(node.description.clone(), arguments.into(), observation.unwrap_or_default().into()));
            }
            _ => bad(index, "a Thought or an Action")?,
        }
    }
    Ok(said)
}

/// Each node inside the one before it.
fn nested(said: Vec<Said>) -> Vec<Detail> {
    said.into_iter().rev().fold(Vec::new(), |next, (role, message)| {
        vec![Detail { role: role.to_owned(), message, next, rest: Map::new() }]
    })
}
