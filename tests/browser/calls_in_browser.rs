//! Calls of APIs in a browser: each case asked of a server that speaks it, through the adapters and the network gate.
//!
//! The server (`tests/contract/server.mjs`) is started by `cargo xtask test browser`. What is told of each case that fails
//! is told together: one does not hide the next.

#[path = "../contract/calls_case.rs"]
#[allow(dead_code, clippy::panic)] // the native suite uses the rest of it; a case that cannot be read is a mistake
mod case;
#[path = "../contract/calls_list.rs"]
mod list;
#[path = "../contract/spellings.rs"]
mod spellings;

use crate::contract_in_browser::{get, outside};
use case::{CallCase, Through};
use futures::channel::oneshot;
use futures::future::{LocalBoxFuture, join_all};
use list::FILES;
use serde_json::Value;
use spellings::{INNER, INNER_IN_DISGUISE, NO_GATEWAY};
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use toolgrove::browser::llm::{ScriptedModel, curl_of};
use toolgrove::browser::net::Origin;
use toolgrove::browser::store::{CallRecord, Kv};
use toolgrove::browser::tools::{
    Asks, Consent, ConsentDesk, ConsentRequest, Observed, Patience, RAPIDAPI_KEY, Recording, RecordingTools,
    RemoteTools, SERVER_KEY, ScriptedTools, ServerForm, SimulatedTools, ToolServer, ToolSettings, Tools, Wire,
    rapidapi_origin,
};
use toolgrove::browser::vault::{Keep, Secret, Vault};
use toolgrove::domain::catalog::{ApiKey, Collection};
use toolgrove::domain::chat::{Exchange, Message, ModelReply, Role, Usage};
use toolgrove::domain::health::Came;
use toolgrove::domain::trace::StatusCode;
use toolgrove::domain::trace::event::AnsweredBy;
use toolgrove::formats::worker::practice;
use wasm_bindgen_test::wasm_bindgen_test;

/// The port is fixed: a test in a browser is told nothing from outside.
const SERVER: &str = "http://127.0.0.1:41973";
/// Cases at once: a browser opens six connections to a host, and some cases hold one for seconds.
const AT_ONCE: usize = 4;

/// What the server tells of a case; `DELETE` lets it forget.
async fn seen(case: &CallCase, method: &str) -> Vec<Value> {
    let told = get(&format!("/_seen/{}", case.stem()), method).await;
    told["requests"].as_array().unwrap().clone()
}

fn settings(case: &CallCase) -> ToolSettings {
    let here = format!("{SERVER}/{}", case.stem());
    let at = |through| if case.call.through == through { here.clone() } else { String::new() };
    ToolSettings {
        gateway: at(Through::RapidApi),
        proxy: at(Through::Proxy),
        server: at(Through::Server),
        server_form: case.call.form,
        strip: case.call.strip,
        private: if case.call.private { vec!["mine".to_owned()] } else { Vec::new() },
        ..ToolSettings::default()
    }
}

/// A vault that has the case's key, bound to an origin.
fn vault(case: &CallCase, origin: &Origin) -> Vault {
    let vault = Vault::default();
    if let Some(key) = &case.call.key {
        let id = if case.call.through == Through::Server { SERVER_KEY } else { RAPIDAPI_KEY };
        vault.put(id, Secret::new(key, origin.clone()).unwrap(), Keep::Memory);
    }
    vault
}

/// Whoever answers the case's call. `asked` counts the questions to the person.
fn tools(case: &CallCase, vault: Vault, asked: Rc<Cell<u32>>) -> Rc<dyn Tools> {
    let collection = Arc::new(Collection { name: "mine".to_owned(), tools: vec![case.tool(SERVER)] });
    let waits = &case.call.patience;
    let few = Patience {
        silence_ms: waits.silence_ms.unwrap_or(5_000),
        total_ms: waits.total_ms.unwrap_or(10_000),
        max_bytes: waits.max_bytes.unwrap_or(64 << 10) as usize,
    };
    let wire = Wire::new(outside(SERVER)).with_patience(if waits.pages { Patience::default() } else { few });
    let (settings, fidelity) = (settings(case), case.call.fidelity);
    let says = if case.call.consent { Consent::Once } else { Consent::No };
    let desk = ConsentDesk::new(Rc::new(Says { says, asked }));
    match case.call.through {
        Through::Server => Rc::new(ToolServer::new(collection, fidelity, settings, vault, desk, wire)),
        Through::Local => Rc::new(Here),
        Through::Simulated => {
            let said = ModelReply::new(Message::text(Role::Assistant, case.said()), Usage::default());
            let model = Rc::new(ScriptedModel::new([Ok(said)]));
            Rc::new(SimulatedTools::new(collection, Some(model), CallRecord::of(Kv::memory()), fidelity))
        }
        _ => Rc::new(RemoteTools::new(collection, fidelity, settings, vault, desk, wire)),
    }
}

