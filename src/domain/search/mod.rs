//! The search as a step machine: DFSDT and chains (paper section 2.3; ToolBench `DFS.py`, `single_chain.py`).
//!
//! It performs nothing. Call [`Search::poll`] until it has nothing to do, perform what it asks for, hand the result in
//! with the id it came with, repeat:
//!
//! ```text
//! loop { match search.poll() {
//!     Step::AskModel(ask) => search.model_replied(ask.ask, reply, now_ms),
//!     Step::CallApi(call) => search.api_returned(call.call, observation, status, now_ms),
//!     Step::Waiting | Step::Paused => wait for a result or the person,
//!     Step::Finished(outcome) => break,
//! } }
//! ```
//!
//! Invariants: time comes in as an argument; every input and decision is an event of the [`Trace`] before it has an
//! effect; the same spec and inputs give the same events; an id that is not the one awaited changes nothing.

mod cache;
mod decide;
mod environment;
mod finish;
mod fork;
mod messages;
mod method_name;
mod notes;
mod offer;
mod prompts;
mod rank;
mod read;
mod replay;
mod sent;
mod setup;
mod step;

pub use environment::{Reached, find_function, reach, seen, shorten};
pub use finish::{Finish, read_finish};
pub use fork::{Change, Fork, ForkError, Prices};
pub use messages::{Kept, kind_name};
pub use method_name::{MethodNameError, parse_method_name};
pub use offer::{
    KnownTool, Offer, OfferWarning, OfferedApi, ToolDescription, UnknownTool, WantedApi, offer_for_query, offer_of,
};
pub use prompts::{PromptsError, default_prompts, fill, prompt_hash};
pub use read::called_name;
pub use replay::ReplayError;
pub use sent::{checked_arguments, sent_arguments, sent_calls};
pub use setup::{Setup, reply_schema, run_spec};
pub use step::{Accepted, AskModel, CallApi, Purpose, Step};

use crate::domain::chat::{Message, ModelReply, Partial, Role, Usage};
use crate::domain::trace::event::{
    AnsweredBy, ApiReturned, Ended, Event, EventBody, GiveUpChosen, ModelFailed, ModelReplied, ModelStopped, Outcome,
    PauseCause, Paused,
};
use crate::domain::trace::{AskId, CallId, Method, NodeId, RunSpec, StatusCode, Trace, Tree};
use decide::{Ending, Frame, Next};
use environment::HALLUCINATED;
use messages::Messages;

/// Version of the decisions; raised whenever the same inputs would give other events.
///
/// - 2: the ranking search; a tree search that ends without an answer draws one of its give-ups.
/// - 3: calls are answered by equal earlier ones, where the spec says so.
/// - 4: arguments are held against the function's schema before anything is called.
/// - 5: a comma in a number is read over where it parts thousands alone.
pub const ENGINE: u32 = 5;

#[derive(Clone, Debug, PartialEq)]
enum Pending {
    None,
    Ask { ask: AskId, node: NodeId, wanted: Wanted, issued: bool },
    Call { call: CallApi, issued: bool },
}

/// What a request of the model is to give.
#[derive(Clone, Debug, PartialEq)]
enum Wanted {
    /// A child; `extra` is the diversity prompt.
    Child { extra: Option<Message> },
    /// The better of two nodes.
    Vote { first: NodeId, second: NodeId },
}

/// A running search.
#[derive(Clone, Debug)]
pub struct Search {
    trace: Trace,
    tree: Tree,
    messages: Messages,
    stack: Vec<Frame>,
    pending: Pending,
    paused: Option<PauseCause>,
    now_ms: u64,
    asks: u32,
    calls: u32,
    attempt: u32,
    /// The draw of the give-up, where it is given and not made from the seed.
    give_up_draw: Option<u32>,
    cache: cache::CallCache,
}

impl Search {
    /// Starts: the first request is ready to be polled.
    pub fn new(spec: RunSpec, now_ms: u64) -> Self {
        let mut messages = Messages::default();
        messages.start(&spec);
        let mut search = Self {
            trace: Trace { spec, events: Vec::new() },
            tree: Tree::default(),
            messages,
            stack: Vec::new(),
            pending: Pending::None,
            paused: None,
            now_ms,
            asks: 0,
            calls: 0,
            attempt: 0,
            give_up_draw: None,
            cache: cache::CallCache::new(),
        };
        search.go_on(Next::Start);
        search
    }

    /// Gives the place of the give-up that a run without an answer shows (from 0), instead of a draw from its seed:
    /// for comparison with recorded runs of the original, whose chance had no seed.
    pub const fn draw_give_up(&mut self, index: u32) {
        self.give_up_draw = Some(index);
    }

