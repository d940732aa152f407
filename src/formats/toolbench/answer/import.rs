//! A recorded answer file as a trace that can be shown. It was not made by our search, so it is marked as imported and
//! cannot be continued: replaying it finds no decision of ours.

use super::file::{AnswerFile, AnswerNode, Process};
use super::{AnswerError, spec};
use crate::domain::chat::{Beside, FunctionCall, Message, Partial, Usage};
use crate::domain::search::{Finish, find_function, read_finish};
use crate::domain::trace::event::{
    Answered, ApiCalled, ApiReturned, AttemptStarted, BackReason, Ended, Event, EventBody, GiveUpChosen, Imported,
    ModelAsked, ModelFailed, ModelReplied, NodeAdded, Outcome, PruneReason, Pruned, WentBack,
};
use crate::domain::trace::{AskId, CallId, Fidelity, Method, NodeId, NodeKind, StatusCode, Trace};

/// The trace of a recorded run. All its events have the time `at_ms`, as files hold none; the first reply has all
/// tokens, as files hold only their sum. Nodes are numbered from the root down, branch by branch.
///
/// # Errors
/// [`AnswerError::Unshowable`] where nodes do not stand below each other as ToolBench's do, and
/// [`AnswerError::Prompts`].
pub fn import_answer(file: &AnswerFile, at_ms: u64) -> Result<Trace, AnswerError> {
    let spec = spec::run_spec(file)?;
    let mut import = Import {
        trace: Trace { spec, events: Vec::new() },
        at_ms,
        asks: 0,
        calls: 0,
        tokens: file.answer_generation.total_tokens,
        asked_at: vec![NodeId::ROOT],
        last: None,
        answers: 0,
        give_ups: Vec::new(),
    };
    import.log(EventBody::Imported(Imported { source: "toolbench_answer".to_owned() }));
    match &file.process {
        Process::Tree(tree) => {
            import.log(EventBody::AttemptStarted(AttemptStarted { attempt: 1 }));
            import.children(&tree.tree, NodeId::ROOT, "tree.tree")?;
        }
        Process::Tries { trys, .. } => {
            for (index, one) in trys.iter().enumerate() {
                import.chain(index, &one.chain)?;
            }
        }
    }
    import.end(file);
    Ok(import.trace)
}

struct Import {
    trace: Trace,
    at_ms: u64,
    asks: u32,
    calls: u32,
    /// Not yet given to a reply.
    tokens: u64,
    /// By node: the node that its reply went on from.
    asked_at: Vec<NodeId>,
    /// The last node, and why the search left it.
    last: Option<(NodeId, BackReason)>,
    answers: usize,
    /// Nodes and their arguments.
    give_ups: Vec<(NodeId, String)>,
}

/// The nodes that one reply became.
#[derive(Clone, Copy, Default)]
struct Reply<'a> {
    thought: Option<&'a AnswerNode>,
    call: Option<(&'a AnswerNode, &'a AnswerNode)>,
}

impl Import {
    fn log(&mut self, body: EventBody) {
        let seq = u32::try_from(self.trace.events.len()).unwrap_or(u32::MAX);
        self.trace.events.push(Event { seq, at_ms: self.at_ms, body });
    }

    /// All branches below a node. Trees are at most as deep as the JSON reader lets them be.
    fn children(&mut self, node: &AnswerNode, id: NodeId, at: &str) -> Result<(), AnswerError> {
        for (index, child) in node.children.iter().flatten().enumerate() {
            let at = format!("{at}.children[{index}]");
            let (reply, end) = reply_of(child, &at)?;
            let last = self.reply(id, index, reply);
            self.children(end, last, &at)?;
        }
        Ok(())
    }

    /// One try: its nodes stand one below the other.
    fn chain(&mut self, index: usize, nodes: &[AnswerNode]) -> Result<(), AnswerError> {
        if let Some((from, _)) = self.last.take() {
            self.last = Some((from, BackReason::NextTry));
            self.go_back(NodeId::ROOT);
            self.last = None;
        }
        let attempt = u32::try_from(index + 1).unwrap_or(u32::MAX);
        self.log(EventBody::AttemptStarted(AttemptStarted { attempt }));
        let mut parent = NodeId::ROOT;
        let mut rest = nodes;
        while let Some(node) = rest.first() {
            let at = || format!("trys[{index}].chain[{}]", nodes.len() - rest.len());
            let thought = (node.node_type == "Thought").then_some(node);
            let after = &rest[usize::from(thought.is_some())..];
            let call = match after {
                [action, input, ..] if action.node_type == "Action" && input.node_type == "Action Input" => {
                    Some((action, input))
                }
                _ => None,
            };
            let taken = usize::from(thought.is_some()) + if call.is_some() { 2 } else { 0 };
            if taken == 0 {
                return Err(AnswerError::Unshowable { path: at() });
            }
            parent = self.reply(parent, 0, Reply { thought, call });
            rest = &rest[taken..];
        }
        Ok(())
    }

