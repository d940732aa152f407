//! Models that need no endpoint: a person, and a recorded run; and how a choice of model is spelled.

use futures::future::{join, select};
use leptos::task::tick;
use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::rc::Rc;
use toolgrove::browser::llm::{Desk, Model, ModelPick, PersonModel, RecordedModel, Waiting};
use toolgrove::browser::net::CancelToken;
use toolgrove::browser::store::RunHead;
use toolgrove::browser::task::spawn;
use toolgrove::domain::chat::{
    Beside, ChatRequest, FunctionCall, FunctionSpec, Message, ModelError, Remedy, Role, Usage,
};
use toolgrove::domain::search::{ENGINE, default_prompts};
use toolgrove::domain::trace::event::{Event, EventBody, ModelAsked, ModelReplied, RankAsked};
use toolgrove::domain::trace::{AskId, Changed, Fidelity, ForkedFrom, Limits, Method, NodeId, RunSpec, Trace};
use wasm_bindgen_test::wasm_bindgen_test;

fn request(question: &str, functions: bool) -> ChatRequest {
    let finish = FunctionSpec { name: "Finish".into(), description: String::new(), parameters: serde_json::json!({}) };
    ChatRequest {
        messages: vec![Message::text(Role::User, question)],
        functions: if functions { vec![finish] } else { Vec::new() },
        ..ChatRequest::default()
    }
}

/// A desk, and all that it told.
fn desk() -> (Desk, Rc<RefCell<Vec<Option<Waiting>>>>) {
    let told: Rc<RefCell<Vec<Option<Waiting>>>> = Rc::default();
    let heard = Rc::clone(&told);
    (Desk::new(move |waiting| heard.borrow_mut().push(waiting)), told)
}

#[wasm_bindgen_test]
async fn a_person_is_shown_the_request_and_answers_it_twice_in_a_row() {
    let (desk, told) = desk();
    let model = PersonModel::new(desk.clone());
    let cancel = CancelToken::default();
    for (number, question) in [(1, "a?"), (2, "b?")] {
        let asked = request(question, true);
        let call = FunctionCall { name: "nowhere".into(), arguments: "{".into() };
        let said = Message::assistant(Some("hm".into()), Some(call));
        let answer = async {
            assert!(!desk.answer(number + 1, said.clone()), "not asked yet");
            assert!(desk.answer(number, said.clone()));
            assert!(!desk.answer(number, said.clone()), "answered already");
        };
        let (reply, ()) = join(model.reply(&asked, &|_| {}, &cancel), answer).await;
        let reply = reply.unwrap();
        assert_eq!((reply.message, reply.usage.estimated), (said, true));
        let told = told.borrow();
        let shown = told[told.len() - 2].as_ref().unwrap();
        assert_eq!((shown.number, &*shown.request), (number, &asked));
        assert_eq!((told.len(), told.last()), (number as usize * 2, Some(&None)));
    }
}

#[wasm_bindgen_test]
async fn stop_takes_the_request_off_the_desk() {
    let (desk, told) = desk();
    let model = PersonModel::new(desk.clone());
    let (asked, cancel) = (request("a?", true), CancelToken::default());
    let stop = async { cancel.cancel() };
    let (reply, ()) = join(model.reply(&asked, &|_| {}, &cancel), stop).await;
    assert_eq!(reply, Err(ModelError::Stopped { partial: None }));
    assert_eq!(told.borrow().last(), Some(&None));
    assert!(!desk.answer(1, Message::text(Role::Assistant, "late")));
    // What is stopped already is not asked.
    assert_eq!(model.reply(&asked, &|_| {}, &cancel).await, Err(ModelError::Stopped { partial: None }));
    assert_eq!(told.borrow().len(), 2);
}

