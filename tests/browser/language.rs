//! Which language is on.

use toolgrove::ui::i18n::{Locale, first_known};
use wasm_bindgen_test::wasm_bindgen_test;

fn check(tags: &[&str], expect: Locale) {
    assert!(first_known(tags) == expect, "{tags:?}");
}

#[wasm_bindgen_test]
fn the_first_known_preference_wins() {
    check(&["fr-FR", "zh-CN", "en"], Locale::zh);
    check(&["en-GB", "zh"], Locale::en);
    check(&["ZH_hant_TW"], Locale::zh);
    check(&["fr", "de"], Locale::en);
    check(&[], Locale::en);
}
