//! Going on from what is stored: a run that was cut off, or a fork of one.

use super::start::Starter;
use crate::browser::clock::now_ms;
use crate::browser::driver::ResumeError;
use crate::browser::ids::new_id;
use crate::browser::llm::ModelPick;
use crate::browser::store::{RunHead, RunLock, StoreError};
use crate::domain::search::{Fork, ForkError, Search};
use crate::domain::trace::Trace;
use leptos::prelude::*;
use std::sync::Arc;

impl Starter {
    /// Starts the fork of a run and shows it. It is kept as any run is, under a name that `name_of` makes of its
    /// source's.
    ///
    /// # Errors
    /// [`ForkStartError`]; nothing was started.
    pub async fn fork(
        self,
        source: Arc<Trace>,
        fork: Fork,
        choice: String,
        name_of: impl Fn(String) -> String,
    ) -> Result<(), ForkStartError> {
        self.alone(ForkStartError::Busy, self.begin_fork(source, fork, choice, name_of)).await
    }

    async fn begin_fork(
        self,
        source: Arc<Trace>,
        mut fork: Fork,
        choice: String,
        name_of: impl Fn(String) -> String,
    ) -> Result<(), ForkStartError> {
        let pick = ModelPick::parse(&choice);
        let found = self.find(&pick).await.ok_or(ForkStartError::NoModel)?;
        let ranks = self.ranker_choice(source.spec.method, &choice);
        let ranker = match &ranks {
            Some(ranker) => Some(self.fresh(ranker).await.ok_or(ForkStartError::RankerGone)?),
            None => None,
        };
        let source_run = self.stores.runs().await.load(&fork.run).await.ok();
        let kept = source_run.map(|run| run.head.name).filter(|name| !name.is_empty());
        fork.model = found.name();
        fork.ranker = ranker.as_ref().map(|ranker| ranker.name());
        fork.prices = self.prices_of(&source.spec, &fork, &choice, ranks.as_deref());
        let now = now_ms();
        let search = Search::fork(&source, fork, now)?;
        let mut ports =
            self.ports(found.after(Some(search.trace())), source.spec.fidelity, &choice, Some(search.trace())).await;
        ports.ranker = ranker;
        let spec = &search.trace().spec;
        let mut head = RunHead::new(new_id(), spec, now);
        head.name = name_of(kept.unwrap_or_else(|| spec.question.clone()));
        self.ask.question.set(spec.question.clone());
        self.show(head.id.clone());
        self.live.fork(head, search, ports, self.ask.pace_ms(&pick)).await;
        Ok(())
    }

    /// Goes on with a stored run, with the model it had where that is still known: a person, too.
    ///
    /// # Errors
    /// [`ReopenError`].
    pub async fn reopen(self, id: &str) -> Result<(), ReopenError> {
        self.alone(ReopenError::Busy, self.go_on(id)).await
    }

    async fn go_on(self, id: &str) -> Result<(), ReopenError> {
        let lock = RunLock::acquire(id).await.ok_or(ResumeError::ElsewhereActive)?;
        let run = self.stores.runs().await.load(id).await?;
        let pick = self.pick_of(&run).await.ok_or(ReopenError::NoModel)?;
        let found = self.find(&pick).await.ok_or(ReopenError::NoModel)?;
        let mut ports = self
            .ports(found.after(Some(&run.trace)), run.trace.spec.fidelity, &pick.to_string(), Some(&run.trace))
            .await;
        ports.ranker = self.ranker_of(&run.trace.spec, &pick.to_string()).await;
        if self.ask.stop_wanted.get_value() {
            return Ok(());
        }
        Ok(self.live.reopen(run, lock, ports, self.ask.pace_ms(&pick))?)
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
    /// The connection chosen for comparing branches is gone.
    #[error("the model chosen for comparing branches is gone")]
    RankerGone,
    /// A run is under way, or about to begin.
    #[error("a run is under way")]
    Busy,
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
    /// The model that it was made with is gone.
    #[error("the run's model is gone")]
    NoModel,
    /// A run is under way, or about to begin.
    #[error("a run is under way")]
    Busy,
}
