//! The driver: retries, conversations that do not fit, a ranker of its own.

use futures::future::LocalBoxFuture;
use std::cell::RefCell;
use std::rc::Rc;
use toolgrove::browser::clock::sleep_ms;
use toolgrove::browser::driver::{Ports, Session, Update};
use toolgrove::browser::ids::new_id;
use toolgrove::browser::llm::{Model, ScriptedModel};
use toolgrove::browser::net::CancelToken;
use toolgrove::browser::store::{Kv, Runs};
use toolgrove::browser::tools::{Observed, ScriptedTools};
use toolgrove::domain::catalog::{ApiKey, FinishFunction};
use toolgrove::domain::chat::{
    ChatRequest, Delta, FunctionCall, FunctionSpec, Message, ModelError, ModelReply, Partial, Role, Usage,
};
use toolgrove::domain::health::Came;
use toolgrove::domain::search::{ENGINE, default_prompts};
use toolgrove::domain::trace::event::{EventBody, Outcome};
use toolgrove::domain::trace::{Fidelity, Limits, Method, OfferedFunction, RunSpec, StatusCode, Trace};
use wasm_bindgen_test::wasm_bindgen_test;

type Said = Result<ModelReply, ModelError>;

pub fn spec(method: Method, fidelity: Fidelity) -> RunSpec {
    let prompts = default_prompts().unwrap();
    let function = FunctionSpec {
        name: "look_for_demo".into(),
        description: "Looks.".into(),
        parameters: serde_json::json!({"type": "object"}),
    };
    let api = ApiKey { category: "Tools".into(), tool: "demo".into(), api: "look".into() };
    let finish = OfferedFunction { spec: prompts.environment.finish_function.clone(), api: None };
    RunSpec {
        engine: ENGINE,
        question: "What is it?".into(),
        collection: "Test".into(),
        model: "scripted".into(),
        ranker: None,
        currency: None,
        method,
        limits: Limits::default(),
        fidelity,
        seed: 1,
        functions: vec![OfferedFunction { spec: function, api: Some(api) }, finish],
        task_description: "Tools: demo.".into(),
        prompts,
        cached: Vec::new(),
        seen: Default::default(),
        forked_from: None,
    }
}

fn call(name: &str, arguments: &str) -> Said {
    let call = FunctionCall { name: name.into(), arguments: arguments.into() };
    Ok(ModelReply::new(Message::assistant(None, Some(call)), Usage::default()))
}

fn look() -> Said {
    call("look_for_demo", "{}")
}