    /// The conversations that end in each reply on the way to `node`, for training
    /// (`Tree.py`, `get_train_messages_from_this_node`).
    pub fn train_messages(&self, node: NodeId) -> Vec<Vec<Kept>> {
        self.messages.training(&self.tree, node)
    }

    /// All that happened.
    pub const fn trace(&self) -> &Trace {
        &self.trace
    }

    /// The tree as it stands.
    pub const fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The messages a model is sent when asked at `node`, without a diversity prompt.
    pub fn messages_at(&self, node: NodeId) -> Vec<Message> {
        self.messages.of(&self.tree, node)
    }

    /// What is wanted next. A request is given out once; after that [`Step::Waiting`].
    pub fn poll(&mut self) -> Step {
        if let Some(outcome) = self.tree.outcome() {
            return Step::Finished(outcome);
        }
        if let (Some(cause), false) = (self.paused, self.under_way()) {
            return Step::Paused(cause);
        }
        match &mut self.pending {
            Pending::Ask { ask, node, wanted, issued } if !*issued => {
                *issued = true;
                let (ask, node) = (*ask, *node);
                let (purpose, messages) = match wanted {
                    Wanted::Child { extra } => {
                        let mut messages = self.messages.of(&self.tree, node);
                        messages.extend(extra.clone());
                        (Purpose::Expand, messages)
                    }
                    Wanted::Vote { first, second } => {
                        (Purpose::Rank, rank::rank_messages(&self.tree, &self.trace.spec, *first, *second))
                    }
                };
                Step::AskModel(AskModel { ask, node, purpose, messages })
            }
            Pending::Call { call, issued } if !*issued => {
                *issued = true;
                Step::CallApi(call.clone())
            }
            _ => Step::Waiting,
        }
    }

    /// True while a request that was given out has not come back.
    pub const fn under_way(&self) -> bool {
        matches!(self.pending, Pending::Ask { issued: true, .. } | Pending::Call { issued: true, .. })
    }

    /// The model's message.
    pub fn model_replied(&mut self, ask: AskId, reply: ModelReply, now_ms: u64) -> Accepted {
        let Some((node, wanted)) = self.awaited_ask(ask) else { return Accepted::Stale };
        self.now_ms = now_ms;
        let mut message = reply.message;
        (message.role, message.reasoning) = (Role::Assistant, None);
        let (usage, beside) = (reply.usage, reply.beside.bounded());
        let reasoning = beside.reasoning.clone();
        self.log(EventBody::ModelReplied(ModelReplied { ask, message: message.clone(), usage, beside }));
        message.reasoning = reasoning;
        self.pending = Pending::None;
        let next = match wanted {
            Wanted::Child { extra } => self.read_reply(node, ask, extra, message),
            Wanted::Vote { .. } => self.read_vote(message.content.as_deref()),
        };
        self.go_on(next);
        Accepted::Yes
    }

    /// The model cannot be reached. Fixed: the run pauses and asks again when resumed.
    /// ToolBench: the words become a pruned thought and the search goes on.
    pub fn model_failed(&mut self, ask: AskId, kind: &str, words: &str, now_ms: u64) -> Accepted {
        let (kind, message) = (kind.to_owned(), words.to_owned());
        self.model_broke_off(ModelFailed { ask, kind, message, partial: Partial::default() }, now_ms)
    }

    /// The same where something of the reply had come.
    pub fn model_broke_off(&mut self, failed: ModelFailed, now_ms: u64) -> Accepted {
        let (ask, words) = (failed.ask, failed.message.clone());
        let Some((node, wanted)) = self.awaited_ask(ask) else { return Accepted::Stale };
        self.now_ms = now_ms;
        self.log(EventBody::ModelFailed(failed));
        self.pending = Pending::None;
        let next = match wanted {
            Wanted::Child { extra } => self.read_failure(node, ask, extra, &words),
            Wanted::Vote { first, second } => self.read_failed_vote(node, first, second, &words),
        };
        self.go_on(next);
        Accepted::Yes
    }

    /// The person stopped the request; it is asked anew when the run goes on.
    pub fn model_stopped(&mut self, ask: AskId, came: Partial, now_ms: u64) -> Accepted {
        let Some((node, wanted)) = self.awaited_ask(ask) else { return Accepted::Stale };
        self.now_ms = now_ms;
        self.log(EventBody::ModelStopped(ModelStopped::new(ask, came)));
        match (self.over_budget(), wanted) {
            (Some(outcome), _) => {
                let _: Next = self.run_out(outcome);
            }
            (None, Wanted::Child { .. }) => self.ask(node),
            (None, Wanted::Vote { first, second }) => self.ask_rank(node, first, second),
        }
        Accepted::Yes
    }

