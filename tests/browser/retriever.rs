//! The page's side of the retriever worker, without a worker: what the browser can, and what happens when there is none.

use toolgrove::browser::retriever::{
    Remedy, Retriever, RetrieverError, Settings, Variant, WorkerError, can_relaxed, can_simd128,
};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn chromium_runs_the_fast_build() {
    assert!(can_simd128() && can_relaxed());
    let settings = Settings::from_page().unwrap();
    assert_eq!(settings.variant, Variant::Relaxed);
    assert!(settings.base.ends_with('/'), "{}", settings.base);
    assert!(settings.worker_url().starts_with(&settings.base), "{}", settings.worker_url());
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
