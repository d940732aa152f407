//! The adapters that need no server: recorded calls in both stores, a model that plays an API, marks of working APIs, and
//! the choice between local tools and others.

use futures::channel::oneshot;
use futures::future::LocalBoxFuture;
use leptos::prelude::{Owner, untrack};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use toolgrove::browser::llm::{Model, ScriptedModel};
use toolgrove::browser::net::Origin;
use toolgrove::browser::store::{CallRecord, Health, Kv};
use toolgrove::browser::tools::{
    Answers, Asks, Consent, ConsentDesk, ConsentRequest, MarkedTools, MissingTools, Observed, PickedTools, QuotaTools,
    Recording, RecordingTools, ScriptedTools, SimulatedTools, ToolSettings, Tools, is_address, load_settings,
    save_settings,
};
use toolgrove::domain::catalog::{Api, ApiKey, Collection, Tool};
use toolgrove::domain::chat::{Exchange, Message, ModelError, ModelReply, Role, Usage};
use toolgrove::domain::health::{Came, Mark};
use toolgrove::domain::service::Quota;
use toolgrove::domain::trace::event::AnsweredBy;
use toolgrove::domain::trace::{Fidelity, StatusCode};
use toolgrove::ui::parts::{provide_connections, provide_tools};
use toolgrove::ui::stores::provide_stores;
use wasm_bindgen_test::wasm_bindgen_test;

fn api(name: &str) -> ApiKey {
    ApiKey { category: "Data".into(), tool: "lab".into(), api: name.into() }
}

fn gave(text: &str) -> Observed {
    let by = Some(AnsweredBy::Public);
    Observed { observation: text.into(), status: StatusCode::Normal, by, came: Came::Answer }
}

fn scripted(texts: &[&str]) -> Rc<dyn Tools> {
    Rc::new(ScriptedTools::new(texts.iter().map(|text| gave(text))))
}

fn tools(inner: Rc<dyn Tools>, mode: Recording, record: &CallRecord, past: &[(ApiKey, String)]) -> RecordingTools {
    RecordingTools::new(inner, Box::new(|_| "apis".to_owned()), mode, record.clone(), Fidelity::Fixed, past)
}

async fn said(tools: &dyn Tools, name: &str, arguments: &str) -> String {
    tools.call(&api(name), arguments).await.observation
}

