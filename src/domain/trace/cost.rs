//! What tokens cost: of a run, of each of its two roles, of one request.

use super::{Budgets, Counters, Price, Request, RunSpec, decimal_text};
use crate::domain::json::{Fields, FromFields, Misfit};
use serde::Serialize;

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cost {
    /// Millionths of the currency.
    pub micros: u64,
    /// True where tokens were estimated.
    pub about: bool,
    /// True where a role without a price is left out: it costs this or more.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub at_least: bool,
    /// Its currency as the person writes it; may be empty.
    pub currency: String,
}

impl FromFields for Cost {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        let currency: String = of.take_or_default("currency")?;
        Ok(Self {
            micros: of.take("micros")?,
            about: of.take_or_default("about")?,
            at_least: of.take_or_default("at_least")?,
            currency: currency.chars().take(Self::MAX_CURRENCY).collect(),
        })
    }
}

impl Cost {
    /// Longest text of a currency, in characters.
    pub const MAX_CURRENCY: usize = 12;

    /// As people read it: `≈ 0.0123 USD`, or `≥ 0.0123 USD`.
    pub fn text(&self) -> String {
        let about = match (self.at_least, self.about) {
            (true, _) => "≥ ",
            (false, true) => "≈ ",
            (false, false) => "",
        };
        let amount = decimal_text(self.micros, 6);
        let space = if self.currency.is_empty() { "" } else { " " };
        format!("{about}{amount}{space}{}", self.currency)
    }
}

/// What one role used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoleUse {
    /// Replies.
    pub calls: u32,
    /// Tokens sent.
    pub prompt: u64,
    /// Tokens received.
    pub completion: u64,
    /// What they cost in millionths of the currency; `None` without a price.
    pub micros: Option<u64>,
}

impl Budgets {
    /// The price of a request.
    const fn price_of(&self, ranks: bool) -> Option<Price> {
        match (ranks, self.rank_price) {
            (true, Some(price)) => Some(price),
            _ => self.price,
        }
    }

    /// What solver and ranker used.
    pub fn by_role(&self, of: &Counters) -> (RoleUse, RoleUse) {
        let role = |ranks, calls, prompt, completion| {
            let micros = self.price_of(ranks).map(|price: Price| price.cost_micros(prompt, completion));
            RoleUse { calls, prompt, completion, micros }
        };
        let solver = role(
            false,
            of.model_calls.saturating_sub(of.rank_calls),
            of.prompt_tokens.saturating_sub(of.rank_prompt_tokens),
            of.completion_tokens.saturating_sub(of.rank_completion_tokens),
        );
        (solver, role(true, of.rank_calls, of.rank_prompt_tokens, of.rank_completion_tokens))
    }

    /// What the tokens of a run cost so far, in millionths of the currency; `None` without a price.
    pub fn cost_micros(&self, counters: &Counters) -> Option<u64> {
        // One price is applied to the sum, as runs of older builds counted.
        if self.rank_price.is_none() {
            return self.price.map(|price| price.cost_micros(counters.prompt_tokens, counters.completion_tokens));
        }
        let (solver, ranker) = self.by_role(counters);
        Some(solver.micros.unwrap_or(0).saturating_add(ranker.micros.unwrap_or(0)))
    }
}

impl RunSpec {
    fn cost(&self, micros: u64, about: bool) -> Cost {
        let currency = self.currency.iter().flat_map(|text| text.chars()).take(Cost::MAX_CURRENCY).collect();
        Cost { micros, about, at_least: false, currency }
    }

    /// What a run costs so far; `None` without a price. At least that much where the ranker alone has one, or a model
    /// plays APIs, which has none.
    pub fn run_cost(&self, counters: &Counters) -> Option<Cost> {
        let budgets = &self.limits.budgets;
        let micros = budgets.cost_micros(counters)?;
        let steps = budgets.price.is_none() && counters.model_calls > counters.rank_calls;
        let at_least = steps || counters.simulated != (0, 0);
        Some(Cost { at_least, ..self.cost(micros, counters.tokens_estimated) })
    }

    /// What one role of a run costs so far; `None` without a price.
    pub fn role_cost(&self, role: RoleUse, about: bool) -> Option<Cost> {
        role.micros.map(|micros| self.cost(micros, about))
    }

    /// What a request cost; `None` without a price, or where no reply came.
    pub fn request_cost(&self, request: &Request) -> Option<Cost> {
        let usage = request.usage?;
        let price = self.limits.budgets.price_of(request.ranks)?;
        Some(self.cost(price.cost_micros(usage.prompt, usage.completion), usage.estimated))
    }
}
