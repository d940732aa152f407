//! What a run was asked to do: fixed at its start, stored with it, enough to compute every decision again.

use super::budget::Budgets;
use super::shaping::Seen;
use crate::domain::catalog::ApiKey;
use crate::domain::chat::FunctionSpec;
use crate::domain::json::{Fields, FromFields, FromJson, Misfit, inside_serde, reads, words};
use serde::Serialize;
use serde_json::{Map, Value};

/// How solution paths are searched for (paper section 2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Depth-first search-based decision tree, pre-order, without ranking (`DFS_woFilter_w<width>`).
    Dfsdt,
    /// Depth-first search whose children are all asked for, compared in pairs by the model, and entered best first
    /// (`DFS_w<width>`).
    Dfs,
    /// Chains from the root, `tries` of them at most (`CoT@<tries>`; ReACT is `CoT@1`).
    Chain {
        /// At least 1.
        tries: u32,
    },
}

/// What stands in [`Method::Chain`].
struct Tries {
    tries: u32,
}

reads!(Tries { tries });

impl FromJson for Method {
    fn from_json(value: Option<Value>) -> Result<Self, Misfit> {
        match value {
            Some(Value::String(word)) if word == "dfsdt" => Ok(Self::Dfsdt),
            Some(Value::String(word)) if word == "dfs" => Ok(Self::Dfs),
            Some(Value::Object(_)) => {
                let Tries { tries } = Fields::of(value)?.take("chain")?;
                Ok(Self::Chain { tries })
            }
            other => Err(Misfit::new("dfsdt, dfs or chain", other.as_ref())),
        }
    }
}

impl Method {
    /// ReACT: one chain.
    pub const REACT: Self = Self::Chain { tries: 1 };

    /// ToolBench's name of the method, e.g. `DFS_woFilter_w2`, `DFS_w2`, `CoT@1`.
    pub fn toolbench_name(self, limits: &Limits) -> String {
        match self {
            Self::Dfsdt => format!("DFS_woFilter_w{}", limits.width),
            Self::Dfs => format!("DFS_w{}", limits.width),
            Self::Chain { tries } => format!("CoT@{tries}"),
        }
    }
}

/// Whose behaviour where the original has a known defect (see `docs/fidelity.md`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fidelity {
    /// As the original code does.
    ToolBench,
    /// With its defects repaired.
    #[default]
    Fixed,
}

words!(Fidelity { "tool_bench" => ToolBench, "fixed" => Fixed });
inside_serde!(Fidelity);

/// Where a search ends. The defaults are those of the paper's runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Limits {
    /// Depth in nodes (a step has up to three) from which a node is not expanded (`single_chain_max_step`).
    pub max_depth: u32,
    /// Children a node may be given (`tree_beam_size`); at least 1.
    pub width: u32,
    /// Model requests in all (`max_query_count`).
    pub max_model_calls: u32,
    /// Stop after so many answers (`answer`); at least 1.
    pub answers: u32,
    /// Expansions to go back after an answer (`final_answer_back_length`).
    pub final_answer_back_length: u32,
    /// Expansions to go back after giving up (`prune_back_length`).
    pub prune_back_length: u32,
    /// Characters of an observation that the model gets to see (`max_observation_length`).
    pub max_observation_length: u32,
    /// Budgets of ours; not written where nothing is set, and ignored by [`Fidelity::ToolBench`].
    #[serde(skip_serializing_if = "Budgets::is_none")]
    pub budgets: Budgets,
}

impl FromFields for Limits {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        Ok(Self {
            max_depth: of.take("max_depth")?,
            width: of.take("width")?,
            max_model_calls: of.take("max_model_calls")?,
            answers: of.take("answers")?,
            final_answer_back_length: of.take("final_answer_back_length")?,
            prune_back_length: of.take("prune_back_length")?,
            max_observation_length: of.take("max_observation_length")?,
            budgets: of.take_or_default("budgets")?,
        })
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_depth: 12,
            width: 2,
            max_model_calls: 200,
            answers: 1,
            final_answer_back_length: 2,
            prune_back_length: 2,
            max_observation_length: 1024,
            budgets: Budgets::default(),
        }
    }
}

