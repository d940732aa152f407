//! A run as it is stored and exported. Stored in three parts: the head (small, for lists), the spec, one row per event.

use crate::domain::json::{self, Fields, FromFields, FromJson, Misfit, reads};
use crate::domain::trace::event::{Event, Outcome};
use crate::domain::trace::{Cost, Method, RunSpec, Trace, Tree, ranked_answers};
use serde::Serialize;
use serde_json::Value;

/// Version of the record forms of this build.
pub const VERSION: u32 = 1;
/// `format` of an exported run.
pub const RUN_FILE: &str = "toolgrove-run-1";
/// An exported run is at most this long, in bytes.
pub const MAX_RUN_FILE: usize = 64 << 20;
/// A file with one run a line is at most this long, in bytes: what a browser can hold as one text.
pub const MAX_RUNS_FILE: usize = 512 << 20;
/// A run has at most this many events.
pub const MAX_EVENTS: usize = 200_000;

/// What a list of runs shows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RunHead {
    /// Version of this form.
    pub version: u32,
    /// Unique.
    pub id: String,
    /// Name given by the person; empty: the question stands for it.
    pub name: String,
    /// The question.
    pub question: String,
    /// How it searched.
    pub method: Method,
    /// ToolBench's name of the method.
    pub method_name: String,
    /// Label of the model.
    pub model: String,
    /// Milliseconds since the epoch.
    pub created_ms: u64,
    /// Time of the last event.
    pub updated_ms: u64,
    /// What it came to.
    pub summary: RunSummary,
    /// When it was put into the bin; it is removed for good later.
    pub deleted_ms: Option<u64>,
    /// Kind of the other program's file that it was read from, if so: such a run is shown and judged, not continued.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// How its calls were answered, where not simply by the APIs. Not in the spec: a run that is recorded and the one that
    /// is given again from the record are the same trace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calls: Option<CallsHow>,
}

/// How the calls of a run were answered, in the words of the settings ([`Answers`], [`Recording`]); a newer build may have
/// others.
///
/// [`Answers`]: super::tools::Answers
/// [`Recording`]: super::tools::Recording
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CallsHow {
    /// Who answered what was not local.
    pub answers: String,
    /// What was done with recorded calls.
    pub recording: String,
}

reads!(CallsHow { answers, recording });

impl FromFields for RunHead {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        Ok(Self {
            version: of.take("version")?,
            id: of.take("id")?,
            name: of.take_or_default("name")?,
            question: of.take("question")?,
            method: of.take("method")?,
            method_name: of.take("method_name")?,
            model: of.take("model")?,
            created_ms: of.take("created_ms")?,
            updated_ms: of.take("updated_ms")?,
            summary: of.take_or_default("summary")?,
            deleted_ms: of.take("deleted_ms")?,
            source: of.take_or_default("source")?,
            calls: of.take_or_default("calls")?,
        })
    }
}

/// What a run came to so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RunSummary {
    /// `None` while it is running or was interrupted.
    pub outcome: Option<Outcome>,
    /// Text of the best answer.
    pub answer: Option<String>,
    /// Steps (replies that became nodes).
    pub steps: u32,
    /// Model requests.
    pub model_calls: u32,
    /// API calls.
    pub api_calls: u32,
    /// Tokens.
    pub tokens: u64,
    /// Events.
    pub events: u32,
    /// What the tokens cost, where they have a price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
}

impl FromFields for RunSummary {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        Ok(Self {
            outcome: of.take("outcome")?,
            answer: of.take("answer")?,
            steps: of.take("steps")?,
            model_calls: of.take("model_calls")?,
            api_calls: of.take("api_calls")?,
            tokens: of.take("tokens")?,
            events: of.take("events")?,
            cost: of.take_or_default("cost")?,
        })
    }
}

impl RunSummary {
    /// Of a run and its tree as it stands.
    pub fn of(spec: &RunSpec, tree: &Tree) -> Self {
        let answer = ranked_answers(tree).into_iter().next().map(|a| a.answer);
        let mut asks: Vec<u32> = tree.nodes.iter().filter_map(|n| n.ask.map(|ask| ask.0)).collect();
        asks.sort_unstable();
        asks.dedup();
        Self {
            outcome: tree.outcome(),
            answer,
            steps: u32::try_from(asks.len()).unwrap_or(u32::MAX),
            model_calls: tree.counters.model_calls,
            api_calls: tree.counters.api_calls,
            tokens: tree.counters.tokens,
            events: u32::try_from(tree.applied).unwrap_or(u32::MAX),
            cost: spec.run_cost(&tree.counters),
        }
    }
}

impl RunHead {
    /// The head of a new run.
    pub fn new(id: String, spec: &RunSpec, now_ms: u64) -> Self {
        Self {
            version: VERSION,
            id,
            name: String::new(),
            question: spec.question.clone(),
            method: spec.method,
            method_name: spec.method.toolbench_name(&spec.limits),
            model: spec.model.clone(),
            created_ms: now_ms,
            updated_ms: now_ms,
            summary: RunSummary::default(),
            deleted_ms: None,
            source: None,
            calls: None,
        }
    }
}

/// A row of the list: known to this build, or left alone because a newer build wrote it.
#[derive(Clone, Debug, PartialEq)]
pub enum StoredHead {
    /// Can be opened.
    Known(Box<RunHead>),
    /// Shown with what can be read of it, never overwritten.
    Newer {
        /// Its id, where it has one.
        id: String,
        /// Its question, where it has one.
        question: String,
        /// Version of its form.
        version: u64,
    },
}

