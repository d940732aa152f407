//! What ToolEval's conversion takes out of an answer file.

use crate::domain::json::{Fields, FromFields, FromJson, Misfit, reads};
use crate::domain::tooleval::{Ended, Recorded, RecordedCall, RecordedMessage, WalkNode};
use crate::formats::toolbench::answer::{AnswerFile, AnswerNode, Process};
use serde_json::Value;

/// The run of an answer file.
///
/// # Errors
/// [`Misfit`], where its last conversation is none.
pub fn recorded(file: &AnswerFile) -> Result<Recorded, Misfit> {
    let answer = &file.answer_generation;
    let ended = match (&file.process, answer.valid_data) {
        (_, true) => {
            let messages = last_messages(answer.rest.get("train_messages"))
                .map_err(|misfit| misfit.within(".answer_generation.train_messages"))?;
            Ended::Valid(messages)
        }
        (Process::Tree(tree), false) => Ended::Tree(walk_node(&tree.tree)),
        (Process::Tries { trys, .. }, false) => {
            Ended::Tries(trys.iter().map(|one| one.chain.iter().map(walk_node).collect()).collect())
        }
    };
    Ok(Recorded {
        query: answer.query.clone().unwrap_or_default(),
        function: answer.function.clone(),
        final_answer: answer.final_answer.clone(),
        ended,
    })
}

fn last_messages(lists: Option<&Value>) -> Result<Option<Vec<RecordedMessage>>, Misfit> {
    match lists {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Array(lists)) => {
            let Some((last, before)) = lists.split_last() else { return Ok(None) };
            let messages = Vec::from_json(Some(last.clone()));
            messages.map(Some).map_err(|misfit| misfit.within(&format!("[{}]", before.len())))
        }
        other => Err(Misfit::new("a list", other)),
    }
}

// A tree of a file that was read has a bounded depth.
fn walk_node(node: &AnswerNode) -> WalkNode {
    WalkNode {
        node_type: node.node_type.clone(),
        description: node.description.clone(),
        observation: node.observation.clone(),
        children: node.children.iter().flatten().map(walk_node).collect(),
    }
}

reads!(RecordedMessage { role, content, function_call });

impl FromFields for RecordedCall {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        Ok(Self { name: of.take("name")?, arguments: of.take("arguments")? })
    }
}