fn answer() -> Said {
    call(FinishFunction::NAME, r#"{"return_type": "give_answer", "final_answer": "42"}"#)
}

fn give_up() -> Said {
    call(FinishFunction::NAME, r#"{"return_type": "give_up_and_restart"}"#)
}

fn too_long() -> Said {
    Err(ModelError::ContextTooLong { message: "at most 8192 tokens".into() })
}

/// Runs to the end, or until nothing more is done; every call gives a long observation.
async fn run(spec: RunSpec, model: &Rc<ScriptedModel>, ranker: Option<Rc<dyn Model>>) -> Trace {
    let seen = Observed { observation: "o".repeat(1_000), status: StatusCode::Normal, by: None, came: Came::NotSent };
    let tools = Rc::new(ScriptedTools::new(vec![seen; 9]));
    let model: Rc<dyn Model> = Rc::<ScriptedModel>::clone(model);
    let ports = Ports { model, ranker, tools, runs: Runs::new(Kv::memory()) };
    let session = Session::start(new_id(), spec, ports, 0, Rc::new(|_| {})).await;
    while session.is_working() {
        sleep_ms(20).await;
    }
    session.with(|search| search.trace().clone())
}

fn outcome(trace: &Trace) -> Option<Outcome> {
    trace.tree().outcome()
}

/// Lengths of the observations that were sent.
fn observed(request: &ChatRequest) -> Vec<usize> {
    let of = request.messages.iter().filter(|m| m.role == Role::Function);
    of.filter_map(|m| m.content.as_ref().map(String::len)).collect()
}

/// What no API is called for: a made-up name (status 1), an answer (3), a give-up (4).
#[wasm_bindgen_test]
async fn what_the_search_answers_itself_has_its_status_and_words() {
    let unknown = || call("look_for_nothing", "{}");
    let model = Rc::new(ScriptedModel::new([unknown(), give_up(), answer(), answer()]));
    let trace = run(spec(Method::Dfsdt, Fidelity::Fixed), &model, None).await;
    assert_eq!(outcome(&trace), Some(Outcome::Answered));
    let told = trace.events.iter().filter_map(|e| match &e.body {
        EventBody::ApiReturned(e) => Some((e.status.number(), e.observation.as_str(), e.by_search, e.by)),
        _ => None,
    });
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            (1, r#"{"error":"No such function name: look_for_nothing","response":""}"#, true, None),
            (4, r#"{"response":"gave up, restart"}"#, true, None),
            (3, r#"{"response":"final answer given"}"#, true, None),
        ]
    );
    assert_eq!(trace.tree().counters.api_calls, 0);
}

#[wasm_bindgen_test]
async fn every_retry_is_in_the_trace() {
    let down = || Err(ModelError::ServerError { status: 503, wait_ms: None, message: "busy".into() });
    let model = Rc::new(ScriptedModel::new([down(), down(), answer()]));
    let trace = run(spec(Method::REACT, Fidelity::Fixed), &model, None).await;
    assert_eq!((outcome(&trace), model.asked().len()), (Some(Outcome::Answered), 3));
    let told = trace.events.iter().filter_map(|e| match &e.body {
        EventBody::ModelRetried(e) => Some((e.attempt, e.kind.as_str(), e.wait_ms)),
        _ => None,
    });
    assert_eq!(told.collect::<Vec<_>>(), [(2, "server_error", 1_000), (3, "server_error", 2_000)]);
    assert_eq!(trace.tree().counters.retries, 2);
}

#[wasm_bindgen_test]
async fn what_is_refused_as_too_long_is_asked_again_shorter() {
    let model = Rc::new(ScriptedModel::new([look(), look(), look(), too_long(), too_long(), answer()]));
    let trace = run(spec(Method::REACT, Fidelity::Fixed), &model, None).await;
    assert_eq!(outcome(&trace), Some(Outcome::Answered));
    let asked = model.asked();
    let tokens: Vec<u64> = asked[3..].iter().map(ChatRequest::estimated_tokens).collect();
    assert!(tokens[1] <= tokens[0] / 4 * 3 + 3 && tokens[2] < tokens[1], "{tokens:?}");
    // The oldest goes first, the last one late.
    let (first, last) = (observed(&asked[4]), observed(&asked[4])[2]);
    assert!(first[0] < 330 && last == 1_000, "{first:?}");
    assert_eq!(trace.tree().counters.shortened, 2);
}

#[wasm_bindgen_test]
async fn after_four_times_or_with_nothing_left_the_error_stands() {
    let model = Rc::new(ScriptedModel::new(std::iter::once(look()).chain((0..9).map(|_| too_long()))));
    let trace = run(spec(Method::REACT, Fidelity::Fixed), &model, None).await;
    assert_eq!(outcome(&trace), None);
    assert!(trace.events.iter().any(|e| matches!(&e.body, EventBody::ModelFailed(e) if e.kind == "context_too_long")));
    assert!(model.asked().len() <= 6 && trace.tree().counters.shortened <= 4);
}

#[wasm_bindgen_test]
async fn a_model_that_says_how_much_it_reads_is_never_sent_more() {
    let replies = [look(), look(), look(), answer()];
    let model = Rc::new(ScriptedModel::new(replies).reading(1_200));
    let trace = run(spec(Method::REACT, Fidelity::Fixed), &model, None).await;
    assert_eq!(outcome(&trace), Some(Outcome::Answered));
    let most = model.asked().iter().map(ChatRequest::estimated_tokens).max();
    assert!(most.is_some_and(|most| most <= 900) && trace.tree().counters.shortened > 0, "{most:?}");
    // What its reply may take is left free.
    let replies = [look(), look(), look(), answer()];
    let model = Rc::new(ScriptedModel::new(replies).reading(1_600).replying(700));
    run(spec(Method::REACT, Fidelity::Fixed), &model, None).await;
    let most = model.asked().iter().map(ChatRequest::estimated_tokens).max();
    assert!(most.is_some_and(|most| most <= 900), "{most:?}");
}

#[wasm_bindgen_test]
async fn the_originals_behaviour_shortens_nothing() {
    let model = Rc::new(ScriptedModel::new([look(), look(), too_long(), answer()]));
    let trace = run(spec(Method::REACT, Fidelity::ToolBench), &model, None).await;
    assert_eq!(trace.tree().counters.shortened, 0);
    assert_eq!(trace.tree().counters.model_failures, 1);
}

#[wasm_bindgen_test]
async fn a_ranker_of_its_own_compares_and_the_solver_finds_the_steps() {
    let model = Rc::new(ScriptedModel::new([give_up(), answer()]));
    let word = || Ok(ModelReply::new(Message::text(Role::Assistant, "A"), Usage::default()));
    let ranker = Rc::new(ScriptedModel::new([word(), word()]));
    let asked: Rc<dyn Model> = Rc::<ScriptedModel>::clone(&ranker);
    let trace = run(spec(Method::Dfs, Fidelity::Fixed), &model, Some(asked)).await;
    assert_eq!(outcome(&trace), Some(Outcome::Answered));
    assert_eq!((model.asked().len(), ranker.asked().len()), (2, 2));
    assert!(ranker.asked().iter().all(|request| request.functions.is_empty()));
    // A comparison that does not fit is not cut: nothing would be left to compare.
    let model = Rc::new(ScriptedModel::new([give_up(), answer()]));
    let ranker: Rc<dyn Model> = Rc::new(ScriptedModel::new([too_long()]).reading(10));
    let trace = run(spec(Method::Dfs, Fidelity::Fixed), &model, Some(ranker)).await;
    assert_eq!((outcome(&trace), trace.tree().counters.shortened), (None, 0));
}

/// Says a half, waits to be stopped or breaks off, and says the same the next time.
struct HalfModel {
    breaks: bool,
}

impl Model for HalfModel {
    fn name(&self) -> String {
        "half".to_owned()
    }

    fn reply<'a>(
        &'a self,
        _request: &'a ChatRequest,
        on_delta: &'a dyn Fn(&Delta),
        cancel: &'a CancelToken,
    ) -> LocalBoxFuture<'a, Result<ModelReply, ModelError>> {
        Box::pin(async move {
            on_delta(&Delta::Reasoning("hm".into()));
            on_delta(&Delta::Text("I look".into()));
            on_delta(&Delta::CallName("look_for_demo".into()));
            on_delta(&Delta::CallArguments("{\"a\"".into()));
            if self.breaks {
                return Err(ModelError::StreamCut { partial: None });
            }
            cancel.cancelled().await;
            // As from an adapter that knows the text alone.
            Err(ModelError::Stopped { partial: Some(Box::new(Message::text(Role::Assistant, "I look up"))) })
        })
    }
}

fn half(text: &str) -> Partial {
    let (reasoning, name) = ("hm".to_owned(), "look_for_demo".to_owned());
    Partial { text: text.to_owned(), reasoning, name, arguments: "{\"a\"".to_owned() }
}

/// A run of a model that says halves, and what was told of it.
async fn start_half(breaks: bool) -> (Session, Rc<RefCell<Vec<Update>>>) {
    let told: Rc<RefCell<Vec<Update>>> = Rc::default();
    let heard = Rc::clone(&told);
    let (model, tools) = (Rc::new(HalfModel { breaks }), Rc::new(ScriptedTools::new(Vec::new())));
    let ports = Ports { model, ranker: None, tools, runs: Runs::new(Kv::memory()) };
    let hear = Rc::new(move |update| heard.borrow_mut().push(update));
    (Session::start(new_id(), spec(Method::REACT, Fidelity::Fixed), ports, 0, hear).await, told)
}

#[wasm_bindgen_test]
async fn a_stop_keeps_all_that_had_come() {
    let (session, _told) = start_half(false).await;
    sleep_ms(50).await;
    session.stop();
    while session.is_working() {
        sleep_ms(20).await;
    }
    let cut: Vec<Partial> = session.with(|s| s.trace().events.iter().filter_map(|e| Some(e.body.cut()?.1)).collect());
    assert_eq!(cut, [half("I look up")]);
}

/// Says once that it was refused in one form and asks in another, then answers.
struct AdaptingModel;

impl Model for AdaptingModel {
    fn name(&self) -> String {
        "adapting".to_owned()
    }

    fn reply<'a>(
        &'a self,
        _request: &'a ChatRequest,
        on_delta: &'a dyn Fn(&Delta),
        _cancel: &'a CancelToken,
    ) -> LocalBoxFuture<'a, Said> {
        Box::pin(async move {
            on_delta(&Delta::Text("of the first form".into()));
            on_delta(&Delta::Again(Box::new(ModelError::Refused { message: "no such field".into() })));
            on_delta(&Delta::Text("of the second".into()));
            answer()
        })
    }
}