/// Local tools as their worker answers, without the worker.
struct Here;

impl Tools for Here {
    fn call<'a>(&'a self, api: &'a ApiKey, arguments: &'a str) -> LocalBoxFuture<'a, Observed> {
        Box::pin(async move {
            let order =
                practice::Order::Call { tool: api.tool.clone(), api: api.api.clone(), arguments: arguments.into() };
            let practice::Outcome::Called(practice::Called(observation, status)) = toolgrove::practice::answer(&order)
            else {
                unreachable!("a call is answered by an observation")
            };
            Observed { observation, status, by: Some(AnsweredBy::Local), came: Came::Answer }
        })
    }
}

/// The same with a record: what it gives again has to be what was told.
async fn recorded(case: &CallCase, inner: Rc<dyn Tools>) -> (Observed, Rc<dyn Tools>, Vec<String>) {
    let record = CallRecord::of(Kv::memory());
    let before = |inner, mode| {
        let adapter = Box::new(|_: &ApiKey| "apis".to_owned());
        RecordingTools::new(inner, adapter, mode, record.clone(), case.call.fidelity, &[])
    };
    let recording = before(inner, Recording::Record);
    let told = recording.call(&case.api(), &case.call.arguments).await;
    let replay = before(Rc::new(ScriptedTools::default()), Recording::ReplayOnly);
    let again = replay.call(&case.api(), &case.call.arguments).await;
    // Nothing is sent for what is given again; all else is as it was.
    let same = again == Observed { came: Came::NotSent, ..told.clone() };
    let wrong = if same { Vec::new() } else { vec![format!("given again: {again:?}")] };
    (told, Rc::new(recording), wrong)
}

/// A person who always says the same.
pub struct Says {
    says: Consent,
    /// How often they were asked.
    pub asked: Rc<Cell<u32>>,
}

impl Says {
    /// Who says this.
    pub fn new(says: Consent) -> Self {
        Self { says, asked: Rc::default() }
    }
}

impl Asks for Says {
    fn ask(&self, _: ConsentRequest, say: oneshot::Sender<Consent>) {
        self.asked.set(self.asked.get() + 1);
        let _ = say.send(self.says);
    }

    fn sweep(&self) {}
}

/// What is wrong with what went over the wire, as it is kept for people.
fn kept(case: &CallCase, exchanges: &[Exchange]) -> Vec<String> {
    let mut wrong = Vec::new();
    let quota = exchanges.last().and_then(|exchange| exchange.quota);
    if quota != case.expect.quota {
        wrong.push(format!("quota: expected {:?}, found {quota:?}", case.expect.quota));
    }
    let header = case
        .call
        .key
        .as_ref()
        .map(|_| if case.call.through == Through::Server { "toolbench_key" } else { "X-RapidAPI-Key" });
    for exchange in exchanges {
        if exchange.key_header.as_deref() != header {
            wrong.push(format!("key_header: expected {header:?}, found {:?}", exchange.key_header));
        }
        let text = serde_json::to_string(exchange).unwrap() + &curl_of(exchange);
        if case.call.key.as_deref().is_some_and(|key| text.contains(key)) {
            wrong.push("an exchange holds the key".to_owned());
        }
    }
    wrong
}

