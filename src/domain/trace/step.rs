//! Steps: one reply of the model and its effect, up to three chained nodes, as people read and see them.

use super::event::{AnsweredBy, PruneReason};
use super::{AskId, Node, NodeId, NodeKind, RunState, StatusCode, Tree};

/// One step of the tree.
#[derive(Clone, Debug, PartialEq)]
pub struct StepView {
    /// Index of the parent step; `None` for the first, which is the question itself.
    pub parent: Option<usize>,
    /// Its nodes, in order: at most a thought, an action, an action input. The question has the root alone.
    pub nodes: Vec<NodeId>,
    /// The request whose reply it is ([`Tree::request`]); the question has none.
    pub ask: Option<AskId>,
    /// Text of the thought.
    pub thought: Option<String>,
    /// Name of the function called.
    pub action: Option<String>,
    /// Arguments as written.
    pub arguments: Option<String>,
    /// Whole observation.
    pub observation: Option<String>,
    /// What became of the call.
    pub status: Option<StatusCode>,
    /// Who answered, where somebody said.
    pub answered_by: Option<AnsweredBy>,
    /// The offered function that the call reached.
    pub function: Option<u32>,
    /// The earlier node whose observation it has, where nothing was called.
    pub from_cache: Option<NodeId>,
    /// The answer, where this step gave it.
    pub answer: Option<String>,
    /// Where it stands.
    pub state: StepState,
    /// When its model request went out, when its last event came (milliseconds since the epoch).
    pub span_ms: (u64, u64),
    /// Steps from the question.
    pub depth: usize,
    /// Which child of its parent, from 0.
    pub ordinal: usize,
}

impl StepView {
    /// The node that stands for the step: its last.
    pub fn last(&self) -> NodeId {
        self.nodes.last().copied().unwrap_or(NodeId::ROOT)
    }
}

/// Where a step stands; each is drawn with its own shape, word and colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// The question.
    Question,
    /// Its API is being called.
    Working,
    /// Done, and the search may go on below it.
    Open,
    /// Its call failed.
    Failed,
    /// The model gave up here.
    GaveUp,
    /// Not expanded: too deep, or the model request failed.
    Pruned,
    /// It gave an answer.
    Answered,
}

/// All steps in the order they came; the first is the question.
pub fn steps(tree: &Tree) -> Vec<StepView> {
    let mut out: Vec<StepView> = Vec::new();
    let mut step_of: Vec<usize> = Vec::with_capacity(tree.nodes.len());
    let mut children: Vec<usize> = Vec::new();
    for node in &tree.nodes {
        let above = node.parent.and_then(|p| step_of.get(p.index()).copied());
        let joins = above.filter(|&s| same_step(tree, node, &out[s]));
        let index = joins.unwrap_or_else(|| {
            let ordinal = above.map_or(0, |s| {
                children[s] += 1;
                children[s] - 1
            });
            children.push(0);
            let depth = above.map_or(0, |s| out[s].depth + 1);
            out.push(StepView {
                parent: above,
                nodes: Vec::new(),
                ask: node.ask,
                thought: None,
                action: None,
                arguments: None,
                observation: None,
                status: None,
                answered_by: None,
                function: None,
                from_cache: None,
                answer: None,
                state: StepState::Open,
                span_ms: (node.asked_ms, node.made_ms),
                depth,
                ordinal,
            });
            out.len() - 1
        });
        step_of.push(index);
        take(&mut out[index], node, tree);
    }
    out
}

fn same_step(tree: &Tree, node: &Node, step: &StepView) -> bool {
    tree.node(step.last()).is_some_and(|last| last.ask.is_some() && last.ask == node.ask)
}

fn take(step: &mut StepView, node: &Node, tree: &Tree) {
    step.nodes.push(node.id);
    step.span_ms.1 = node.returned_ms.or(node.called_ms).unwrap_or(node.made_ms);
    match node.kind {
        NodeKind::Root => {}
        NodeKind::Thought => step.thought = Some(node.text.clone()),
        NodeKind::Action => step.action = Some(node.text.clone()),
        NodeKind::ActionInput => {
            step.arguments = Some(node.text.clone());
            step.observation.clone_from(&node.observation);
            step.status = node.status;
            (step.answered_by, step.function) = (node.answered_by, node.function);
            step.from_cache = node.from_cache;
            step.answer.clone_from(&node.answer);
        }
    }
    step.state = state(step, node, tree);
}

fn state(step: &StepView, node: &Node, tree: &Tree) -> StepState {
    if node.kind == NodeKind::Root {
        return StepState::Question;
    }
    match (node.pruned, step.status) {
        _ if step.answer.is_some() => StepState::Answered,
        (Some(PruneReason::GaveUp), _) | (_, Some(StatusCode::GaveUp)) => StepState::GaveUp,
        (_, Some(status)) if status.is_failure() => StepState::Failed,
        (Some(_), _) => StepState::Pruned,
        _ if tree.state == RunState::CallingApi(node.id) => StepState::Working,
        _ => StepState::Open,
    }
}

/// A step of a solution path, as ToolEval shows it: no tree, counts or times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathStep {
    /// Text of the thought.
    pub thought: Option<String>,
    /// Function called.
    pub action: Option<String>,
    /// Arguments as written.
    pub action_input: Option<String>,
    /// Whole observation.
    pub observation: Option<String>,
    /// The offered function that the call reached.
    pub function: Option<u32>,
}

/// The steps from the question (left out) to the step of `node`.
pub fn solution_path(tree: &Tree, node: NodeId) -> Vec<PathStep> {
    let all = steps(tree);
    let mut at = all.iter().position(|s| s.nodes.contains(&node));
    let mut path = Vec::new();
    while let Some(index) = at {
        let step = &all[index];
        if step.state != StepState::Question {
            path.push(PathStep {
                thought: step.thought.clone(),
                action: step.action.clone(),
                action_input: step.arguments.clone(),
                observation: step.observation.clone(),
                function: step.function,
            });
        }
        at = step.parent;
    }
    path.reverse();
    path
}
