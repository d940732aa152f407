//! The messages of every node, each text held once.
//!
//! A node's list is the part of its parent's list that stood when it was made, and then its own messages. Diversity
//! prompts are asked with and then left out, so they are kept apart from the lists.

use super::environment::shorten;
use super::prompts::fill;
use crate::domain::chat::{Message, Role};
use crate::domain::trace::{NodeId, NodeKind, RunSpec, Tree};
use serde_json::{Value, json};

/// Messages that belong to each node itself, by node number.
#[derive(Clone, Debug, Default)]
pub(super) struct Messages {
    own: Vec<Vec<Message>>,
}

impl Messages {
    /// The root's: system and user prompt.
    pub(super) fn start(&mut self, spec: &RunSpec) {
        let system = fill(&spec.prompts.search.system, &[("task_description", &spec.task_description)]);
        let user = fill(&spec.prompts.search.user, &[("input_description", &spec.question)]);
        self.own = vec![vec![Message::text(Role::System, system), Message::text(Role::User, user)]];
    }

    /// Adds to a node's own messages.
    pub(super) fn push(&mut self, node: NodeId, message: Message) {
        if self.own.len() <= node.index() {
            self.own.resize(node.index() + 1, Vec::new());
        }
        self.own[node.index()].push(message);
    }

    /// All that the model is sent when asked at `node`, without a diversity prompt.
    pub(super) fn of(&self, tree: &Tree, node: NodeId) -> Vec<Message> {
        tree.path(node).into_iter().filter_map(|n| self.own.get(n.index())).flatten().cloned().collect()
    }
}

/// The diversity prompt for a node with children, or `None` where no child led to a call (ToolBench `DFS.py`, `DFS`).
pub(super) fn diversity(tree: &Tree, node: NodeId, spec: &RunSpec) -> Option<Message> {
    let max = spec.limits.max_observation_length;
    let here = tree.node(node)?;
    let earlier: Vec<Value> = here.children.iter().filter_map(|&child| candidate(tree, child, max)).collect();
    if earlier.is_empty() {
        return None;
    }
    let mut shown = serde_json::to_string_pretty(&earlier).ok()?;
    shown.push('\n');
    if let Some(observation) = here.observation.as_deref().filter(|o| !o.is_empty()) {
        let observation = shorten(observation, max);
        shown.push_str(&fill(&spec.prompts.search.diversity_observation, &[("observation", &observation)]));
    }
    let text = fill(&spec.prompts.search.diversity, &[("previous_candidate", &shown)]);
    Some(Message::text(Role::User, text))
}

/// The first call on the first branch below `child`: name, arguments, what it gave. The key with a value that is always
/// zero is upstream's (its spelling too); models were trained on it.
fn candidate(tree: &Tree, child: NodeId, max: u32) -> Option<Value> {
    let mut node = tree.node(child)?;
    while node.kind != NodeKind::ActionInput && node.answer.is_none() {
        node = tree.node(*node.children.first()?)?;
    }
    let action = node.parent.and_then(|p| tree.node(p))?;
    Some(json!({
        "name": action.text,
        "arguments": node.text,
        "function_output": shorten(node.observation.as_deref().unwrap_or(""), max),
        "mento-carlo-action-value": 0.0,
    }))
}
