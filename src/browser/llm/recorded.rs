//! The replies of a stored run, given again.

use super::Model;
use crate::browser::net::CancelToken;
use crate::domain::chat::{ChatRequest, Delta, Message, ModelError, ModelReply, Role, Usage};
use crate::domain::trace::event::{Event, EventBody};
use crate::domain::trace::{AskId, Changed, Trace};
use crate::formats::records::run::RunHead;
use futures::future::LocalBoxFuture;
use std::cell::Cell;
use std::collections::BTreeSet;

/// Characters of a run's title in the model's name.
const MAX_TITLE: usize = 120;

/// Replies of one kind, given from the first on.
#[derive(Debug, Default)]
struct Replies {
    all: Vec<(Message, Usage)>,
    given: Cell<usize>,
}

impl Replies {
    fn next(&self, request: &ChatRequest) -> Result<ModelReply, ModelError> {
        let at = self.given.get();
        let (message, usage) = self.all.get(at).ok_or(ModelError::RecordingSpent { replies: self.all.len() })?;
        self.given.set(at + 1);
        Ok(ModelReply { usage: *usage, ..ModelReply::estimated(request, message.clone()) })
    }
}

/// A run that answers in a model's place: its replies in the order they came, whatever is asked. Those that compare two
/// children answer comparisons, all others expansions.
#[derive(Debug)]
pub struct RecordedModel {
    run: String,
    name: String,
    expansions: Replies,
    comparisons: Replies,
}

impl RecordedModel {
    /// The replies of a run.
    pub fn new(head: &RunHead, trace: &Trace) -> Self {
        let (mut expansions, mut comparisons) = (Replies::default(), Replies::default());
        for (compares, message, usage) in replies(&trace.events) {
            let kind = if compares { &mut comparisons } else { &mut expansions };
            // A file of others may give another role.
            kind.all.push((Message { role: Role::Assistant, ..message.clone() }, usage));
        }
        Self { run: head.id.clone(), name: Self::name_of(head), expansions, comparisons }
    }

    /// The name of a run as a model: `recorded: <name of the run, or its question>`.
    pub fn name_of(head: &RunHead) -> String {
        let title = if head.name.is_empty() { &head.question } else { &head.name };
        let mut name: String = "recorded: ".chars().chain(title.chars().take(MAX_TITLE)).collect();
        if title.chars().nth(MAX_TITLE).is_some() {
            name.push('…');
        }
        name
    }

    /// The same, past the replies that `trace` has already.
    #[must_use]
    pub fn after(self, trace: &Trace) -> Self {
        for (compares, _) in self.own(trace) {
            let kind = self.kind(compares);
            kind.given.set(kind.given.get() + 1);
        }
        self
    }

    /// True where all that `trace` has of a model so far may have come from here. Several runs may have one name.
    pub fn may_have_said(&self, trace: &Trace) -> bool {
        let mut at = [0_usize; 2];
        self.own(trace).into_iter().all(|(compares, message)| {
            let next = &mut at[usize::from(compares)];
            *next += 1;
            self.kind(compares).all.get(*next - 1).is_some_and(|(said, _)| said == message)
        })
    }

    const fn kind(&self, compares: bool) -> &Replies {
        if compares { &self.comparisons } else { &self.expansions }
    }

    /// The replies of `trace` that the recording stands for. A fork of the recorded run has those before its point too;
    /// what a fork of any other run took over was said by another model.
    fn own<'a>(&self, trace: &'a Trace) -> Vec<(bool, &'a Message)> {
        let foreign = trace.spec.forked_from.as_ref().filter(|from| from.run != self.run);
        let taken_over = foreign.map_or(0, |from| {
            let before = &trace.events[..trace.events.len().min(from.event as usize)];
            replies(before).count() + usize::from(from.changed == Changed::Reply)
        });
        replies(&trace.events).skip(taken_over).map(|(compares, message, _)| (compares, message)).collect()
    }
}

/// All replies in order, each with whether it compares two children.
fn replies(events: &[Event]) -> impl Iterator<Item = (bool, &Message, Usage)> {
    let mut comparing: BTreeSet<AskId> = BTreeSet::new();
    events.iter().filter_map(move |event| match &event.body {
        EventBody::RankAsked(e) => {
            comparing.insert(e.ask);
            None
        }
        EventBody::ModelReplied(e) => Some((comparing.contains(&e.ask), &e.message, e.usage)),
        _ => None,
    })
}

impl Model for RecordedModel {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn reply<'a>(
        &'a self,
        request: &'a ChatRequest,
        _on_delta: &'a dyn Fn(&Delta),
        cancel: &'a CancelToken,
    ) -> LocalBoxFuture<'a, Result<ModelReply, ModelError>> {
        Box::pin(async move {
            if cancel.is_cancelled() {
                return Err(ModelError::Stopped { partial: None });
            }
            // No function is offered with a comparison, and `Finish` at least with all else.
            let kind = if request.functions.is_empty() { &self.comparisons } else { &self.expansions };
            kind.next(request)
        })
    }
}
