//! Every reader of foreign bytes as one function of them: for the fuzz targets (`fuzz/`) and for the tests of every day
//! alike. None may panic, whatever the bytes; and what was read, written and read again is the same.

#[path = "call_readers.rs"]
mod calls;
#[path = "stored_readers.rs"]
mod stored;

pub use calls::{api_call, api_reply};
pub use stored::{call_records, key_row};

use serde::Serialize;
use std::fmt::Debug;
use toolgrove::domain::chat::{ChatRequest, Delta, Exchange, FunctionSpec, Message as Said, ModelError};
use toolgrove::domain::json::{self, FromJson};
use toolgrove::domain::preference::SealedStudy;
use toolgrove::domain::python::{json_text, parse_lenient, parse_python, python_repr};
use toolgrove::domain::search::{Search, read_finish};
use toolgrove::domain::service::read_tool_input;
use toolgrove::domain::tooleval::{answer_steps, convert, seeded_picks};
use toolgrove::domain::toolllama::{default_texts, parse_react, read_message};
use toolgrove::domain::trace::{Fidelity, NodeId, solution_path, steps};
use toolgrove::domain::training::{Template, instances};
use toolgrove::formats::beir::{Benchmark, Source};
use toolgrove::formats::prompts::{read_prompts, write_prompts};
use toolgrove::formats::provider::{
    Dialect, Endpoint, HttpFailure, HttpRequest, Protocol, Reader as ReplyReader, Reply, base_url, classify,
    connection, curl, read_models, refusal, write,
};
use toolgrove::formats::records::run::{RunFile, read_head, read_runs};
use toolgrove::formats::records::study::{read_study, read_votes, write_study, write_votes, write_votes_csv};
use toolgrove::formats::toolbench::answer::{import_answer, read_answer, write_answer};
use toolgrove::formats::toolbench::{
    ToolFile, read_collection, read_corpus, read_qrels, read_queries, read_test_ids, read_tool, read_training_queries,
    write_corpus, write_qrels, write_queries, write_tool, write_training_queries,
};
use toolgrove::formats::tooleval::{read_converted, recorded, write_converted};
use toolgrove::formats::training::{self, read_conversations, write_conversations};
use toolgrove::formats::vectors::VectorsFile;
use toolgrove::formats::worker::{self, Message, ledger::Ledger, practice, retriever};

/// A reader as a function of bytes.
pub type Reader = fn(&[u8]);

/// All of them, by the name of their fuzz target.
pub const READERS: [(&str, Reader); 25] = [
    ("answer", answer),
    ("anthropic_reply", anthropic_reply),
    ("api_call", api_call),
    ("api_reply", api_reply),
    ("beir", beir),
    ("builtin_reply", builtin_reply),
    ("call_records", call_records),
    ("chat_request", chat_request),
    ("conversations", conversations),
    ("gemini_reply", gemini_reply),
    ("key_row", key_row),
    ("model_text", model_text),
    ("openai_reply", openai_reply),
    ("prompts", prompts),
    ("provider_record", provider_record),
    ("query", query),
    ("run", run),
    ("study", study),
    ("tables", tables),
    ("text_model_reply", text_model_reply),
    ("tool", tool),
    ("tooleval", tooleval),
    ("vectors", vectors),
    ("votes", votes),
    ("worker", worker_frames),
];

const BOTH: [Fidelity; 2] = [Fidelity::ToolBench, Fidelity::Fixed];

/// ToolBench's answer files: as a run to look at, as training data and for ToolEval.
pub fn answer(bytes: &[u8]) {
    if let Ok(file) = read_answer(bytes) {
        let written = file.to_value().to_string();
        assert_eq!(read_answer(written.as_bytes()).as_ref(), Ok(&file), "read again");
        if let Ok(trace) = import_answer(&file, 0) {
            let tree = trace.tree();
            for node in (0..tree.nodes.len()).filter_map(|n| u32::try_from(n).ok()) {
                _ = solution_path(&tree, NodeId(node));
            }
            _ = steps(&tree);
        }
        if let Ok(run) = recorded(&file) {
            for fidelity in BOTH {
                let converted = convert(&run, "m", fidelity, &mut seeded_picks(0, "q"));
                _ = converted.map(|converted| answer_steps(&converted.answer_details));
            }
        }
    }
    if let (Ok(file), Ok(texts)) = (training::read_answer(bytes), default_texts()) {
        for fidelity in BOTH {
            _ = instances(&file, &texts.toolllama, fidelity);
        }
    }
}

