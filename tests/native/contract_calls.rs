//! The cases of calls without a network: what the scribe writes and what it makes of the reply. What needs a page (keys,
//! consent, silence, redirects, readable or not) is held by `tests/browser/calls_in_browser.rs` alone.

#[path = "../contract/calls_case.rs"]
#[allow(dead_code)] // the browser's suite uses the rest of it
mod case;
#[path = "../contract/calls_list.rs"]
mod list;

use super::contract::case::{End, Served};
use case::{CallCase, Through};
use list::FILES;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::path::Path;
use toolgrove::domain::catalog::ApiKey;
use toolgrove::domain::json::{Fields, FromJson};
use toolgrove::domain::service::{Observed, Quota, read_simulated};
use toolgrove::domain::trace::Fidelity;
use toolgrove::formats::calls::{Body, Received, write_server_call};
use toolgrove::formats::provider::HttpRequest;
use toolgrove::formats::records::calls::{
    RecordedCall, adapter_name, call_hash, read_calls, recorded_answer, write_calls,
};
use toolgrove::formats::records::tools::Answers;
use toolgrove::formats::toolbench::write_tool;
use toolgrove::formats::worker::practice;
use toolgrove::formats::worker::scribe::{Call, Order, Outcome};
use toolgrove::scribe::Book;

/// Where the tests in a browser have their server; only its place in addresses matters here.
const SERVER: &str = "http://127.0.0.1:41973";

fn cases() -> impl Iterator<Item = CallCase> {
    FILES.into_iter().map(|(file, text)| CallCase::read(file, text))
}

/// The reply where it comes whole, once, and may be read: what a page makes of others is the page's.
fn whole_reply(case: &CallCase) -> Option<Served> {
    let headers = case.reply.get("headers").and_then(Value::as_object);
    let hidden = headers.is_some_and(|h| h.contains_key("location") || h.values().any(Value::is_null));
    let waits = &case.call.patience;
    let impatient = waits.pages || waits.max_bytes.or(waits.total_ms).or(waits.silence_ms).is_some();
    if hidden || impatient || case.expect.requests > 1 {
        return None;
    }
    let served = Served::from_json(Some(case.reply.clone())).unwrap_or_else(|e| panic!("{}: {e}", case.file));
    let body =
        String::from_utf8_lossy(&served.chunks.iter().flat_map(|c| c.bytes.clone()).collect::<Vec<u8>>()).into_owned();
    // Keys are taken out by the page.
    let echoes = case.call.key.is_some() && body.contains("key-000");
    (served.end == End::Close && !echoes).then_some(served)
}

fn received(served: &Served) -> Received {
    let bytes: Vec<u8> = served.chunks.iter().flat_map(|chunk| chunk.bytes.iter().copied()).collect();
    let named = |name: &str| served.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.clone());
    // What the server lets pages read, as `server.mjs` has it where a case says nothing.
    let exposed = named("access-control-expose-headers").unwrap_or_else(|| "retry-after".to_owned());
    let readable: Vec<(String, String)> =
        served.headers.iter().filter(|(name, _)| exposed.contains(name.as_str())).cloned().collect();
    Received {
        used_up: Quota::read(&readable).is_some_and(|quota| quota.is_used_up()),
        asks_to_wait: readable.iter().any(|(name, _)| name == "retry-after"),
        ..Received::new(served.status, named("content-type"), Body::of(&bytes))
    }
}

fn written(case: &CallCase, book: &mut Book) -> Call {
    let tool = case.tool(SERVER);
    let (arguments, fidelity) = (case.call.arguments.clone(), case.call.fidelity);
    if case.call.through == Through::Server {
        let base = format!("{SERVER}/{}", case.stem());
        let keyed = case.call.key.is_some();
        let strip = case.call.strip.word();
        let request = write_server_call(&base, case.call.form, &tool, &tool.apis[0], &arguments, strip, keyed);
        return Call { request: Some(request), told: None };
    }
    let order = Order::WriteCall { category: tool.category.clone(), document: write_tool(&tool), arguments, fidelity };
    match book.answer(order) {
        Ok(Outcome::Call(call)) => call,
        other => panic!("{}: {other:?}", case.file),
    }
}

