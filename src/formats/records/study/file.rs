//! `study.json`.

use super::problem::Problem;
use super::read::{Object, field, hex, id, list, nests_deeper_than, object, optional_text, seed, text, whole};
use crate::domain::json::{self, NotJson};
use crate::domain::preference::{
    Item, MAX_ITEMS, MAX_NAME, MAX_STEPS, MAX_TEXT, MAX_TIME_MS, RunSide, SealedStudy, SolutionPath, Step, Study,
    StudyError,
};
use serde_json::{Value, json};
use thiserror::Error;

/// What [`write_study`] writes.
pub const STUDY_VERSION: u64 = 1;
/// The largest file that is read.
pub const MAX_STUDY_BYTES: usize = 32 << 20;

const FORMAT: &str = "toolgrove-study";
/// Our own documents are seven deep; the rest is room for fields that are not known.
const MAX_DEPTH: usize = 32;
/// Why a file gives no study.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StudyFileError {
    /// More than [`MAX_STUDY_BYTES`].
    #[error("the file has {bytes} bytes; at most {MAX_STUDY_BYTES} are read")]
    TooLarge {
        /// How many it has.
        bytes: usize,
    },
    /// Nested without end.
    #[error("the file nests deeper than {MAX_DEPTH} levels")]
    TooDeep,
    /// Not JSON, or cut off.
    #[error("the file is not JSON (line {line}, column {column}: {message})")]
    NotJson {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
        /// What the parser says.
        message: String,
    },
    /// JSON, but of something else.
    #[error("the file is not a study: there is no \"format\": \"toolgrove-study\"")]
    NotAStudy,
    /// Made by a later build in a form that this one does not know.
    #[error("the study has version {found}; this build reads up to {STUDY_VERSION}")]
    NewerVersion {
        /// Its version.
        found: u64,
    },
    /// A value that does not fit.
    #[error(transparent)]
    Field(#[from] Problem),
    /// Every value fits, but not together.
    #[error(transparent)]
    Study(#[from] StudyError),
    /// The contents were changed after the study was made: its votes would belong to no study. Whoever means to
    /// change a study takes `study_hash` out, and has a new study.
    #[error("the study was changed: its hash is {computed}, the file says {declared}")]
    Changed {
        /// As written in the file.
        declared: String,
        /// As computed from its contents.
        computed: String,
    },
}

/// The file: two-space JSON with a line feed at the end. It names methods and models, so it is not blind by itself;
/// the page's view of it is.
///
/// # Errors
/// [`StudyFileError::TooLarge`] where it could not be read again.
pub fn write_study(study: &SealedStudy) -> Result<String, StudyFileError> {
    let mut out = json!({"format": FORMAT, "version": STUDY_VERSION, "study_hash": study.hash()});
    if let (Value::Object(out), Value::Object(fields)) = (&mut out, study.study().document()) {
        out.extend(fields);
    }
    let text = format!("{out:#}\n");
    if text.len() > MAX_STUDY_BYTES { Err(StudyFileError::TooLarge { bytes: text.len() }) } else { Ok(text) }
}

/// Reads and checks a file. A byte order mark is passed over. Without `study_hash` there is nothing to hold the
/// contents against, and they are taken as they are.
///
/// # Errors
/// See [`StudyFileError`].
pub fn read_study(bytes: &[u8]) -> Result<SealedStudy, StudyFileError> {
    if bytes.len() > MAX_STUDY_BYTES {
        return Err(StudyFileError::TooLarge { bytes: bytes.len() });
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if nests_deeper_than(MAX_DEPTH, bytes) {
        return Err(StudyFileError::TooDeep);
    }
    let value = json::parse_bytes(bytes).map_err(|NotJson { line, column, message }| StudyFileError::NotJson {
        line,
        column,
        message,
    })?;
    let root = object(Some(&value))?;
    if root.get("format").and_then(Value::as_str) != Some(FORMAT) {
        return Err(StudyFileError::NotAStudy);
    }
    let version = field(root, "version", &|v| whole(v, 1, MAX_TIME_MS))?;
    if version > STUDY_VERSION {
        return Err(StudyFileError::NewerVersion { found: version });
    }
    let declared = match root.get("study_hash") {
        None | Some(Value::Null) => None,
        _ => Some(field(root, "study_hash", &|v| hex(v, 64))?),
    };
    let sealed = SealedStudy::new(study(root)?)?;
    match declared {
        Some(declared) if declared != sealed.hash() => {
            Err(StudyFileError::Changed { declared: declared.to_owned(), computed: sealed.hash().to_owned() })
        }
        _ => Ok(sealed),
    }
}

fn study(root: &Object) -> Result<Study, Problem> {
    Ok(Study {
        id: field(root, "id", &id)?,
        name: field(root, "name", &|v| text(v, MAX_NAME))?,
        created_ms: field(root, "created_ms", &|v| whole(v, 0, MAX_TIME_MS))?,
        seed: field(root, "seed", &seed)?,
        instructions: field(root, "instructions", &|v| text(v, MAX_TEXT))?,
        build: field(root, "build", &|v| text(v, MAX_NAME))?,
        items: field(root, "items", &|v| list(v, MAX_ITEMS, &item))?,
    })
}

fn item(value: Option<&Value>) -> Result<Item, Problem> {
    let of = object(value)?;
    Ok(Item {
        id: field(of, "id", &id)?,
        query: field(of, "query", &|v| text(v, MAX_TEXT))?,
        first: field(of, "first", &side)?,
        second: field(of, "second", &side)?,
    })
}

fn side(value: Option<&Value>) -> Result<RunSide, Problem> {
    let of = object(value)?;
    Ok(RunSide {
        run_id: field(of, "run_id", &id)?,
        method: field(of, "method", &|v| text(v, MAX_NAME))?,
        model: field(of, "model", &|v| text(v, MAX_NAME))?,
        path: field(of, "path", &path)?,
    })
}

fn path(value: Option<&Value>) -> Result<SolutionPath, Problem> {
    let of = object(value)?;
    Ok(SolutionPath {
        final_answer: field(of, "final_answer", &|v| optional_text(v, MAX_TEXT))?,
        steps: field(of, "steps", &|v| list(v, MAX_STEPS, &step))?,
    })
}

fn step(value: Option<&Value>) -> Result<Step, Problem> {
    let of = object(value)?;
    let words = |name| field(of, name, &|v| text(v, MAX_TEXT));
    Ok(Step {
        thought: words("thought")?,
        action: words("action")?,
        action_input: words("action_input")?,
        observation: words("observation")?,
    })
}
