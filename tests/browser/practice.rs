//! The page's side of the practice worker, without a worker: how planner and tools say that there is none.

use toolgrove::browser::llm::{Model, PlannerModel};
use toolgrove::browser::net::CancelToken;
use toolgrove::browser::practice::{Practice, WorkerError};
use toolgrove::browser::site::site_root;
use toolgrove::browser::tools::{LocalTools, Tools};
use toolgrove::domain::catalog::ApiKey;
use toolgrove::domain::chat::{ChatRequest, ModelError, Remedy};
use toolgrove::domain::trace::StatusCode;
use wasm_bindgen_test::wasm_bindgen_test;

fn nowhere() -> Practice {
    Practice::new(&site_root().unwrap(), "nowhere")
}

#[wasm_bindgen_test]
async fn a_worker_that_does_not_start_fails_every_request_and_can_be_tried_again() {
    let practice = nowhere();
    practice.start();
    let request = ChatRequest::default();
    for _ in 0..2 {
        let (reply, call) = futures::join!(practice.reply(&request), practice.call("geometry", "circle", "{}"));
        assert!(matches!(reply, Err(WorkerError::Crashed { .. })), "{reply:?}");
        assert!(matches!(call, Err(WorkerError::Crashed { .. })), "{call:?}");
    }
}

#[wasm_bindgen_test]
async fn the_planner_says_so_and_can_be_stopped() {
    let model = PlannerModel::new(nowhere());
    let (request, cancel) = (ChatRequest::default(), CancelToken::default());
    let error = model.reply(&request, &|_| {}, &cancel).await.unwrap_err();
    assert!(matches!(error, ModelError::PracticeFailed { .. }), "{error:?}");
    assert_eq!((error.remedy(), error.retry_in_ms(0)), (Remedy::Retry, None));
    cancel.cancel();
    let stopped = model.reply(&request, &|_| {}, &cancel).await;
    assert_eq!(stopped, Err(ModelError::Stopped { partial: None }));
}

#[wasm_bindgen_test]
async fn a_tool_without_a_worker_is_an_honest_observation() {
    let api = ApiKey { category: String::new(), tool: "geometry".to_owned(), api: "circle".to_owned() };
    let observed = LocalTools::new(nowhere()).call(&api, "{}").await;
    assert_eq!(observed.status, StatusCode::RequestFailed);
    assert!(observed.observation.contains("the local tools do not run"), "{}", observed.observation);
}
