//! Prices by the names of models.

use super::{Cost, Price};

/// Most rows of a table.
pub const MAX_PRICES: usize = 200;
/// Longest name or pattern, in characters.
pub const MAX_PATTERN: usize = 200;

/// The price of a model, or of all whose names begin alike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedPrice {
    /// A model's name, or the start of names and `*`.
    pub pattern: String,
    /// What its tokens cost.
    pub price: Price,
}

/// What a person's models cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceTable {
    /// Of all rows; free text, at most [`Cost::MAX_CURRENCY`] characters.
    pub currency: String,
    /// In the order of the screen.
    pub rows: Vec<NamedPrice>,
}

/// Year and month in which the prices we ship were looked up.
pub const PRICES_OF: &str = "2026-09";

/// List prices as of [`PRICES_OF`], in US dollars: pattern, a million tokens sent, a million received, both in millionths.
const START: [(&str, u64, u64); 10] = [
    ("gpt-4o-mini", 150_000, 600_000),
    ("gpt-4o", 2_500_000, 10_000_000),
    ("gpt-4.1-mini", 400_000, 1_600_000),
    ("gpt-4.1", 2_000_000, 8_000_000),
    ("gpt-5.6-luna", 200_000, 1_200_000),
    ("gpt-5.6-terra", 2_000_000, 12_000_000),
    ("claude-haiku-4-5*", 1_000_000, 5_000_000),
    ("claude-sonnet-4*", 3_000_000, 15_000_000),
    ("claude-sonnet-5*", 2_000_000, 10_000_000),
    ("gemini-2.5-flash", 300_000, 2_500_000),
];

impl Default for PriceTable {
    /// The table we ship.
    fn default() -> Self {
        let row = |&(pattern, prompt_micros, completion_micros): &(&str, u64, u64)| NamedPrice {
            pattern: pattern.to_owned(),
            price: Price { prompt_micros, completion_micros },
        };
        Self { currency: "USD".to_owned(), rows: START.iter().map(row).collect() }
    }
}

impl PriceTable {
    /// The price of a model: of the row that names it, else of the longest pattern it begins with. A name that no row
    /// knows is looked up once more without what stands before its last slash (`openai/gpt-4o` is `gpt-4o`).
    pub fn price(&self, model: &str) -> Option<Price> {
        let model = model.trim();
        self.find(model).or_else(|| model.rsplit_once('/').and_then(|(_, name)| self.find(name)))
    }

    fn find(&self, model: &str) -> Option<Price> {
        if let Some(row) = self.rows.iter().find(|row| row.pattern == model) {
            return Some(row.price);
        }
        let mut best: Option<(usize, Price)> = None;
        for row in &self.rows {
            if let Some(start) = row.pattern.strip_suffix('*')
                && model.starts_with(start)
                && best.is_none_or(|(length, _)| length < start.len())
            {
                best = Some((start.len(), row.price));
            }
        }
        best.map(|(_, price)| price)
    }

    /// The table within its bounds; rows without a name are left out.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        let cut = |text: &str, most: usize| text.trim().chars().take(most).collect::<String>().trim_end().to_owned();
        self.currency = cut(&self.currency, Cost::MAX_CURRENCY);
        for row in &mut self.rows {
            row.pattern = cut(&row.pattern, MAX_PATTERN);
        }
        self.rows.retain(|row| !row.pattern.is_empty());
        self.rows.truncate(MAX_PRICES);
        self
    }
}
