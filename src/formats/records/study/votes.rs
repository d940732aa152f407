//! Votes as JSON lines: one vote, every revision of it, on a line of its own. The form for merging: a broken line
//! costs one vote, and files can be joined end to end.

use super::problem::Problem;
use super::read::{field, hex, id, object, one_of, seed, text, whole};
use crate::domain::json;
use crate::domain::preference::{MAX_NAME, MAX_REVISION, MAX_TIME_MS, Verdict, Vote};
use serde_json::{Value, json};
use thiserror::Error;

/// What [`write_votes`] writes on each line.
pub const VOTE_VERSION: u64 = 1;
/// The largest file that is read.
pub const MAX_VOTES_BYTES: usize = 64 << 20;
/// The longest line that is read; ours stay below 2 kB.
pub const MAX_LINE_BYTES: usize = 16 << 10;
/// Bad lines beyond this many are counted, not kept.
pub const MAX_REPORTED_LINES: usize = 100;

const WORDS: &[&str] = &["a", "b", "tie", "both_bad", "withdrawn"];
const VERDICTS: [Verdict; 5] = [Verdict::A, Verdict::B, Verdict::Tie, Verdict::BothBad, Verdict::Withdrawn];

/// What a file held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VotesFile {
    /// In the order of the file.
    pub votes: Vec<Vote>,
    /// The first [`MAX_REPORTED_LINES`] lines that could not be read.
    pub bad: Vec<BadLine>,
    /// How many lines could not be read.
    pub bad_count: usize,
}

/// A line that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}: {problem}")]
pub struct BadLine {
    /// From 1.
    pub line: usize,
    /// Why.
    pub problem: LineProblem,
}

/// Why a line gives no vote.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LineProblem {
    /// More than [`MAX_LINE_BYTES`].
    #[error("the line has {bytes} bytes; at most {MAX_LINE_BYTES} are read")]
    TooLong {
        /// How many it has.
        bytes: usize,
    },
    /// Not JSON in UTF-8, or cut off.
    #[error("not JSON: {message}")]
    NotJson {
        /// What the parser says.
        message: String,
    },
    /// Made by a later build in a form that this one does not know.
    #[error("the vote has version {found}; this build reads up to {VOTE_VERSION}")]
    NewerVersion {
        /// Its version.
        found: u64,
    },
    /// A value that does not fit.
    #[error(transparent)]
    Field(#[from] Problem),
    /// The id does not follow from study, rater, item and revision: the line was changed.
    #[error("the vote's id does not belong to its contents")]
    WrongId,
}

/// The file has more than [`MAX_VOTES_BYTES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the file has {bytes} bytes; at most {MAX_VOTES_BYTES} are read")]
pub struct VotesTooLarge {
    /// How many it has.
    pub bytes: usize,
}

/// The word for a verdict in files.
pub(super) const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::A => "a",
        Verdict::B => "b",
        Verdict::Tie => "tie",
        Verdict::BothBad => "both_bad",
        Verdict::Withdrawn => "withdrawn",
    }
}

/// A vote as JSON: the form of a line, and of a stored record.
pub fn vote_document(vote: &Vote) -> Value {
    json!({
        "version": VOTE_VERSION,
        "id": vote.id,
        "study_hash": vote.study_hash,
        "rater_id": vote.rater_id,
        "item_id": vote.item_id,
        "left_run_id": vote.left_run_id,
        "right_run_id": vote.right_run_id,
        "side_seed": format!("{:016x}", vote.side_seed),
        "verdict": word(vote.verdict),
        "shown_ms": vote.shown_ms,
        "answered_ms": vote.answered_ms,
        "revision": vote.revision,
        "build": vote.build,
    })
}

/// The reverse of [`vote_document`].
///
/// # Errors
/// See [`LineProblem`].
pub fn read_vote(value: &Value) -> Result<Vote, LineProblem> {
    let of = object(Some(value))?;
    let version = field(of, "version", &|v| whole(v, 1, MAX_TIME_MS))?;
    if version > VOTE_VERSION {
        return Err(LineProblem::NewerVersion { found: version });
    }
    let time = |name| field(of, name, &|v| whole(v, 0, MAX_TIME_MS));
    let revision = field(of, "revision", &|v| whole(v, 1, u64::from(MAX_REVISION)))?;
    let vote = Vote {
        id: field(of, "id", &id)?,
        study_hash: field(of, "study_hash", &|v| hex(v, 64))?.to_owned(),
        rater_id: field(of, "rater_id", &id)?,
        item_id: field(of, "item_id", &id)?,
        left_run_id: field(of, "left_run_id", &id)?,
        right_run_id: field(of, "right_run_id", &id)?,
        side_seed: field(of, "side_seed", &seed)?,
        verdict: field(of, "verdict", &|v| one_of(v, WORDS, &VERDICTS))?,
        shown_ms: time("shown_ms")?,
        answered_ms: time("answered_ms")?,
        // In range: `whole` saw to it.
        revision: u32::try_from(revision).unwrap_or(MAX_REVISION),
        build: field(of, "build", &|v| text(v, MAX_NAME))?,
    };
    if vote.id == vote.expected_id() { Ok(vote) } else { Err(LineProblem::WrongId) }
}

/// One line for each vote, each ended by a line feed.
pub fn write_votes<'a>(votes: impl IntoIterator<Item = &'a Vote>) -> String {
    votes.into_iter().map(|v| format!("{}\n", vote_document(v))).collect()
}

/// Reads what can be read: bad lines are reported with their numbers and cost nothing but themselves. Blank lines, a
/// byte order mark and carriage returns are passed over.
///
/// # Errors
/// Only where the file is too large to be looked at.
pub fn read_votes(bytes: &[u8]) -> Result<VotesFile, VotesTooLarge> {
    if bytes.len() > MAX_VOTES_BYTES {
        return Err(VotesTooLarge { bytes: bytes.len() });
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut file = VotesFile::default();
    for (i, line) in bytes.split(|&b| b == b'\n').enumerate() {
        let line = line.trim_ascii();
        if line.is_empty() {
            continue;
        }
        match read_line(line) {
            Ok(vote) => file.votes.push(vote),
            Err(problem) => {
                file.bad_count += 1;
                if file.bad.len() < MAX_REPORTED_LINES {
                    file.bad.push(BadLine { line: i + 1, problem });
                }
            }
        }
    }
    Ok(file)
}

fn read_line(line: &[u8]) -> Result<Vote, LineProblem> {
    if line.len() > MAX_LINE_BYTES {
        return Err(LineProblem::TooLong { bytes: line.len() });
    }
    // The parser itself stops at 128 levels.
    let value = json::parse_bytes(line).map_err(|e| LineProblem::NotJson { message: e.message })?;
    read_vote(&value)
}
