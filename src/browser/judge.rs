//! Studies and votes in the store; as files (`files`), from an address (`address`), and by whom (`rater`).

mod address;
mod files;
mod rater;

pub use crate::formats::records::study::StudyFileError;
pub use address::{Address, fetch_elsewhere, fetch_here};
pub use files::{
    Imported, VoteRefusal, VotesReport, file_bytes, study_json, take_file, take_study, votes_csv, votes_jsonl,
};
pub use rater::{rater_id, set_rater_id};

use crate::browser::breath::Breath;
use crate::browser::build_id::build_id;
use crate::browser::clock::now_ms;
use crate::browser::files::Unread;
use crate::browser::ids::new_id;
use crate::browser::net::NetError;
use crate::browser::store::{Change, Durability, Key, Kv, LoadedRun, Runs, StoreError, Table};
use crate::domain::json;
use crate::domain::order::sort_by;
use crate::domain::preference::{
    Ballot, CastError, Item, RunSide, SealedStudy, SolutionPath, Study, StudyError, Verdict, Vote, VoteLog,
};
use crate::formats::records::study::{read_study, read_vote, vote_document, write_study};
use std::collections::HashSet;

/// Most characters of a question that become a study's name.
const NAME: usize = 80;

/// Why a study or a vote could not be made, read or kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JudgeError {
    /// Storage.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The runs make no study.
    #[error(transparent)]
    Study(#[from] StudyError),
    /// A study that cannot be read or written.
    #[error(transparent)]
    File(#[from] StudyFileError),
    /// The two runs answer different questions.
    #[error("the two runs answer different questions: \u{201c}{first}\u{201d} and \u{201c}{second}\u{201d}")]
    OtherQuestion {
        /// Of the first.
        first: String,
        /// Of the second.
        second: String,
    },
    /// There is no study under this hash.
    #[error("there is no study {0} here")]
    NoSuchStudy(String),
    /// The ballot makes no vote.
    #[error(transparent)]
    Cast(#[from] CastError),
    /// A row under this vote's id was written by a newer build: it is left alone.
    #[error("the vote {0} is kept here in a form that this build cannot read")]
    VoteUnreadable(String),
    /// The address leads nowhere on the web.
    #[error("{0:?} is no address")]
    BadAddress(String),
    /// The server has no such file, or failed.
    #[error("{url}: HTTP {status}")]
    Status {
        /// What was asked for.
        url: String,
        /// HTTP status.
        status: u16,
    },
    /// No answer from this site.
    #[error("{0}")]
    Unreachable(String),
    /// No answer from another site.
    #[error(transparent)]
    Net(#[from] NetError),
    /// The file's contents are not there.
    #[error(transparent)]
    Unread(#[from] Unread),
    /// More bytes than any of our files has.
    #[error("the file has {bytes} bytes; at most {most} are read")]
    TooLarge {
        /// How many it has.
        bytes: usize,
        /// How many it may have.
        most: usize,
    },
    /// A table of votes, which is written but not read.
    #[error("votes are read from JSON lines, not from CSV")]
    Csv,
}

/// What the person said about a pair, before it is a vote: kept until the vote is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// On which pair.
    pub item_id: String,
    /// By whom.
    pub rater_id: String,
    /// [`Verdict::Withdrawn`] is undo.
    pub verdict: Verdict,
    /// When the pair came up, milliseconds since 1970.
    pub shown_ms: u64,
    /// When the key was pressed, milliseconds since 1970.
    pub answered_ms: u64,
}

/// Makes a study of pairs of stored runs and keeps it. Gives its hash.
///
/// # Errors
/// [`JudgeError`].
pub async fn study_of_runs(kv: &Kv, build: &str, pairs: &[(String, String)]) -> Result<String, JudgeError> {
    let runs = Runs::new(kv.clone());
    let mut items = Vec::with_capacity(pairs.len());
    for (first, second) in pairs {
        let (first, second) = (runs.load(first).await?, runs.load(second).await?);
        if first.head.question.trim() != second.head.question.trim() {
            return Err(JudgeError::OtherQuestion { first: first.head.question, second: second.head.question });
        }
        items.push(Item {
            id: new_id(),
            query: first.head.question.clone(),
            first: side(&first),
            second: side(&second),
        });
    }
    let study = Study {
        id: new_id(),
        name: name_of(&items),
        created_ms: now_ms(),
        items,
        seed: js_sys::Math::random().to_bits(),
        instructions: String::new(),
        build: build.to_owned(),
    };
    let sealed = SealedStudy::new(study)?;
    put_study(kv, &sealed).await?;
    Ok(sealed.hash().to_owned())
}

/// The first words of the first question, and how many other questions there are.
fn name_of(items: &[Item]) -> String {
    let mut questions = items.iter().map(|item| item.query.trim());
    let Some(first) = questions.next() else { return String::new() };
    match questions.filter(|question| *question != first).collect::<HashSet<_>>().len() {
        0 => shortened(first),
        others => format!("{} (+{others})", shortened(first)),
    }
}

/// A question as a name: its first words.
fn shortened(question: &str) -> String {
    let mut name: String = question.chars().take(NAME).collect();
    if question.chars().count() > NAME {
        let whole_words = name.rfind(' ').filter(|at| *at > NAME / 2).unwrap_or(name.len());
        name.truncate(whole_words);
        name.push('…');
    }
    name
}

fn side(run: &LoadedRun) -> RunSide {
    RunSide {
        run_id: run.head.id.clone(),
        method: run.head.method_name.clone(),
        model: run.head.model.clone(),
        path: SolutionPath::of_run(&run.trace.spec, &run.trace.tree()),
    }
}

/// Keeps a study under its hash.
///
/// # Errors
/// [`JudgeError`].
pub async fn put_study(kv: &Kv, study: &SealedStudy) -> Result<(), JudgeError> {
    let change = Change::Put(Table::Studies, Key::Id(study.hash().to_owned()), write_study(study)?);
    Ok(kv.commit(vec![change], Durability::Strict).await?)
}

/// A kept study.
///
/// # Errors
/// [`JudgeError::NoSuchStudy`], or what in it cannot be read.
pub async fn study(kv: &Kv, hash: &str) -> Result<SealedStudy, JudgeError> {
    let row = kv.get(Table::Studies, Key::Id(hash.to_owned())).await?;
    let row = row.ok_or_else(|| JudgeError::NoSuchStudy(hash.to_owned()))?;
    Ok(read_study(row.as_bytes())?)
}

/// Lets go of a kept study and gives it, for [`put_study`]. Its votes stay, and count again once it is back.
///
/// # Errors
/// As [`study`].
pub async fn remove_study(kv: &Kv, hash: &str) -> Result<SealedStudy, JudgeError> {
    let gone = study(kv, hash).await?;
    kv.commit(vec![Change::Remove(Table::Studies, Key::Id(hash.to_owned()))], Durability::Strict).await?;
    Ok(gone)
}

/// All kept studies, newest first; rows that cannot be read are left out and left alone.
///
/// # Errors
/// [`JudgeError`].
pub async fn studies(kv: &Kv) -> Result<Vec<SealedStudy>, JudgeError> {
    let (mut studies, mut breath) = (Vec::new(), Breath::default());
    for row in kv.all(Table::Studies).await? {
        breath.between().await;
        studies.extend(read_study(row.as_bytes()).ok());
    }
    sort_by(&mut studies, |a, b| b.study().created_ms.cmp(&a.study().created_ms));
    Ok(studies)
}

/// All kept votes.
///
/// # Errors
/// [`JudgeError`].
pub async fn votes(kv: &Kv) -> Result<VoteLog, JudgeError> {
    Ok(votes_and_unread(kv).await?.0)
}

/// All kept votes, and the ids of those that cannot be read: what a newer build has kept.
async fn votes_and_unread(kv: &Kv) -> Result<(VoteLog, HashSet<String>), JudgeError> {
    let (mut good, mut unread, mut breath) = (Vec::new(), HashSet::new(), Breath::default());
    for row in kv.all(Table::Votes).await? {
        breath.between().await;
        let Ok(row) = json::parse(&row) else { continue };
        match read_vote(&row) {
            Ok(vote) => good.push(vote),
            Err(_) => unread.extend(row["id"].as_str().map(str::to_owned)),
        }
    }
    let mut log = VoteLog::default();
    let _report = log.merge(good);
    Ok((log, unread))
}

/// Keeps votes; flushed to the disk before it returns.
///
/// # Errors
/// [`JudgeError`]; none is kept then.
pub async fn put_votes(kv: &Kv, votes: &[Vote]) -> Result<(), JudgeError> {
    let changes =
        votes.iter().map(|v| Change::Put(Table::Votes, Key::Id(v.id.clone()), vote_document(v).to_string())).collect();
    Ok(kv.commit(changes, Durability::Strict).await?)
}

/// Makes a vote of a slip and keeps it. Gives every vote that `log` did not hold yet: the new one, and those that
/// another tab has cast on the same pair meanwhile, which are never overwritten.
///
/// # Errors
/// [`JudgeError`]; the vote is not kept then, and the same slip can be tried again.
pub async fn cast(kv: &Kv, study: &SealedStudy, log: &VoteLog, slip: &Slip) -> Result<Vec<Vote>, JudgeError> {
    let build = build_id();
    let (mut log, mut met) = (log.clone(), Vec::new());
    loop {
        let ballot = Ballot {
            item_id: &slip.item_id,
            rater_id: &slip.rater_id,
            verdict: slip.verdict,
            shown_ms: slip.shown_ms,
            answered_ms: slip.answered_ms,
            build: &build,
        };
        let vote = match log.prepare(study, ballot) {
            Ok(vote) => vote,
            // The other tab said the same: nothing is left to say.
            Err(CastError::Unchanged | CastError::NothingToWithdraw) if !met.is_empty() => return Ok(met),
            Err(error) => return Err(error.into()),
        };
        let Some(row) = kv.get(Table::Votes, Key::Id(vote.id.clone())).await? else {
            put_votes(kv, std::slice::from_ref(&vote)).await?;
            met.push(vote);
            return Ok(met);
        };
        let kept = json::parse(&row).ok().and_then(|row| read_vote(&row).ok());
        let kept = kept.filter(|kept| kept.id == vote.id).ok_or(JudgeError::VoteUnreadable(vote.id))?;
        let _added = log.merge([kept.clone()]);
        met.push(kept);
    }
}
