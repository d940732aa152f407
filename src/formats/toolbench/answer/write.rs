//! A run as ToolBench's answer file (`DFS.py` and `single_chain.py`, `to_json`; `Tree.py`).

use super::AnswerError;
use super::facts::Facts;
use crate::domain::chat::Message;
use crate::domain::search::{Kept, Search, called_name, kind_name, shorten};
use crate::domain::trace::{Method, Node, NodeId, NodeKind, StatusCode, Trace, Tree};
use serde_json::{Map, Value, json};

/// Deepest tree that is written, in nodes. Each takes two levels of JSON; Python's reader takes about 1,000, ours 128.
pub const MAX_DEPTH: u32 = 400;

/// The answer file of a run, ended or not. `function` and `query` are those of its spec.
///
/// # Errors
/// [`AnswerError::TooDeep`] beyond [`MAX_DEPTH`].
pub fn write_answer(search: &Search) -> Result<Value, AnswerError> {
    let tree = search.tree();
    let depth = tree.nodes.iter().map(|n| n.depth).max().unwrap_or(0);
    if depth > MAX_DEPTH {
        return Err(AnswerError::TooDeep { depth });
    }
    let facts = Facts::of(search.trace(), tree);
    let chain = matches!(search.trace().spec.method, Method::Chain { .. });
    let mut out = Map::new();
    out.insert("win".into(), json!(!tree.answers.is_empty()));
    if chain {
        let tries = facts.tries(tree);
        out.insert("try_count".into(), json!(tries.len()));
        out.insert("trys".into(), Value::Array(tries));
        out.insert("compare_candidates".into(), facts.candidates(tree));
        out.insert("forward_args".into(), forward_args(search.trace()));
        out.insert("answer_generation".into(), chain_answer(search));
    } else {
        let root = tree.node(NodeId::ROOT).map(|root| facts.tree_json(tree, root));
        out.insert("tree".into(), json!({"size": tree.nodes.len(), "max_length": depth + 1, "tree": root}));
        out.insert("forward_args".into(), forward_args(search.trace()));
        out.insert("compare_candidates".into(), facts.candidates(tree));
        out.insert("answer_generation".into(), tree_answer(search));
    }
    Ok(Value::Object(out))
}

fn forward_args(trace: &Trace) -> Value {
    let limits = &trace.spec.limits;
    match trace.spec.method {
        Method::Chain { tries } => {
            json!({"single_chain_max_step": limits.max_depth, "pass_at": tries, "answer": limits.answers})
        }
        method => json!({
            "single_chain_max_step": limits.max_depth,
            "tree_beam_size": limits.width,
            "max_query_count": limits.max_model_calls,
            "answer": limits.answers,
            "with_filter": method == Method::Dfs,
        }),
    }
}

impl Facts {
    /// One node without its children (`Tree.py`, `tree_node.to_json`).
    fn node_json(&self, node: &Node) -> Map<String, Value> {
        let at = node.id.index();
        let failed = self.failed.get(at) == Some(&true);
        let action_input = matches!(node.kind, NodeKind::Root | NodeKind::ActionInput);
        let pruned = node.pruned.is_some() || node.status == Some(StatusCode::GaveUp) || failed;
        let text = if node.kind == NodeKind::Action { called_name(&node.text) } else { &node.text };
        let mut out = Map::new();
        out.insert("is_terminal".into(), json!(false));
        out.insert("pruned".into(), json!(pruned));
        out.insert("finished".into(), json!(self.finished.get(at) == Some(&true)));
        out.insert("depth".into(), json!(node.depth));
        out.insert("node_type".into(), json!(kind_name(node.kind)));
        out.insert("description".into(), json!(text));
        out.insert("Elo".into(), json!(1000.0));
        if let Some(observation) = node.observation.as_deref().filter(|o| !o.is_empty()) {
            out.insert("observation".into(), json!(shorten(observation, self.max)));
        }
        let status = if failed { Some(StatusCode::ModelFailed) } else { node.status };
        if let Some(status) = status {
            out.insert("observation_code".into(), json!(status.number()));
        }
        out.insert("child_count".into(), json!(node.children.len()));
        out.insert("expand_num".into(), json!(self.entered.get(at).copied().unwrap_or(0)));
        if action_input {
            out.insert("io_state".into(), json!({}));
        }
        out
    }

