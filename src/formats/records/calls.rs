//! Recorded calls: what an API gave for which arguments, to be given again. One row a call in the database; all of them
//! in one file.

use super::tools::{Answers, StripMethod};
use crate::domain::catalog::{Api, ApiKey, Provider, Tool};
use crate::domain::json::{self, Fields, FromFields, FromJson, Misfit, in_order};
use crate::domain::trace::event::AnsweredBy;
use crate::domain::trace::{Fidelity, StatusCode};
use crate::formats::calls::ServerForm;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Version of the form.
const VERSION: u32 = 1;
/// `format` of an exported record.
pub const CALLS_FILE: &str = "toolgrove-calls-1";
/// An exported record is at most this long, in bytes.
pub const MAX_CALLS_FILE: usize = 256 << 20;
/// Most calls of a file.
pub const MAX_CALLS: usize = 50_000;
/// Equal calls of one run that are told apart.
pub const MAX_TURNS: u32 = 1_000;

/// One recorded call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordedCall {
    /// Version of this form.
    pub v: u32,
    /// Who answered, as it was chosen, and how: an [`adapter_name`]. Earlier builds had its first word alone; their calls
    /// are kept, and found by none of today's.
    pub adapter: String,
    /// The API.
    pub api: ApiKey,
    /// As sent.
    pub arguments: String,
    /// Which of the equal calls of a run, from 0: an API may give another answer when asked again.
    pub turn: u32,
    /// What it gave, whole.
    pub observation: String,
    /// What became of the call.
    pub status: StatusCode,
    /// Who answered.
    pub by: Option<AnsweredBy>,
    /// When, in milliseconds since the epoch.
    pub at_ms: u64,
}

impl FromFields for RecordedCall {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        let v: u32 = of.take("v")?;
        if v != VERSION {
            return Err(Misfit::new("a call of a known version", None).within(".v"));
        }
        let call = Self {
            v,
            adapter: of.take("adapter")?,
            api: of.take("api")?,
            arguments: of.take("arguments")?,
            turn: of.take("turn")?,
            observation: of.take("observation")?,
            status: of.take("status")?,
            by: of.take_or_default("by")?,
            at_ms: of.take("at_ms")?,
        };
        if call.turn >= MAX_TURNS {
            return Err(Misfit::new("a turn below 1,000", None).within(".turn"));
        }
        Ok(call)
    }
}

impl RecordedCall {
    /// A call that was just answered.
    #[allow(clippy::too_many_arguments, reason = "the fields of the record, of which none has a default")]
    pub fn new(
        adapter: &str,
        api: ApiKey,
        arguments: String,
        turn: u32,
        observation: String,
        status: StatusCode,
        by: Option<AnsweredBy>,
        at_ms: u64,
    ) -> Self {
        Self { v: VERSION, adapter: adapter.to_owned(), api, arguments, turn, observation, status, by, at_ms }
    }

    /// The hash that it is found by.
    pub fn hash(&self) -> String {
        call_hash(&self.adapter, &self.api, &self.arguments)
    }

    /// A row of the database; `None` where it cannot be read.
    pub fn read(row: &str) -> Option<Self> {
        Self::from_json(Some(json::parse(row).ok()?)).ok()
    }
}

/// Hexadecimal digits of a document's mark.
const MARK: usize = 16;

/// The name under which calls of a document are recorded. A record answers a call alone that would be answered and read in
/// the same way: by the same kind of server, told to leave out the same, in the same fidelity, and where the document leads
/// to the same place, as another collection's of the same name may not. A local tool's answer depends on none of this.
pub fn adapter_name(
    answers: Answers,
    form: ServerForm,
    strip: StripMethod,
    fidelity: Fidelity,
    document: Option<(&Tool, &Api)>,
) -> String {
    let Some((tool, api)) = document.filter(|(tool, _)| tool.provider() != Provider::Local) else {
        return "local".to_owned();
    };
    let who = match answers {
        Answers::Server => format!("{}{}/{}", answers.word(), form.path(), strip.word()),
        Answers::Apis | Answers::Simulated => answers.word().to_owned(),
    };
    let reading = match fidelity {
        Fidelity::Fixed => "fixed",
        Fidelity::ToolBench => "toolbench",
    };
    // Addresses may hold what is nobody's business: their hash is enough.
    let place = json!([tool.host.trim(), api.method, api.url.trim()]).to_string();
    format!("{who}/{reading}/{}", &sha256(&place)[..MARK])
}