#[wasm_bindgen_test]
async fn a_request_made_in_another_form_is_an_attempt_of_the_trace() {
    let tools = Rc::new(ScriptedTools::new(Vec::new()));
    let ports = Ports { model: Rc::new(AdaptingModel), ranker: None, tools, runs: Runs::new(Kv::memory()) };
    let session =
        Session::start(new_id(), spec(Method::REACT, Fidelity::Fixed), ports, 0, Rc::new(|_: Update| {})).await;
    while session.is_working() {
        sleep_ms(20).await;
    }
    let told = session.with(|search| {
        let again = |e: &EventBody| match e {
            EventBody::ModelRetried(e) => Some((e.attempt, e.wait_ms, e.kind.clone(), e.partial.text.clone())),
            _ => None,
        };
        search.trace().events.iter().find_map(|e| again(&e.body))
    });
    assert_eq!(told, Some((2, 0, "refused".to_owned(), "of the first form".to_owned())));
    assert_eq!(session.with(|search| search.tree().outcome()), Some(Outcome::Answered));
}

#[wasm_bindgen_test]
async fn a_stop_before_the_first_step_asks_nobody() {
    let model = Rc::new(ScriptedModel::new([answer()]));
    let asked: Rc<dyn Model> = Rc::<ScriptedModel>::clone(&model);
    let tools = Rc::new(ScriptedTools::new(Vec::new()));
    let ports = Ports { model: asked, ranker: None, tools, runs: Runs::new(Kv::memory()) };
    let session =
        Session::start(new_id(), spec(Method::REACT, Fidelity::Fixed), ports, 0, Rc::new(|_: Update| {})).await;
    session.stop();
    while session.is_working() {
        sleep_ms(20).await;
    }
    assert_eq!(session.with(|search| search.tree().outcome()), Some(Outcome::Cancelled));
    assert_eq!(model.asked().len(), 0);
}

#[wasm_bindgen_test]
async fn each_attempt_arrives_by_itself_and_is_kept() {
    let (session, told) = start_half(true).await;
    sleep_ms(1_500).await;
    session.stop();
    while session.is_working() {
        sleep_ms(20).await;
    }
    let cut = session.with(|s| s.trace().events.iter().find_map(|e| e.body.cut()).map(|(_, came)| came));
    assert_eq!(cut, Some(half("I look")));
    // Told of each attempt before its first piece.
    let told = told.borrow();
    let attempts: Vec<usize> = told
        .split(|update| matches!(update, Update::Asking(_)))
        .skip(1)
        .map(|of| of.iter().filter(|update| matches!(update, Update::Arriving(_))).count())
        .collect();
    assert_eq!(attempts, [4, 4], "{told:?}");
}