async fn check_record(kv: Kv) {
    let record = CallRecord::of(kv);
    record.clear().await.unwrap();
    let recording = tools(scripted(&["one", "two", "other"]), Recording::Record, &record, &[]);
    assert_eq!(said(&recording, "dice", r#"{"n": 1, "m": 2}"#).await, "one");
    assert_eq!(said(&recording, "dice", r#"{"m":2,"n":1}"#).await, "two");
    assert_eq!(said(&recording, "fact", "{}").await, "other");
    assert_eq!(record.all().await.unwrap().len(), 3);

    // Each turn its own answer; beyond the last, the last. Nothing is asked.
    let replayed = tools(scripted(&[]), Recording::ReplayOnly, &record, &[]);
    for expect in ["one", "two", "two"] {
        assert_eq!(said(&replayed, "dice", r#"{"n":1,"m":2}"#).await, expect);
    }
    // From the record: nothing was sent, so no API is marked by it.
    assert_eq!(replayed.call(&api("fact"), "{}").await, Observed { came: Came::NotSent, ..gave("other") });
    let unknown = replayed.call(&api("fact"), r#"{"x": 1}"#).await;
    assert_eq!((unknown.status, unknown.by), (StatusCode::RequestFailed, None));
    assert!(unknown.observation.contains("was not recorded"), "{}", unknown.observation);

    // A run that goes on counts the calls it has made; what was not recorded is called and kept.
    let past = [(api("dice"), r#"{"n":1,"m":2}"#.to_owned())];
    let again = tools(scripted(&["live"]), Recording::ReplayThenLive, &record, &past);
    assert_eq!(said(&again, "dice", r#"{"n":1,"m":2}"#).await, "two");
    assert_eq!(said(&again, "new", "{}").await, "live");
    assert_eq!(record.all().await.unwrap().len(), 4);

    // Another adapter has a record of its own.
    let server = RecordingTools::new(
        scripted(&[]),
        Box::new(|_| "server".to_owned()),
        Recording::ReplayOnly,
        record.clone(),
        Fidelity::Fixed,
        &[],
    );
    assert!(said(&server, "fact", "{}").await.contains("was not recorded"));

    let file = record.export().await.unwrap();
    record.clear().await.unwrap();
    let taken = record.import(&file).await.unwrap();
    assert_eq!((taken.taken, taken.older, taken.problems.len()), (4, 0, 0));
    assert_eq!(record.export().await.unwrap(), file);
}

#[wasm_bindgen_test]
async fn what_nobody_answered_is_not_recorded_and_what_was_not_recorded_is_made() {
    let record = CallRecord::of(Kv::memory());
    let refused = Observed { status: StatusCode::RequestFailed, by: None, ..gave("no network") };
    let late = Observed { status: StatusCode::Timeout, ..gave("late") };
    let inner: Rc<dyn Tools> = Rc::new(ScriptedTools::new([refused, gave("one"), late]));
    let recording = tools(inner, Recording::Record, &record, &[]);
    for (name, expect) in [("offline", "no network"), ("dice", "one"), ("slow", "late")] {
        assert_eq!(said(&recording, name, "{}").await, expect);
    }
    let kept: Vec<String> = record.all().await.unwrap().into_iter().map(|call| call.api.api).collect();
    assert_eq!((kept.len(), kept.contains(&"offline".to_owned())), (2, false));

    // The first turn was recorded, the second is made; what failed on the way may do better.
    let live = tools(scripted(&["two", "online", "in time"]), Recording::ReplayThenLive, &record, &[]);
    for (name, expect) in [("dice", "one"), ("dice", "two"), ("offline", "online"), ("slow", "in time")] {
        assert_eq!(said(&live, name, "{}").await, expect, "{name}");
    }
    let replayed = tools(scripted(&[]), Recording::ReplayOnly, &record, &[]);
    for (name, expect) in
        [("dice", "one"), ("dice", "two"), ("dice", "two"), ("offline", "online"), ("slow", "in time")]
    {
        assert_eq!(said(&replayed, name, "{}").await, expect, "{name}");
    }
}

#[wasm_bindgen_test]
async fn calls_are_recorded_and_given_again_in_memory() {
    check_record(Kv::memory()).await;
}

#[wasm_bindgen_test]
async fn calls_are_recorded_and_given_again_in_indexed_db() {
    check_record(Kv::open("toolgrove-calls-test").await.unwrap()).await;
}

fn collection() -> Arc<Collection> {
    let apis = vec![Api { name: "dice".into(), ..Api::default() }];
    let tool = |name: &str, host: &str| Tool {
        category: "Data".into(),
        standardized_name: name.into(),
        host: host.into(),
        apis: apis.clone(),
        ..Tool::default()
    };
    Arc::new(Collection { name: "Test".into(), tools: vec![tool("lab", "api.example"), tool("here", "local")] })
}

fn replies(all: Vec<Result<&str, ModelError>>) -> Option<Rc<dyn Model>> {
    let usage = Usage { prompt: 1, completion: 1, estimated: false };
    let reply = |text: &str| ModelReply::new(Message::text(Role::Assistant, text), usage);
    Some(Rc::new(ScriptedModel::new(all.into_iter().map(|said| said.map(reply)).collect::<Vec<_>>())))
}

#[wasm_bindgen_test]
async fn a_model_plays_an_api_and_says_so_every_time() {
    let good = r#"{"error":"","response":{"thrown":4}}"#;
    let said = vec![Ok(good), Ok("I would throw a four."), Err(ModelError::Offline)];
    let record = CallRecord::of(Kv::memory());
    let tools = SimulatedTools::new(collection(), replies(said), record.clone(), Fidelity::Fixed);
    for (status, holds) in [
        (StatusCode::Normal, "\"thrown\":4"),
        (StatusCode::RequestFailed, "no JSON object"),
        (StatusCode::RequestFailed, "offline"),
    ] {
        let observed = tools.call(&api("dice"), "{}").await;
        assert_eq!((observed.status, observed.by), (status, Some(AnsweredBy::Simulated)));
        assert!(observed.observation.contains(holds), "{}", observed.observation);
    }
    let nobody = SimulatedTools::new(collection(), None, record, Fidelity::Fixed);
    assert!(nobody.call(&api("dice"), "{}").await.observation.contains("choose a model"));
    assert!(nobody.call(&api("gone"), "{}").await.observation.contains("not in the collection"));
}

#[wasm_bindgen_test]
async fn what_a_tool_server_answered_is_no_example_of_the_api_itself() {
    let record = CallRecord::of(Kv::memory());
    let from = |by, text: &str| Observed { by: Some(by), ..gave(text) };
    let inner = [from(AnsweredBy::ToolServer, "from a server"), from(AnsweredBy::Public, "from the API")];
    let recording = tools(Rc::new(ScriptedTools::new(inner)), Recording::Record, &record, &[]);
    for arguments in [r#"{"n":1}"#, r#"{"n":2}"#] {
        said(&recording, "dice", arguments).await;
    }
    let model = Rc::new(ScriptedModel::new([Err(ModelError::Offline)]));
    let plays: Rc<dyn Model> = Rc::<ScriptedModel>::clone(&model);
    let tools = SimulatedTools::new(collection(), Some(plays), record, Fidelity::Fixed);
    tools.call(&api("dice"), "{}").await;
    let asked = format!("{:?}", model.asked());
    assert!(asked.contains("from the API") && !asked.contains("from a server"), "{asked}");
}

#[wasm_bindgen_test]
async fn local_tools_are_never_asked_for_others_and_the_reverse() {
    let picked = PickedTools::new(collection(), scripted(&["local", "local"]), scripted(&["other"]));
    assert_eq!(said(&picked, "dice", "{}").await, "other");
    let here = ApiKey { tool: "here".into(), ..api("dice") };
    assert_eq!(picked.call(&here, "{}").await.observation, "local");
    // One that is in no document is not sent anywhere.
    assert_eq!(said(&picked, "gone", "{}").await, "local");
}

#[wasm_bindgen_test]
async fn a_run_whose_collection_is_gone_is_told_so() {
    let tools = MissingTools::new("Mine".into(), Fidelity::Fixed);
    let observed = tools.call(&api("dice"), "{}").await;
    assert_eq!((observed.status, observed.by, observed.came), (StatusCode::RequestFailed, None, Came::NotSent));
    assert!(observed.observation.contains(r#"\"Mine\" that this run was made with"#), "{}", observed.observation);
}

/// A key that is sent to one of these addresses goes there in clear only where it does not leave this computer.
#[wasm_bindgen_test]
fn addresses_without_https_are_taken_on_this_computer_alone() {
    for good in
        ["https://g.example", "https://g.example/x", "http://127.0.0.1:8080", "http://localhost:1", "http://[::1]"]
    {
        assert!(is_address(good), "{good}");
    }
    for bad in
        ["http://g.example", "http://192.168.1.5:8080", "http://10.0.0.1", "ftp://localhost", "https://g.example?x", ""]
    {
        assert!(!is_address(bad), "{bad}");
    }
    let before = load_settings();
    let typed =
        ToolSettings { gateway: "http://g.example".into(), server: "http://localhost:1".into(), ..before.clone() };
    save_settings(&typed).unwrap();
    let read = load_settings();
    save_settings(&before).unwrap();
    assert_eq!((read.gateway.as_str(), read.server.as_str()), ("", "http://localhost:1"));
}

#[wasm_bindgen_test]
fn what_another_tab_withdrew_is_not_given_back_by_the_next_choice() {
    let before = load_settings();
    let allowed = ToolSettings { private: vec!["Mine".into()], ..before.clone() };
    save_settings(&allowed).unwrap();
    // What it starts outlives the test.
    let owner: &Owner = Box::leak(Box::new(Owner::new()));
    owner.with(|| {
        provide_stores();
        let state = provide_tools(provide_connections());
        assert!(untrack(|| state.settings()).allows_private("Mine"));
        // The other tab withdraws it; what is chosen here is of something else.
        save_settings(&before).unwrap();
        state.change(|settings| settings.proxy = "https://p.example".into()).unwrap();
        assert_eq!(load_settings(), ToolSettings { proxy: "https://p.example".into(), ..before.clone() });
        // It allows it again: known here as soon as it is told, and taken away with the documents.
        save_settings(&allowed).unwrap();
        let told = web_sys::Event::new("storage").unwrap();
        web_sys::window().unwrap().dispatch_event(&told).unwrap();
        assert!(untrack(|| state.settings()).allows_private("Mine"));
        save_settings(&ToolSettings { private: vec!["Mine".into(), "Other".into()], ..before.clone() }).unwrap();
        state.withdraw("Mine").unwrap();
        assert_eq!(load_settings().private, ["Other"]);
        state.withdraw("Never allowed").unwrap();
        assert_eq!(untrack(|| state.settings()).private, ["Other"]);
    });
    save_settings(&before).unwrap();
}

#[wasm_bindgen_test]
async fn an_api_that_answered_a_run_is_marked() {
    let health = Health::of(Kv::memory());
    let failed = Observed { status: StatusCode::MessageError, ..gave("no") };
    // In ToolBench's form a call that nobody answered has status 0.
    let silent = Observed { came: Came::Silence, ..gave("late") };
    let inner = Rc::new(ScriptedTools::new([silent.clone(), gave("what")]));
    let original = MarkedTools::new(inner, health.clone(), collection(), Fidelity::ToolBench);
    assert_eq!(said(&original, "dice", "{}").await, "late");
    assert_eq!(said(&original, "dice", "{}").await, "what");
    let inner = Rc::new(ScriptedTools::new([failed, silent, gave("yes")]));
    let tools = MarkedTools::new(inner, health.clone(), collection(), Fidelity::Fixed);
    assert_eq!(said(&tools, "dice", "{}").await, "no");
    assert_eq!(said(&tools, "dice", "{}").await, "late");
    assert!(health.marks("Test").await.unwrap().is_empty());
    assert_eq!(said(&tools, "dice", "{}").await, "yes");
    let marks = health.marks("Test").await.unwrap();
    assert_eq!((marks.len(), marks[0].mark, &marks[0].api), (1, Mark::Working, &api("dice")));
    assert!(health.marks("Other").await.unwrap().is_empty());
}

/// A run goes on with its documents while others come under their name, in this tab or another.
#[wasm_bindgen_test]
async fn a_run_marks_no_other_documents_of_the_same_name() {
    let health = Health::of(Kv::memory());
    let tools = MarkedTools::new(scripted(&["yes"]), health.clone(), collection(), Fidelity::Fixed);
    let mut others = (*collection()).clone();
    for tool in &mut others.tools {
        tool.host = "other.example".into();
    }
    assert_eq!(said(&tools, "dice", "{}").await, "yes");
    assert!(health.marks_of(&others).await.unwrap().is_empty());
    let own = health.marks_of(&collection()).await.unwrap();
    assert_eq!(own.get(&api("dice")).map(|mark| mark.mark), Some(Mark::Working));
}

#[wasm_bindgen_test]
async fn a_health_check_asks_the_apis_themselves_where_a_server_answers_runs() {
    let before = load_settings();
    save_settings(&ToolSettings { answers: Answers::Server, server: String::new(), ..before.clone() }).unwrap();
    // What it starts outlives the test.
    let owner: &Owner = Box::leak(Box::new(Owner::new()));
    let tools = owner.with(|| {
        provide_stores();
        provide_tools(provide_connections()).of_check(&collection(), 60, Health::of(Kv::memory()))
    });
    save_settings(&before).unwrap();
    // Without an address a tool server's adapter says so at once. The document has none either, so nothing is sent.
    let observed = tools.call(&api("dice"), "{}").await;
    assert!(!observed.observation.contains("tool server"), "{observed:?}");
    assert_eq!((observed.by, observed.came), (None, Came::NotSent));
}

/// Tools whose calls leave these exchanges.
struct Wired(RefCell<Vec<Exchange>>);

impl Tools for Wired {
    fn call<'a>(&'a self, _: &'a ApiKey, _: &'a str) -> LocalBoxFuture<'a, Observed> {
        Box::pin(async { gave("yes") })
    }

    fn take_exchanges(&self) -> Vec<Exchange> {
        self.0.take()
    }
}

/// A check has several calls under way: the first that ends takes what all of them heard.
#[wasm_bindgen_test]
async fn a_quota_is_kept_for_the_host_that_told_it() {
    let health = Health::of(Kv::memory());
    let heard = |host: &str, remaining: u64, at_ms: u64| {
        let quota = Some(Quota { remaining: Some(remaining), ..Quota::default() });
        Exchange { host: host.into(), quota, at_ms, ..Exchange::default() }
    };
    let all = vec![
        heard("api.example", 9, 1),
        heard("b.example", 5, 2),
        heard("api.example", 8, 3),
        // A tool server's is no API's.
        heard("", 1, 4),
    ];
    let tools = QuotaTools::new(Rc::new(Wired(RefCell::new(all.clone()))), health.clone());
    assert_eq!(said(&tools, "dice", "{}").await, "yes");
    let mut kept = Vec::new();
    for host in ["api.example", "b.example", ""] {
        let quota = health.quota(host).await.unwrap();
        kept.push(quota.map(|told| (told.quota.remaining, told.at_ms)));
    }
    assert_eq!(kept, [Some((Some(8), 3)), Some((Some(5), 2)), None]);
    assert_eq!(tools.take_exchanges(), all);
}

/// Notes what is asked, and answers when told to.
#[derive(Default)]
struct Window {
    waiting: RefCell<Vec<oneshot::Sender<Consent>>>,
    asked: Cell<u32>,
}

impl Asks for Window {
    fn ask(&self, _: ConsentRequest, say: oneshot::Sender<Consent>) {
        self.asked.set(self.asked.get() + 1);
        self.waiting.borrow_mut().push(say);
    }

    fn sweep(&self) {
        self.waiting.borrow_mut().retain(|say| !say.is_canceled());
    }
}

#[wasm_bindgen_test]
async fn consent_for_good_holds_for_one_tool_at_one_origin() {
    let window = Rc::new(Window::default());
    let desk = ConsentDesk::new(Rc::<Window>::clone(&window));
    let [here, there] = ["https://a.example", "https://b.example"].map(|url| Origin::of_url(url).unwrap());
    let request =
        || ConsentRequest { api: api("dice"), method: "POST".into(), url: String::new(), body: String::new() };
    let answered = |consent: Consent, origin: &Origin| {
        let (desk, window, origin) = (desk.clone(), Rc::clone(&window), origin.clone());
        async move {
            let allows = desk.allows(request(), &origin);
            let answer = async {
                if let Some(say) = window.waiting.borrow_mut().pop() {
                    let _ = say.send(consent);
                }
            };
            futures::join!(allows, answer).0
        }
    };
    assert!(answered(Consent::Once, &here).await);
    assert!(answered(Consent::Always, &here).await);
    assert!(answered(Consent::No, &here).await, "asked no more");
    // A tool of the same name elsewhere is another one.
    assert!(!answered(Consent::No, &there).await);
    assert_eq!(window.asked.get(), 3);
    // A call that is given up takes its question along.
    {
        let mut given_up = desk.allows(request(), &there);
        assert!(futures::poll!(&mut given_up).is_pending());
        assert_eq!(window.waiting.borrow().len(), 1);
    }
    assert!(window.waiting.borrow().is_empty());
    assert!(!ConsentDesk::closed().allows(request(), &here).await);
}
