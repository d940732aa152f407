//! From a question and chosen APIs to the spec of a run.

use super::ENGINE;
use super::offer::offer_of;
use crate::domain::catalog::{ApiRef, Collection};
use crate::domain::trace::{Fidelity, Limits, Method, OfferedFunction, PromptSet, RunSpec};

/// What a person chose on the page.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The question.
    pub question: String,
    /// Label of the model.
    pub model: String,
    /// How to search.
    pub method: Method,
    /// Where to end.
    pub limits: Limits,
    /// Whose defects.
    pub fidelity: Fidelity,
    /// Seed of every chance.
    pub seed: u64,
}

/// The spec of a run over `apis` of `collection`, in that order; `Finish` comes last. Functions whose name was offered
/// before are left out, but not in [`Fidelity::ToolBench`].
pub fn run_spec(setup: Setup, collection: &Collection, apis: &[ApiRef], prompts: PromptSet) -> RunSpec {
    let picked: Vec<_> = apis.iter().filter_map(|&at| collection.get(at)).collect();
    let offer = offer_of(&picked, &prompts.environment, setup.fidelity);
    let mut functions: Vec<OfferedFunction> =
        offer.functions.into_iter().map(|f| OfferedFunction { spec: f.spec, api: Some(f.key) }).collect();
    functions.push(OfferedFunction { spec: offer.finish, api: None });
    RunSpec {
        engine: ENGINE,
        question: setup.question,
        collection: collection.name.clone(),
        model: setup.model,
        method: setup.method,
        limits: setup.limits,
        fidelity: setup.fidelity,
        seed: setup.seed,
        functions,
        task_description: offer.task_description,
        prompts,
    }
}
