//! Who does what in a run: answers calls, compares branches; and what its models cost.

use super::start::Starter;
use crate::browser::collection::{load_brought, load_starter};
use crate::browser::driver::Ports;
use crate::browser::llm::{
    BuiltInModel, Connections, Model, ModelPick, PersonModel, PlannerModel, Role, load_prices, load_roles,
};
use crate::browser::store::SHIPPED;
use crate::browser::tools::Answers;
use crate::domain::catalog::Collection;
use crate::domain::search::{Fork, Prices, sent_calls};
use crate::domain::service::Strip;
use crate::domain::trace::{Fidelity, Limits, Method, Price, PriceTable, RunSpec, Shaping, Trace};
use crate::ui::parts::RunTools;
use leptos::prelude::*;
use std::rc::Rc;
use std::sync::Arc;

/// Of every run that begins.
pub(super) const SEED: u64 = 1;

impl Starter {
    /// The ports of a run with a model. `solver` is its choice as it is spelled, `past` what the run has already.
    pub(super) async fn ports(
        self,
        model: Rc<dyn Model>,
        fidelity: Fidelity,
        solver: &str,
        past: Option<&Trace>,
    ) -> Ports {
        let run = RunTools {
            practice: self.recommend.practice(),
            collection: self.documents(past).await,
            fidelity,
            record: self.stores.calls().await,
            health: self.stores.health().await,
            simulator: self.simulator(solver).await,
            strip: self.strip(past),
            past: past.map(sent_calls).unwrap_or_default(),
        };
        Ports { model, ranker: None, tools: self.tools.of_run(run), runs: self.stores.runs().await }
    }

    /// What ToolBench's service leaves out, with the seed: what the run was made with, else what is chosen now.
    fn strip(self, past: Option<&Trace>) -> (Strip, u64) {
        let spec = past.map(|trace| &trace.spec);
        let strip = match spec.map_or_else(|| self.ask.shaping.get_untracked(), |spec| spec.seen.shaping) {
            Shaping::Schema => Strip::Filter,
            Shaping::Random => Strip::Random,
            Shaping::Whole | Shaping::Compact => Strip::Other,
        };
        (strip, spec.map_or(SEED, |spec| spec.seed))
    }

    /// The documents of a run: those it was made with, whatever is looked at now. `Err`: the name of those that are gone.
    async fn documents(self, past: Option<&Trace>) -> Result<Arc<Collection>, String> {
        let shown = self.collection.loaded().await;
        let Some(wanted) = past.map(|trace| &trace.spec.collection) else {
            // Without the collection's documents only local tools answer.
            return Ok(shown.unwrap_or_default());
        };
        if let Some(shown) = shown.filter(|shown| shown.name == *wanted) {
            return Ok(shown);
        }
        let loaded = match wanted.as_str() {
            SHIPPED => load_starter().await,
            _ => load_brought(&self.stores.collections().await, wanted).await,
        };
        loaded.map(|loaded| loaded.collection).map_err(|_| wanted.clone())
    }

    /// Who plays APIs: the model chosen for it, else the solver's; nobody where that one can only follow a script.
    async fn simulator(self, solver: &str) -> Option<Rc<dyn Model>> {
        if untrack(|| self.tools.settings()).answers != Answers::Simulated {
            return None;
        }
        let roles = load_roles();
        let chosen = roles.get(Role::Simulator);
        let choice = if chosen.is_empty() { solver } else { chosen };
        match ModelPick::parse(choice) {
            ModelPick::Planner | ModelPick::Recorded(_) => None,
            ModelPick::Person | ModelPick::BuiltIn | ModelPick::Connection(_) => self.fresh(choice).await,
        }
    }

    /// The choice of a ranker of its own for a run with this solver; only one method compares.
    pub(super) fn ranker_choice(self, method: Method, solver: &str) -> Option<String> {
        let roles = load_roles();
        let choice = roles.get(Role::Ranker);
        (method == Method::Dfs && !choice.is_empty() && choice != solver).then(|| choice.to_owned())
    }

    /// The ranker of a stored run: the one it had where that is still known, else the one chosen now.
    pub(super) async fn ranker_of(self, spec: &RunSpec, solver: &str) -> Option<Rc<dyn Model>> {
        let label = spec.ranker.as_deref()?;
        let known = match label {
            PlannerModel::NAME => Some(ModelPick::PLANNER.to_owned()),
            PersonModel::NAME => Some(ModelPick::PERSON.to_owned()),
            BuiltInModel::NAME => Some(ModelPick::BUILT_IN.to_owned()),
            _ => Connections::named(&untrack(|| self.connections.list()), label).map(|c| c.id.clone()),
        };
        let choice = known.or_else(|| self.ranker_choice(spec.method, solver))?;
        self.fresh(&choice).await
    }

    /// Limits with the prices of the models, from the table; a price that was typed for this run stands for both.
    /// With their currency, where there are any.
    pub(super) fn priced(self, mut limits: Limits, solver: &str, ranker: Option<&str>) -> (Limits, Option<String>) {
        let table = load_prices();
        let budgets = &mut limits.budgets;
        if budgets.price.is_none() {
            budgets.price = self.price(&table, solver);
            budgets.rank_price = ranker.and_then(|ranker| self.price(&table, ranker));
            // The planner costs nothing, also beside a solver that does.
            if ranker == Some(ModelPick::PLANNER) && budgets.price.is_some() {
                budgets.rank_price = Some(Price::default());
            }
            // Nor does whoever is no endpoint: a run's cost is then its ranker's, and not "at least" that.
            if budgets.rank_price.is_some() && untrack(|| self.connections.find(solver)).is_none() {
                budgets.price = Some(Price::default());
            }
        }
        let priced = budgets.price.is_some() || budgets.rank_price.is_some();
        (limits, priced.then_some(table.currency).filter(|currency| !currency.is_empty()))
    }

    /// The prices of a fork's models, where they are others than its source's.
    pub(super) fn prices_of(self, source: &RunSpec, fork: &Fork, solver: &str, ranker: Option<&str>) -> Option<Prices> {
        if fork.model == source.model && fork.ranker == source.ranker {
            return None;
        }
        let (limits, currency) = self.priced(Limits::default(), solver, ranker);
        Some(Prices { solver: limits.budgets.price, ranker: limits.budgets.rank_price, currency })
    }

    fn price(self, table: &PriceTable, choice: &str) -> Option<Price> {
        untrack(|| self.connections.find(choice)).and_then(|connection| table.price(&connection.model))
    }
}
