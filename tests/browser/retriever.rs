//! The page's side of the retriever worker, without a worker: what the browser can, and what happens when there is none.

use toolgrove::browser::retriever::{
    Remedy, Retriever, RetrieverError, Settings, Variant, WorkerError, can_relaxed, can_simd128,
};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn chromium_runs_the_fast_build() {
    assert!(can_simd128() && can_relaxed());
    let settings = Settings::from_page().unwrap();
    assert_eq!(settings.variant, Variant::Relaxed);
    assert!(settings.base.ends_with('/'), "{}", settings.base);
    assert!(settings.worker_url().starts_with(&settings.base), "{}", settings.worker_url());
}

/// Runs `body` in a browser whose WebAssembly knows no modules but those that `accepts`, an expression over their
/// `bytes`, says.
fn where_only(accepts: &str, body: impl FnOnce()) {
    let wasm = js_sys::Reflect::get(&js_sys::global(), &"WebAssembly".into()).unwrap();
    let name = JsValue::from_str("validate");
    let real = js_sys::Reflect::get(&wasm, &name).unwrap();
    let other = js_sys::Function::new_with_args("bytes", &format!("return {accepts}"));
    js_sys::Reflect::set(&wasm, &name, &other).unwrap();
    body();
    js_sys::Reflect::set(&wasm, &name, &real).unwrap();
}

#[wasm_bindgen_test]
fn a_browser_without_relaxed_vectors_runs_the_other_build_and_one_without_any_none() {
    // 0xfd 0x93 is the relaxed dot product.
    where_only("!bytes.some((byte, at) => byte === 0xfd && bytes[at + 1] === 0x93)", || {
        assert!(can_simd128() && !can_relaxed());
        let settings = Settings::from_page().unwrap();
        assert_eq!(settings.variant, Variant::Simd128);
        assert!(settings.worker_url().contains("retriever-simd128-"), "{}", settings.worker_url());
    });
    where_only("false", || {
        let error = Settings::from_page().unwrap_err();
        assert!(matches!(error, RetrieverError::Worker(WorkerError::Unsupported { .. })), "{error}");
        assert_eq!(error.remedy(), Remedy::GoOnWithout);
    });
}

#[wasm_bindgen_test]
async fn a_worker_that_does_not_start_fails_every_request_and_can_be_tried_again() {
    let mut settings = Settings::from_page().unwrap();
    settings.build = "nowhere".to_owned();
    let retriever = Retriever::new(settings);
    let texts = ["a".to_owned()];
    for _ in 0..2 {
        let (load, embed) = futures::join!(retriever.load(|_| {}), retriever.embed(&texts));
        for error in [load.unwrap_err(), embed.unwrap_err()] {
            assert!(matches!(error, RetrieverError::Worker(WorkerError::Crashed { .. })), "{error}");
            assert_eq!(error.remedy(), Remedy::Retry);
        }
        assert!(!retriever.is_loaded());
    }
}