/// Which of a call's recorded answers is given at a turn. `only`: nobody else can be asked, so that the last one stands for
/// turns that were not recorded; else those are made, and so are turns at which the call failed on the way.
pub fn recorded_answer(turns: Vec<RecordedCall>, turn: u32, only: bool) -> Option<RecordedCall> {
    let passes = |call: &RecordedCall| matches!(call.status, StatusCode::Timeout | StatusCode::RequestFailed);
    let last = turns.last().filter(|_| only).cloned();
    turns.into_iter().find(|call| call.turn == turn && (only || !passes(call))).or(last)
}

/// SHA-256 (hex) of tool, arguments and adapter. Arguments are equal as JSON values, whatever their order and spaces; what
/// is no JSON is equal as text.
pub fn call_hash(adapter: &str, api: &ApiKey, arguments: &str) -> String {
    let value = json::parse(arguments).ok().and_then(in_order);
    let arguments = value.map_or_else(|| arguments.to_owned(), |value| value.to_string());
    sha256(&json!([adapter, api.category, api.tool, api.api, arguments]).to_string())
}

fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// All calls in one file.
pub fn write_calls(calls: &[RecordedCall]) -> String {
    json!({"format": CALLS_FILE, "calls": calls}).to_string()
}

/// Why a file of calls cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallsError {
    /// Longer than any record.
    #[error("the file has {bytes} bytes; at most {MAX_CALLS_FILE} are read")]
    TooLarge {
        /// Its length.
        bytes: usize,
    },
    /// No JSON.
    #[error("the file is no JSON: {0}")]
    NotJson(String),
    /// Another kind of file.
    #[error("the file is not a record of calls (\"format\": \"{CALLS_FILE}\")")]
    OtherFile,
}