    /// The events of one reply; its last node.
    fn reply(&mut self, parent: NodeId, index: usize, reply: Reply) -> NodeId {
        self.go_back(parent);
        let ask = AskId(self.asks);
        self.asks += 1;
        let child = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let diverse = index > 0 && !matches!(self.trace.spec.method, Method::Chain { .. });
        self.log(EventBody::ModelAsked(ModelAsked { ask, node: parent, child, diverse }));
        let failed = reply.thought.filter(|t| t.observation_code == Some(StatusCode::ModelFailed));
        if let Some(thought) = failed {
            let (kind, message) = ("recorded".to_owned(), thought.description.clone());
            self.log(EventBody::ModelFailed(ModelFailed { ask, kind, message, partial: Partial::default() }));
        } else {
            let usage = Usage { prompt: std::mem::take(&mut self.tokens), completion: 0, estimated: false };
            self.log(EventBody::ModelReplied(ModelReplied {
                ask,
                message: message_of(reply),
                usage,
                beside: Beside::default(),
            }));
        }
        let mut last = parent;
        let mut end = (BackReason::DepthLimit, None);
        if let Some(thought) = reply.thought {
            last = self.add(last, NodeKind::Thought, ask, parent);
            if failed.is_some() {
                end = (BackReason::ModelFailed, Some(PruneReason::ModelFailed));
            } else if thought.pruned {
                end = (BackReason::DepthLimit, Some(PruneReason::DepthLimit));
            }
        }
        if let Some((action, input)) = reply.call {
            last = self.add(last, NodeKind::Action, ask, parent);
            last = self.add(last, NodeKind::ActionInput, ask, parent);
            end = self.returned(last, action, input);
        }
        if let Some(reason) = end.1 {
            self.log(EventBody::Pruned(Pruned { node: last, reason }));
        }
        self.last = Some((last, end.0));
        last
    }

    /// What a call gave, and how the branch ends there.
    fn returned(&mut self, node: NodeId, action: &AnswerNode, input: &AnswerNode) -> (BackReason, Option<PruneReason>) {
        let status = input.observation_code.unwrap_or(StatusCode::Normal);
        let functions = &self.trace.spec.functions;
        let reached = find_function(functions, &action.description, Fidelity::ToolBench);
        let reached = reached.filter(|&i| functions[i].api.is_some());
        if let Some(function) = reached.and_then(|i| u32::try_from(i).ok()) {
            let call = CallId(self.calls);
            self.calls += 1;
            self.log(EventBody::ApiCalled(ApiCalled { call, node, function }));
        }
        let observation = input.observation.clone().unwrap_or_default();
        let by_search = reached.is_none();
        self.log(EventBody::ApiReturned(ApiReturned {
            node,
            observation,
            status,
            by_search,
            from_cache: None,
            by: None,
            usage: None,
        }));
        if status == StatusCode::FinalAnswer {
            let answer = match read_finish(&input.description, Fidelity::ToolBench) {
                Finish::Answer(answer) => answer,
                _ => input.description.clone(),
            };
            self.log(EventBody::Answered(Answered { node, answer }));
            self.answers += 1;
            return (BackReason::Answered, None);
        }
        if status == StatusCode::GaveUp {
            self.give_ups.push((node, input.description.clone()));
            return (BackReason::GaveUp, Some(PruneReason::GaveUp));
        }
        (BackReason::DepthLimit, input.pruned.then_some(PruneReason::DepthLimit))
    }

    fn add(&mut self, parent: NodeId, kind: NodeKind, ask: AskId, asked_at: NodeId) -> NodeId {
        let node = NodeId(u32::try_from(self.asked_at.len()).unwrap_or(u32::MAX));
        self.asked_at.push(asked_at);
        self.log(EventBody::NodeAdded(NodeAdded { node, parent, kind, ask }));
        node
    }

    /// Says so where the next reply is not below the last.
    fn go_back(&mut self, to: NodeId) {
        let Some((from, reason)) = self.last.filter(|(last, _)| *last != to) else { return };
        let (mut at, mut levels) = (from, 0);
        while at != to && at != NodeId::ROOT {
            at = self.asked_at.get(at.index()).copied().unwrap_or(NodeId::ROOT);
            levels += 1;
        }
        self.log(EventBody::WentBack(WentBack { from, to, levels, reason }));
    }

    fn end(&mut self, file: &AnswerFile) {
        let answer = &file.answer_generation;
        let among = u32::try_from(self.give_ups.len()).unwrap_or(u32::MAX);
        let chosen = self.give_ups.iter().position(|(_, text)| *text == answer.final_answer);
        if let (true, Some(index)) = (answer.finish_type.as_deref() == Some("give_up"), chosen) {
            let node = self.give_ups[index].0;
            let index = u32::try_from(index).unwrap_or(u32::MAX);
            self.log(EventBody::GiveUpChosen(GiveUpChosen { node, index, among }));
        }
        let budget = u64::from(self.trace.spec.limits.max_model_calls);
        let outcome = match (self.answers > 0, among > 0) {
            (true, _) => Outcome::Answered,
            (false, _) if answer.query_count >= budget => Outcome::OutOfModelCalls,
            (false, true) => Outcome::GaveUp,
            (false, false) => Outcome::Exhausted,
        };
        self.log(EventBody::Ended(Ended { outcome }));
    }
}

/// The nodes of the reply that begins with `first`, and the last of them. A thought that the search went on from is a
/// reply of its own (`expand_num` above 0).
fn reply_of<'a>(first: &'a AnswerNode, at: &str) -> Result<(Reply<'a>, &'a AnswerNode), AnswerError> {
    let unshowable = || AnswerError::Unshowable { path: at.to_owned() };
    let thought = (first.node_type == "Thought").then_some(first);
    let action = match (thought, first.children.as_deref()) {
        (None, _) => first,
        (Some(thought), Some([action])) if thought.expand_num == 0 && action.node_type == "Action" => action,
        (Some(thought), _) => return Ok((Reply { thought: Some(thought), call: None }, thought)),
    };
    let Some([input]) = action.children.as_deref() else { return Err(unshowable()) };
    if action.node_type != "Action" || input.node_type != "Action Input" {
        return Err(unshowable());
    }
    Ok((Reply { thought, call: Some((action, input)) }, input))
}

fn message_of(reply: Reply) -> Message {
    let call = reply
        .call
        .map(|(action, input)| FunctionCall { name: action.description.clone(), arguments: input.description.clone() });
    Message::assistant(reply.thought.map(|t| t.description.clone()), call)
}
