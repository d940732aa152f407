//! An answer file as it stands, typed where its form is known; everything else is kept as it came.

use super::AnswerError;
use crate::domain::json::{self, Fields, FromFields, FromJson, Misfit};
use crate::domain::trace::StatusCode;
use serde_json::{Map, Value, json};

/// Largest answer file, in bytes. Nesting is bounded by the JSON reader: 128 levels, about 55 nodes.
pub const MAX_ANSWER_BYTES: usize = 64 << 20;

/// One recorded run.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerFile {
    /// An answer was found.
    pub win: bool,
    /// Its tree, or its tries.
    pub process: Process,
    /// Arguments of the search (`single_chain_max_step`, `tree_beam_size`, ...).
    pub forward_args: Map<String, Value>,
    /// The path to each answer, without the root.
    pub compare_candidates: Vec<Vec<AnswerNode>>,
    /// What was answered.
    pub answer_generation: AnswerGeneration,
    /// Fields that we do not know.
    pub rest: Map<String, Value>,
}

/// How the answer was looked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Process {
    /// A tree search.
    Tree(Box<AnswerTree>),
    /// Chains from the root.
    Tries {
        /// As written; the length of `trys` in files of the original.
        try_count: u32,
        /// In order.
        trys: Vec<AnswerTry>,
    },
}

/// The tree of a search.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerTree {
    /// Nodes in all.
    pub size: u32,
    /// Nodes of the longest path.
    pub max_length: u32,
    /// The root.
    pub tree: AnswerNode,
    /// Fields that we do not know.
    pub rest: Map<String, Value>,
}

/// One chain.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerTry {
    /// Its nodes, without the root.
    pub chain: Vec<AnswerNode>,
    /// An *earlier* chain has found an answer.
    pub win: bool,
    /// Fields that we do not know.
    pub rest: Map<String, Value>,
}

/// A node.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerNode {
    /// Not gone on from.
    pub pruned: bool,
    /// `Thought`, `Action` or `Action Input` (also the root).
    pub node_type: String,
    /// Thought, name of the function or arguments.
    pub description: String,
    /// What the call gave, as the model saw it.
    pub observation: Option<String>,
    /// What became of the call; -1 in a thought that holds the words of a failed request.
    pub observation_code: Option<StatusCode>,
    /// Nodes that the search had entered before this one; 0 also where it never did.
    pub expand_num: u32,
    /// In the order made. `None` in paths, whose nodes stand beside each other.
    pub children: Option<Vec<AnswerNode>>,
    /// `is_terminal`, `finished`, `depth`, `Elo`, `child_count`, `io_state`, and fields that we do not know.
    pub rest: Map<String, Value>,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerGeneration {
    /// The run can be used: it answered, or (tree search) gave up somewhere.
    pub valid_data: bool,
    /// Model requests.
    pub query_count: u64,
    /// Tokens of all of them.
    pub total_tokens: u64,
    /// Raw arguments of `Finish`.
    pub final_answer: String,
    /// `give_answer` or `give_up`; absent in chains.
    pub finish_type: Option<String>,
    /// Offered functions.
    pub function: Vec<Value>,
    /// The question.
    pub query: Option<String>,
    /// `train_messages`, `chain`, and fields that we do not know.
    pub rest: Map<String, Value>,
}

/// Reads an answer file.
///
/// # Errors
/// [`AnswerError`] with the place as a JSON path.
pub fn read_answer(bytes: &[u8]) -> Result<AnswerFile, AnswerError> {
    if bytes.len() > MAX_ANSWER_BYTES {
        return Err(AnswerError::TooLarge { bytes: bytes.len() });
    }
    Ok(AnswerFile::from_json(Some(json::parse_bytes(bytes)?))?)
}

