//! What the search decides: which node is asked, what a reply becomes, when and how far it goes back.
//!
//! The recursion of ToolBench's `DFS` is an explicit stack of frames, one per node that is being expanded. A call that
//! returns `n` levels pops `n - 1` further frames.

use super::environment::{Reached, reach, shorten};
use super::messages::diversity;
use super::{CallApi, Pending, Search};
use crate::domain::chat::Message;
use crate::domain::trace::event::{
    Answered, ApiCalled, ApiReturned, AttemptStarted, BackReason, EventBody, ModelAsked, NodeAdded, Outcome,
    PauseCause, PruneReason, Pruned, WentBack,
};
use crate::domain::trace::{AskId, CallId, Fidelity, Method, NodeId, NodeKind, StatusCode};

/// A node that is being expanded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    node: NodeId,
    /// Children asked for so far.
    tried: u32,
}

/// How far back and why.
#[derive(Clone, Copy)]
struct Back {
    levels: u32,
    reason: BackReason,
}

impl Search {
    /// Begins at the root: the search itself, or the next chain of CoT@n.
    pub(super) fn start_attempt(&mut self) {
        self.attempt += 1;
        self.log(EventBody::AttemptStarted(AttemptStarted { attempt: self.attempt }));
        self.enter(NodeId::ROOT);
    }

    /// Goes on from a node, or turns back where it must not.
    fn enter(&mut self, node: NodeId) {
        match self.barrier(node) {
            Some(back) => self.go_back(node, back),
            None => {
                self.stack.push(Frame { node, tried: 0 });
                self.expand();
            }
        }
    }

    /// Why a node is not to be expanded, if so.
    fn barrier(&mut self, node: NodeId) -> Option<Back> {
        let limits = self.trace.spec.limits;
        let at = self.tree.node(node)?;
        if at.answer.is_some() {
            return Some(Back { levels: limits.final_answer_back_length, reason: BackReason::Answered });
        }
        match at.pruned {
            Some(PruneReason::GaveUp) => {
                return Some(Back { levels: limits.prune_back_length, reason: BackReason::GaveUp });
            }
            Some(PruneReason::ModelFailed) => return Some(Back { levels: 1, reason: BackReason::ModelFailed }),
            Some(PruneReason::DepthLimit) | None => {}
        }
        (at.depth >= limits.max_depth).then(|| {
            self.log(EventBody::Pruned(Pruned { node, reason: PruneReason::DepthLimit }));
            Back { levels: 1, reason: BackReason::DepthLimit }
        })
    }

    /// Asks for the next child of the node on top of the stack.
    fn expand(&mut self) {
        let spec = &self.trace.spec;
        let spent = self.tree.counters.model_calls >= spec.limits.max_model_calls;
        if spent && spec.fidelity == Fidelity::Fixed {
            return self.end(Outcome::OutOfModelCalls);
        }
        if let Some(top) = self.stack.last_mut() {
            top.tried += 1;
            let node = top.node;
            self.ask(node);
        }
    }

    /// Makes the request for a node ready.
    pub(super) fn ask(&mut self, node: NodeId) {
        let ask = AskId(self.asks);
        self.asks += 1;
        let searching = self.trace.spec.method == Method::Dfsdt;
        let extra = searching.then(|| diversity(&self.tree, node, &self.trace.spec)).flatten();
        let child = self.stack.last().map_or(1, |f| f.tried);
        self.log(EventBody::ModelAsked(ModelAsked { ask, node, child, diverse: extra.is_some() }));
        self.pending = Pending::Ask { ask, node, extra, issued: false };
    }

    /// A failed request: a pause (Fixed) or a pruned thought (ToolBench).
    pub(super) fn read_failure(&mut self, node: NodeId, ask: AskId, words: &str) {
        if self.trace.spec.fidelity == Fidelity::Fixed {
            self.ask(node);
            if self.paused.is_none() {
                self.set_paused(PauseCause::ModelFailed);
            }
            return;
        }
        self.pending = Pending::None;
        let thought = self.add(node, NodeKind::Thought, ask);
        self.messages.push(thought, Message::text(crate::domain::chat::Role::Assistant, words));
        self.log(EventBody::Pruned(Pruned { node: thought, reason: PruneReason::ModelFailed }));
        self.enter(thought);
    }

