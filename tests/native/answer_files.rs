//! ToolBench's answer files: recorded ones, our own, and hostile ones.

use crate::support::cases::cases;
use crate::support::script::{answer, call, drive, give_up, spec, think};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::path::PathBuf;
use toolgrove::domain::search::Search;
use toolgrove::domain::trace::event::{EventBody, Outcome};
use toolgrove::domain::trace::{Fidelity, Limits, Method, NodeId, Trace, solution_path};
use toolgrove::formats::toolbench::answer::{AnswerError, Process, import_answer, read_answer, write_answer};

fn nodes(value: &Value) -> usize {
    1 + value["children"].as_array().into_iter().flatten().map(nodes).sum::<usize>()
}

/// Recorded runs, from the shared folder; none where it is missing.
fn recorded() -> Vec<PathBuf> {
    let shared = std::env::var_os("TOOLGROVE_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let mut files = Vec::new();
    for group in std::fs::read_dir(shared.join("toolbench/answer")).into_iter().flatten().flatten() {
        for file in std::fs::read_dir(group.path()).into_iter().flatten().flatten() {
            if file.path().extension().is_some_and(|e| e == "json") {
                files.push(file.path());
            }
        }
    }
    files.sort();
    files
}

#[test]
fn recorded_answers_read_write_back_and_show() {
    let files = recorded();
    if files.is_empty() {
        return println!("skipped: no recorded answers (set TOOLGROVE_SHARED)");
    }
    for path in &files {
        let bytes = std::fs::read(path).unwrap();
        let value: Value = serde_json::from_slice(&bytes).unwrap();
        let file = read_answer(&bytes).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert_eq!(file.to_value(), value, "{}", path.display());
        let trace = import_answer(&file, 1_000).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        check_shown(&trace, &value);
    }
    println!("recorded answers: {} read, written back and shown", files.len());
}

fn check_shown(trace: &Trace, value: &Value) {
    let tree = trace.tree();
    assert!(matches!(&trace.events[0].body, EventBody::Imported(e) if e.source == "toolbench_answer"));
    assert_eq!(tree.nodes.len(), nodes(&value["tree"]["tree"]));
    let answers = value["compare_candidates"].as_array().unwrap().len();
    assert!(tree.answers.len() >= answers);
    assert_eq!(tree.outcome() == Some(Outcome::Answered), value["win"].as_bool().unwrap());
    if let Some(first) = tree.answers.first() {
        assert!(!solution_path(&tree, *first).is_empty());
        assert_eq!(value["answer_generation"]["final_answer"], tree.node(*first).unwrap().text);
    } else if value["answer_generation"]["finish_type"] == "give_up" {
        assert!(tree.give_up_chosen.is_some());
    }
    assert!(Search::replay(trace).is_err());
}

fn run(method: Method, fidelity: Fidelity, replies: Vec<toolgrove::domain::chat::ModelReply>) -> Search {
    let mut search = Search::new(spec(method, Limits::default(), fidelity), 1_000);
    drive(&mut search, replies);
    search
}

#[test]
fn a_tree_is_written_as_toolbench_does() {
    let replies = || {
        vec![call("look", "first_for_demo", r#"{"x": 1}"#), give_up(), call("", "second_for_demo", "{}"), answer("42")]
    };
    let search = run(Method::Dfsdt, Fidelity::ToolBench, replies());
    let written = write_answer(&search).unwrap();
    assert_eq!(written["win"], true);
    assert_eq!((&written["tree"]["size"], &written["tree"]["max_length"]), (&json!(10), &json!(6)));
    let root = &written["tree"]["tree"];
    assert_eq!(
        root["children"][0],
        json!({"is_terminal": false, "pruned": false, "finished": false, "depth": 1, "node_type": "Thought",
            "description": "look", "Elo": 1000.0, "child_count": 1, "expand_num": 0,
            "children": root["children"][0]["children"]})
    );
    let called = &root["children"][0]["children"][0]["children"][0];
    assert_eq!((&called["node_type"], &called["expand_num"]), (&json!("Action Input"), &json!(1)));
    assert_eq!((&called["observation"], &called["observation_code"]), (&json!(r#"{"n":0}"#), &json!(0)));
    assert_eq!(called["children"][0]["children"][0]["pruned"], true);
    let answer = &written["answer_generation"];
    assert_eq!((&answer["finish_type"], &answer["query_count"]), (&json!("give_answer"), &json!(4)));
    // The diversity prompt stays in the answer's messages, marked as no longer valid.
    let messages = answer["train_messages"][0].as_array().unwrap();
    assert_eq!(messages.len(), 4);
    assert_eq!((&messages[2]["role"], &messages[2]["valid"]), (&json!("user"), &json!(false)));
    assert_eq!(written["compare_candidates"][0].as_array().unwrap().len(), 4);

    let file = read_answer(written.to_string().as_bytes()).unwrap();
    let shown = import_answer(&file, 9).unwrap();
    let (ours, theirs) = (search.tree(), shown.tree());
    let texts = |tree: &toolgrove::domain::trace::Tree| -> Vec<_> {
        tree.nodes
            .iter()
            .map(|n| (n.kind, n.text.clone(), n.observation.clone(), n.status, n.pruned, n.answer.clone()))
            .collect()
    };
    assert_eq!(texts(ours), texts(&theirs));
    assert_eq!(theirs.counters.tokens, ours.counters.tokens);
    assert_eq!(theirs.backtracks[0].to, NodeId::ROOT);
    assert_eq!(theirs.backtracks[0].levels, 2);
}

#[test]
fn chains_are_written_try_by_try() {
    let replies = vec![think("hm"), call("", "functions.first_for_demo", "{}"), give_up(), answer("two")];
    let search = run(Method::Chain { tries: 3 }, Fidelity::ToolBench, replies);
    let written = write_answer(&search).unwrap();
    assert_eq!(written["try_count"], 2);
    assert_eq!(written["trys"][0]["chain"].as_array().unwrap().len(), 5);
    assert_eq!(written["trys"][0]["chain"][1]["description"], "first_for_demo");
    assert_eq!((&written["trys"][0]["win"], &written["trys"][1]["win"]), (&json!(false), &json!(false)));
    assert_eq!(written["forward_args"]["pass_at"], 3);
    assert!(written["answer_generation"].get("finish_type").is_none());
    let file = read_answer(written.to_string().as_bytes()).unwrap();
    assert!(matches!(&file.process, Process::Tries { try_count: 2, trys } if trys.len() == 2));
    assert_eq!(file.to_value(), written);
    let shown = import_answer(&file, 9).unwrap();
    assert_eq!(shown.tree().nodes.len(), search.tree().nodes.len());
    assert_eq!(shown.tree().outcome(), Some(Outcome::Answered));
    let failed = run(Method::REACT, Fidelity::ToolBench, vec![give_up()]);
    let written = write_answer(&failed).unwrap();
    assert_eq!(written["answer_generation"]["train_messages"], json!([]));
    assert_eq!(written["answer_generation"]["valid_data"], false);
}

#[test]
fn a_run_without_an_answer_shows_a_give_up_and_failed_requests_are_thoughts() {
    let mut search = Search::new(spec(Method::Dfsdt, Limits::default(), Fidelity::ToolBench), 1_000);
    let toolgrove::domain::search::Step::AskModel(ask) = search.poll() else { panic!("asks") };
    let _ = search.model_failed(ask.ask, "server", "no reply", 1_001);
    drive(&mut search, vec![give_up()]);
    let written = write_answer(&search).unwrap();
    let failed = &written["tree"]["tree"]["children"][0];
    assert_eq!((&failed["observation_code"], &failed["pruned"]), (&json!(-1), &json!(true)));
    assert_eq!(written["answer_generation"]["finish_type"], "give_up");
    assert_eq!(written["answer_generation"]["query_count"], 2);
    let shown = import_answer(&read_answer(written.to_string().as_bytes()).unwrap(), 9).unwrap();
    assert_eq!(shown.tree().give_up_chosen, Some(NodeId(3)));
    assert_eq!(shown.tree().counters.model_failures, 1);
    assert_eq!(shown.tree().nodes[1].text, "no reply");
}

#[test]
fn what_does_not_fit_is_told_with_its_place() {
    let search = run(Method::Dfsdt, Fidelity::ToolBench, vec![answer("x")]);
    let written = write_answer(&search).unwrap();
    let error = |change: &dyn Fn(&mut Value)| {
        let mut value = written.clone();
        change(&mut value);
        match read_answer(value.to_string().as_bytes()).and_then(|file| import_answer(&file, 0).map(|_| ())) {
            Ok(()) => String::new(),
            Err(error) => error.to_string(),
        }
    };
    assert_eq!(error(&|_| ()), "");
    let found = error(&|v| v["tree"]["tree"]["children"][0]["expand_num"] = json!("x"));
    assert!(found.starts_with("$.tree.tree.children[0].expand_num: expected a whole number"), "{found}");
    let found = error(&|v| v["tree"]["tree"]["children"][0]["node_type"] = json!("Dream"));
    assert!(found.starts_with("tree.tree.children[0]: expected a Thought"), "{found}");
    let found = error(&|v| v["tree"]["tree"]["children"][0]["children"] = json!([]));
    assert!(found.starts_with("tree.tree.children[0]: "), "{found}");
    let found = error(&|v| v["forward_args"] = json!([]));
    assert!(found.starts_with("$.forward_args: expected an object"), "{found}");
    let found = error(&|v| v["tree"] = Value::Null);
    assert!(found.contains("either tree or trys"), "{found}");
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    assert!(matches!(read_answer(deep.as_bytes()), Err(AnswerError::NotJson(_))));
    assert!(matches!(read_answer(b"\xff"), Err(AnswerError::NotJson(_))));
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read_answer(&bytes);
    }

    #[test]
    fn a_damaged_file_is_read_or_refused(at in any::<proptest::sample::Index>(), with in "[\\[\\]{}\",:0-9a-z -]{0,3}") {
        let search = run(Method::Dfsdt, Fidelity::ToolBench, vec![think("a"), call("b", "first_for_demo", "{}"), answer("x")]);
        let text = write_answer(&search).unwrap().to_string();
        let at = at.index(text.len());
        if text.is_char_boundary(at) && text.is_char_boundary(at + 1) {
            let damaged = format!("{}{with}{}", &text[..at], &text[at + 1..]);
            if let Ok(file) = read_answer(damaged.as_bytes()) {
                let _ = import_answer(&file, 0).map(|trace| trace.tree());
            }
        }
    }
}
