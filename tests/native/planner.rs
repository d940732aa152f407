//! The practice planner in real searches over the starter collection, and against arbitrary input.

use crate::questions::{HELD_OUT, OPEN, Question, missing, questions, stands};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use toolgrove::domain::catalog::{ApiRef, Collection, Provider};
use toolgrove::domain::chat::{FunctionCall, FunctionSpec, Message, Role};
use toolgrove::domain::local_tools::observe;
use toolgrove::domain::planner::Planner;
use toolgrove::domain::retrieval::{Document, HybridWeights, RetrievalIndex};
use toolgrove::domain::search::{Purpose, Search, Setup, Step, default_prompts, run_spec};
use toolgrove::domain::trace::event::Outcome;
use toolgrove::domain::trace::{Fidelity, Limits, Method, NodeKind, Shaping};
use toolgrove::formats::toolbench::read_tool;

/// APIs offered, as the page does by default.
const OFFERED: usize = 8;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

struct World {
    collection: Collection,
    index: RetrievalIndex,
    places: Vec<ApiRef>,
}

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let mut files: Vec<PathBuf> = Vec::new();
        for category in std::fs::read_dir(root().join("public/collections/starter")).unwrap().flatten() {
            if category.path().is_dir() {
                files.extend(std::fs::read_dir(category.path()).unwrap().flatten().map(|e| e.path()));
            }
        }
        files.sort();
        let read = |path: &PathBuf| {
            let category = path.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
            read_tool(&category, &std::fs::read_to_string(path).unwrap()).unwrap()
        };
        let tools = files.iter().filter(|f| f.extension().is_some_and(|e| e == "json")).map(read).collect();
        let collection = Collection { name: "Starter".into(), tools };
        let places: Vec<ApiRef> = collection.apis().map(|(at, ..)| at).collect();
        let documents = collection.apis().map(|(_, tool, api)| Document::of_api(tool, api)).collect();
        World { index: RetrievalIndex::new(documents, HybridWeights::default()), places, collection }
    })
}

/// What a run came to.
struct Run {
    outcome: Outcome,
    answer: String,
    /// `(API, arguments, observation)` in the order of the calls.
    calls: Vec<(String, String, String)>,
    offered: Vec<String>,
    backtracks: usize,
    give_ups: usize,
}

impl Run {
    fn called(&self, apis: &[String]) -> bool {
        self.calls.iter().any(|(api, ..)| apis.contains(api))
    }