    /// Turns a reply into nodes and performs what it asks for.
    pub(super) fn read_reply(&mut self, node: NodeId, ask: AskId, mut message: Message) {
        let spec = &self.trace.spec;
        let toolbench = spec.fidelity == Fidelity::ToolBench;
        if toolbench && spec.method == Method::Dfsdt && self.tree.counters.model_calls >= spec.limits.max_model_calls {
            // Quirk `budget_discards_reply`: the reply that reaches the budget is thrown away.
            return self.end(Outcome::OutOfModelCalls);
        }
        let mut at = node;
        // Fixed: a message with neither text nor call becomes an empty thought, so that every reply is seen and bounded.
        if message.content.is_some() || (message.function_call.is_none() && !toolbench) {
            at = self.add(at, NodeKind::Thought, ask);
        }
        let Some(call) = message.function_call.as_mut() else {
            self.messages.push(at, message);
            return self.enter(at);
        };
        call.name = call.name.rsplit('.').next().unwrap_or_default().to_owned();
        let (name, arguments) = (call.name.clone(), call.arguments.clone());
        at = self.add(at, NodeKind::Action, ask);
        at = self.add(at, NodeKind::ActionInput, ask);
        let reached = reach(&self.trace.spec.functions, &name, &arguments, self.trace.spec.fidelity);
        if let Reached::Answered { status: StatusCode::NoSuchFunction, .. } = &reached {
            // ToolBench keeps the made-up name out of later requests under this stand-in.
            call.name = "invalid_hallucination_function_name".to_owned();
        }
        self.messages.push(at, message);
        match reached {
            Reached::Api(function) => self.call(at, function, arguments),
            Reached::Answered { observation, status, answer } => {
                self.log(EventBody::ApiReturned(ApiReturned { node: at, observation, status, by_search: true }));
                if let Some(answer) = answer {
                    self.log(EventBody::Answered(Answered { node: at, answer }));
                } else if status == StatusCode::GaveUp {
                    self.log(EventBody::Pruned(Pruned { node: at, reason: PruneReason::GaveUp }));
                }
                self.observed(at);
            }
        }
    }

    fn call(&mut self, node: NodeId, function: u32, arguments: String) {
        let api = self.trace.spec.functions.get(function as usize).and_then(|f| f.api.clone());
        let Some(api) = api else { return self.observed(node) };
        let call = CallId(self.calls);
        self.calls += 1;
        self.log(EventBody::ApiCalled(ApiCalled { call, node, function }));
        self.pending = Pending::Call { call: CallApi { call, node, api, arguments }, issued: false };
    }

    /// Goes on below an Action Input node that has its observation.
    pub(super) fn observed(&mut self, node: NodeId) {
        let max = self.trace.spec.limits.max_observation_length;
        let found = self.tree.node(node);
        let observation = shorten(found.and_then(|n| n.observation.as_deref()).unwrap_or(""), max);
        let unknown = found.is_some_and(|n| n.status == Some(StatusCode::NoSuchFunction));
        let name = if unknown {
            "invalid_hallucination_function_name".to_owned()
        } else {
            found
                .and_then(|n| n.parent)
                .and_then(|p| self.tree.node(p))
                .map_or_else(String::new, |a| a.text.rsplit('.').next().unwrap_or_default().to_owned())
        };
        self.messages.push(node, Message::observation(name, observation));
        self.enter(node);
    }

    fn add(&mut self, parent: NodeId, kind: NodeKind, ask: AskId) -> NodeId {
        let node = NodeId(u32::try_from(self.tree.nodes.len()).unwrap_or(u32::MAX));
        self.log(EventBody::NodeAdded(NodeAdded { node, parent, kind, ask }));
        node
    }

    /// Leaves `from`: pops frames until one may be expanded again, or the attempt is over.
    fn go_back(&mut self, from: NodeId, back: Back) {
        let spec = &self.trace.spec;
        let enough = self.tree.answers.len() >= spec.limits.answers as usize;
        let (fixed, width) = (spec.fidelity == Fidelity::Fixed, spec.limits.width);
        if enough && !self.tree.answers.is_empty() {
            return self.end(Outcome::Answered);
        }
        if let Method::Chain { tries } = self.trace.spec.method {
            return self.next_chain(from, tries);
        }
        let mut levels = back.levels;
        let mut went = 1;
        while let Some(&top) = self.stack.last() {
            // Fixed: however far a branch sends the search back, the root's own siblings are still tried.
            let passes = levels > 1 && !(fixed && self.stack.len() == 1);
            if !passes && top.tried < width {
                let went_back = WentBack { from, to: top.node, levels: went, reason: back.reason };
                self.log(EventBody::WentBack(went_back));
                return self.expand();
            }
            self.stack.pop();
            levels = if passes { levels - 1 } else { 1 };
            went += 1;
        }
        self.finish_without_enough();
    }

    fn next_chain(&mut self, from: NodeId, tries: u32) {
        self.stack.clear();
        if self.attempt < tries {
            let levels = self.tree.node(from).map_or(1, |n| n.depth);
            let reason = BackReason::NextTry;
            self.log(EventBody::WentBack(WentBack { from, to: NodeId::ROOT, levels, reason }));
            return self.start_attempt();
        }
        self.finish_without_enough();
    }

    fn finish_without_enough(&mut self) {
        let outcome = match (self.tree.answers.is_empty(), self.tree.give_ups.is_empty()) {
            (false, _) => Outcome::Answered,
            (true, false) => Outcome::GaveUp,
            (true, true) => Outcome::Exhausted,
        };
        self.end(outcome);
    }
}