    fn tree_json(&self, tree: &Tree, node: &Node) -> Value {
        let mut out = self.node_json(node);
        let children = node.children.iter().filter_map(|c| tree.node(*c));
        out.insert("children".into(), children.map(|child| self.tree_json(tree, child)).collect());
        Value::Object(out)
    }

    /// The path to each answer, without the root.
    fn candidates(&self, tree: &Tree) -> Value {
        let chain = |answer: &NodeId| -> Value {
            let path = tree.path(*answer).into_iter().skip(1).filter_map(|n| tree.node(n));
            path.map(|node| Value::Object(self.node_json(node))).collect()
        };
        tree.answers.iter().map(chain).collect()
    }

    /// The attempts of a chain. Upstream notes whether an *earlier* one succeeded.
    fn tries(&self, tree: &Tree) -> Vec<Value> {
        let mut won = false;
        let mut out = Vec::with_capacity(self.attempts.len());
        for attempt in &self.attempts {
            let nodes = attempt.iter().filter_map(|n| tree.node(*n));
            let chain: Value = nodes.map(|node| Value::Object(self.node_json(node))).collect();
            out.push(json!({"chain": chain, "win": won}));
            won |= attempt.iter().any(|n| tree.answers.contains(n));
        }
        out
    }
}

fn functions(search: &Search) -> Value {
    search.trace().spec.functions.iter().map(|f| json!(f.spec)).collect()
}

fn counts(search: &Search) -> (u64, u64) {
    let counters = search.tree().counters;
    (u64::from(counters.model_calls) + u64::from(counters.model_failures), counters.tokens)
}

fn tree_answer(search: &Search) -> Value {
    let tree = search.tree();
    let (queries, tokens) = counts(search);
    let give_up = tree.give_up_chosen.or_else(|| tree.give_ups.first().copied());
    let (chosen, finish_type) = match tree.answers.first() {
        Some(answer) => (Some(*answer), "give_answer"),
        None if give_up.is_some() => (give_up, "give_up"),
        None => (None, "give_answer"),
    };
    let mut out = Map::new();
    out.insert("valid_data".into(), json!(chosen.is_some()));
    out.insert("query_count".into(), json!(queries));
    out.insert("total_tokens".into(), json!(tokens));
    out.insert("final_answer".into(), json!(text_of(tree, chosen)));
    out.insert("finish_type".into(), json!(finish_type));
    out.insert("function".into(), functions(search));
    out.insert("chain".into(), json!([]));
    if let Some(node) = chosen {
        out.insert("train_messages".into(), train_messages(search, node));
    }
    out.insert("query".into(), json!(search.trace().spec.question));
    Value::Object(out)
}

fn chain_answer(search: &Search) -> Value {
    let tree = search.tree();
    let (queries, tokens) = counts(search);
    let chosen = tree.answers.first().copied();
    json!({
        "valid_data": chosen.is_some(),
        "final_answer": text_of(tree, chosen),
        "function": functions(search),
        "query_count": queries,
        "total_tokens": tokens,
        "train_messages": chosen.map_or_else(|| json!([]), |node| train_messages(search, node)),
        "chain": [],
        "query": search.trace().spec.question,
    })
}

/// The raw arguments of a node's call.
fn text_of(tree: &Tree, node: Option<NodeId>) -> &str {
    node.and_then(|n| tree.node(n)).map_or("", |n| &n.text)
}

fn train_messages(search: &Search, node: NodeId) -> Value {
    let lists = search.train_messages(node);
    lists.iter().map(|list| list.iter().map(kept_json).collect::<Value>()).collect()
}

fn kept_json(kept: &Kept) -> Value {
    let mut out = message_json(&kept.message);
    if !kept.valid {
        out.insert("valid".into(), json!(false));
    }
    Value::Object(out)
}

fn message_json(message: &Message) -> Map<String, Value> {
    let mut out = Map::new();
    out.insert("role".into(), json!(message.role));
    if let Some(name) = &message.name {
        out.insert("name".into(), json!(name));
    }
    if message.content.is_some() || !message.without_content {
        out.insert("content".into(), json!(message.content));
    }
    if let Some(call) = &message.function_call {
        out.insert("function_call".into(), json!(call));
    }
    out
}
