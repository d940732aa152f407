//! From a question and chosen APIs to the spec of a run (ToolBench `rapidapi.py`, `rapidapi_wrapper.__init__`).

use super::ENGINE;
use super::prompts::fill;
use crate::domain::catalog::{ApiRef, Collection, function_spec};
use crate::domain::trace::{Fidelity, Limits, Method, OfferedFunction, PromptSet, RunSpec};

/// ToolBench cuts a tool's description at this many characters.
const MAX_TOOL_DESCRIPTION: usize = 512;

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

/// The spec of a run over `apis` of `collection`, in that order, each once; `Finish` comes last.
pub fn run_spec(setup: Setup, collection: &Collection, apis: &[ApiRef], prompts: PromptSet) -> RunSpec {
    let mut functions: Vec<OfferedFunction> = Vec::new();
    let mut tools: Vec<usize> = Vec::new();
    for &at in apis {
        let Some((tool, api)) = collection.get(at) else { continue };
        let about = fill(&prompts.environment.function_description, &[("tool", &tool.standardized_name)]);
        let spec = function_spec(tool, api, &about);
        if functions.iter().any(|f| f.spec.name == spec.name) {
            continue;
        }
        functions.push(OfferedFunction { spec, api: collection.key(at) });
        if !tools.contains(&at.tool) {
            tools.push(at.tool);
        }
    }
    functions.push(OfferedFunction { spec: prompts.environment.finish_function.clone(), api: None });

    let mut task_description = prompts.environment.task_description_head.clone();
    for (index, tool) in tools.iter().filter_map(|&t| collection.tools.get(t)).enumerate() {
        let about: String = tool.tool_description.chars().take(MAX_TOOL_DESCRIPTION).collect();
        let line = about.replace('\n', " ");
        task_description.push_str(&fill(
            &prompts.environment.tool_line,
            &[
                ("index", &(index + 1).to_string()),
                ("tool", &tool.standardized_name),
                ("description", if line.trim().is_empty() { "None" } else { &line }),
            ],
        ));
    }
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
        task_description,
        prompts,
    }
}
