//! Small choices in `localStorage`, and what the browser says about storage.

use toolgrove::browser::{prefs, storage};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn a_choice_is_kept_replaced_and_forgotten() {
    let key = "toolgrove.test";
    assert_eq!(prefs::write(key, Some("暗")), Ok(()));
    assert_eq!(prefs::read(key).as_deref(), Some("暗"));
    assert_eq!(prefs::write(key, Some("light")), Ok(()));
    assert_eq!(prefs::read(key).as_deref(), Some("light"));
    assert_eq!(prefs::write(key, None), Ok(()));
    assert_eq!(prefs::read(key), None);
}

#[wasm_bindgen_test]
async fn storage_is_estimated() {
    let usage = storage::usage().await.unwrap();
    assert!(usage.quota_bytes > usage.used_bytes, "{usage:?}");
}
