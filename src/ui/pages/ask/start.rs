//! Starting runs: one, or both methods one after the other for judging.

use super::retrieve::Recommend;
use super::state::{Ask, Shared};
use crate::browser::clock::sleep_ms;
use crate::browser::driver::Ports;
use crate::browser::ids::new_id;
use crate::browser::llm::{
    Availability, BuiltInModel, Connection, Connections, Model, ModelPick, PersonModel, PlannerModel, RecordedModel,
    availability,
};
use crate::browser::prefs;
use crate::browser::storage::ask_to_persist;
use crate::browser::store::{LoadedRun, StoredHead};
use crate::browser::task::spawn;
use crate::domain::search::{ENGINE, Setup, default_prompts, run_spec};
use crate::domain::trace::{Method, RunSpec, RunState, Trace};
use crate::ui::collection::CollectionState;
use crate::ui::parts::{ConnectionsState, ToolsState};
use crate::ui::route::{AskRoute, Route, Router};
use crate::ui::run::live::Live;
use crate::ui::stores::Stores;
use leptos::prelude::*;
use std::future::Future;
use std::rc::Rc;

/// All that starting a run needs. Copy it into handlers.
#[derive(Clone, Copy)]
pub struct Starter {
    /// What was chosen.
    pub ask: Ask,
    /// The ranking.
    pub recommend: Recommend,
    /// Where it runs.
    pub live: Live,
    /// Where it is kept.
    pub stores: Stores,
    /// Endpoints and keys.
    pub connections: ConnectionsState,
    /// The documents.
    pub collection: CollectionState,
    /// How APIs are reached.
    pub tools: ToolsState,
    /// The address.
    pub router: Router,
}

/// Why a run cannot start; each has one button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartError {
    /// The box is empty.
    EmptyQuestion,
    /// No API is offered.
    NothingOffered,
    /// The chosen connection is gone.
    ModelGone,
    /// The browser has no model of its own for this device, or it has yet to be fetched.
    NoBuiltIn,
    /// Its key waits for the passphrase.
    KeyLocked,
    /// The connection chosen for comparing branches is gone.
    RankerGone,
    /// The run to compare with, or its model, is gone.
    SourceGone,
    /// A run is under way, or about to begin.
    Busy,
    /// Another question or collection was there before it began.
    Changed,
    /// Stop was pressed before it began.
    Stopped,
}

/// A model, where a recorded run has yet to be told where it goes on.
pub(super) enum Found {
    Ready(Rc<dyn Model>),
    Recorded(RecordedModel),
}

impl Found {
    pub(super) fn name(&self) -> String {
        match self {
            Self::Ready(model) => model.name(),
            Self::Recorded(model) => model.name(),
        }
    }

    /// The model for a run that has these events already.
    pub(super) fn after(self, past: Option<&Trace>) -> Rc<dyn Model> {
        match (self, past) {
            (Self::Ready(model), _) => model,
            (Self::Recorded(model), Some(past)) => Rc::new(model.after(past)),
            (Self::Recorded(model), None) => Rc::new(model),
        }
    }
}

impl Starter {
    /// The model behind a choice, where there is one.
    pub(super) async fn find(self, pick: &ModelPick) -> Option<Found> {
        self.connections.keys_ready().await;
        Some(match pick {
            ModelPick::Planner => Found::Ready(Rc::new(PlannerModel::new(self.recommend.practice()))),
            ModelPick::Person => Found::Ready(Rc::new(PersonModel::new(self.ask.desk.desk()))),
            ModelPick::Recorded(id) => {
                let run = self.stores.runs().await.load(id).await.ok()?;
                Found::Recorded(RecordedModel::new(&run.head, &run.trace))
            }
            ModelPick::BuiltIn => Found::Ready(Rc::new(BuiltInModel::new(self.connections.outside().scribe))),
            ModelPick::Connection(id) => Found::Ready(self.connections.model(id)?),
        })
    }