/// What is wrong with the request, but for key and way.
fn sent(case: &CallCase, request: &HttpRequest) -> Vec<String> {
    let path = match case.call.through {
        Through::Public | Through::Server | Through::Recorded => {
            request.url.strip_prefix(&format!("{SERVER}/{}", case.stem()))
        }
        Through::RapidApi => request.url.strip_prefix("https://demo.p.rapidapi.com"),
        // The page puts scheme and host into the proxy's path.
        Through::Proxy | Through::Simulated | Through::Local => return Vec::new(),
    };
    let mut headers: Map<String, Value> =
        request.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone().into())).collect();
    let mut body = request.body.clone().unwrap_or_default();
    if let Some(key) = &case.call.key {
        let name = if case.call.through == Through::Server { "toolbench_key" } else { "x-rapidapi-key" };
        headers.insert(name.into(), key.clone().into());
        if case.call.through == Through::Server {
            body = format!("{},\"toolbench_key\":\"{key}\"}}", body.trim_end_matches('}'));
        }
    }
    case.sent(&request.method, path.unwrap_or(&request.url), &headers, &body)
}

fn observed(case: &CallCase, book: &mut Book, served: &Served) -> Observed {
    let (received, fidelity) = (received(served), case.call.fidelity);
    let order = match case.call.through {
        Through::Server => Order::ReadServer { received, fidelity },
        _ => Order::ReadCall { received, fidelity },
    };
    match book.answer(order) {
        Ok(Outcome::Observed(observed)) => observed,
        other => panic!("{}: {other:?}", case.file),
    }
}

/// What a call becomes that goes over no network.
fn answered_here(case: &CallCase) -> Option<Observed> {
    let fidelity = case.call.fidelity;
    match case.call.through {
        Through::Local => {
            let ApiKey { tool, api, .. } = case.api();
            let order = practice::Order::Call { tool, api, arguments: case.call.arguments.clone() };
            let practice::Outcome::Called(practice::Called(observation, status)) = toolgrove::practice::answer(&order)
            else {
                panic!("{}: no call", case.file)
            };
            Some(Observed { observation, status })
        }
        Through::Simulated => {
            Some(read_simulated(&case.said()).unwrap_or_else(|unanswered| unanswered.observed("", fidelity)))
        }
        _ => None,
    }
}

/// What a record gives again, after its way through a file.
fn given_again(case: &CallCase, observed: &Observed) -> Option<RecordedCall> {
    let tool = case.tool(SERVER);
    let document = Some((&tool, &tool.apis[0]));
    let adapter = adapter_name(Answers::Apis, case.call.form, case.call.strip, case.call.fidelity, document);
    let Observed { observation, status } = observed.clone();
    let call =
        RecordedCall::new(&adapter, case.api(), case.call.arguments.clone(), 0, observation, status, case.expect.by, 7);
    let (calls, problems) = read_calls(&write_calls(&[call])).ok()?;
    assert!(problems.is_empty(), "{problems:?}");
    let hash = call_hash(&adapter, &case.api(), &case.call.arguments);
    recorded_answer(calls.into_iter().filter(|call| call.hash() == hash).collect(), 0, true)
}

