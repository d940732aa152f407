//! The run's own answers: a call that was made before, with the same arguments as JSON, is not made again.

use super::Search;
use crate::domain::catalog::ApiKey;
use crate::domain::json;
use crate::domain::trace::{CallId, Fidelity, NodeId, StatusCode};
use std::collections::BTreeMap;

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
        let value = json::in_order(json::parse(arguments).ok()?)?;
        Some((api, value.to_string()))
    }
}
