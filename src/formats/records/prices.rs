//! The price table as this device keeps it.

use crate::domain::json::{self, Fields, FromFields, FromJson, Misfit};
use crate::domain::trace::{MAX_PRICES, NamedPrice, Price, PriceTable};
use serde::Serialize;
use serde_json::Value;

/// Version of the form.
const VERSION: u64 = 1;

#[derive(Serialize)]
struct Table<'a> {
    v: u64,
    currency: &'a str,
    rows: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    model: &'a str,
    price: Price,
}

impl FromFields for NamedPrice {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        Ok(Self { pattern: of.take("model")?, price: of.take("price")? })
    }
}

/// What was read from storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoredPrices {
    /// The table; rows that cannot be read are left out.
    Known(PriceTable),
    /// Written by a newer build: never overwritten.
    Newer,
}

/// Reads a stored table; what is none gives the one we ship.
pub fn parse(text: &str) -> StoredPrices {
    let Ok(value) = json::parse(text) else { return StoredPrices::Known(PriceTable::default()) };
    if value.get("v").and_then(Value::as_u64).is_some_and(|v| v > VERSION) {
        return StoredPrices::Newer;
    }
    let Some(Value::Array(items)) = value.get("rows") else { return StoredPrices::Known(PriceTable::default()) };
    let rows = items.iter().take(MAX_PRICES).filter_map(|item| NamedPrice::from_json(Some(item.clone())).ok());
    let currency = value.get("currency").and_then(Value::as_str).unwrap_or_default().to_owned();
    StoredPrices::Known(PriceTable { currency, rows: rows.collect() }.bounded())
}

/// The table as it is stored.
pub fn to_text(table: &PriceTable) -> String {
    let table = table.clone().bounded();
    let rows = table.rows.iter().map(|row| Row { model: &row.pattern, price: row.price }).collect();
    // Texts and numbers: writing them as JSON cannot fail.
    serde_json::to_string(&Table { v: VERSION, currency: &table.currency, rows }).unwrap_or_default()
}