    /// What an API gave, where it does not matter who answered.
    pub fn api_returned(&mut self, call: CallId, observation: String, status: StatusCode, now_ms: u64) -> Accepted {
        self.api_answered(call, observation, status, None, None, now_ms)
    }

    /// What an API gave, who answered, and the tokens of a model that did. A failure of an API is an observation like any other.
    pub fn api_answered(
        &mut self,
        call: CallId,
        observation: String,
        status: StatusCode,
        by: Option<AnsweredBy>,
        usage: Option<Usage>,
        now_ms: u64,
    ) -> Accepted {
        let Pending::Call { call: awaited, .. } = &self.pending else { return Accepted::Stale };
        if awaited.call != call {
            return Accepted::Stale;
        }
        let (node, arguments) = (awaited.node, awaited.arguments.clone());
        self.now_ms = now_ms;
        self.pending = Pending::None;
        let (by_search, from_cache) = (false, None);
        self.log(EventBody::ApiReturned(ApiReturned { node, observation, status, by_search, from_cache, by, usage }));
        self.remember(call, node, &arguments, status);
        let next = self.observed(node, Ending::Open);
        self.go_on(next);
        Accepted::Yes
    }

    /// Nothing new is asked; a request that is under way may still come back.
    pub fn pause(&mut self, now_ms: u64) -> Accepted {
        if self.paused.is_some() || self.tree.outcome().is_some() {
            return Accepted::Stale;
        }
        self.now_ms = now_ms;
        self.set_paused(PauseCause::Person);
        Accepted::Yes
    }

    /// Goes on; or ends, where a budget was used up before the pause: what is still under way then comes too late.
    pub fn resume(&mut self, now_ms: u64) -> Accepted {
        if self.paused.take().is_none() || self.tree.outcome().is_some() {
            return Accepted::Stale;
        }
        self.now_ms = now_ms;
        self.log(EventBody::Resumed);
        // Not only where nothing is under way: a replay does not know what was given out.
        if let Some(outcome) = self.over_budget() {
            let _: Next = self.run_out(outcome);
        }
        Accepted::Yes
    }

    /// Ends the run; what was found is kept.
    pub fn cancel(&mut self, now_ms: u64) -> Accepted {
        if self.tree.outcome().is_some() {
            return Accepted::Stale;
        }
        self.now_ms = now_ms;
        self.log(EventBody::Cancelled);
        let _: Next = self.end(Outcome::Cancelled);
        Accepted::Yes
    }

    fn awaited_ask(&self, id: AskId) -> Option<(NodeId, Wanted)> {
        match &self.pending {
            Pending::Ask { ask, node, wanted, .. } if *ask == id => Some((*node, wanted.clone())),
            _ => None,
        }
    }

    fn set_paused(&mut self, cause: PauseCause) {
        self.paused = Some(cause);
        self.log(EventBody::Paused(Paused { cause }));
    }

    fn end(&mut self, outcome: Outcome) -> Next {
        self.pending = Pending::None;
        self.paused = None;
        self.stack.clear();
        self.choose_give_up();
        self.log(EventBody::Ended(Ended { outcome }));
        Next::Rest
    }

    /// A tree search without an answer shows one of its give-ups (`DFS.py`, `to_json`). Runs of engine 1 do not.
    fn choose_give_up(&mut self) {
        let spec = &self.trace.spec;
        let tree_search = !matches!(spec.method, Method::Chain { .. }) && spec.engine >= 2;
        let Ok(among @ 1..) = u32::try_from(self.tree.give_ups.len()) else { return };
        if !tree_search || !self.tree.answers.is_empty() {
            return;
        }
        let index = self.give_up_draw.unwrap_or_else(|| draw(spec.seed, among)).min(among - 1);
        let node = self.tree.give_ups[index as usize];
        self.log(EventBody::GiveUpChosen(GiveUpChosen { node, index, among }));
    }

    fn log(&mut self, body: EventBody) {
        let seq = u32::try_from(self.trace.events.len()).unwrap_or(u32::MAX);
        let event = Event { seq, at_ms: self.now_ms, body };
        self.tree.apply(&event);
        self.trace.events.push(event);
    }
}

/// A number below `among` (at least 1) from a seed: one step of SplitMix64, scaled.
fn draw(seed: u64, among: u32) -> u32 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^= z >> 31;
    let scaled = (u128::from(z) * u128::from(among)) >> 64;
    u32::try_from(scaled).unwrap_or(0)
}
