//! The tree of a run: a fold over its events, one at a time, so that it can follow a live run or a time slider.

use super::counters::{Counters, Request};
use super::event::{AnsweredBy, BackReason, Event, EventBody, ModelReplied, Outcome, PauseCause, PruneReason};
use super::{AskId, CallId, NodeId, StatusCode};
use crate::domain::json::words;
use serde::Serialize;
use std::collections::BTreeMap;

/// ToolBench's node types (`Tree.py`); the root, there an empty "Action Input", has a name of its own here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeKind {
    /// Where the question stands.
    Root,
    /// Text of a reply.
    Thought,
    /// Name of the function that a reply calls.
    Action,
    /// Its arguments, with the observation.
    ActionInput,
}

words!(NodeKind { "root" => Root, "thought" => Thought, "action" => Action, "action_input" => ActionInput });

/// One node.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Its number.
    pub id: NodeId,
    /// `None` for the root.
    pub parent: Option<NodeId>,
    /// In the order they came.
    pub children: Vec<NodeId>,
    /// In nodes; the root has 0.
    pub depth: u32,
    /// What its text is.
    pub kind: NodeKind,
    /// Thought, function name or arguments, as the model wrote them.
    pub text: String,
    /// Whole observation of an Action Input.
    pub observation: Option<String>,
    /// What became of its call.
    pub status: Option<StatusCode>,
    /// Who answered its call, where somebody said.
    pub answered_by: Option<AnsweredBy>,
    /// Index of the function it reached, where one was called.
    pub function: Option<u32>,
    /// The earlier node whose observation stands here, and nothing was called.
    pub from_cache: Option<NodeId>,
    /// Points against its siblings, where the model compared them.
    pub points: Option<u32>,
    /// The search will not go on from here.
    pub pruned: Option<PruneReason>,
    /// The answer it gives.
    pub answer: Option<String>,
    /// The request it came from.
    pub ask: Option<AskId>,
    /// Times it was chosen to go on from.
    pub asked: u32,
    /// Milliseconds since the epoch at which its request went out.
    pub asked_ms: u64,
    /// When the node was made.
    pub made_ms: u64,
    /// When its call went out.
    pub called_ms: Option<u64>,
    /// When its observation came.
    pub returned_ms: Option<u64>,
}

/// A return to an earlier node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backtrack {
    /// Sequence number of the event.
    pub seq: u32,
    /// The node left.
    pub from: NodeId,
    /// The node gone on from.
    pub to: NodeId,
    /// Expansions up.
    pub levels: u32,
    /// Why.
    pub reason: BackReason,
}

/// What the run is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RunState {
    /// Nothing has happened yet.
    #[default]
    Fresh,
    /// The model thinks about how to go on from a node.
    AskingModel(NodeId),
    /// An API works for an Action Input node.
    CallingApi(NodeId),
    /// Between two steps.
    Deciding,
    /// Nothing new is asked.
    Paused(PauseCause),
    /// Over.
    Ended(Outcome),
}

/// All nodes and what is known about the run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tree {
    /// By number; the root first. Empty before the first event.
    pub nodes: Vec<Node>,
    /// Answering nodes in the order they were found.
    pub answers: Vec<NodeId>,
    /// Nodes where the model gave up.
    pub give_ups: Vec<NodeId>,
    /// The give-up drawn to stand for the run, once it has ended without an answer.
    pub give_up_chosen: Option<NodeId>,
    /// All returns to earlier nodes.
    pub backtracks: Vec<Backtrack>,
    /// What was used.
    pub counters: Counters,
    /// What it is doing.
    pub state: RunState,
    /// Number of events folded in.
    pub applied: usize,
    /// Times of the first and the last event.
    pub span_ms: Option<(u64, u64)>,
    /// The last model failure: its stable name and its words; cleared by the next reply.
    pub failure: Option<(String, String)>,
    asks: BTreeMap<AskId, Request>,
    calls: Vec<(CallId, NodeId)>,
    before_pause: RunState,
}

impl Tree {
    /// The tree after `events`.
    pub fn fold(events: &[Event]) -> Self {
        let mut tree = Self::default();
        for event in events {
            tree.apply(event);
        }
        tree
    }

