//! Starting runs: one, or both methods one after the other for judging.

use super::retrieve::Recommend;
use super::state::{Ask, PLANNER, Shared};
use crate::browser::clock::{now_ms, sleep_ms};
use crate::browser::driver::{Ports, ResumeError};
use crate::browser::ids::new_id;
use crate::browser::llm::{Model, PlannerModel};
use crate::browser::prefs;
use crate::browser::storage::ask_to_persist;
use crate::browser::store::{RunHead, StoreError};
use crate::browser::task::spawn;
use crate::browser::tools::LocalTools;
use crate::domain::search::{Fork, ForkError, Search, Setup, default_prompts, run_spec};
use crate::domain::trace::{Method, RunState, Trace};
use crate::ui::parts::ConnectionsState;
use crate::ui::route::{AskRoute, Route, Router};
use crate::ui::run::live::Live;
use crate::ui::stores::Stores;
use leptos::prelude::*;
use std::rc::Rc;
use std::sync::Arc;

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
}

impl Starter {
    /// The model behind a choice.
    fn model(self, choice: &str) -> Option<Rc<dyn Model>> {
        if choice == PLANNER {
            return Some(Rc::new(PlannerModel::new(self.recommend.practice())));
        }
        self.connections.model(choice).map(|m| Rc::new(m) as Rc<dyn Model>)
    }

    /// The ports of a run with a model.
    pub async fn ports(self, choice: &str) -> Option<Ports> {
        let model = self.model(choice)?;
        let tools = Rc::new(LocalTools::new(self.recommend.practice()));
        Some(Ports { model, tools, runs: self.stores.runs().await })
    }

    /// Starts a run of the question with a method, and shows it. Gives its id.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn start(self, collection: &Shared, method: Method) -> Result<String, StartError> {
        let question = self.ask.question.get_untracked().trim().to_owned();
        if question.is_empty() {
            return Err(StartError::EmptyQuestion);
        }
        self.recommend.rank(self.ask, &question).await;
        let apis: Vec<_> = untrack(|| self.ask.offered()).into_iter().map(|o| o.at).collect();
        if apis.is_empty() {
            return Err(StartError::NothingOffered);
        }
        let choice = self.ask.model.get_untracked();
        let ports = self.ports(&choice).await.ok_or(StartError::ModelGone)?;
        let setup = Setup {
            question: question.clone(),
            model: ports.model.name(),
            method,
            limits: self.ask.run_limits(),
            fidelity: self.ask.fidelity.get_untracked(),
            seed: 1,
            cache_calls: self.ask.cache_calls.get_untracked(),
        };
        let chosen = self.ask.prompts.get_untracked().map_or_else(default_prompts, Ok);
        let Ok(prompts) = chosen else { return Err(StartError::ModelGone) };
        let spec = run_spec(setup, collection, &apis, prompts);
        let id = new_id();
        let route = AskRoute { question: Some(question), run: Some(id.clone()), node: None };
        self.router.navigate(Route::Ask(route));
        self.live.start(id.clone(), spec, ports, self.ask.pace_ms()).await;
        keep_what_is_stored();
        Ok(id)
    }

    /// Starts the fork of a run and shows it. It is kept as any run is, under a name that `name_of` makes of its
    /// source's.
    ///
    /// # Errors
    /// [`ForkStartError`]; nothing was started.
    pub async fn fork(
        self,
        source: Arc<Trace>,
        mut fork: Fork,
        choice: String,
        name_of: impl Fn(String) -> String,
    ) -> Result<(), ForkStartError> {
        let ports = self.ports(&choice).await.ok_or(ForkStartError::NoModel)?;
        let kept = ports.runs.load(&fork.run).await.ok().map(|run| run.head.name).filter(|name| !name.is_empty());
        fork.model = ports.model.name();
        let now = now_ms();
        let search = Search::fork(&source, fork, now)?;
        let spec = &search.trace().spec;
        let mut head = RunHead::new(new_id(), spec, now);
        head.name = name_of(kept.unwrap_or_else(|| spec.question.clone()));
        let route = AskRoute { question: Some(spec.question.clone()), run: Some(head.id.clone()), node: None };
        self.router.navigate(Route::Ask(route));
        let pace_ms = if choice == PLANNER { self.ask.pace_ms() } else { 0 };
        self.live.fork(head, search, ports, pace_ms).await;
        Ok(())
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

    /// The head of the run on the page.
    pub async fn shown_run(self) -> Option<RunHead> {
        if let Some(session) = self.live.session() {
            return Some(session.head());
        }
        let id = self.router.with_untracked(|r| if let Route::Ask(a) = r { a.run.clone() } else { None })?;
        self.stores.runs().await.load(&id).await.ok().map(|run| run.head)
    }

    /// Goes on with a stored run, with the model it had where that is still known.
    ///
    /// # Errors
    /// [`ReopenError`].
    pub async fn reopen(self, id: &str) -> Result<(), ReopenError> {
        let run = self.stores.runs().await.load(id).await?;
        let planner = run.head.model == PlannerModel::NAME;
        let choice = if planner { PLANNER.to_owned() } else { self.ask.model.get_untracked() };
        let ports = self.ports(&choice).await.ok_or(ReopenError::NoModel)?;
        let pace_ms = if planner { self.ask.pace_ms() } else { 0 };
        Ok(self.live.reopen(run, ports, pace_ms).await?)
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

/// Why a fork does not start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ForkStartError {
    /// The run cannot be forked there.
    #[error(transparent)]
    Fork(#[from] ForkError),
    /// The chosen connection is gone.
    #[error("the chosen model is gone")]
    NoModel,
}

/// Why a stored run does not go on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReopenError {
    /// It cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It can be read, but not driven here.
    #[error(transparent)]
    Resume(#[from] ResumeError),
    /// The chosen connection is gone.
    #[error("the chosen model is gone")]
    NoModel,
}