/// Benchmarks: the bytes are corpus, queries, judgments and APIs, with a zero between each two.
pub fn beir(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut parts = text.split('\0');
    let mut part = || parts.next().map(|text| Source { name: "x", text });
    let (Some(corpus), Some(queries), Some(qrels)) = (part(), part(), part()) else { return };
    if let Ok(read) = Benchmark::read(corpus, queries, qrels, part()) {
        assert_eq!(read.ids.len(), read.documents.len());
    }
}

/// ToolLLaMA's training conversations.
pub fn conversations(bytes: &[u8]) {
    let Ok(read) = read_conversations(bytes) else { return };
    let written = write_conversations(&read);
    assert_eq!(read_conversations(written.as_bytes()).as_ref(), Ok(&read), "read again");
    for instance in &read {
        _ = Template::ToolLlama { preamble: "p" }.text(&instance.conversations);
    }
}

/// Texts of a model: calls in ToolLLaMA's form, arguments of calls and of `Finish`, JSON as Python reads it.
pub fn model_text(bytes: &[u8]) {
    let text = &*String::from_utf8_lossy(bytes);
    _ = parse_react(text);
    for fidelity in BOTH {
        _ = read_message(text, fidelity);
        _ = read_finish(text, fidelity);
        _ = read_tool_input(text, fidelity);
    }
    if let Ok(value) = parse_lenient(text) {
        let again = parse_lenient(&json_text(&value));
        assert_eq!(again.map(|again| json_text(&again)), Ok(json_text(&value)), "JSON read again");
        let again = parse_python(&json_text(&value));
        assert_eq!(again.map(|again| json_text(&again)), Ok(json_text(&value)), "JSON without control characters");
        _ = python_repr(&value);
    }
    _ = parse_python(text);
}

/// A reply in OpenAI's form, whole or streamed: the first byte says how many come at once, which changes nothing.
pub fn openai_reply(bytes: &[u8]) {
    reply(Protocol::OpenAi, bytes);
}

/// The same in Anthropic's form.
pub fn anthropic_reply(bytes: &[u8]) {
    reply(Protocol::Anthropic, bytes);
}

/// The same in Gemini's form.
pub fn gemini_reply(bytes: &[u8]) {
    reply(Protocol::Gemini, bytes);
}

/// The same of ToolLLaMA's text.
pub fn text_model_reply(bytes: &[u8]) {
    reply(Protocol::ToolLlamaChat, bytes);
    reply(Protocol::ToolLlamaCompletion, bytes);
}

/// The same of the built-in model.
pub fn builtin_reply(bytes: &[u8]) {
    reply(Protocol::BuiltIn, bytes);
}

fn reply(protocol: Protocol, bytes: &[u8]) {
    let Some((&size, body)) = bytes.split_first() else { return };
    let endpoint = Endpoint { protocol, ..Endpoint::default() };
    let function =
        FunctionSpec { name: "f".to_owned(), description: String::new(), parameters: serde_json::Value::Null };
    for functions in [vec![], vec![function]] {
        let chat = ChatRequest { functions, ..ChatRequest::default() };
        let read = |size: usize| {
            let mut reader = ReplyReader::new(&endpoint, &chat);
            let mut deltas = Vec::new();
            for piece in body.chunks(size.max(1)) {
                deltas.extend(reader.push(piece)?);
                _ = reader.partial();
            }
            // A piece may bring more at once, but no more in all.
            let text: String = deltas.iter().map(|d| if let Delta::Text(text) = d { &**text } else { "" }).collect();
            Ok::<_, ModelError>((text, reader.finish()?))
        };
        let found = read(body.len());
        assert_eq!(read(usize::from(size)), found, "in pieces of {size}");
        match &found {
            Ok((_, reply)) => crosses(reply),
            Err(error) => crosses(error),
        }
        let mut reader = ReplyReader::new(&endpoint, &chat);
        if reader.push(body).is_ok() {
            _ = reader.broken();
        }
    }
}

/// Prompt sets.
pub fn prompts(bytes: &[u8]) {
    let Ok(read) = read_prompts(&String::from_utf8_lossy(bytes)) else { return };
    let written = write_prompts(&read).unwrap_or_default();
    assert_eq!(read_prompts(&written).as_ref(), Ok(&read), "read again");
    _ = (read.ranking(), read.conversion_system(), read.evaluator("tooleval_gpt-3.5-turbo_default"));
}