/// The texts around a search, as data. `{...}` are placeholders; the form is that of a `prompt-set-1` file, whose other
/// sections are kept as they are.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PromptSet {
    /// Shown to people.
    pub name: String,
    /// Changes with every change of a text.
    pub version: String,
    /// Texts of the search itself.
    pub search: SearchPrompts,
    /// Texts about the environment: `task_description_head`, `tool_line`, `function_description`, `finish_function`.
    pub environment: EnvironmentPrompts,
    /// Sections that this version of the search does not use.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

reads!(PromptSet { name, version, search, environment, ..rest });

/// Section `search` of a [`PromptSet`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SearchPrompts {
    /// `{task_description}`.
    pub system: String,
    /// `{input_description}`.
    pub user: String,
    /// `{previous_candidate}`.
    pub diversity: String,
    /// `{observation}`: added to the candidates below a node with an observation.
    pub diversity_observation: String,
    /// Texts that this version does not use.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

reads!(SearchPrompts { system, user, diversity, diversity_observation, ..rest });

/// Section `environment` of a [`PromptSet`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EnvironmentPrompts {
    /// Before the list of tools.
    pub task_description_head: String,
    /// `{index}`, `{tool}`, `{description}`: one line a tool.
    pub tool_line: String,
    /// `{tool}`: first sentence of a function's description.
    pub function_description: String,
    /// `{description}`: second sentence, where the API has a description.
    pub function_description_more: String,
    /// The `Finish` function as offered.
    pub finish_function: FunctionSpec,
    /// Texts that this version does not use.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

reads!(EnvironmentPrompts {
    task_description_head,
    tool_line,
    function_description,
    function_description_more,
    finish_function,
    ..rest
});

/// A function offered to the model, and the API behind it (`None`: `Finish`).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OfferedFunction {
    /// As offered.
    pub spec: FunctionSpec,
    /// The API that answers.
    pub api: Option<ApiKey>,
}

reads!(OfferedFunction { spec, api });

/// What a run was asked to do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RunSpec {
    /// Version of the search's decisions; a stored run of another version is replayed only where they agree.
    pub engine: u32,
    /// The question.
    pub question: String,
    /// The collection the functions come from.
    pub collection: String,
    /// Label of the model, for people; never a key or URL with one.
    pub model: String,
    /// Label of the model that compares branches, where it is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ranker: Option<String>,
    /// The currency of the prices in `limits`, for people, where there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// How it searches.
    pub method: Method,
    /// Where it ends.
    pub limits: Limits,
    /// Whose defects.
    pub fidelity: Fidelity,
    /// Seed of every choice that the search makes by chance.
    pub seed: u64,
    /// Offered functions, `Finish` last.
    pub functions: Vec<OfferedFunction>,
    /// The task description that fills the system prompt.
    pub task_description: String,
    /// The texts, whole, so that the run can be continued anywhere.
    pub prompts: PromptSet,
    /// Indices of the functions whose calls are answered by an equal earlier call of the run, in
    /// [`Fidelity::Fixed`] alone. Runs of engines 1 and 2 have none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cached: Vec<u32>,
    /// What of an observation the model sees, since engine 4. In [`Fidelity::ToolBench`] the search does nothing by it: it
    /// is what the tool service left out before a reply was an observation.
    #[serde(skip_serializing_if = "Seen::is_whole")]
    pub seen: Seen,
    /// The run that this one shares its first events with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forked_from: Option<ForkedFrom>,
}

impl FromFields for RunSpec {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        Ok(Self {
            engine: of.take("engine")?,
            question: of.take("question")?,
            collection: of.take("collection")?,
            model: of.take("model")?,
            ranker: of.take_or_default("ranker")?,
            currency: of.take_or_default("currency")?,
            method: of.take("method")?,
            limits: of.take("limits")?,
            fidelity: of.take("fidelity")?,
            seed: of.take("seed")?,
            functions: of.take("functions")?,
            task_description: of.take("task_description")?,
            prompts: of.take("prompts")?,
            cached: of.take_or_default("cached")?,
            seen: of.take_or_default("seen")?,
            forked_from: of.take("forked_from")?,
        })
    }
}

/// Where a forked run comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ForkedFrom {
    /// Id of the source.
    pub run: String,
    /// The first event that is not the source's; those before it are.
    pub event: u32,
    /// What was changed there.
    pub changed: Changed,
}

reads!(ForkedFrom { run, event, changed });

/// What a fork changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    /// A reply of the model.
    Reply,
    /// An observation.
    Observation,
    /// No input: another model, or the same once more, goes on from there.
    Model,
}

words!(Changed { "reply" => Reply, "observation" => Observation, "model" => Model });
