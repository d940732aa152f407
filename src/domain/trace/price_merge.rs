//! Two tabs change one table of prices.

use super::{MAX_PRICES, NamedPrice, PriceTable};

/// What `theirs` becomes with the changes that led from `before` to `ours`: rows are known by their patterns. Where both
/// changed a row, ours stands.
pub fn merge_prices(before: &PriceTable, ours: &PriceTable, theirs: PriceTable) -> PriceTable {
    let has = |table: &PriceTable, row: &NamedPrice| table.rows.iter().any(|known| known.pattern == row.pattern);
    let mut rows = theirs.rows;
    // What was removed here, or got another pattern.
    rows.retain(|row| has(ours, row) || !has(before, row));
    for row in ours.rows.iter().filter(|row| !before.rows.contains(row)) {
        // Rows that have no name yet are not the same one.
        match rows.iter_mut().find(|known| !row.pattern.is_empty() && known.pattern == row.pattern) {
            Some(known) => *known = row.clone(),
            None => rows.push(row.clone()),
        }
    }
    rows.truncate(MAX_PRICES);
    let currency = if ours.currency == before.currency { theirs.currency } else { ours.currency.clone() };
    PriceTable { currency, rows }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::trace::Price;

    fn table(currency: &str, rows: &[(&str, u64)]) -> PriceTable {
        let row = |(pattern, prompt_micros): &(&str, u64)| NamedPrice {
            pattern: (*pattern).to_owned(),
            price: Price { prompt_micros: *prompt_micros, ..Price::default() },
        };
        PriceTable { currency: currency.to_owned(), rows: rows.iter().map(row).collect() }
    }

    #[test]
    fn changes_of_both_tabs_stay() {
        let before = table("USD", &[("a", 1), ("b", 2), ("c", 3)]);
        let ours = table("USD", &[("a", 9), ("c", 3), ("d", 4)]);
        let theirs = table("EUR", &[("a", 1), ("b", 2), ("c", 5), ("e", 6)]);
        let both = table("EUR", &[("a", 9), ("c", 5), ("e", 6), ("d", 4)]);
        assert_eq!(merge_prices(&before, &ours, theirs), both);
        // Nobody else changed anything.
        assert_eq!(merge_prices(&before, &ours, before.clone()), ours);
        assert_eq!(merge_prices(&before, &table("CHF", &[]), before.clone()), table("CHF", &[]));
    }
}
