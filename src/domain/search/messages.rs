//! The messages of every node, each text held once.
//!
//! A node's list is the part of its parent's list that stood when it was made, and then its own messages. Diversity
//! prompts are sent with one request and then stay in the lists, marked as no longer valid: later requests leave them
//! out, training data shows the last of them.

use super::environment::seen;
use super::prompts::fill;
use super::read::called_name;
use crate::domain::chat::{Message, Role};
use crate::domain::python::{JsonStyle, json_text_with};
use crate::domain::trace::{Fidelity, NodeId, NodeKind, RunSpec, Tree};
use serde_json::{Value, json};

/// Characters of an observation that a ranking prompt shows (`Tree.py`, `get_former_trice_from_this_node`).
const MAX_COMPARED_OBSERVATION: usize = 1_024;

/// A message in a node's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// As it was sent or came.
    pub message: Message,
    /// False for a diversity prompt that was for one request alone.
    pub valid: bool,
}

/// What belongs to one node.
#[derive(Clone, Debug, Default)]
struct Own {
    /// How many of its parent's own messages stood when it was made.
    from_parent: usize,
    list: Vec<Kept>,
}

/// Messages that belong to each node itself, by node number.
#[derive(Clone, Debug, Default)]
pub(super) struct Messages {
    own: Vec<Own>,
}

impl Messages {
    /// The root's: system and user prompt.
    pub(super) fn start(&mut self, spec: &RunSpec) {
        let system = fill(&spec.prompts.search.system, &[("task_description", &spec.task_description)]);
        let user = fill(&spec.prompts.search.user, &[("input_description", &spec.question)]);
        self.own.clear();
        self.push(NodeId::ROOT, Message::text(Role::System, system));
        self.push(NodeId::ROOT, Message::text(Role::User, user));
    }

    /// A new node begins with what its parent has.
    pub(super) fn add(&mut self, node: NodeId, parent: NodeId) {
        let from_parent = self.own.get(parent.index()).map_or(0, |own| own.list.len());
        self.of_node(node).from_parent = from_parent;
    }

    /// Adds to a node's own messages.
    pub(super) fn push(&mut self, node: NodeId, message: Message) {
        self.of_node(node).list.push(Kept { message, valid: true });
    }

    /// Adds a message that later requests leave out.
    pub(super) fn push_invalid(&mut self, node: NodeId, message: Message) {
        self.of_node(node).list.push(Kept { message, valid: false });
    }

    fn of_node(&mut self, node: NodeId) -> &mut Own {
        if self.own.len() <= node.index() {
            self.own.resize(node.index() + 1, Own::default());
        }
        &mut self.own[node.index()]
    }

    /// All that the model is sent when asked at `node`, without a diversity prompt.
    pub(super) fn of(&self, tree: &Tree, node: NodeId) -> Vec<Message> {
        self.kept(tree, node).filter(|kept| kept.valid).map(|kept| kept.message.clone()).collect()
    }

    fn kept<'a>(&'a self, tree: &Tree, node: NodeId) -> impl Iterator<Item = &'a Kept> {
        let path = tree.path(node);
        let parts: Vec<&[Kept]> = path
            .iter()
            .enumerate()
            .filter_map(|(at, n)| {
                let own = self.own.get(n.index())?;
                let child = path.get(at + 1).and_then(|c| self.own.get(c.index()));
                let end = child.map_or(own.list.len(), |c| c.from_parent.min(own.list.len()));
                Some(&own.list[..end])
            })
            .collect();
        parts.into_iter().flatten()
    }

    /// The conversations that end in each reply on the way to `node` (`Tree.py`,
    /// `get_train_messages_from_this_node`): of prompts that are no longer valid, only the last is left in each.
    pub(super) fn training(&self, tree: &Tree, node: NodeId) -> Vec<Vec<Kept>> {
        let mut out = Vec::new();
        for at in tree.path(node) {
            let call = match tree.node(at).map(|n| n.kind) {
                Some(NodeKind::ActionInput) => true,
                Some(NodeKind::Thought) => false,
                _ => continue,
            };
            let mut list: Vec<Kept> = self.kept(tree, at).cloned().collect();
            let drops = |kept: &Kept| kept.message.role == Role::User || call && kept.message.role == Role::Function;
            while list.last().is_some_and(drops) {
                list.pop();
            }
            if list.last().is_some_and(|kept| kept.message.role == Role::Assistant) {
                let last_invalid = list.iter().rposition(|kept| !kept.valid);
                let mut place = 0;
                list.retain(|kept| {
                    place += 1;
                    kept.valid || Some(place - 1) == last_invalid
                });
                out.push(list);
            }
        }
        out
    }
}

