//! From a question and chosen APIs to the spec of a run.

use super::ENGINE;
use super::offer::offer_of;
use crate::domain::catalog::{Api, ApiKey, ApiRef, Collection, Tool, repeatable};
use crate::domain::trace::{Fidelity, Limits, Method, OfferedFunction, PromptSet, RunSpec, Seen, Shaping};
use serde_json::Value;

/// What a person chose on the page.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The question.
    pub question: String,
    /// Label of the model.
    pub model: String,
    /// Label of the model that compares branches, where it is another one; for [`Method::Dfs`] alone.
    pub ranker: Option<String>,
    /// The currency of the prices in `limits`, where there are any.
    pub currency: Option<String>,
    /// How to search.
    pub method: Method,
    /// Where to end.
    pub limits: Limits,
    /// Whose defects.
    pub fidelity: Fidelity,
    /// Seed of every chance.
    pub seed: u64,
    /// Whether equal calls are made once, where their documents allow it; never in [`Fidelity::ToolBench`].
    pub cache_calls: bool,
    /// What of an observation the model sees; in [`Fidelity::ToolBench`], what its service leaves out of a reply.
    pub shaping: Shaping,
}

/// The spec of a run over `apis` of `collection`, in that order; `Finish` comes last. Functions whose name was offered
/// before are left out, but not in [`Fidelity::ToolBench`].
pub fn run_spec(setup: Setup, collection: &Collection, apis: &[ApiRef], prompts: PromptSet) -> RunSpec {
    let picked: Vec<_> = apis.iter().filter_map(|&at| collection.get(at)).collect();
    let offer = offer_of(&picked, &prompts.environment, setup.fidelity);
    let caches = setup.cache_calls && setup.fidelity == Fidelity::Fixed;
    let cached =
        if caches { repeatable_functions(&picked, offer.functions.iter().map(|f| &f.key)) } else { Vec::new() };
    let shaping = match (setup.fidelity, setup.shaping) {
        (Fidelity::Fixed, Shaping::Random) | (Fidelity::ToolBench, Shaping::Compact) => Shaping::Whole,
        (_, shaping) => shaping,
    };
    let schema = |key: &ApiKey| collection.document(key).map(|(_, api)| reply_schema(api));
    let schemas = match (setup.fidelity, shaping) {
        (Fidelity::Fixed, Shaping::Schema) => {
            offer.functions.iter().map(|f| schema(&f.key).unwrap_or_default()).collect()
        }
        _ => Vec::new(),
    };
    let seen = Seen { shaping, schemas };
    let mut functions: Vec<OfferedFunction> =
        offer.functions.into_iter().map(|f| OfferedFunction { spec: f.spec, api: Some(f.key) }).collect();
    functions.push(OfferedFunction { spec: offer.finish, api: None });
    RunSpec {
        engine: ENGINE,
        question: setup.question,
        collection: collection.name.clone(),
        model: setup.model,
        ranker: setup.ranker,
        currency: setup.currency,
        method: setup.method,
        limits: setup.limits,
        fidelity: setup.fidelity,
        seed: setup.seed,
        functions,
        task_description: offer.task_description,
        prompts,
        cached,
        seen,
        forked_from: None,
    }
}

/// The shape of an API's reply, or null; a shape of unreasonable size is none.
pub fn reply_schema(api: &Api) -> Value {
    const LONGEST: usize = 20_000;
    let schema = &api.template_response;
    if schema.is_object() && schema.to_string().len() <= LONGEST { schema.clone() } else { Value::Null }
}

/// Indices of the functions whose API may be answered from before.
fn repeatable_functions<'a>(picked: &[(&Tool, &Api)], offered: impl Iterator<Item = &'a ApiKey>) -> Vec<u32> {
    // Tools of one category may share a name once cleaned; one of them that must be called stands for all.
    let must_be_called = |key: &ApiKey| {
        picked.iter().any(|(tool, api)| api.name == key.api && tool.category == key.category && !repeatable(tool, api))
    };
    (0..).zip(offered).filter(|(_, key)| !must_be_called(key)).map(|(index, _)| index).collect()
}
