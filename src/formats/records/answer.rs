//! ToolBench's answer files beside our run files: told apart by content, read as stored runs, written from them.

use super::run::{MAX_EVENTS, RecordError, RunFile, RunHead, RunSummary, limit, read_runs, unreadable};
use crate::domain::json;
use crate::domain::search::Search;
use crate::domain::trace::Trace;
use crate::formats::toolbench::answer::{MAX_ANSWER_BYTES, import_answer, read_answer, write_answer};
use sha2::{Digest, Sha256};

/// Mark of a run that was read from an answer file ([`RunHead::source`]).
const SOURCE: &str = "toolbench_answer";
/// A field that every answer file has and no run file.
const MARK: &str = "answer_generation";
/// Place of what is wrong in an answer file.
const PLACE: &str = "answer file";

/// Reads what a person brings: runs that we exported, or an answer file. What is wrong is named with its line (from 1)
/// or JSON path, and costs itself alone. `name` is the file's, and stands for the question where an answer has none.
pub fn read_brought(name: &str, text: &str, now_ms: u64) -> (Vec<RunFile>, Vec<(usize, RecordError)>) {
    if !is_answer(text) {
        return read_runs(text);
    }
    match answer_run(name, text, now_ms) {
        Ok(file) => (vec![file], Vec::new()),
        Err(error) => (Vec::new(), vec![(1, error)]),
    }
}

fn is_answer(text: &str) -> bool {
    // The search for the word spares run files a second parser.
    let may_be = text.len() <= MAX_ANSWER_BYTES && text.contains(MARK);
    may_be && json::parse(text).is_ok_and(|value| value.get(MARK).is_some() && value.get("format").is_none())
}

/// The same file is the same run, so that it is stored once however often it is brought.
fn answer_run(name: &str, text: &str, now_ms: u64) -> Result<RunFile, RecordError> {
    let wrong = |error: &dyn std::fmt::Display| unreadable(PLACE, error.to_string());
    let file = read_answer(text.as_bytes()).map_err(|e| wrong(&e))?;
    let trace = import_answer(&file, now_ms).map_err(|e| wrong(&e))?;
    limit("events", trace.events.len(), MAX_EVENTS)?;
    let hash: String = Sha256::digest(text.as_bytes()).iter().take(12).map(|b| format!("{b:02x}")).collect();
    let mut head = RunHead::new(format!("answer-{hash}"), &trace.spec, now_ms);
    head.source = Some(SOURCE.to_owned());
    head.summary = RunSummary::of(&trace.spec, &trace.tree());
    if head.question.trim().is_empty() {
        head.name = name.strip_suffix(".json").unwrap_or(name).chars().take(200).collect();
    }
    Ok(RunFile::new(head, trace))
}

/// A run of ours as an answer file: its name, `<id>_<method>.json` as ToolBench's pipeline names them, and its text.
///
/// # Errors
/// Where the run's stored decisions are not those of this version (an imported run has none), or its tree is too deep.
pub fn answer_of(head: &RunHead, trace: &Trace) -> Result<(String, String), RecordError> {
    let wrong = |error: &dyn std::fmt::Display| unreadable(PLACE, error.to_string());
    let search = Search::replay(trace).map_err(|e| wrong(&e))?;
    let answer = write_answer(&search).map_err(|e| wrong(&e))?;
    let text = serde_json::to_string_pretty(&answer).map_err(|e| wrong(&e))?;
    let id: String = head.id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' }).collect();
    Ok((format!("{id}_{}.json", trace.spec.method.toolbench_name(&trace.spec.limits)), text))
}
