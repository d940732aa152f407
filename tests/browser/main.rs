//! Tests that need a browser: run by `cargo xtask test browser` in headless Chromium.
//!
//! What works the same natively is tested in `tests/native`; here stands what only a browser has.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)] // clippy takes `#[wasm_bindgen_test]` for ordinary code

mod builtin;
mod calls_in_browser;
mod checkup;
mod connections;
mod contract_in_browser;
mod driver;
mod exchanges;
mod judged;
mod lanes;
mod language;
mod misdirected;
mod models;
mod net;
mod notices;
mod panic_page;
mod parts;
mod practice;
mod prefs;
mod retriever;
mod route;
mod runs;
mod tools;
mod vault;
mod vault_model;
mod vault_sealed;
mod zones;

#[path = "../contract/mod.rs"]
#[allow(dead_code, clippy::panic)] // the native suite uses the rest of it; a case that cannot be read is a mistake
mod contract;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