/// What is stored or typed of an endpoint, its words about a failure, its list of models, and what crosses to its worker.
pub fn provider_record(bytes: &[u8]) {
    let text = &*String::from_utf8_lossy(bytes);
    if let connection::Stored::Known(read) = connection::parse(text) {
        let again = connection::parse(&connection::to_text(&read));
        assert_eq!(again, connection::Stored::Known(read), "read again");
    }
    if let Ok(url) = base_url::normalise(text) {
        assert_eq!(base_url::normalise(&url).as_ref(), Ok(&url), "normalised again");
    }
    for protocol in Protocol::ALL {
        let endpoint = Endpoint { protocol, ..Endpoint::default() };
        for status in [400, 401, 422, 429, 500] {
            let (retry_after_ms, retry_after, now_ms) = (Some(text), Some(text), 1_700_000_000_000);
            let failure = HttpFailure { status, retry_after_ms, retry_after, now_ms, body: bytes };
            let read = refusal(&endpoint, Dialect::default(), &failure);
            assert_ne!(read.adapted, Some(Dialect::default()), "nothing changed");
            crosses(&read.error);
        }
        if let Ok(names) = read_models(protocol, bytes) {
            assert!(names.is_sorted() && names.iter().all(|name| !name.chars().any(char::is_control)));
        }
    }
    _ = classify::wait_in_headers(Some(text), Some(text), 1_700_000_000_000);
    let Ok(value) = json::parse(text) else { return };
    if let Ok(read) = ModelError::from_json(Some(value.clone())) {
        crosses(&read);
    }
    if let Ok(read) = Delta::from_json(Some(value.clone())) {
        crosses(&read);
    }
    if let Ok(read) = Reply::from_json(Some(value)) {
        crosses(&read);
    }
}

fn crosses<T: Serialize + FromJson + PartialEq + Debug>(read: &T) {
    let again = serde_json::to_value(read).ok().and_then(|value| T::from_json(Some(value)).ok());
    assert_eq!(again.as_ref(), Some(read), "crosses");
}

/// A conversation and functions of strangers (an import, a fork, a tool file) in every provider's form: the bytes are a
/// JSON list of messages and one of functions, with a zero between.
pub fn chat_request(bytes: &[u8]) {
    let text = &*String::from_utf8_lossy(bytes);
    let (messages, functions) = text.split_once('\0').unwrap_or((text, ""));
    let read = |text| json::parse(text).ok();
    let messages = read(messages).and_then(|value| Vec::<Said>::from_json(Some(value)).ok()).unwrap_or_default();
    let functions = read(functions).and_then(|value| Vec::<FunctionSpec>::from_json(Some(value)).ok());
    let mut chat = ChatRequest { messages, functions: functions.unwrap_or_default(), ..ChatRequest::default() };
    for _ in 0..2 {
        for protocol in Protocol::ALL {
            let endpoint = Endpoint { protocol, base_url: "http://h".to_owned(), model: text.to_owned() };
            let poor = Dialect { stream: false, system: false, reasoning_back: true, ..Dialect::default() };
            for dialect in [Dialect::default(), poor] {
                let Ok(request) = write(&endpoint, &chat, dialect) else { continue };
                assert!(json::parse(request.body.as_deref().unwrap_or_default()).is_ok(), "a body is JSON");
                assert!(
                    ["http://h/", "builtin:"].iter().any(|start| request.url.starts_with(start)),
                    "{}",
                    request.url
                );
                let (url, body) = (request.url.clone(), request.body.clone().unwrap_or_default());
                let key_header = Some(protocol.headers().key.to_owned());
                _ = curl(&Exchange { url, request: body, key_header, key_in_body: true, ..Exchange::default() });
                crosses::<HttpRequest>(&request);
            }
        }
        // The same without functions, where calls are told in words.
        chat.functions.clear();
    }
}

/// Files of queries (ToolBench's instructions) and lists of test ids.
pub fn query(bytes: &[u8]) {
    let text = &*String::from_utf8_lossy(bytes);
    _ = read_test_ids(text);
    let Ok(read) = read_queries(text) else { return };
    let again = read_queries(&write_queries(&read.good).to_string());
    assert_eq!(again.map(|again| again.good).as_ref(), Ok(&read.good), "read again");
    for query in &read.good {
        _ = query.labelled(0);
        _ = query.wanted();
    }
}

