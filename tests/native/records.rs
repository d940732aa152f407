//! Stored and exported runs: what is read back is what was written, and what is wrong is named.

use crate::support::script::{answer, call, drive, spec};
use serde_json::{Value, json};
use toolgrove::domain::chat::ModelReply;
use toolgrove::domain::search::Search;
use toolgrove::domain::trace::{Fidelity, Limits, Method, Trace};
use toolgrove::formats::records::answer::{answer_of, read_brought};
use toolgrove::formats::records::run::{
    CallsHow, RUN_FILE, RecordError, RunFile, RunHead, RunSummary, StoredHead, VERSION, read_head, read_runs,
    read_trace,
};

fn finished() -> (RunHead, Trace) {
    let mut search = Search::new(spec(Method::Dfsdt, Limits::default(), Fidelity::Fixed), 1_000);
    drive(&mut search, vec![call("look", "first_for_demo", "{}"), answer("42")]);
    let mut head = RunHead::new("r1".to_owned(), &search.trace().spec, 1_000);
    head.summary = RunSummary::of(&search.trace().spec, search.tree());
    (head, search.trace().clone())
}

#[test]
fn an_exported_run_reads_back_the_same() {
    let (head, trace) = finished();
    assert_eq!((head.summary.steps, head.summary.answer.as_deref()), (2, Some("42")));
    let mut file = RunFile::new(head, trace);
    let json = serde_json::to_string(&file).unwrap();
    assert_eq!(RunFile::read(&json).unwrap(), file);
    // How calls were answered stands in the head, where there is something to say.
    assert!(!json.contains("\"calls\""));
    file.run.calls = Some(CallsHow { answers: "apis".into(), recording: "replay_only".into() });
    assert_eq!(RunFile::read(&serde_json::to_string(&file).unwrap()).unwrap(), file);
}

#[test]
fn stored_rows_read_back_the_same_and_a_gap_is_named() {
    let (_, trace) = finished();
    let spec = serde_json::to_string(&trace.spec).unwrap();
    let mut rows: Vec<String> = trace.events.iter().map(|e| serde_json::to_string(e).unwrap()).collect();
    assert_eq!(read_trace(&spec, &rows).unwrap(), trace);
    rows.remove(2);
    assert_eq!(read_trace(&spec, &rows), Err(RecordError::Sequence { expected: 2, found: 3 }));
    rows[1] = "{".to_owned();
    let Err(RecordError::Unreadable { place, .. }) = read_trace(&spec, &rows) else { panic!("must be refused") };
    assert_eq!(place, "event 1");
}

#[test]
fn a_newer_head_is_kept_apart_and_a_newer_file_refused() {
    let (head, trace) = finished();
    let mut value = serde_json::to_value(&head).unwrap();
    value["version"] = (VERSION + 1).into();
    let read = read_head(&value.to_string()).unwrap();
    let StoredHead::Newer { id, version, .. } = read else { panic!("newer") };
    assert_eq!((id.as_str(), version), ("r1", u64::from(VERSION) + 1));
    let mut file = serde_json::to_value(RunFile::new(head, trace)).unwrap();
    file["run"]["version"] = 9.into();
    assert!(matches!(RunFile::read(&file.to_string()), Err(RecordError::Newer { version: 9, .. })));
}

#[test]
fn a_file_of_lines_keeps_the_good_and_names_the_bad() {
    let (head, trace) = finished();
    let good = serde_json::to_string(&RunFile::new(head, trace)).unwrap();
    let (files, bad) = read_runs(&format!("{good}\n{{\"format\":\"other\"}}\n\n{good}\n"));
    assert_eq!(files.len(), 2);
    assert_eq!(bad.len(), 1);
    assert_eq!(bad[0].0, 2);
    assert!(bad[0].1.to_string().contains(RUN_FILE));
    for hostile in ["", "[]", "null", "{\"format\":1}", "{{{{", "\u{0}"] {
        let (files, bad) = read_runs(hostile);
        assert!(files.is_empty() && bad.len() == 1, "{hostile:?}");
    }
}

/// An ended run of ours as an answer file.
fn answer_text(reply: Vec<ModelReply>) -> String {
    let mut search = Search::new(spec(Method::Dfsdt, Limits::default(), Fidelity::Fixed), 1_000);
    drive(&mut search, reply);
    let head = RunHead::new("12".to_owned(), &search.trace().spec, 1_000);
    let (name, text) = answer_of(&head, search.trace()).unwrap();
    assert_eq!(name, "12_DFS_woFilter_w2.json");
    text
}

#[test]
fn an_answer_file_becomes_a_run_that_is_marked_and_stored_once() {
    let text = answer_text(vec![call("look", "first_for_demo", "{}"), answer("42")]);
    let (files, bad) = read_brought("12_DFS_woFilter_w2.json", &text, 5);
    assert_eq!((files.len(), bad.len()), (1, 0));
    let run = &files[0].run;
    assert_eq!((run.source.as_deref(), run.summary.answer.as_deref()), (Some("toolbench_answer"), Some("42")));
    assert_eq!((run.question.as_str(), run.name.as_str(), run.created_ms), ("What is it?", "", 5));
    assert_eq!(run.method_name, "DFS_woFilter_w2");
    // Stored and read again, it is the same; brought again, it has the same id.
    let json = serde_json::to_string(&files[0]).unwrap();
    assert_eq!(read_brought("x", &json, 7).0, files);
    assert_eq!(read_brought("y", &text, 9).0[0].run.id, run.id);
    // It holds no decisions of ours: it is not written as an answer file again.
    let error = answer_of(run, &files[0].trace).unwrap_err().to_string();
    assert!(error.starts_with("answer file: event 0 is stored as"), "{error}");
}

#[test]
fn an_answer_without_a_question_has_the_name_of_its_file() {
    let mut value: Value = serde_json::from_str(&answer_text(vec![answer("42")])).unwrap();
    value["answer_generation"].as_object_mut().unwrap().remove("query");
    let (files, _) = read_brought("7_CoT@1.json", &value.to_string(), 5);
    assert_eq!((files[0].run.question.as_str(), files[0].run.name.as_str()), ("", "7_CoT@1"));
}

#[test]
fn what_is_wrong_in_an_answer_file_has_its_json_path() {
    let good: Value = serde_json::from_str(&answer_text(vec![call("look", "first_for_demo", "{}")])).unwrap();
    let check = |change: &dyn Fn(&mut Value), expect: &str| {
        let mut value = good.clone();
        change(&mut value);
        let (files, bad) = read_brought("a.json", &value.to_string(), 5);
        assert_eq!((files.len(), bad.len()), (0, 1));
        assert_eq!(bad[0].1.to_string(), expect);
    };
    check(
        &|v| v["tree"]["tree"]["children"][0]["description"] = json!(1),
        "answer file: $.tree.tree.children[0].description: expected text, found a number that does not fit",
    );
    check(
        &|v| v["answer_generation"] = json!([]),
        "answer file: $.answer_generation: expected an object, found a list",
    );
    // An Action has one Action Input below it.
    check(
        &|v| v["tree"]["tree"]["children"][0]["node_type"] = json!("Action"),
        "answer file: tree.tree.children[0]: expected a Thought, or an Action with one Action Input",
    );
    for other in ["", "{}", "[]", "{\"answer_generation\":{}, \"format\": \"toolgrove-run-1\"}", "answer_generation"] {
        let (files, bad) = read_brought("a.json", other, 5);
        assert_eq!((files.len(), bad.len()), (0, 1), "{other}");
    }
}
