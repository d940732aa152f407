//! What a recorded run was asked to do, as far as its file says.

use super::AnswerError;
use super::file::{AnswerFile, Process};
use crate::domain::catalog::{ApiKey, FinishFunction};
use crate::domain::chat::FunctionSpec;
use crate::domain::search::{ENGINE, default_prompts};
use crate::domain::trace::{Fidelity, Limits, Method, OfferedFunction, RunSpec, Seen};
use serde_json::{Value, json};

/// The spec. Files hold neither categories nor prompts: categories are empty, and the prompts are ours.
pub(super) fn run_spec(file: &AnswerFile) -> Result<RunSpec, AnswerError> {
    let number = |name: &str| file.forward_args.get(name).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
    let default = Limits::default();
    let limits = Limits {
        max_depth: number("single_chain_max_step").unwrap_or(default.max_depth),
        width: number("tree_beam_size").unwrap_or(default.width),
        max_model_calls: number("max_query_count").unwrap_or(default.max_model_calls),
        answers: number("answer").unwrap_or(default.answers),
        ..default
    };
    let method = match &file.process {
        Process::Tries { trys, .. } => {
            let tries = number("pass_at").unwrap_or_else(|| u32::try_from(trys.len()).unwrap_or(u32::MAX));
            Method::Chain { tries }
        }
        Process::Tree(_) if file.forward_args.get("with_filter") == Some(&Value::Bool(true)) => Method::Dfs,
        Process::Tree(_) => Method::Dfsdt,
    };
    Ok(RunSpec {
        engine: ENGINE,
        question: file.answer_generation.query.clone().unwrap_or_default(),
        collection: "ToolBench".to_owned(),
        model: String::new(),
        ranker: None,
        currency: None,
        method,
        limits,
        fidelity: Fidelity::ToolBench,
        seed: 0,
        functions: file.answer_generation.function.iter().map(offered).collect(),
        task_description: String::new(),
        prompts: default_prompts().map_err(|_| AnswerError::Prompts)?,
        cached: Vec::new(),
        seen: Seen::default(),
        forked_from: None,
    })
}

/// A function as it was offered; what is missing is empty. Names are `<api>_for_<tool>`.
fn offered(function: &Value) -> OfferedFunction {
    let text = |name: &str| function.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let name = text("name");
    let api = (name != FinishFunction::NAME).then(|| {
        let (api, tool) = name.rsplit_once("_for_").unwrap_or((&name, ""));
        ApiKey { category: String::new(), tool: tool.to_owned(), api: api.to_owned() }
    });
    let parameters = function.get("parameters").cloned().unwrap_or_else(|| json!({}));
    OfferedFunction { spec: FunctionSpec { name, description: text("description"), parameters }, api }
}
