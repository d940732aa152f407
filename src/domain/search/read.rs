//! What a reply becomes: nodes, calls, and where the search stands after it.

use super::decide::{Ending, Landed, Next};
use super::environment::{Reached, reach, seen};
use super::sent::sent_arguments;
use super::{CallApi, HALLUCINATED, Pending, Search};
use crate::domain::chat::{Message, Role};
use crate::domain::trace::event::{ApiCalled, ApiReturned, EventBody, NodeAdded, Outcome, PauseCause};
use crate::domain::trace::{AskId, CallId, Fidelity, Method, NodeId, NodeKind, StatusCode};

impl Search {
    /// A failed request: a pause (Fixed) or a pruned thought (ToolBench).
    pub(super) fn read_failure(&mut self, node: NodeId, ask: AskId, extra: Option<Message>, words: &str) -> Next {
        if self.trace.spec.fidelity == Fidelity::Fixed {
            if let Some(outcome) = self.over_budget() {
                return self.run_out(outcome);
            }
            self.ask(node);
            if self.paused.is_none() {
                self.set_paused(PauseCause::ModelFailed);
            }
            return Next::Rest;
        }
        if self.discards_reply() {
            return self.run_out(Outcome::OutOfModelCalls);
        }
        self.keep_diversity(node, extra);
        let thought = self.add(node, NodeKind::Thought, ask);
        self.messages.push(thought, Message::text(Role::Assistant, words));
        self.settle(Landed { node: thought, ending: Ending::ModelFailed })
    }

    /// Turns a reply into nodes and performs what it asks for.
    pub(super) fn read_reply(
        &mut self,
        node: NodeId,
        ask: AskId,
        extra: Option<Message>,
        mut message: Message,
    ) -> Next {
        let toolbench = self.trace.spec.fidelity == Fidelity::ToolBench;
        if self.discards_reply() {
            return self.run_out(Outcome::OutOfModelCalls);
        }
        self.keep_diversity(node, extra);
        let mut at = node;
        // Fixed: a message with neither text nor call becomes an empty thought, so that every reply is seen and bounded.
        if message.content.is_some() || (message.function_call.is_none() && !toolbench) {
            at = self.add(at, NodeKind::Thought, ask);
        }
        let Some(call) = message.function_call.as_mut() else {
            let empty = at == node;
            self.messages.push(at, message);
            // A chain of empty messages has no end of its own: neither depth nor, in the original, budget.
            if empty && self.spent() {
                return self.run_out(Outcome::OutOfModelCalls);
            }
            return self.settle(Landed { node: at, ending: Ending::Open });
        };
        call.name = called_name(&call.name).to_owned();
        let (name, arguments) = (call.name.clone(), call.arguments.clone());
        at = self.add(at, NodeKind::Action, ask);
        at = self.add(at, NodeKind::ActionInput, ask);
        let reached = reach(&self.trace.spec, &name, &arguments);
        if let Reached::Answered { status: StatusCode::NoSuchFunction, .. } = &reached {
            // ToolBench keeps the made-up name out of later requests under this stand-in.
            call.name = HALLUCINATED.to_owned();
        }
        self.messages.push(at, message);
        match reached {
            Reached::Api(function) => self.call(at, function, &arguments),
            Reached::Answered { observation, status, answer } => {
                self.answer_itself(at, observation, status, None);
                let ending = match (answer, status) {
                    (Some(answer), _) => Ending::Answer(answer),
                    (None, StatusCode::GaveUp) => Ending::GaveUp,
                    (None, _) => Ending::Open,
                };
                self.observed(at, ending)
            }
        }
    }

    /// Quirk `budget_discards_reply`: the reply that reaches the budget is thrown away. A chain has no budget.
    fn discards_reply(&self) -> bool {
        let spec = &self.trace.spec;
        spec.fidelity == Fidelity::ToolBench && !matches!(spec.method, Method::Chain { .. }) && self.spent()
    }

    /// The diversity prompt was for one request: it is kept, marked as no longer valid, for training data.
    fn keep_diversity(&mut self, node: NodeId, extra: Option<Message>) {
        if let Some(extra) = extra {
            self.messages.push_invalid(node, extra);
        }
    }

    fn call(&mut self, node: NodeId, function: u32, written: &str) -> Next {
        let api = self.trace.spec.functions.get(function as usize).and_then(|f| f.api.clone());
        let Some(api) = api else { return self.observed(node, Ending::Open) };
        let arguments = match sent_arguments(&self.trace.spec, function, written) {
            Ok(arguments) => arguments,
            Err(observation) => {
                self.answer_itself(node, observation, StatusCode::InputError, None);
                return self.observed(node, Ending::Open);
            }
        };
        if let Some((earlier, observation)) = self.answered_before(function, &arguments) {
            self.answer_itself(node, observation, StatusCode::Normal, Some(earlier));
            return self.observed(node, Ending::Open);
        }
        if let Some(outcome) = self.over_budget() {
            return self.run_out(outcome);
        }
        let call = CallId(self.calls);
        self.calls += 1;
        self.log(EventBody::ApiCalled(ApiCalled { call, node, function }));
        self.pending = Pending::Call { call: CallApi { call, node, api, arguments }, issued: false };
        Next::Rest
    }

    /// The observation of a node that no API was called for.
    fn answer_itself(&mut self, node: NodeId, observation: String, status: StatusCode, from_cache: Option<CallId>) {
        let returned = ApiReturned { node, observation, status, by_search: true, from_cache, by: None, usage: None };
        self.log(EventBody::ApiReturned(returned));
    }

    /// Goes on below an Action Input node that has its observation.
    pub(super) fn observed(&mut self, node: NodeId, ending: Ending) -> Next {
        let found = self.tree.node(node);
        let function = found.and_then(|n| n.function);
        let observation = found.and_then(|n| n.observation.as_deref()).unwrap_or("");
        let observation = seen(&self.trace.spec, function, observation);
        let unknown = found.is_some_and(|n| n.status == Some(StatusCode::NoSuchFunction));
        let action = found.and_then(|n| n.parent).and_then(|p| self.tree.node(p));
        let name = action.map_or("", |a| called_name(&a.text));
        let name = if unknown { HALLUCINATED } else { name }.to_owned();
        self.messages.push(node, Message::observation(name, observation));
        self.settle(Landed { node, ending })
    }

    fn add(&mut self, parent: NodeId, kind: NodeKind, ask: AskId) -> NodeId {
        let node = NodeId(u32::try_from(self.tree.nodes.len()).unwrap_or(u32::MAX));
        self.log(EventBody::NodeAdded(NodeAdded { node, parent, kind, ask }));
        self.messages.add(node, parent);
        node
    }
}

/// The part of a function's name after its last dot: what a call reaches (`chatgpt_function_model.py`, `parse`).
pub fn called_name(written: &str) -> &str {
    written.rsplit('.').next().unwrap_or_default()
}