#[wasm_bindgen_test]
async fn a_request_that_nobody_waits_for_leaves_the_desk() {
    let (desk, told) = desk();
    let model = PersonModel::new(desk.clone());
    let (asked, cancel) = (request("a?", true), CancelToken::default());
    drop(select(model.reply(&asked, &|_| {}, &cancel), pin!(async {})).await);
    assert_eq!(told.borrow().len(), 2);
    assert_eq!(told.borrow().last(), Some(&None));
    // A second request in the first one's place ends the first.
    let (also, ended) = (model.clone(), Rc::new(Cell::new(false)));
    let seen = Rc::clone(&ended);
    spawn(async move {
        let (first, cancel) = (request("a?", true), CancelToken::default());
        let reply = also.reply(&first, &|_| {}, &cancel).await;
        seen.set(reply == Err(ModelError::Stopped { partial: None }));
    });
    tick().await;
    let answer = async {
        let waiting = told.borrow().iter().flatten().next_back().cloned().unwrap();
        assert!(desk.answer(waiting.number, Message::text(Role::Assistant, "yes")));
    };
    let second = request("b?", true);
    let (reply, ()) = join(model.reply(&second, &|_| {}, &cancel), answer).await;
    assert_eq!(reply.unwrap().message.content.as_deref(), Some("yes"));
    tick().await;
    assert!(ended.get());
}

/// A run whose events are: expand "one", compare "A", expand "two".
fn recording(forked_from: Option<ForkedFrom>) -> Trace {
    let usage = Usage { prompt: 7, completion: 3, estimated: false };
    let (node, zero) = (NodeId::ROOT, AskId(0));
    let asked = |ask| EventBody::ModelAsked(ModelAsked { ask, node, child: 1, diverse: false });
    let said = |ask, text: &str| {
        EventBody::ModelReplied(ModelReplied {
            ask,
            message: Message::text(Role::Function, text),
            usage,
            beside: Beside::default(),
        })
    };
    let bodies = [
        asked(zero),
        said(zero, "one"),
        EventBody::RankAsked(RankAsked { ask: AskId(1), node, first: node, second: node }),
        said(AskId(1), "A"),
        asked(AskId(2)),
        said(AskId(2), "two"),
    ];
    let events = (0..).zip(bodies).map(|(seq, body)| Event { seq, at_ms: 1, body }).collect();
    Trace { spec: spec(forked_from), events }
}

fn spec(forked_from: Option<ForkedFrom>) -> RunSpec {
    RunSpec {
        engine: ENGINE,
        question: "How far?".into(),
        collection: "Test".into(),
        ranker: None,
        currency: None,
        model: "script".into(),
        method: Method::Dfs,
        limits: Limits::default(),
        fidelity: Fidelity::Fixed,
        seed: 7,
        functions: Vec::new(),
        task_description: String::new(),
        prompts: default_prompts().unwrap(),
        cached: Vec::new(),
        seen: Default::default(),
        forked_from,
    }
}

fn recorded() -> RecordedModel {
    let trace = recording(None);
    RecordedModel::new(&RunHead::new("r1".into(), &trace.spec, 1), &trace)
}

async fn said(model: &RecordedModel, functions: bool) -> Result<String, ModelError> {
    let (asked, cancel) = (request("anything", functions), CancelToken::default());
    let reply = model.reply(&asked, &|_| {}, &cancel).await?;
    assert_eq!(reply.usage, Usage { prompt: 7, completion: 3, estimated: false });
    assert_eq!(reply.message.role, Role::Assistant);
    Ok(reply.message.content.unwrap_or_default())
}