    fn refusals(&self) -> usize {
        self.calls.iter().filter(|(.., seen)| !seen.starts_with(r#"{"error":"""#)).count()
    }
}

fn run(question: &str, method: Method) -> Run {
    let world = world();
    // As the page does where nobody says otherwise.
    let local = |doc: usize| world.collection.tools[world.places[doc].tool].provider() == Provider::Local;
    let offered: Vec<ApiRef> =
        world.index.rank_among(question, None, OFFERED, &local).iter().map(|hit| world.places[hit.doc]).collect();
    let setup = Setup {
        question: question.into(),
        model: "planner".into(),
        ranker: None,
        currency: None,
        method,
        limits: Limits::default(),
        fidelity: Fidelity::Fixed,
        seed: 1,
        cache_calls: true,
        shaping: Shaping::Whole,
    };
    let spec = run_spec(setup, &world.collection, &offered, default_prompts().unwrap());
    let functions: Vec<FunctionSpec> = spec.functions.iter().map(|f| f.spec.clone()).collect();
    let planner = Planner::new(1);
    let offered = functions.iter().map(|f| f.name.clone()).collect();
    let mut search = Search::new(spec, 0);
    let mut calls = Vec::new();
    let outcome = loop {
        match search.poll() {
            Step::AskModel(ask) => {
                // As the driver does: a comparison is asked for without functions.
                let offered = if ask.purpose == Purpose::Rank { &[] } else { functions.as_slice() };
                let reply = planner.reply(&ask.messages, offered);
                let _ = search.model_replied(ask.ask, reply, 0);
            }
            Step::CallApi(call) => {
                let (seen, status) = observe(&call.api.tool, &call.api.api, &call.arguments);
                calls.push((call.api.api.clone(), call.arguments.clone(), seen.clone()));
                let _ = search.api_returned(call.call, seen, status, 0);
            }
            Step::Finished(outcome) => break outcome,
            Step::Waiting | Step::Paused(_) => panic!("nothing is under way"),
        }
    };
    let tree = search.tree();
    let answer = tree.answers.first().and_then(|&n| tree.node(n)).and_then(|n| n.answer.clone()).unwrap_or_default();
    let thoughts: Vec<&str> =
        tree.nodes.iter().filter(|n| n.kind == NodeKind::Thought).map(|n| n.text.as_str()).collect();
    assert!(!thoughts.is_empty(), "every step has a thought");
    for thought in thoughts {
        let ended = thought.ends_with(['.', '…', '。']);
        assert!(ended && !thought.ends_with("..") && !thought.contains(".)"), "a sentence has one end: {thought}");
    }
    Run { outcome, answer, calls, offered, backtracks: tree.backtracks.len(), give_ups: tree.give_ups.len() }
}

/// Why a run does not fulfil its question, if so.
fn fault(question: &Question, run: &Run) -> Option<String> {
    if let Some(missing) = question.apis.iter().find(|group| !run.called(group)) {
        return Some(format!("never called any of {missing:?}"));
    }
    if !question.answerable {
        let ended = run.give_ups > 0 && matches!(run.outcome, Outcome::GaveUp | Outcome::Exhausted);
        return (!ended).then(|| format!("did not give up what has no answer: {:?} {}", run.outcome, run.answer));
    }
    if run.outcome != Outcome::Answered {
        return Some(format!("ended {:?}", run.outcome));
    }
    missing(question, &run.answer).map(|fact| format!("{fact:?} is not in: {}", run.answer))
}

/// Right answers by language: `(right, all)`.
fn tally(file: &str, show: bool) -> BTreeMap<String, (usize, usize)> {
    let mut out: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for question in questions(file) {
        let run = run(&question.question, Method::Dfsdt);
        let fault = fault(&question, &run);
        let entry = out.entry(question.lang.clone()).or_default();
        entry.0 += usize::from(fault.is_none());
        entry.1 += 1;
        if let Some(fault) = fault.filter(|_| show) {
            println!("{} {}: {fault}", question.id, question.question);
            println!("    offered: {}", run.offered.join(" "));
            for (api, arguments, seen) in &run.calls {
                println!("    {api} {arguments} -> {}", seen.chars().take(160).collect::<String>());
            }
        }
    }
    out
}

#[test]
fn fixture_questions_are_answered() {
    let open = tally(OPEN, true);
    let held_out = tally(HELD_OUT, false);
    let of = |counts: &BTreeMap<String, (usize, usize)>, lang: &str| counts.get(lang).copied().unwrap_or_default();
    let [(a, b), (c, d)] = ["en", "zh"].map(|lang| of(&open, lang));
    let [(e, f), (g, h)] = ["en", "zh"].map(|lang| of(&held_out, lang));
    println!("planner: open en {a}/{b} zh {c}/{d}, held-out en {e}/{f} zh {g}/{h}");
    assert!(a + e >= 40, "English: {a} + {e}");
    assert!(c + g >= 6, "Chinese: {c} + {g}");
}

#[test]
fn a_ranking_search_comes_to_an_answer_though_the_planner_prefers_none() {
    let run = run("How far apart are Paris and Tokyo in kilometers?", Method::Dfs);
    assert_eq!(run.outcome, Outcome::Answered, "{}", run.answer);
}

#[track_caller]
fn check_backtrack(question: &str, fact: &str) {
    let search = run(question, Method::Dfsdt);
    assert_eq!(search.outcome, Outcome::Answered, "{question}: {:?}", search.calls);
    assert!(search.backtracks > 0 && search.refusals() > 0, "{question}: {:?}", search.calls);
    assert!(stands(fact, &search.answer), "{question}: {}", search.answer);
    let chain = run(question, Method::REACT);
    assert_eq!(chain.outcome, Outcome::GaveUp, "{question}: {}", chain.answer);
}

#[test]
fn dfsdt_goes_back_from_a_refusal_and_answers_where_one_chain_gives_up() {
    check_backtrack(
        "When does the sun rise in Tromsø on 2025-12-21, or how many hours of daylight are there?",
        "0 h 0 min",
    );
    check_backtrack("When is sunset in Longyearbyen on 2025-06-21, or how long is the day there?", "24 h 0 min");
    check_backtrack("What is the inverse of the matrix [[1, 2], [2, 4]], or what is its rank?", "rank is 1");
    check_backtrack("Write 5000 in Roman numerals, or write it in words.", "five thousand");
    check_backtrack("What is the 20000th prime number, or is 20000 a prime number?", "19997");
    check_backtrack("How many people live in Barcelona?", "1660000");
}

#[test]
fn what_was_refused_is_not_replaced() {
    for question in [
        "When does the sun rise in Atlantis on 2025-06-21?",
        "What is the capital of Wakanda?",
        "What is the 20000th prime number?",
        "What is the factorial of 500?",
        "How far is it from Paris to Mordor?",
    ] {
        let run = run(question, Method::Dfsdt);
        assert!(matches!(run.outcome, Outcome::GaveUp | Outcome::Exhausted), "{question}: {}", run.answer);
        assert!(run.refusals() > 0, "{question}: {:?}", run.calls);
    }
}

#[test]
fn a_clock_time_is_valid_in_the_place_beside_it() {
    for question in [
        "What time is it in Tokyo when it is 9:00 in Berlin?",
        "When it is 9:00 in Berlin, what time is it in Tokyo?",
        "It is 9:00 in Berlin. What time is it in Tokyo then?",
    ] {
        let run = run(question, Method::Dfsdt);
        let (_, arguments, seen) = run.calls.iter().find(|(api, ..)| api == "convert_time").expect(question);
        assert!(arguments.contains(r#""from_place":"Berlin""#), "{question}: {arguments}");
        assert!(seen.contains(r#""to_time":"17:00""#), "{question}: {seen}");
    }
}

fn arbitrary_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        "\\PC{0,20}".prop_map(Into::into),
        Just("Amount in km, 0 to 10, one of: mile, km; 2 for binary".into()),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            proptest::collection::vec(
                ("(properties|required|type|description|example_value|error|response|\\PC{0,6})", inner),
                0..5
            )
            .prop_map(|pairs| serde_json::Value::Object(pairs.into_iter().collect())),
        ]
    })
}

fn arbitrary_text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "\\PC{0,12}",
        "(and|or|what|5 km|[0-9]{1,5}|3 pm|2025-03-01|\\[\\[1,2\\],\\[3,4\\]\\]|\"x\"|#1e90ff|等于多少|日本的首都|，|[.?!:;,('-])",
    ];
    proptest::collection::vec(word, 0..12).prop_map(|words| words.join(" "))
}

