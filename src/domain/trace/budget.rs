//! Budgets of our own beside ToolBench's `max_query_count`: tokens, working time, money.

use super::counters::Counters;
use crate::domain::json::{Fields, FromFields, Misfit, reads, words};
use serde::Serialize;

/// What a million tokens cost, in millionths of the person's currency: 2.50 is 2,500,000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Price {
    /// A million tokens sent.
    pub prompt_micros: u64,
    /// A million tokens received.
    pub completion_micros: u64,
}

reads!(Price { prompt_micros, completion_micros });

impl Price {
    /// What so many tokens cost, in millionths of the currency, rounded down; at most `u64::MAX`.
    pub fn cost_micros(self, prompt: u64, completion: u64) -> u64 {
        let part = |tokens: u64, price: u64| u128::from(tokens) * u128::from(price);
        let sum = part(prompt, self.prompt_micros).saturating_add(part(completion, self.completion_micros));
        u64::try_from(sum / 1_000_000).unwrap_or(u64::MAX)
    }
}

/// What a run may use up. It is looked at before every request and every call of an API: once as much is used, the run
/// makes none and ends. What came with the last reply counts. Absent: no bound. The original has none of these, so
/// they hold in [`super::Fidelity::Fixed`] alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Budgets {
    /// Tokens sent and received in all, estimated ones too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u64>,
    /// Milliseconds between events, without those while it stood paused or its tab was gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_work_ms: Option<u64>,
    /// Millionths of the currency of the prices, without which it bounds nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_cost_micros: Option<u64>,
    /// What the model's tokens cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
    /// What tokens of comparisons cost, where another model makes them; `price` stands for it where it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank_price: Option<Price>,
}

impl FromFields for Budgets {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        Ok(Self {
            max_tokens: of.take_or_default("max_tokens")?,
            max_work_ms: of.take_or_default("max_work_ms")?,
            max_cost_micros: of.take_or_default("max_cost_micros")?,
            price: of.take_or_default("price")?,
            rank_price: of.take_or_default("rank_price")?,
        })
    }
}

impl Budgets {
    /// Whether nothing is bounded and nothing has a price; then they are not written.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// The first budget that is used up.
    pub fn passed(&self, counters: &Counters) -> Option<Overrun> {
        let over = |budget, used: Option<u64>, limit: Option<u64>| match (used, limit) {
            (Some(used), Some(limit)) if used >= limit => Some(Overrun { budget, used, limit }),
            _ => None,
        };
        over(Budget::Tokens, Some(counters.tokens), self.max_tokens)
            .or_else(|| over(Budget::Time, Some(counters.work_ms), self.max_work_ms))
            .or_else(|| over(Budget::Money, self.cost_micros(counters), self.max_cost_micros))
    }
}

/// Which budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Budget {
    /// [`Budgets::max_tokens`].
    Tokens,
    /// [`Budgets::max_work_ms`].
    Time,
    /// [`Budgets::max_cost_micros`].
    Money,
}

words!(Budget { "tokens" => Tokens, "time" => Time, "money" => Money });

/// A budget that is used up, in its unit: tokens, milliseconds, millionths of the currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Overrun {
    /// Which.
    pub budget: Budget,
    /// What was used: at least `limit`.
    pub used: u64,
    /// What might be used.
    pub limit: u64,
}

reads!(Overrun { budget, used, limit });

/// A decimal number as a person writes it, in units of `10^-places` (more places are cut off): `"2.5"` with 3 places is
/// 2500. `None` where it is no such number, is negative or is too large.
pub fn decimal(text: &str, places: usize) -> Option<u64> {
    let text = text.trim();
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(part) || whole.is_empty() && part.is_empty() {
        return None;
    }
    let part: String = part.chars().chain(std::iter::repeat('0')).take(places).collect();
    format!("0{whole}{part}").parse().ok()
}

/// A number of units of `10^-places` as a decimal number without needless zeros: 2500 with 3 places is `2.5`.
pub fn decimal_text(value: u64, places: usize) -> String {
    let digits = format!("{value:0>width$}", width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    let part = part.trim_end_matches('0');
    if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cost_is_exact_and_bounded() {
        let price = Price { prompt_micros: 2_500_000, completion_micros: 10_000_000 };
        // 1000 tokens at 2.50 and 200 at 10 a million: 0.0025 + 0.002.
        assert_eq!(price.cost_micros(1_000, 200), 4_500);
        assert_eq!(price.cost_micros(1, 0), 2);
        let dear = Price { prompt_micros: u64::MAX, completion_micros: u64::MAX };
        assert_eq!(dear.cost_micros(u64::MAX, u64::MAX), u64::MAX);
    }

    #[test]
    fn a_price_or_a_money_budget_alone_bounds_nothing() {
        let used = Counters { tokens: 9, prompt_tokens: 5, completion_tokens: 4, work_ms: 7, ..Counters::default() };
        let money = Budgets { max_cost_micros: Some(0), ..Budgets::default() };
        assert_eq!(money.passed(&used), None);
        let price = Budgets { price: Some(Price { prompt_micros: 1, completion_micros: 1 }), ..Budgets::default() };
        assert_eq!((price.passed(&used), price.is_none()), (None, false));
        let both = Budgets { max_cost_micros: Some(0), ..price };
        assert_eq!(both.passed(&used), Some(Overrun { budget: Budget::Money, used: 0, limit: 0 }));
        let time = Budgets { max_work_ms: Some(7), max_tokens: Some(10), ..Budgets::default() };
        assert_eq!(time.passed(&used), Some(Overrun { budget: Budget::Time, used: 7, limit: 7 }));
    }

    #[test]
    fn decimals_are_read_and_written() {
        assert_eq!(decimal("2.5", 3), Some(2_500));
        assert_eq!(decimal(" 12 ", 6), Some(12_000_000));
        assert_eq!(decimal(",1234567", 6), Some(123_456));
        for wrong in ["", ".", "-1", "1e3", "a", "1.2.3", "99999999999999999999"] {
            assert_eq!(decimal(wrong, 6), None, "{wrong}");
        }
        assert_eq!(
            (decimal_text(2_500, 3), decimal_text(5, 6), decimal_text(0, 3)),
            ("2.5".into(), "0.000005".into(), "0".into())
        );
        assert_eq!(decimal_text(42, 0), "42");
    }
}
