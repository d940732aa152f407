//! Time zones in a place that has no zone files.

use jiff::{civil::date, tz::TimeZone};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn zone_rules_travel_with_the_program() {
    let zone = TimeZone::get("America/New_York").unwrap();
    // Summer time began on 10 March 2024 at 2:00: the offset changes from -5 to -4 hours.
    let before = date(2024, 3, 9).at(12, 0, 0, 0).to_zoned(zone.clone()).unwrap();
    let after = date(2024, 3, 10).at(12, 0, 0, 0).to_zoned(zone).unwrap();
    assert_eq!(before.offset().seconds(), -5 * 3600);
    assert_eq!(after.offset().seconds(), -4 * 3600);
}