    /// The choice that a run was made with, by its model's name; `None` where that is not known any more: another model
    /// is not told a conversation that it did not begin.
    pub(super) async fn pick_of(self, run: &LoadedRun) -> Option<ModelPick> {
        let name = run.head.model.as_str();
        match name {
            PlannerModel::NAME => return Some(ModelPick::Planner),
            PersonModel::NAME => return Some(ModelPick::Person),
            BuiltInModel::NAME => return Some(ModelPick::BuiltIn),
            _ => {}
        }
        if let Some(connection) = Connections::named(&untrack(|| self.connections.list()), name) {
            return Some(ModelPick::Connection(connection.id.clone()));
        }
        let runs = self.stores.runs().await;
        let (heads, _) = runs.list().await.unwrap_or_default();
        let heads = heads.into_iter().filter_map(StoredHead::known);
        for head in heads.filter(|head| head.id != run.head.id && RecordedModel::name_of(head) == name) {
            if let Ok(source) = runs.load(&head.id).await
                && RecordedModel::new(&source.head, &source.trace).may_have_said(&run.trace)
            {
                return Some(ModelPick::Recorded(head.id));
            }
        }
        None
    }

    /// The chosen connection, where its key waits for the passphrase (tracked).
    pub fn locked(self) -> Option<Connection> {
        let connection = self.connections.find(&self.ask.model.get())?;
        self.connections.locked(&connection).then_some(connection)
    }

    /// The model behind a choice as it is spelled, for a run that begins.
    pub(super) async fn fresh(self, choice: &str) -> Option<Rc<dyn Model>> {
        Some(self.find(&ModelPick::parse(choice)).await?.after(None))
    }

    /// While a run is under way or about to begin (tracked).
    pub fn busy(self) -> bool {
        self.ask.starting.get() || self.ask.both.get().is_some() || self.live.unfinished().get()
    }

    /// Ends the run that is under way, or keeps the one from beginning that is about to.
    pub fn stop(self) {
        self.ask.both.set(None);
        self.ask.stop_wanted.set_value(true);
        self.live.stop();
    }