#[wasm_bindgen_test]
async fn a_recording_gives_its_replies_by_kind_and_says_when_they_are_used_up() {
    let model = recorded();
    assert_eq!(model.name(), "recorded: How far?");
    assert_eq!(said(&model, true).await.as_deref(), Ok("one"));
    assert_eq!(said(&model, true).await.as_deref(), Ok("two"));
    assert_eq!(said(&model, false).await.as_deref(), Ok("A"));
    let spent = said(&model, true).await.unwrap_err();
    assert_eq!(spent, ModelError::RecordingSpent { replies: 2 });
    assert_eq!((spent.kind(), spent.remedy(), spent.retry_in_ms(0)), ("recording_spent", Remedy::CheckModel, None));
    assert_eq!(spent.to_string(), "all 2 replies of the recording were given");
    assert_eq!(said(&model, false).await, Err(ModelError::RecordingSpent { replies: 1 }));
    let (asked, cancel) = (request("a?", true), CancelToken::default());
    cancel.cancel();
    assert_eq!(recorded().reply(&asked, &|_| {}, &cancel).await, Err(ModelError::Stopped { partial: None }));
}

#[wasm_bindgen_test]
async fn a_recording_goes_on_after_what_a_run_has_already() {
    let from = |run: &str, event, changed| Some(ForkedFrom { run: run.into(), event, changed });
    let cut = |events: usize, from| {
        let mut trace = recording(from);
        trace.events.truncate(events);
        trace
    };
    // Reopened after its first reply.
    let model = recorded().after(&cut(2, None));
    assert_eq!((said(&model, true).await.as_deref(), said(&model, false).await.as_deref()), (Ok("two"), Ok("A")));
    // A fork of the recorded run itself takes its own prefix over.
    let model = recorded().after(&cut(4, from("r1", 4, Changed::Model)));
    assert_eq!(said(&model, true).await.as_deref(), Ok("two"));
    assert_eq!(said(&model, false).await, Err(ModelError::RecordingSpent { replies: 1 }));
    // What a fork of another run took over was said by others, and so was a changed reply.
    let model = recorded().after(&cut(2, from("r2", 2, Changed::Model)));
    assert_eq!(said(&model, true).await.as_deref(), Ok("one"));
    let model = recorded().after(&cut(2, from("r2", 1, Changed::Reply)));
    assert_eq!(said(&model, true).await.as_deref(), Ok("one"));
    let model = recorded().after(&cut(6, from("r2", 2, Changed::Model)));
    assert_eq!(said(&model, false).await, Err(ModelError::RecordingSpent { replies: 1 }));
    assert_eq!(said(&model, true).await.as_deref(), Ok("two"));
}

#[wasm_bindgen_test]
fn of_two_recordings_with_one_name_the_one_that_said_it_is_known() {
    let mut run = recording(None);
    for event in &mut run.events {
        if let EventBody::ModelReplied(e) = &mut event.body {
            e.message.role = Role::Assistant;
        }
    }
    assert!(recorded().may_have_said(&run));
    run.events.truncate(1);
    assert!(recorded().may_have_said(&run), "nothing was said yet");
    let mut other = recording(None);
    other.events.drain(..4);
    assert!(!recorded().may_have_said(&other), "two comes after one");
}

#[wasm_bindgen_test]
fn long_titles_are_cut_in_a_models_name() {
    let mut head = RunHead::new("r1".into(), &spec(None), 1);
    head.name = "é".repeat(200);
    let name = RecordedModel::name_of(&head);
    assert!(name.starts_with("recorded: é") && name.ends_with('…'), "{name}");
    assert_eq!(name.chars().count(), 10 + 120 + 1);
}

#[wasm_bindgen_test]
fn choices_are_spelled_as_they_are_read() {
    let check = |text: &str, pick: ModelPick| {
        assert_eq!(ModelPick::parse(text), pick);
        assert_eq!(pick.to_string(), text);
    };
    check("planner", ModelPick::Planner);
    check("person", ModelPick::Person);
    check("recorded:", ModelPick::Recorded(String::new()));
    check("recorded:a:b", ModelPick::Recorded("a:b".into()));
    check("0d1f6d0e", ModelPick::Connection("0d1f6d0e".into()));
    check("", ModelPick::Connection(String::new()));
    assert!(ModelPick::Planner.is_instant() && !ModelPick::Person.is_instant());
    assert!(ModelPick::Connection(String::new()).may_cost() && !ModelPick::Person.may_cost());
}
