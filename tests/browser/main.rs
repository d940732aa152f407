//! Tests that need a browser: run by `cargo xtask test browser` in headless Chromium.
//!
//! What works the same natively is tested in `tests/native`; here stands what only a browser has.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)] // clippy takes `#[wasm_bindgen_test]` for ordinary code

mod language;
mod net;
mod notices;
mod panic_page;
mod parts;
mod practice;
mod prefs;
mod retriever;
mod route;
mod vault;
mod zones;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