async fn perform(case: &CallCase) -> Vec<String> {
    seen(case, "DELETE").await;
    let asked = Rc::new(Cell::new(0));
    let origin = Origin::of_url(SERVER).unwrap();
    let tools = tools(case, vault(case, &origin), Rc::clone(&asked));
    let (told, tools, mut wrong) = if case.call.through == Through::Recorded {
        recorded(case, tools).await
    } else {
        (tools.call(&case.api(), &case.call.arguments).await, tools, Vec::new())
    };
    wrong.extend(case.told(&told.observation, told.status));
    if case.call.key.as_deref().is_some_and(|key| told.observation.contains(key)) {
        wrong.push("the observation holds the key".to_owned());
    }
    if told.by != case.expect.by {
        wrong.push(format!("by: expected {:?}, found {:?}", case.expect.by, told.by));
    }
    wrong.extend(kept(case, &tools.take_exchanges()));
    // A tool server that answers from a record or a model changes nothing.
    let plays = case.call.through == Through::Server && case.call.form == ServerForm::Virtual;
    let changes = !plays && !matches!(case.call.method.as_str(), "GET" | "HEAD");
    let questions = u32::from(changes && (case.request.is_some() || !case.call.consent));
    if asked.get() != questions {
        wrong.push(format!("the person was asked {} times of {questions}", asked.get()));
    }
    let requests = seen(case, "GET").await;
    if requests.len() != case.expect.requests as usize {
        wrong.push(format!("{} requests of {}", requests.len(), case.expect.requests));
    }
    for request in requests {
        let text = |name: &str| request[name].as_str().unwrap_or_default();
        let headers = request["headers"].as_object().unwrap();
        wrong.extend(case.sent(text("method"), text("path"), headers, text("body")));
    }
    wrong
}

async fn suite(name: &str, through: &[Through]) {
    let all = FILES.into_iter().map(|(file, text)| CallCase::read(file, text));
    let all: Vec<CallCase> = all.filter(|case| through.contains(&case.call.through)).collect();
    let mut failed = Vec::new();
    for few in all.chunks(AT_ONCE) {
        let outcomes = join_all(few.iter().map(perform)).await;
        for (case, wrong) in few.iter().zip(outcomes).filter(|(_, wrong)| !wrong.is_empty()) {
            failed.push(format!("{} ({}):\n  {}", case.file, case.name, wrong.join("\n  ")));
        }
    }
    web_sys::console::log_1(
        &format!("contract calls, {name}, in a browser: {} cases, {} passed", all.len(), all.len() - failed.len())
            .into(),
    );
    assert!(failed.is_empty(), "{} of {} cases failed\n{}", failed.len(), all.len(), failed.join("\n"));
}

#[wasm_bindgen_test]
async fn apis_that_take_calls_from_anyone() {
    suite("public", &[Through::Public, Through::Proxy]).await;
}

#[wasm_bindgen_test]
async fn apis_behind_rapidapis_gateway() {
    suite("rapidapi", &[Through::RapidApi]).await;
}

#[wasm_bindgen_test]
async fn a_tool_server_in_toolbenchs_form() {
    suite("server", &[Through::Server]).await;
}

#[wasm_bindgen_test]
async fn records_models_and_tools_of_our_own() {
    suite("recorded, simulated and local", &[Through::Recorded, Through::Simulated, Through::Local]).await;
}

/// The key that was typed for RapidAPI itself does not follow the person to another gateway.
#[wasm_bindgen_test]
async fn a_key_stays_with_the_gateway_that_it_was_typed_for() {
    let file = FILES.into_iter().find(|(file, _)| *file == "calls/rapidapi.json").unwrap();
    let case = CallCase::read(file.0, file.1);
    seen(&case, "DELETE").await;
    let home = rapidapi_origin(&ToolSettings::default()).unwrap();
    let tools = tools(&case, vault(&case, &home), Rc::default());
    let told = tools.call(&case.api(), &case.call.arguments).await;
    assert_eq!(told.status, StatusCode::Unauthorized, "{}", told.observation);
    assert!(seen(&case, "GET").await.is_empty());
    assert!(tools.take_exchanges().is_empty());
}

/// The native tests judge documents by what this browser makes of their addresses.
#[wasm_bindgen_test]
fn addresses_are_read_as_the_native_tests_take_them() {
    for (url, origin) in INNER.into_iter().chain(INNER_IN_DISGUISE).chain(NO_GATEWAY) {
        assert_eq!(Origin::of_url(url).unwrap().as_str(), origin, "{url}");
    }
}
