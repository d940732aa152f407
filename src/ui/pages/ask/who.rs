//! Who compares branches in a run, and what its models cost.

use super::start::Starter;
use crate::browser::llm::{Model, ModelPick, PlannerModel, Role, load_prices, load_roles};
use crate::domain::trace::{Limits, Method, Price, PriceTable, RunSpec};
use leptos::prelude::*;
use std::rc::Rc;

impl Starter {
    /// The choice of a ranker of its own for a run with this solver; only one method compares.
    pub(super) fn ranker_choice(self, method: Method, solver: &str) -> Option<String> {
        let roles = load_roles();
        let choice = roles.get(Role::Ranker);
        (method == Method::Dfs && !choice.is_empty() && choice != solver).then(|| choice.to_owned())
    }

    /// The ranker of a stored run: the one it had where that is still known, else the one chosen now.
    pub(super) async fn ranker_of(self, spec: &RunSpec, solver: &str) -> Option<Rc<dyn Model>> {
        let label = spec.ranker.as_deref()?;
        let known = if label == PlannerModel::NAME {
            Some(ModelPick::PLANNER.to_owned())
        } else {
            untrack(|| self.connections.list()).into_iter().find(|c| c.title() == label).map(|c| c.id)
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
        }
        let priced = budgets.price.is_some() || budgets.rank_price.is_some();
        (limits, priced.then_some(table.currency).filter(|currency| !currency.is_empty()))
    }

    fn price(self, table: &PriceTable, choice: &str) -> Option<Price> {
        untrack(|| self.connections.find(choice)).and_then(|connection| table.price(&connection.model))
    }
}