/// Stored and exported runs.
pub fn run(bytes: &[u8]) {
    let text = &*String::from_utf8_lossy(bytes);
    _ = read_head(text);
    let (good, _) = read_runs(text);
    for file in good {
        let written = serde_json::to_string(&file).unwrap_or_default();
        assert_eq!(RunFile::read(&written).as_ref(), Ok(&file), "read again");
        let tree = file.trace.tree();
        for node in (0..tree.nodes.len()).filter_map(|n| u32::try_from(n).ok()) {
            _ = solution_path(&tree, NodeId(node));
        }
        _ = steps(&tree);
        if let Ok(search) = Search::replay(&file.trace) {
            _ = write_answer(&search);
        }
    }
}

/// Study files.
pub fn study(bytes: &[u8]) {
    let Ok(read) = read_study(bytes) else { return };
    _ = read.leaks();
    if let Ok(written) = write_study(&read) {
        assert_eq!(read_study(written.as_bytes()).as_ref().map(SealedStudy::hash), Ok(read.hash()), "read again");
    }
}

/// Tables for the retriever: documents, queries, judgments.
pub fn tables(bytes: &[u8]) {
    let text = &*String::from_utf8_lossy(bytes);
    if let Ok((rows, _)) = read_corpus(text) {
        assert_eq!(read_corpus(&write_corpus(&rows)), Ok((rows, vec![])), "documents read again");
    }
    if let Ok((rows, _)) = read_training_queries(text) {
        assert_eq!(read_training_queries(&write_training_queries(&rows)), Ok((rows, vec![])), "queries read again");
    }
    if let Ok((rows, _)) = read_qrels(text) {
        assert_eq!(read_qrels(&write_qrels(&rows)), Ok((rows, vec![])), "judgments read again");
    }
}

/// Tool files and collections of them.
pub fn tool(bytes: &[u8]) {
    let text = &*String::from_utf8_lossy(bytes);
    _ = read_collection(text);
    let Ok(file) = ToolFile::read("Data", text) else { return };
    let whole = file.json();
    assert_eq!(ToolFile::read("Data", &whole.to_string()).map(|again| again.json()), Ok(whole), "kept whole");
    let written = write_tool(&file.tool);
    let again = read_tool("Data", &written.to_string()).map(|again| write_tool(&again));
    assert_eq!(again, Ok(written), "read again");
}

/// ToolEval's converted answers.
pub fn tooleval(bytes: &[u8]) {
    let Ok(read) = read_converted(bytes) else { return };
    let written = write_converted(&read).to_string();
    assert_eq!(read_converted(written.as_bytes()).as_ref(), Ok(&read), "read again");
    for (_, example) in &read {
        _ = answer_steps(&example.answer.answer_details);
    }
}

/// Shipped vectors.
pub fn vectors(bytes: &[u8]) {
    let Ok(read) = VectorsFile::from_bytes(bytes) else { return };
    _ = read.vectors.vectors();
    assert_eq!(VectorsFile::from_bytes(&read.to_bytes()), Ok(read), "read again");
}

/// Votes, one a line.
pub fn votes(bytes: &[u8]) {
    let Ok(read) = read_votes(bytes) else { return };
    _ = write_votes_csv(&read.votes);
    let again = read_votes(write_votes(&read.votes).as_bytes());
    assert_eq!(again.map(|again| (again.votes, again.bad_count)), Ok((read.votes, 0)), "read again");
}

/// Messages between the page and its workers, and what they hold.
pub fn worker_frames(bytes: &[u8]) {
    let text = &*String::from_utf8_lossy(bytes);
    let mut ledger = Ledger::new("build");
    _ = ledger.enter("{}", 1);
    _ = ledger.heard(text);
    let Ok(message) = Message::read(text) else { return };
    assert_eq!(Message::read(&message.to_string()), Ok(message), "read again");
    let (Message::Ask { body, .. }
    | Message::Ready { build: body, .. }
    | Message::Progress { body, .. }
    | Message::Done { body, .. }
    | Message::Failed { body, .. }) = message;
    body_again::<practice::Order>(body);
    body_again::<practice::Called>(body);
    body_again::<retriever::Order>(body);
    body_again::<retriever::Step>(body);
    body_again::<retriever::Loaded>(body);
    body_again::<retriever::Embedded>(body);
    body_again::<retriever::RetrieverError>(body);
}

fn body_again<T: Serialize + for<'de> serde::Deserialize<'de> + PartialEq + Debug>(body: &str) {
    let Ok(read) = worker::decode::<T>(body) else { return };
    let again = worker::encode(&read).and_then(|text| worker::decode::<T>(&text));
    assert_eq!(again, Ok(read), "body read again");
}