impl FromFields for AnswerFile {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        let win = of.take("win")?;
        let tree: Option<AnswerTree> = of.take("tree")?;
        let trys: Option<Vec<AnswerTry>> = of.take("trys")?;
        let try_count: Option<u32> = of.take("try_count")?;
        let process = match (tree, trys) {
            (Some(tree), None) => Process::Tree(Box::new(tree)),
            (None, Some(trys)) => Process::Tries { try_count: try_count.unwrap_or(0), trys },
            _ => return Err(Misfit::new("either tree or trys", None)),
        };
        Ok(Self {
            win,
            process,
            forward_args: map(of.take("forward_args")?).map_err(|misfit| misfit.within(".forward_args"))?,
            compare_candidates: of.take("compare_candidates")?,
            answer_generation: of.take("answer_generation")?,
            rest: of.rest(&[
                "win",
                "tree",
                "trys",
                "try_count",
                "forward_args",
                "compare_candidates",
                "answer_generation",
            ]),
        })
    }
}

fn map(value: Value) -> Result<Map<String, Value>, Misfit> {
    match value {
        Value::Object(fields) => Ok(fields),
        other => Err(Misfit::new("an object", Some(&other))),
    }
}

json::reads!(AnswerTree { size, max_length, tree, ..rest });
json::reads!(AnswerTry { chain, win, ..rest });
json::reads!(AnswerNode {
    pruned,
    node_type,
    description,
    observation,
    observation_code,
    expand_num,
    children,
    ..rest
});
json::reads!(AnswerGeneration {
    valid_data,
    query_count,
    total_tokens,
    final_answer,
    finish_type,
    function,
    query,
    ..rest
});

impl AnswerFile {
    /// As JSON: equal to what was read.
    pub fn to_value(&self) -> Value {
        let mut out = Map::new();
        out.insert("win".into(), json!(self.win));
        match &self.process {
            Process::Tree(tree) => {
                let mut fields = Map::new();
                fields.insert("size".into(), json!(tree.size));
                fields.insert("max_length".into(), json!(tree.max_length));
                fields.insert("tree".into(), tree.tree.to_value());
                fields.extend(tree.rest.clone());
                out.insert("tree".into(), Value::Object(fields));
            }
            Process::Tries { try_count, trys } => {
                out.insert("try_count".into(), json!(try_count));
                out.insert("trys".into(), trys.iter().map(AnswerTry::to_value).collect());
            }
        }
        out.insert("forward_args".into(), Value::Object(self.forward_args.clone()));
        let candidates = self.compare_candidates.iter().map(|nodes| nodes_value(nodes));
        out.insert("compare_candidates".into(), candidates.collect());
        out.insert("answer_generation".into(), self.answer_generation.to_value());
        out.extend(self.rest.clone());
        Value::Object(out)
    }
}

fn nodes_value(nodes: &[AnswerNode]) -> Value {
    nodes.iter().map(AnswerNode::to_value).collect()
}

impl AnswerTry {
    fn to_value(&self) -> Value {
        let mut out = Map::new();
        out.insert("chain".into(), nodes_value(&self.chain));
        out.insert("win".into(), json!(self.win));
        out.extend(self.rest.clone());
        Value::Object(out)
    }
}

impl AnswerNode {
    fn to_value(&self) -> Value {
        let mut out = Map::new();
        out.insert("pruned".into(), json!(self.pruned));
        out.insert("node_type".into(), json!(self.node_type));
        out.insert("description".into(), json!(self.description));
        if let Some(observation) = &self.observation {
            out.insert("observation".into(), json!(observation));
        }
        if let Some(code) = self.observation_code {
            out.insert("observation_code".into(), json!(code));
        }
        out.insert("expand_num".into(), json!(self.expand_num));
        out.extend(self.rest.clone());
        if let Some(children) = &self.children {
            out.insert("children".into(), nodes_value(children));
        }
        Value::Object(out)
    }
}

impl AnswerGeneration {
    fn to_value(&self) -> Value {
        let mut out = Map::new();
        out.insert("valid_data".into(), json!(self.valid_data));
        out.insert("query_count".into(), json!(self.query_count));
        out.insert("total_tokens".into(), json!(self.total_tokens));
        out.insert("final_answer".into(), json!(self.final_answer));
        if let Some(finish_type) = &self.finish_type {
            out.insert("finish_type".into(), json!(finish_type));
        }
        out.insert("function".into(), json!(self.function));
        out.extend(self.rest.clone());
        if let Some(query) = &self.query {
            out.insert("query".into(), json!(query));
        }
        Value::Object(out)
    }
}