    /// A node by number.
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.index())
    }

    /// What a request was and came to.
    pub fn request(&self, ask: AskId) -> Option<&Request> {
        self.asks.get(&ask)
    }

    /// From the root to `id`.
    pub fn path(&self, id: NodeId) -> Vec<NodeId> {
        let mut path = Vec::new();
        let mut at = self.node(id);
        while let Some(node) = at {
            path.push(node.id);
            at = node.parent.and_then(|p| self.node(p));
        }
        path.reverse();
        path
    }

    /// The outcome, once it has ended.
    pub const fn outcome(&self) -> Option<Outcome> {
        if let RunState::Ended(outcome) = self.state { Some(outcome) } else { None }
    }

    /// Takes in the next event. Events that name unknown nodes change nothing: the tree never panics on a damaged trace.
    pub fn apply(&mut self, event: &Event) {
        self.applied += 1;
        self.count_time(event);
        let first = self.span_ms.map_or(event.at_ms, |(first, _)| first);
        self.span_ms = Some((first, event.at_ms));
        match &event.body {
            EventBody::AttemptStarted(_) => self.start(event.at_ms),
            EventBody::ModelAsked(e) => {
                self.ask(e.ask, event.at_ms, false);
                self.with(e.node, |n| n.asked += 1);
                self.enter(RunState::AskingModel(e.node));
            }
            EventBody::ModelReplied(e) => {
                self.replied(e);
                self.failure = None;
                self.enter(RunState::Deciding);
            }
            EventBody::RankAsked(e) => {
                self.ask(e.ask, event.at_ms, true);
                self.enter(RunState::AskingModel(e.node));
            }
            EventBody::ModelFailed(e) => {
                self.counters.model_failures += 1;
                self.failure = Some((e.kind.clone(), e.message.clone()));
            }
            EventBody::ModelStopped(_) => self.enter(RunState::Deciding),
            EventBody::NodeAdded(e) => self.add(e.node, e.parent, e.kind, e.ask, event.at_ms),
            EventBody::ApiCalled(e) => {
                self.counters.api_calls += 1;
                self.calls.push((e.call, e.node));
                self.with(e.node, |n| {
                    n.function = Some(e.function);
                    n.called_ms = Some(event.at_ms);
                });
                self.enter(RunState::CallingApi(e.node));
            }
            EventBody::ApiReturned(e) => {
                if let Some(usage) = e.usage {
                    self.counters.simulated(usage);
                }
                if let Some(call) = e.from_cache {
                    self.reuse(e.node, call);
                }
                self.with(e.node, |n| {
                    n.observation = Some(e.observation.clone());
                    n.status = Some(e.status);
                    // An earlier call's observation is as good as who gave it; its own event does not say.
                    n.answered_by = e.by.or(n.answered_by);
                    n.returned_ms = Some(event.at_ms);
                });
                self.enter(RunState::Deciding);
            }
            body => self.apply_decision(event.seq, body),
        }
    }

    /// What the search decided about nodes, and how the run is controlled.
    fn apply_decision(&mut self, seq: u32, body: &EventBody) {
        match body {
            EventBody::Pruned(e) => {
                self.with(e.node, |n| n.pruned = Some(e.reason));
                if e.reason == PruneReason::GaveUp {
                    self.give_ups.push(e.node);
                }
            }
            EventBody::Answered(e) => {
                self.with(e.node, |n| n.answer = Some(e.answer.clone()));
                self.answers.push(e.node);
            }
            EventBody::WentBack(e) => {
                self.backtracks.push(Backtrack { seq, from: e.from, to: e.to, levels: e.levels, reason: e.reason });
            }
            EventBody::Paused(e) => {
                self.before_pause = self.state;
                self.state = RunState::Paused(e.cause);
            }
            EventBody::Resumed => self.state = self.before_pause,
            EventBody::GiveUpChosen(e) => self.give_up_chosen = Some(e.node),
            EventBody::Ranked(e) => {
                for (node, points) in e.order.iter().zip(&e.points) {
                    self.with(*node, |n| n.points = Some(*points));
                }
            }
            EventBody::ModelRetried(e) => {
                self.counters.retries += 1;
                self.with_request(e.ask, |request| request.retries += 1);
            }
            EventBody::ContextShortened(e) => {
                self.counters.shortened += 1;
                self.with_request(e.ask, |request| request.shortened += 1);
            }
            EventBody::Reopened | EventBody::Cancelled | EventBody::Imported(_) => {}
            EventBody::Ended(e) => self.state = RunState::Ended(e.outcome),
            _ => {}
        }
    }

    /// The node was answered by an earlier call.
    fn reuse(&mut self, node: NodeId, call: CallId) {
        self.counters.cached_calls += 1;
        let earlier = self.calls.iter().find(|(of, _)| *of == call).map(|(_, node)| *node);
        let of = earlier.and_then(|e| self.node(e));
        let (function, by) = (of.and_then(|n| n.function), of.and_then(|n| n.answered_by));
        self.with(node, |n| (n.from_cache, n.function, n.answered_by) = (earlier, function, by));
    }

    fn count_time(&mut self, event: &Event) {
        let stood = matches!(self.state, RunState::Paused(_)) || matches!(event.body, EventBody::Reopened);
        let passed = self.span_ms.map_or(0, |(_, last)| event.at_ms.saturating_sub(last));
        self.counters.work_ms = self.counters.work_ms.saturating_add(if stood { 0 } else { passed });
    }

    /// Work that was under way goes on while paused, and shows again after it.
    const fn enter(&mut self, state: RunState) {
        if matches!(self.state, RunState::Paused(_)) {
            self.before_pause = state;
        } else {
            self.state = state;
        }
    }

    fn ask(&mut self, ask: AskId, asked_ms: u64, ranks: bool) {
        self.asks.insert(ask, Request { asked_ms, ranks, ..Request::default() });
    }

    fn replied(&mut self, reply: &ModelReplied) {
        let ranks = self.request(reply.ask).is_some_and(|request| request.ranks);
        self.counters.reply(reply.usage, ranks);
        self.with_request(reply.ask, |request| {
            request.message = Some(reply.message.clone());
            request.usage = Some(reply.usage);
            request.beside = reply.beside.clone();
        });
    }

    fn with_request(&mut self, ask: AskId, change: impl FnOnce(&mut Request)) {
        if let Some(request) = self.asks.get_mut(&ask) {
            change(request);
        }
    }

    fn with(&mut self, id: NodeId, change: impl FnOnce(&mut Node)) {
        if let Some(node) = self.nodes.get_mut(id.index()) {
            change(node);
        }
    }

    fn start(&mut self, at_ms: u64) {
        if self.nodes.is_empty() {
            self.nodes.push(Node {
                id: NodeId::ROOT,
                parent: None,
                children: Vec::new(),
                depth: 0,
                kind: NodeKind::Root,
                text: String::new(),
                observation: None,
                status: None,
                answered_by: None,
                function: None,
                from_cache: None,
                points: None,
                pruned: None,
                answer: None,
                ask: None,
                asked: 0,
                asked_ms: at_ms,
                made_ms: at_ms,
                called_ms: None,
                returned_ms: None,
            });
        }
        self.enter(RunState::Deciding);
    }

    fn add(&mut self, id: NodeId, parent: NodeId, kind: NodeKind, ask: AskId, at_ms: u64) {
        let Some(depth) = self.node(parent).map(|p| p.depth + 1) else { return };
        if id.index() != self.nodes.len() {
            return;
        }
        let request = self.asks.get(&ask);
        let (asked_ms, message) = request.map_or((at_ms, None), |r| (r.asked_ms, r.message.as_ref()));
        let call = message.and_then(|m| m.function_call.as_ref());
        let failure = self.failure.as_ref().map(|(_, words)| words.clone());
        let text = match kind {
            NodeKind::Root => None,
            NodeKind::Thought => message.and_then(|m| m.content.clone()).or(failure),
            NodeKind::Action => call.map(|c| c.name.clone()),
            NodeKind::ActionInput => call.map(|c| c.arguments.clone()),
        };
        self.nodes.push(Node {
            id,
            parent: Some(parent),
            children: Vec::new(),
            depth,
            kind,
            text: text.unwrap_or_default(),
            observation: None,
            status: None,
            answered_by: None,
            function: None,
            from_cache: None,
            points: None,
            pruned: None,
            answer: None,
            ask: Some(ask),
            asked: 0,
            asked_ms,
            made_ms: at_ms,
            called_ms: None,
            returned_ms: None,
        });
        self.with(parent, |p| p.children.push(id));
    }
}