/// What is wrong; `None` where all that the case is about is the page's.
fn perform(case: &CallCase) -> Option<Vec<String>> {
    if let Some(Observed { observation, status }) = answered_here(case) {
        return Some(case.told(&observation, status));
    }
    let mut book = Book::default();
    let needs_key = case.call.through == Through::RapidApi && case.call.key.is_none();
    if needs_key || !case.call.consent || !case.call.private {
        return None;
    }
    match written(case, &mut book) {
        Call { request: Some(request), .. } => {
            let mut wrong = sent(case, &request);
            if let Some(served) = whole_reply(case) {
                let told = observed(case, &mut book, &served);
                wrong.extend(case.told(&told.observation, told.status));
                if case.call.through == Through::Recorded {
                    let again = given_again(case, &told).unwrap_or_else(|| panic!("{}: not recorded", case.file));
                    wrong.extend(case.told(&again.observation, again.status));
                }
            }
            Some(wrong)
        }
        Call { told: Some(told), .. } => {
            let mut wrong = case.told(&told.observation, told.status);
            if case.request.is_some() {
                wrong.push("nothing was written".into());
            }
            Some(wrong)
        }
        Call { request: None, told: None } => Some(vec!["neither a request nor a reason".into()]),
    }
}

#[test]
fn calls_are_written_and_read_as_the_cases_say() {
    let mut failed = Vec::new();
    let mut held = 0;
    for case in cases() {
        let Some(wrong) = perform(&case) else { continue };
        held += 1;
        if !wrong.is_empty() {
            failed.push(format!("{} ({}):\n  {}", case.file, case.name, wrong.join("\n  ")));
        }
    }
    println!("contract calls: {held} cases of {}, {} passed", FILES.len(), held - failed.len());
    assert!(failed.is_empty(), "{} of {held} cases failed\n{}", failed.len(), failed.join("\n"));
    assert!(held >= 48, "{held} cases");
}

/// A case that nobody performs is none.
#[test]
fn the_list_of_calls_holds_every_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contract/calls");
    let there: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| format!("calls/{}", entry.unwrap().file_name().to_string_lossy()))
        .collect();
    let listed: BTreeSet<String> = FILES.iter().map(|(file, _)| (*file).to_owned()).collect();
    assert_eq!(listed, there);
    assert_eq!(listed.len(), FILES.len(), "a case is listed twice");
    let mut names = BTreeSet::new();
    for case in cases() {
        assert!(names.insert(case.name), "two cases have the name of {}", case.file);
        assert_eq!(case.request.is_none(), case.expect.requests == 0, "{}", case.file);
        let here = matches!(case.call.through, Through::Local | Through::Simulated);
        assert_eq!(case.expect.by.is_some(), here || case.request.is_some(), "{}", case.file);
    }
}

/// Every status that a call can have, in the mode that tells them apart.
#[test]
fn every_status_of_a_call_has_a_case() {
    let fixed = |case: &CallCase| case.call.fidelity == Fidelity::Fixed;
    let statuses: BTreeSet<i8> = cases().filter(fixed).map(|case| case.expect.status.number()).collect();
    assert_eq!(statuses.into_iter().collect::<Vec<_>>(), [0, 2, 5, 6, 7, 8, 9, 10, 11, 12]);
}

/// Every way that a call can go has cases, those without a network too.
#[test]
fn every_way_of_a_call_has_cases() {
    use Through::{Local, Proxy, Public, RapidApi, Recorded, Server, Simulated};
    for (through, least) in
        [(Public, 40), (Proxy, 2), (RapidApi, 20), (Server, 20), (Recorded, 3), (Simulated, 3), (Local, 3)]
    {
        let n = cases().filter(|case| case.call.through == through).count();
        assert!(n >= least, "{n} cases through {through:?}");
    }
}

/// A browser test waits for all of them.
#[test]
fn no_case_of_a_call_is_slow() {
    for case in cases() {
        let chunks = case.reply.get("chunks").and_then(Value::as_array).cloned().unwrap_or_default();
        let pauses: u64 = chunks.iter().filter_map(|chunk| chunk.get("pause_ms")?.as_u64()).sum();
        let waits = case.call.patience;
        assert!(pauses <= 3_000 && waits.total_ms.max(waits.silence_ms).unwrap_or(0) <= 2_000, "{}", case.file);
        assert!(Fields::of(Some(case.reply)).is_ok(), "{} has a reply", case.file);
    }
}