/// The diversity prompt for a node with children, or `None` where no child led to a call (ToolBench `DFS.py`, `DFS`).
pub(super) fn diversity(tree: &Tree, node: NodeId, spec: &RunSpec) -> Option<Message> {
    let here = tree.node(node)?;
    let earlier: Vec<Value> = here.children.iter().filter_map(|&child| candidate(tree, child, spec)).collect();
    if earlier.is_empty() {
        return None;
    }
    // The original's text is ASCII alone; ours leaves letters as they are, which costs a model fewer tokens.
    let ascii = spec.fidelity == Fidelity::ToolBench;
    let mut shown = json_text_with(&Value::Array(earlier), JsonStyle { indent: Some(2), ascii });
    shown.push('\n');
    if let Some(observation) = here.observation.as_deref().filter(|o| !o.is_empty()) {
        let observation = seen(spec, here.function, observation);
        shown.push_str(&fill(&spec.prompts.search.diversity_observation, &[("observation", &observation)]));
    }
    let text = fill(&spec.prompts.search.diversity, &[("previous_candidate", &shown)]);
    Some(Message::text(Role::User, text))
}

/// The first call on the first branch below `child`: name, arguments, what it gave. The key with a value that is always
/// zero is upstream's (its spelling too); models were trained on it.
fn candidate(tree: &Tree, child: NodeId, spec: &RunSpec) -> Option<Value> {
    let mut node = tree.node(child)?;
    while node.kind != NodeKind::ActionInput && node.answer.is_none() {
        node = tree.node(*node.children.first()?)?;
    }
    let action = node.parent.and_then(|p| tree.node(p))?;
    Some(json!({
        "name": called_name(&action.text),
        "arguments": node.text,
        "function_output": seen(spec, node.function, node.observation.as_deref().unwrap_or("")),
        "mento-carlo-action-value": 0.0,
    }))
}

/// The deepest node that both come from, where a node comes from itself too.
pub(super) fn lowest_common(tree: &Tree, a: NodeId, b: NodeId) -> NodeId {
    let (a, b) = (tree.path(a), tree.path(b));
    a.iter().zip(&b).take_while(|(a, b)| a == b).last().map_or(NodeId::ROOT, |(common, _)| *common)
}

/// The nodes below `from` down to `to`, as numbered lines (`Tree.py`, `get_former_trice_from_this_node`).
pub(super) fn steps_as_text(tree: &Tree, from: NodeId, to: NodeId, spec: &RunSpec) -> String {
    let mut lines: Vec<String> = Vec::new();
    for node in tree.path(to).into_iter().skip_while(|&n| n != from).skip(1).filter_map(|n| tree.node(n)) {
        let text = if node.kind == NodeKind::Action { called_name(&node.text) } else { &node.text };
        lines.push(format!("{}: {text}\n", kind_name(node.kind)));
        let observation = seen(spec, node.function, node.observation.as_deref().unwrap_or(""));
        let length = observation.chars().count();
        if length > MAX_COMPARED_OBSERVATION {
            let start: String = observation.chars().take(MAX_COMPARED_OBSERVATION).collect();
            lines.push(format!("Observation: {start}...(len={length})\n"));
        } else if length > 0 {
            lines.push(format!("Observation: {observation}\n"));
        }
    }
    if lines.is_empty() {
        return "None".to_owned();
    }
    lines.iter().enumerate().map(|(index, line)| format!("step_{}: {line}\n", index + 1)).collect()
}

/// ToolBench's name of a kind of node; its root is an empty Action Input.
pub const fn kind_name(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Thought => "Thought",
        NodeKind::Action => "Action",
        NodeKind::Root | NodeKind::ActionInput => "Action Input",
    }
}