/// The calls of a file, and for each that cannot be read why not. At most [`MAX_CALLS`] are read.
///
/// # Errors
/// [`CallsError`].
pub fn read_calls(text: &str) -> Result<(Vec<RecordedCall>, Vec<String>), CallsError> {
    if text.len() > MAX_CALLS_FILE {
        return Err(CallsError::TooLarge { bytes: text.len() });
    }
    let mut value = json::parse(text).map_err(|error| CallsError::NotJson(error.to_string()))?;
    if value.get("format").and_then(Value::as_str) != Some(CALLS_FILE) {
        return Err(CallsError::OtherFile);
    }
    let Some(Value::Array(listed)) = value.get_mut("calls").map(Value::take) else { return Err(CallsError::OtherFile) };
    let (mut calls, mut problems) = (Vec::new(), Vec::new());
    for (index, value) in listed.into_iter().enumerate() {
        if index == MAX_CALLS {
            problems.push(format!("calls[{index}]: at most {MAX_CALLS} calls are read"));
            break;
        }
        match RecordedCall::from_json(Some(value)) {
            Ok(call) => calls.push(call),
            Err(error) => problems.push(format!("calls[{index}]: {error}")),
        }
    }
    Ok((calls, problems))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn api(name: &str) -> ApiKey {
        ApiKey { category: "Data".into(), tool: "t".into(), api: name.into() }
    }

    fn recorded(arguments: &str, turn: u32) -> RecordedCall {
        let by = Some(AnsweredBy::Public);
        RecordedCall::new("apis", api("a"), arguments.into(), turn, "o".into(), StatusCode::Normal, by, 7)
    }

    #[test]
    fn equal_calls_have_equal_hashes() {
        let hash = |adapter, name, arguments| call_hash(adapter, &api(name), arguments);
        assert_eq!(hash("apis", "a", r#"{"x": 1, "y": [2]}"#), hash("apis", "a", r#"{"y":[2],"x":1}"#));
        let others =
            [hash("server", "a", "{}"), hash("apis", "b", "{}"), hash("apis", "a", "[]"), hash("apis", "a", "{")];
        assert!(others.iter().all(|other| *other != hash("apis", "a", "{}")));
    }

    #[test]
    fn what_is_answered_or_read_otherwise_has_another_name() {
        let document = |host: &str, url: &str| {
            let tool = Tool { host: host.into(), ..Tool::default() };
            (tool, Api { method: "GET".into(), url: url.into(), ..Api::default() })
        };
        let name = |answers, form, strip, fidelity, (tool, api): &(Tool, Api)| {
            adapter_name(answers, form, strip, fidelity, Some((tool, api)))
        };
        let (truncate, filter) = (StripMethod::Truncate, StripMethod::Filter);
        let mine = document("a.example", "https://a.example/x?token=secret");
        let apis = |fidelity, of: &(Tool, Api)| name(Answers::Apis, ServerForm::RapidApi, truncate, fidelity, of);
        let server = |form, strip| name(Answers::Server, form, strip, Fidelity::Fixed, &mine);
        let all = [
            apis(Fidelity::Fixed, &mine),
            apis(Fidelity::ToolBench, &mine),
            apis(Fidelity::Fixed, &document("b.example", "https://b.example/x")),
            apis(Fidelity::Fixed, &document("a.example", "https://a.example/y")),
            server(ServerForm::RapidApi, truncate),
            server(ServerForm::RapidApi, filter),
            server(ServerForm::Virtual, truncate),
            name(Answers::Simulated, ServerForm::RapidApi, truncate, Fidelity::Fixed, &mine),
            // Of an earlier build.
            "apis".to_owned(),
        ];
        let hashes: std::collections::BTreeSet<String> =
            all.iter().map(|adapter| call_hash(adapter, &api("a"), "{}")).collect();
        assert_eq!(hashes.len(), all.len(), "{all:?}");
        assert!(all[6].starts_with("server/virtual/truncate/fixed/") && !all[0].contains("secret"), "{all:?}");
        // Settings of the server do not matter where nobody asks it, and nothing matters to a local tool.
        let filtered = name(Answers::Apis, ServerForm::Virtual, filter, Fidelity::Fixed, &mine);
        assert_eq!(filtered, all[0]);
        let local = document("local", "");
        let locals = Answers::ALL.map(|answers| name(answers, ServerForm::Virtual, filter, Fidelity::Fixed, &local));
        assert_eq!(locals, ["local"; 3]);
    }

    #[test]
    fn a_turn_that_was_not_recorded_is_made_where_it_can_be() {
        let failed = RecordedCall { status: StatusCode::Timeout, ..recorded("{}", 1) };
        let turns = || vec![recorded("{}", 0), failed.clone()];
        let turn = |turn, only| recorded_answer(turns(), turn, only).map(|call| call.turn);
        assert_eq!([0, 1, 2].map(|n| turn(n, true)), [Some(0), Some(1), Some(1)]);
        // What failed on the way may do better now.
        assert_eq!([0, 1, 2].map(|n| turn(n, false)), [Some(0), None, None]);
        assert_eq!(recorded_answer(Vec::new(), 0, true), None);
    }

    #[test]
    fn a_file_comes_back_whole_and_a_bad_call_is_named() {
        let calls = vec![recorded("{}", 0), recorded("{}", 1)];
        let file = write_calls(&calls);
        assert_eq!(read_calls(&file), Ok((calls.clone(), Vec::new())));
        assert_eq!(RecordedCall::read(&serde_json::to_string(&calls[1]).unwrap()), Some(calls[1].clone()));
        let (read, problems) = read_calls(&file.replacen("\"turn\":1", "\"turn\":1000", 1)).unwrap();
        assert_eq!(
            (read.len(), problems),
            (1, vec!["calls[1]: $.turn: expected a turn below 1,000, found nothing".to_owned()])
        );
        assert_eq!(read_calls("{}"), Err(CallsError::OtherFile));
        assert!(matches!(read_calls("{"), Err(CallsError::NotJson(_))));
    }
}