impl StoredHead {
    /// The head, where this build knows it.
    pub fn known(self) -> Option<RunHead> {
        if let Self::Known(head) = self { Some(*head) } else { None }
    }
}

/// Why a stored or imported run cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// Not the JSON that was expected.
    #[error("{place}: {message}")]
    Unreadable {
        /// Where: record and JSON position.
        place: String,
        /// What was wrong.
        message: String,
    },
    /// Written by a newer build.
    #[error("{place} was written by a newer version ({version}); this one knows {VERSION}")]
    Newer {
        /// Which record.
        place: String,
        /// Its version.
        version: u64,
    },
    /// Over a limit.
    #[error("{place} has {got}, at most {max} are read")]
    TooLarge {
        /// What was counted.
        place: String,
        /// How many or how long.
        got: usize,
        /// The limit.
        max: usize,
    },
    /// Not a run file at all.
    #[error("this is not a run exported by Toolgrove: expected \"format\": \"{RUN_FILE}\", found {found}")]
    Format {
        /// What stood there.
        found: String,
    },
    /// Event numbers must be 0, 1, 2, ...
    #[error("event {expected} is missing: found number {found} in its place")]
    Sequence {
        /// The number that should stand there.
        expected: u32,
        /// The number that does.
        found: u32,
    },
}

pub(super) fn unreadable(place: &str, message: String) -> RecordError {
    RecordError::Unreadable { place: place.to_owned(), message }
}

fn parse(place: &str, json: &str) -> Result<Value, RecordError> {
    json::parse(json).map_err(|e| unreadable(place, e.message))
}

fn read<T: FromJson>(place: &str, value: Value) -> Result<T, RecordError> {
    T::from_json(Some(value)).map_err(|misfit| unreadable(place, misfit.to_string()))
}

/// Reads a head. A newer version is kept apart, not an error.
///
/// # Errors
/// [`RecordError::Unreadable`] where it is not a head at all.
pub fn read_head(json: &str) -> Result<StoredHead, RecordError> {
    let value = parse("run", json)?;
    let version = value.get("version").and_then(Value::as_u64).unwrap_or(0);
    if version > u64::from(VERSION) {
        let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        return Ok(StoredHead::Newer { id: text("id"), question: text("question"), version });
    }
    Ok(StoredHead::Known(Box::new(read("run", value)?)))
}

/// Puts spec and event rows (JSON, in order) together.
///
/// # Errors
/// Names the record or the event that cannot be read.
pub fn read_trace(spec: &str, rows: &[String]) -> Result<Trace, RecordError> {
    let spec = read("spec", parse("spec", spec)?)?;
    limit("events", rows.len(), MAX_EVENTS)?;
    let mut events = Vec::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate() {
        let place = format!("event {index}");
        events.push(read(&place, parse(&place, row)?)?);
    }
    in_sequence(&events)?;
    Ok(Trace { spec, events })
}

pub(super) fn limit(place: &str, got: usize, max: usize) -> Result<(), RecordError> {
    if got > max { Err(RecordError::TooLarge { place: place.to_owned(), got, max }) } else { Ok(()) }
}

fn in_sequence(events: &[Event]) -> Result<(), RecordError> {
    for (index, event) in events.iter().enumerate() {
        let expected = u32::try_from(index).unwrap_or(u32::MAX);
        if event.seq != expected {
            return Err(RecordError::Sequence { expected, found: event.seq });
        }
    }
    Ok(())
}

/// Reads one exported run, or a file with one run a line; a bad line costs itself alone and is named by its number.
pub fn read_runs(text: &str) -> (Vec<RunFile>, Vec<(usize, RecordError)>) {
    let lines: Vec<(usize, &str)> = text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()).collect();
    let one_a_line =
        lines.len() > 1 && lines.iter().all(|(_, line)| line.trim_start().starts_with('{') && line.len() > 1);
    let parts = if one_a_line { lines } else { vec![(0, text)] };
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for (index, part) in parts {
        match RunFile::read(part) {
            Ok(file) => good.push(file),
            Err(error) => bad.push((index + 1, error)),
        }
    }
    (good, bad)
}

/// An exported run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RunFile {
    /// [`RUN_FILE`].
    pub format: String,
    /// The head.
    pub run: RunHead,
    /// Spec and events.
    #[serde(flatten)]
    pub trace: Trace,
}

impl FromFields for RunFile {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        Ok(Self { format: of.take("format")?, run: of.take("run")?, trace: Trace::from_fields(of)? })
    }
}

impl RunFile {
    /// For export.
    pub fn new(run: RunHead, trace: Trace) -> Self {
        Self { format: RUN_FILE.to_owned(), run, trace }
    }

    /// Reads an exported run from outside.
    ///
    /// # Errors
    /// Names what is wrong and where.
    pub fn read(json: &str) -> Result<Self, RecordError> {
        limit("bytes of the file", json.len(), MAX_RUN_FILE)?;
        let value = parse("file", json)?;
        let format = value.get("format").map_or_else(|| "nothing".to_owned(), ToString::to_string);
        if format != format!("\"{RUN_FILE}\"") {
            return Err(RecordError::Format { found: format.chars().take(80).collect() });
        }
        let version = value.pointer("/run/version").and_then(Value::as_u64).unwrap_or(0);
        if version > u64::from(VERSION) {
            return Err(RecordError::Newer { place: "run".to_owned(), version });
        }
        let file: Self = read("file", value)?;
        limit("events", file.trace.events.len(), MAX_EVENTS)?;
        in_sequence(&file.trace.events)?;
        Ok(file)
    }
}