    /// Starts a run of the question with a method, and shows it. Gives its id.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn start(self, collection: &Shared, method: Method) -> Result<String, StartError> {
        self.alone(StartError::Busy, self.begin(collection, method)).await
    }

    /// Starts a run that differs from a stored one in its method alone, and shows it. Gives its id.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn start_like(self, run: &str, method: Method) -> Result<String, StartError> {
        self.alone(StartError::Busy, self.begin_like(run, method)).await
    }

    /// A second press begins nothing, and a run that is under way is not pushed aside unasked.
    pub(super) async fn alone<T, E>(self, busy: E, begin: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        let open = self.live.session().is_some_and(|session| session.with(|s| s.tree().outcome().is_none()));
        if open || self.ask.starting.get_untracked() {
            return Err(busy);
        }
        self.ask.starting.set(true);
        self.ask.stop_wanted.set_value(false);
        let begun = begin.await;
        self.ask.starting.set(false);
        begun
    }

    async fn begin(self, collection: &Shared, method: Method) -> Result<String, StartError> {
        let question = self.ask.question.get_untracked().trim().to_owned();
        if question.is_empty() {
            return Err(StartError::EmptyQuestion);
        }
        self.connections.keys_ready().await;
        if untrack(|| self.locked()).is_some() {
            return Err(StartError::KeyLocked);
        }
        self.recommend.rank_to_run(self.ask, &question).await;
        if self.ask.stop_wanted.get_value() {
            return Err(StartError::Stopped);
        }
        // While it was ranked, all may have changed that a person can change.
        let same = untrack(|| self.collection.ready()).is_some_and(|now| Shared::ptr_eq(&now, collection));
        if !same || self.ask.question.get_untracked().trim() != question {
            return Err(StartError::Changed);
        }
        let apis: Vec<_> = untrack(|| self.ask.offered()).into_iter().map(|o| o.at).collect();
        if apis.is_empty() {
            return Err(StartError::NothingOffered);
        }
        let choice = self.ask.model.get_untracked();
        let pick = ModelPick::parse(&choice);
        if pick == ModelPick::BuiltIn && availability().await != Availability::Available {
            return Err(StartError::NoBuiltIn);
        }
        let found = self.find(&pick).await.ok_or(StartError::ModelGone)?;
        let mut ports = self.ports(found.after(None), self.ask.fidelity.get_untracked(), &choice, None).await;
        let ranker = self.ranker_choice(method, &choice);
        ports.ranker = self.ranker(ranker.as_deref()).await?;
        let (limits, currency) = self.priced(self.ask.run_limits(), &choice, ranker.as_deref());
        let setup = Setup {
            question,
            model: ports.model.name(),
            ranker: ports.ranker.as_ref().map(|ranker| ranker.name()),
            currency,
            method,
            limits,
            fidelity: self.ask.fidelity.get_untracked(),
            seed: super::who::SEED,
            cache_calls: self.ask.cache_calls.get_untracked(),
            shaping: self.ask.shaping.get_untracked(),
        };
        let chosen = self.ask.prompts.get_untracked().map_or_else(default_prompts, Ok);
        let Ok(prompts) = chosen else { return Err(StartError::ModelGone) };
        self.launch(run_spec(setup, collection, &apis, prompts), ports, &pick).await
    }

    async fn begin_like(self, run: &str, method: Method) -> Result<String, StartError> {
        let run = self.stores.runs().await.load(run).await.map_err(|_| StartError::SourceGone)?;
        let pick = self.pick_of(&run).await.ok_or(StartError::SourceGone)?;
        let choice = pick.to_string();
        self.connections.keys_ready().await;
        let connection = untrack(|| self.connections.find(&choice));
        if connection.is_some_and(|connection| untrack(|| self.connections.locked(&connection))) {
            return Err(StartError::KeyLocked);
        }
        let found = self.find(&pick).await.ok_or(StartError::SourceGone)?;
        if found.name() != run.head.model || run.head.source.is_some() {
            return Err(StartError::SourceGone);
        }
        let mut ports = self.ports(found.after(None), run.trace.spec.fidelity, &choice, None).await;
        let ranker = self.ranker_choice(method, &choice);
        ports.ranker = self.ranker(ranker.as_deref()).await?;
        let ranker = ports.ranker.as_ref().map(|ranker| ranker.name());
        let spec = RunSpec { engine: ENGINE, method, ranker, forked_from: None, ..run.trace.spec };
        self.launch(spec, ports, &pick).await
    }

    /// The model that compares branches, where there is a choice of its own.
    async fn ranker(self, choice: Option<&str>) -> Result<Option<Rc<dyn Model>>, StartError> {
        let Some(choice) = choice else { return Ok(None) };
        self.fresh(choice).await.map(Some).ok_or(StartError::RankerGone)
    }

    /// From here on the run is there.
    async fn launch(self, spec: RunSpec, ports: Ports, pick: &ModelPick) -> Result<String, StartError> {
        if self.ask.stop_wanted.get_value() {
            return Err(StartError::Stopped);
        }
        let id = new_id();
        self.show(id.clone());
        self.live.start(id.clone(), spec, ports, self.ask.pace_ms(pick)).await;
        keep_what_is_stored();
        Ok(id)
    }

    /// The run in the address; its question comes with it.
    pub(super) fn show(self, run: String) {
        self.router.navigate(Route::Ask(AskRoute { question: None, run: Some(run), node: None }));
    }

    /// The planner's run that is under way takes the pace that is chosen now.
    pub fn follow_pace(self) {
        if let Some(session) = self.live.session().filter(|session| session.head().model == PlannerModel::NAME) {
            session.set_pace_ms(self.ask.pace_ms(&ModelPick::Planner));
        }
    }

    /// Waits until the live run is over or pauses for good reason; `true` where it ended by itself.
    pub async fn ended(self) -> bool {
        loop {
            sleep_ms(50).await;
            let Some(session) = self.live.session() else { return false };
            let state = session.with(|s| s.tree().state);
            match state {
                RunState::Ended(outcome) => {
                    session.flush().await;
                    return outcome != crate::domain::trace::event::Outcome::Cancelled;
                }
                _ if self.ask.both.get_untracked().is_none() => return false,
                _ => {}
            }
        }
    }
}

/// There is something to lose now: asks the browser, once on this device, not to clear it under pressure.
fn keep_what_is_stored() {
    const ASKED: &str = "toolgrove.persist";
    if prefs::read(ASKED).is_none() && prefs::write(ASKED, Some("asked")).is_ok() {
        spawn(async {
            let _answer = ask_to_persist().await;
        });
    }
}
