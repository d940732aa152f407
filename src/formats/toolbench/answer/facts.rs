//! What an answer file says beyond the tree, found in the events of a run (`DFS.py`; `Tree.py`, `make_finish`).

use crate::domain::trace::event::{BackReason, EventBody, Outcome, PruneReason};
use crate::domain::trace::{AskId, Limits, Method, NodeId, NodeKind, StatusCode, Trace, Tree};

/// What the tree alone does not say.
pub(super) struct Facts {
    /// By node: how many nodes the search had entered before it, where it entered it.
    pub(super) entered: Vec<u32>,
    /// By node: a thought that holds the words of a failed request.
    pub(super) failed: Vec<bool>,
    /// By node: on the way to an answer, as far as the search goes back from one. The ranking search also marks where
    /// it went back for other reasons.
    pub(super) finished: Vec<bool>,
    /// Nodes of each attempt, in order.
    pub(super) attempts: Vec<Vec<NodeId>>,
    /// Characters of an observation that the model saw.
    pub(super) max: u32,
}

/// The search as it is followed through its events.
struct Walk<'a> {
    facts: Facts,
    tree: &'a Tree,
    limits: Limits,
    ranking: bool,
    /// Nodes that are being expanded.
    stack: Vec<NodeId>,
    entries: u32,
    answers: usize,
    failed_ask: Option<AskId>,
    /// The last request failed or was stopped, and is made again.
    asks_again: bool,
}

impl Facts {
    pub(super) fn of(trace: &Trace, tree: &Tree) -> Self {
        let count = tree.nodes.len();
        let mut walk = Walk {
            facts: Self {
                entered: vec![0; count],
                failed: vec![false; count],
                finished: vec![false; count],
                attempts: Vec::new(),
                max: trace.spec.limits.max_observation_length,
            },
            tree,
            limits: trace.spec.limits,
            ranking: trace.spec.method == Method::Dfs,
            stack: Vec::new(),
            entries: 0,
            answers: 0,
            failed_ask: None,
            asks_again: false,
        };
        for event in &trace.events {
            walk.follow(&event.body);
        }
        if matches!(trace.spec.method, Method::Chain { .. }) {
            // Chains count no entries and mark no node.
            walk.facts.entered.fill(0);
            walk.facts.finished.fill(false);
        }
        walk.facts
    }
}

impl Walk<'_> {
    fn follow(&mut self, body: &EventBody) {
        match body {
            EventBody::AttemptStarted(_) => {
                self.facts.attempts.push(Vec::new());
                self.stack.clear();
            }
            EventBody::ModelAsked(e) => {
                let again = std::mem::take(&mut self.asks_again);
                if e.child == 1 && !again {
                    self.enter(e.node);
                    self.stack.push(e.node);
                }
            }
            EventBody::ModelReplied(_) => self.asks_again = false,
            EventBody::ModelFailed(e) => (self.failed_ask, self.asks_again) = (Some(e.ask), true),
            EventBody::ModelStopped(_) => self.asks_again = true,
            EventBody::NodeAdded(e) => {
                self.asks_again = false;
                if let Some(failed) = self.facts.failed.get_mut(e.node.index()) {
                    *failed = self.failed_ask == Some(e.ask);
                }
                if let Some(attempt) = self.facts.attempts.last_mut() {
                    attempt.push(e.node);
                }
            }
            EventBody::ApiReturned(e) if e.status == StatusCode::FinalAnswer => self.finish(e.node),
            EventBody::Pruned(e) => {
                self.enter(e.node);
                let levels = if e.reason == PruneReason::GaveUp { self.limits.prune_back_length } else { 1 };
                self.passes(levels);
            }
            EventBody::Answered(e) => {
                self.enter(e.node);
                self.answers += 1;
                self.passes(self.limits.final_answer_back_length);
            }
            EventBody::WentBack(e) if e.reason != BackReason::NextTry => {
                let left = self.stack.len().saturating_sub(e.levels.saturating_sub(1) as usize);
                self.stack.truncate(left);
            }
            EventBody::Ended(e) if matches!(e.outcome, Outcome::OutOfModelCalls | Outcome::OutOfBudget(_)) => {
                self.stack.pop();
                self.passes(u32::MAX);
            }
            _ => {}
        }
    }

    fn enter(&mut self, node: NodeId) {
        if let Some(slot) = self.facts.entered.get_mut(node.index()) {
            *slot = self.entries;
            self.entries += 1;
        }
    }

    /// The ranking search marks each node that it goes back through without trying its other children.
    fn passes(&mut self, levels: u32) {
        // With enough answers it just ends.
        if self.ranking && self.answers < self.limits.answers as usize {
            let passed: Vec<NodeId> =
                self.stack.iter().rev().take(levels.saturating_sub(1) as usize).copied().collect();
            passed.into_iter().for_each(|node| self.finish(node));
        }
    }

    /// `make_finish`: a node and those above it, up to and with that many Action Inputs more.
    fn finish(&mut self, node: NodeId) {
        let mut left = i64::from(self.limits.final_answer_back_length);
        for id in self.tree.path(node).into_iter().rev() {
            let Some(node) = self.tree.node(id) else { break };
            self.facts.finished[id.index()] = true;
            left -= i64::from(matches!(node.kind, NodeKind::ActionInput | NodeKind::Root));
            if left < 0 {
                break;
            }
        }
    }
}
