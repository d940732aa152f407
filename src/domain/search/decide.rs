//! What the search decides: which node is asked, when and how far it goes back.
//!
//! The recursion of ToolBench's `DFS` is an explicit stack of frames, one per node that is being expanded. A call that
//! returns `n` levels pops `n - 1` further frames. Decisions that follow from one another run in a loop, not in calls
//! of each other, so that no tree is too deep for them.

use super::messages::diversity;
use super::rank::Votes;
use super::{Pending, Search, Wanted};
use crate::domain::trace::event::{
    Answered, AttemptStarted, BackReason, EventBody, ModelAsked, Outcome, PruneReason, Pruned, WentBack,
};
use crate::domain::trace::{AskId, Fidelity, Method, NodeId};

/// A node that is being expanded.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Frame {
    pub(super) node: NodeId,
    /// Children asked for so far.
    tried: u32,
    /// Ranking search: children that were asked for and are not yet entered, next one first.
    pub(super) waiting: Vec<Landed>,
    /// Ranking search: the comparisons of the waiting children, while they are under way.
    pub(super) votes: Option<Votes>,
    /// Ranking search: the waiting children have their order.
    pub(super) in_order: bool,
}

/// Where a reply led, and how its branch ends there.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Landed {
    pub(super) node: NodeId,
    pub(super) ending: Ending,
}

/// How a branch ends; known when the reply comes, and counted when the search enters the node.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Ending {
    Open,
    Answer(String),
    GaveUp,
    ModelFailed,
}

/// How far back and why.
#[derive(Clone, Copy, Debug)]
pub(super) struct Back {
    levels: u32,
    reason: BackReason,
}

/// What follows from a decision.
#[derive(Debug)]
pub(super) enum Next {
    /// Go on below a node.
    Enter(Landed),
    /// Leave a node.
    GoBack(NodeId, Back),
    /// Go on with the frame on top of the stack.
    Expand,
    /// Begin again at the root: the search itself, or the next chain.
    Start,
    /// Something is awaited, or the run is over.
    Rest,
}

impl Search {
    /// Decides until something is awaited or the run is over.
    pub(super) fn go_on(&mut self, mut next: Next) {
        loop {
            next = match next {
                Next::Enter(landed) => self.enter(landed),
                Next::GoBack(from, back) => self.go_back(from, back),
                Next::Expand => self.expand(),
                Next::Start => self.start_attempt(),
                Next::Rest => return,
            }
        }
    }

    fn start_attempt(&mut self) -> Next {
        self.attempt += 1;
        self.log(EventBody::AttemptStarted(AttemptStarted { attempt: self.attempt }));
        match self.trace.spec.method {
            Method::Chain { tries: 0 } => self.finish_without_enough(),
            // A chain asks before it looks at its length (`single_chain.py`, `do_chain`).
            Method::Chain { .. } => self.push(NodeId::ROOT),
            Method::Dfs | Method::Dfsdt => Next::Enter(Landed { node: NodeId::ROOT, ending: Ending::Open }),
        }
    }

    fn enter(&mut self, landed: Landed) -> Next {
        let node = landed.node;
        match self.barrier(landed) {
            Some(back) => Next::GoBack(node, back),
            None => self.push(node),
        }
    }

    fn push(&mut self, node: NodeId) -> Next {
        self.stack.push(Frame { node, tried: 0, waiting: Vec::new(), votes: None, in_order: false });
        Next::Expand
    }

    /// Why a node is not to be expanded, if so.
    fn barrier(&mut self, landed: Landed) -> Option<Back> {
        let limits = self.trace.spec.limits;
        let node = landed.node;
        let (reason, levels, back) = match landed.ending {
            Ending::Answer(answer) => {
                self.log(EventBody::Answered(Answered { node, answer }));
                return Some(Back { levels: limits.final_answer_back_length, reason: BackReason::Answered });
            }
            Ending::GaveUp => (PruneReason::GaveUp, limits.prune_back_length, BackReason::GaveUp),
            Ending::ModelFailed => (PruneReason::ModelFailed, 1, BackReason::ModelFailed),
            Ending::Open if self.tree.node(node).is_some_and(|n| n.depth >= limits.max_depth) => {
                (PruneReason::DepthLimit, 1, BackReason::DepthLimit)
            }
            Ending::Open => return None,
        };
        self.log(EventBody::Pruned(Pruned { node, reason }));
        Some(Back { levels, reason: back })
    }

    /// The next child of the node on top of the stack; once it has all of them, in the ranking search, their
    /// comparison and the best of them.
    fn expand(&mut self) -> Next {
        let spec = &self.trace.spec;
        let (method, width, fixed) = (spec.method, spec.limits.width, spec.fidelity == Fidelity::Fixed);
        let Some(top) = self.stack.last_mut() else { return self.finish_without_enough() };
        if method == Method::Dfs && top.tried >= width {
            if !top.in_order && top.waiting.len() > 1 {
                return self.compare_children();
            }
            top.in_order = true;
            if !top.waiting.is_empty() {
                return Next::Enter(top.waiting.remove(0));
            }
        }
        if method == Method::Dfsdt && width == 0 || method == Method::Dfs && top.tried >= width {
            self.stack.pop();
            return self.return_from_frame();
        }
        if let (true, Some(outcome)) = (fixed, self.used_up()) {
            return self.run_out(outcome);
        }
        if let Some(top) = self.stack.last_mut() {
            top.tried += 1;
            let node = top.node;
            self.ask(node);
        }
        Next::Rest
    }

