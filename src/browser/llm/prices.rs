//! What the person's models cost, kept on this device.

use crate::browser::prefs;
use crate::domain::trace::PriceTable;
use crate::formats::records::prices::{StoredPrices, parse, to_text};
use thiserror::Error;

/// Name of the table in `localStorage`.
const STORAGE: &str = "toolgrove.prices";

/// Why a choice of this device was not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotKept {
    /// A newer build wrote it; it is not overwritten.
    #[error("it was written by a newer version of this page")]
    Newer,
    /// The browser refused (full, or storage is off).
    #[error("the browser did not store it")]
    Refused,
}

/// The table, or the one we ship. A newer build's counts as none.
pub fn load_prices() -> PriceTable {
    match stored() {
        Some(StoredPrices::Known(table)) => table,
        Some(StoredPrices::Newer) | None => PriceTable::default(),
    }
}

/// True where a change of this entry of `localStorage` (`None`: of all) may be one of the table.
pub fn prices_are_at(entry: Option<&str>) -> bool {
    entry.is_none_or(|entry| entry == STORAGE)
}

/// Keeps the table; `None` goes back to the one we ship.
///
/// # Errors
/// [`NotKept`].
pub fn save_prices(table: Option<&PriceTable>) -> Result<(), NotKept> {
    if stored() == Some(StoredPrices::Newer) {
        return Err(NotKept::Newer);
    }
    prefs::write(STORAGE, table.map(to_text).as_deref()).map_err(|_| NotKept::Refused)
}

fn stored() -> Option<StoredPrices> {
    prefs::read(STORAGE).map(|text| parse(&text))
}
