//! Stored and exported runs: what is read back is what was written, and what is wrong is named.

use crate::support::script::{answer, call, drive, spec};
use toolgrove::domain::search::Search;
use toolgrove::domain::trace::{Fidelity, Limits, Method, Trace};
use toolgrove::formats::records::run::{
    RUN_FILE, RecordError, RunFile, RunHead, RunSummary, StoredHead, VERSION, read_head, read_runs, read_trace,
};

fn finished() -> (RunHead, Trace) {
    let mut search = Search::new(spec(Method::Dfsdt, Limits::default(), Fidelity::Fixed), 1_000);
    drive(&mut search, vec![call("look", "first_for_demo", "{}"), answer("42")]);
    let mut head = RunHead::new("r1".to_owned(), &search.trace().spec, 1_000);
    head.summary = RunSummary::of(search.tree());
    (head, search.trace().clone())
}

#[test]
fn an_exported_run_reads_back_the_same() {
    let (head, trace) = finished();
    assert_eq!((head.summary.steps, head.summary.answer.as_deref()), (2, Some("42")));
    let file = RunFile::new(head, trace);
    let json = serde_json::to_string(&file).unwrap();
    assert_eq!(RunFile::read(&json).unwrap(), file);
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
