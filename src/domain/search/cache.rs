//! The run's own answers: a call that was made before, with the same arguments as JSON, is not made again.

use super::Search;
use crate::domain::catalog::ApiKey;
use crate::domain::json;
use crate::domain::order::sort_by;
use crate::domain::trace::{CallId, Fidelity, NodeId, StatusCode};
use serde_json::Value;
use std::collections::BTreeMap;

/// Whole numbers from here on may have lost digits when they were read.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Which call and node answered which API and arguments first.
pub(super) type CallCache = BTreeMap<(ApiKey, String), (CallId, NodeId)>;

impl Search {
    /// The earlier call that answers this one, and its observation.
    pub(super) fn answered_before(&self, function: u32, arguments: &str) -> Option<(CallId, String)> {
        let (call, node) = self.cache.get(&self.cache_key(function, arguments)?)?;
        let observation = self.tree.node(*node)?.observation.clone()?;
        Some((*call, observation))
    }

    /// Keeps what a call gave. Failures are not kept: the same call may have better luck later.
    pub(super) fn remember(&mut self, call: CallId, node: NodeId, arguments: &str, status: StatusCode) {
        let function = self.tree.node(node).and_then(|n| n.function);
        if status == StatusCode::Normal
            && let Some(key) = function.and_then(|f| self.cache_key(f, arguments))
        {
            self.cache.entry(key).or_insert((call, node));
        }
    }

    /// `None` where such a call is always made.
    fn cache_key(&self, function: u32, arguments: &str) -> Option<(ApiKey, String)> {
        let spec = &self.trace.spec;
        if spec.fidelity == Fidelity::ToolBench || !spec.cached.contains(&function) {
            return None;
        }
        let api = spec.functions.get(function as usize)?.api.clone()?;
        let value = in_order(json::parse(arguments).ok()?)?;
        Some((api, value.to_string()))
    }
}

/// The value with its keys sorted; `None` where a number may not be the one that was written. As deep as
/// [`json::parse`] lets a text be.
fn in_order(value: Value) -> Option<Value> {
    match value {
        Value::Number(n) if !n.is_i64() && !n.is_u64() && n.as_f64().is_none_or(|n| n.abs() >= EXACT) => None,
        Value::Array(items) => items.into_iter().map(in_order).collect::<Option<Vec<_>>>().map(Value::Array),
        Value::Object(map) => {
            let mut entries: Vec<(String, Value)> = map.into_iter().collect();
            sort_by(&mut entries, |a, b| a.0.cmp(&b.0));
            let fields = entries.into_iter().map(|(key, value)| Some((key, in_order(value)?)));
            fields.collect::<Option<serde_json::Map<_, _>>>().map(Value::Object)
        }
        leaf => Some(leaf),
    }
}
