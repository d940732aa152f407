//! What a rater may see of a run.

use crate::domain::json;
use crate::domain::search::seen;
use crate::domain::trace::{NodeId, PathStep, RunSpec, Tree, ranked_answers, solution_path};

/// From the root to the answer: ToolEval's solution path, without the tree, counts, timings, method or model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SolutionPath {
    /// The answer given through `Finish`; `None` where the run gave up or ran out.
    pub final_answer: Option<String>,
    /// In the order in which they happened.
    pub steps: Vec<Step>,
}

/// One model message and its effect. An empty text means that there was none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// What the model wrote beside its call.
    pub thought: String,
    /// Name of the function called.
    pub action: String,
    /// Arguments as the model wrote them; mostly JSON.
    pub action_input: String,
    /// What the API gave back, as the model was shown it.
    pub observation: String,
}

impl SolutionPath {
    /// Of a run: the way to its best answer; without one, to where it last gave up; without that, to its last node.
    pub fn of_run(spec: &RunSpec, tree: &Tree) -> Self {
        let answer = ranked_answers(tree).first().map(|a| a.node);
        let end = answer.or(tree.give_ups.last().copied()).or(tree.nodes.last().map(|n| n.id));
        Self {
            final_answer: answer.and_then(|id: NodeId| tree.node(id)?.answer.clone()),
            steps: end
                .map_or_else(Vec::new, |id| solution_path(tree, id))
                .into_iter()
                .map(|step| Step::as_seen(spec, step))
                .collect(),
        }
    }
}

impl Step {
    /// As the model of the run saw it: a rater who saw more would judge by what the model could not know.
    fn as_seen(spec: &RunSpec, step: PathStep) -> Self {
        Self {
            thought: step.thought.unwrap_or_default(),
            action: step.action.unwrap_or_default(),
            action_input: step.action_input.unwrap_or_default(),
            observation: step.observation.map(|whole| seen(spec, step.function, &whole)).unwrap_or_default(),
        }
    }
}

/// True where no rater could tell the two apart: equal texts apart from white space at their ends, equal arguments
/// apart from their spelling as JSON (spaces, order of keys).
pub fn identical(a: &SolutionPath, b: &SolutionPath) -> bool {
    let answer = |p: &SolutionPath| p.final_answer.as_deref().unwrap_or_default().trim().to_owned();
    answer(a) == answer(b)
        && a.steps.len() == b.steps.len()
        && a.steps.iter().zip(&b.steps).all(|(x, y)| {
            x.thought.trim() == y.thought.trim()
                && x.action.trim() == y.action.trim()
                && same_arguments(x.action_input.trim(), y.action_input.trim())
                && x.observation.trim() == y.observation.trim()
        })
}

fn same_arguments(a: &str, b: &str) -> bool {
    let parse = |text: &str| json::parse(text).ok();
    a == b || parse(a).is_some_and(|a| parse(b) == Some(a))
}