fn arbitrary_message() -> impl Strategy<Value = Message> {
    let role = prop_oneof![Just(Role::System), Just(Role::User), Just(Role::Assistant), Just(Role::Function)];
    let call = proptest::option::of(("\\PC{0,8}", arbitrary_json()));
    let content = proptest::option::of(prop_oneof![arbitrary_text(), arbitrary_json().prop_map(|j| j.to_string())]);
    (role, content, call).prop_map(|(role, content, call)| Message {
        role,
        name: None,
        content,
        without_content: false,
        reasoning: None,
        function_call: call.map(|(name, arguments)| FunctionCall { name, arguments: arguments.to_string() }),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_conversation_gets_one_call_and_always_the_same(
        messages in proptest::collection::vec(arbitrary_message(), 0..6),
        question in arbitrary_text(),
        specs in proptest::collection::vec(("\\PC{0,12}", arbitrary_text(), arbitrary_json()), 0..4),
        seed in any::<u64>(),
    ) {
        let mut all = vec![Message::text(Role::User, question)];
        all.extend(messages);
        let functions: Vec<FunctionSpec> = specs
            .into_iter()
            .map(|(name, description, parameters)| FunctionSpec { name, description, parameters })
            .collect();
        let reply = Planner::new(seed).reply(&all, &functions);
        prop_assert_eq!(&reply, &Planner::new(seed).reply(&all, &functions));
        let call = reply.message.function_call.expect("one call");
        prop_assert!(call.name == "Finish" || functions.iter().any(|f| f.name == call.name));
        prop_assert!(serde_json::from_str::<serde_json::Map<_, serde_json::Value>>(&call.arguments).is_ok());
    }
}