    /// Whether the budget of requests is used up.
    pub(super) fn spent(&self) -> bool {
        let used = self.tree.counters.model_calls.saturating_add(self.tree.counters.model_failures);
        // Fixed asks a failed request again, so failures are not counted there.
        let used = if self.trace.spec.fidelity == Fidelity::Fixed { self.tree.counters.model_calls } else { used };
        used >= self.trace.spec.limits.max_model_calls
    }

    /// The first of our own budgets that is used up as of the last event; the original has none.
    pub(super) fn over_budget(&self) -> Option<Outcome> {
        let spec = &self.trace.spec;
        let overrun = spec.limits.budgets.passed(&self.tree.counters).filter(|_| spec.fidelity == Fidelity::Fixed);
        overrun.map(Outcome::OutOfBudget)
    }

    /// Why no further request may be made, if so.
    pub(super) fn used_up(&self) -> Option<Outcome> {
        if self.spent() { Some(Outcome::OutOfModelCalls) } else { self.over_budget() }
    }

    /// Ends at a budget. Fixed: answers among children that wait to be entered count.
    pub(super) fn run_out(&mut self, outcome: Outcome) -> Next {
        if self.trace.spec.fidelity == Fidelity::Fixed {
            let waiting: Vec<Landed> = self.stack.iter_mut().flat_map(|f| std::mem::take(&mut f.waiting)).collect();
            for landed in waiting {
                if let Ending::Answer(answer) = landed.ending {
                    self.log(EventBody::Answered(Answered { node: landed.node, answer }));
                }
            }
            if self.has_enough() {
                return self.end(Outcome::Answered);
            }
        }
        self.end(outcome)
    }

    /// Makes the request for a child of a node ready.
    pub(super) fn ask(&mut self, node: NodeId) {
        let ask = self.next_ask();
        let searching = !matches!(self.trace.spec.method, Method::Chain { .. });
        let extra = searching.then(|| diversity(&self.tree, node, &self.trace.spec)).flatten();
        let child = self.stack.last().map_or(1, |f| f.tried);
        self.log(EventBody::ModelAsked(ModelAsked { ask, node, child, diverse: extra.is_some() }));
        self.pending = Pending::Ask { ask, node, wanted: Wanted::Child { extra }, issued: false };
    }

    pub(super) fn next_ask(&mut self) -> AskId {
        self.asks += 1;
        AskId(self.asks - 1)
    }

    /// What becomes of a node that has all it needs: it is entered, or (ranking search) waits for its siblings.
    pub(super) fn settle(&mut self, landed: Landed) -> Next {
        if self.trace.spec.method != Method::Dfs {
            return Next::Enter(landed);
        }
        if let Some(top) = self.stack.last_mut() {
            top.waiting.push(landed);
        }
        Next::Expand
    }

    fn has_enough(&self) -> bool {
        !self.tree.answers.is_empty() && self.tree.answers.len() >= self.trace.spec.limits.answers as usize
    }

    /// A tree search of the original that wants no answer has enough when it first goes back.
    fn wants_none(&self) -> bool {
        let spec = &self.trace.spec;
        let tree = !matches!(spec.method, Method::Chain { .. });
        tree && spec.limits.answers == 0 && spec.fidelity == Fidelity::ToolBench
    }

    /// Leaves `from`: pops frames until one may be expanded again, or the attempt is over.
    fn go_back(&mut self, from: NodeId, back: Back) -> Next {
        if self.has_enough() {
            return self.end(Outcome::Answered);
        }
        if self.wants_none() {
            return self.finish_without_enough();
        }
        let spec = &self.trace.spec;
        let (fixed, width) = (spec.fidelity == Fidelity::Fixed, spec.limits.width);
        let ranking = match spec.method {
            Method::Chain { tries } => return self.next_chain(from, tries),
            Method::Dfs => true,
            Method::Dfsdt => false,
        };
        let mut levels = back.levels;
        let mut went = 1;
        while let Some(top) = self.stack.last() {
            let has_more = if ranking { !top.waiting.is_empty() } else { top.tried < width };
            // Fixed: however far a branch sends the search back, the root's own siblings are still tried.
            let passes = levels > 1 && !(fixed && self.stack.len() == 1);
            if !passes && has_more {
                let to = top.node;
                self.log(EventBody::WentBack(WentBack { from, to, levels: went, reason: back.reason }));
                return Next::Expand;
            }
            self.stack.pop();
            levels = if passes { levels - 1 } else { 1 };
            went += 1;
        }
        self.finish_without_enough()
    }

    /// A frame had no child at all (a width of 0): the one above goes on.
    fn return_from_frame(&mut self) -> Next {
        if self.stack.is_empty() { self.finish_without_enough() } else { Next::Expand }
    }

    fn next_chain(&mut self, from: NodeId, tries: u32) -> Next {
        self.stack.clear();
        if self.attempt < tries {
            let levels = self.tree.node(from).map_or(1, |n| n.depth);
            let reason = BackReason::NextTry;
            self.log(EventBody::WentBack(WentBack { from, to: NodeId::ROOT, levels, reason }));
            return Next::Start;
        }
        self.finish_without_enough()
    }

    fn finish_without_enough(&mut self) -> Next {
        let outcome = match (self.tree.answers.is_empty(), self.tree.give_ups.is_empty()) {
            (false, _) => Outcome::Answered,
            (true, false) => Outcome::GaveUp,
            (true, true) => Outcome::Exhausted,
        };
        self.end(outcome)
    }
}
