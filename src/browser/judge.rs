//! Studies and votes in the store.

use crate::browser::clock::now_ms;
use crate::browser::ids::new_id;
use crate::browser::store::{Change, Durability, Key, Kv, LoadedRun, Runs, StoreError, Table};
use crate::domain::preference::{Item, RunSide, SealedStudy, SolutionPath, Study, StudyError, Vote, VoteLog};
use crate::formats::records::study::{StudyFileError, read_study, read_vote, vote_document, write_study};

/// Why a study or a vote could not be made, read or kept.
#[derive(Debug, thiserror::Error)]
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
    let name = items.first().map_or_else(String::new, |i| i.query.chars().take(80).collect());
    let study = Study {
        id: new_id(),
        name,
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

fn side(run: &LoadedRun) -> RunSide {
    RunSide {
        run_id: run.head.id.clone(),
        method: run.head.method_name.clone(),
        model: run.head.model.clone(),
        path: SolutionPath::of_run(&run.trace.tree()),
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

/// All kept studies, newest first; rows that cannot be read are left out and left alone.
///
/// # Errors
/// [`JudgeError`].
pub async fn studies(kv: &Kv) -> Result<Vec<SealedStudy>, JudgeError> {
    let rows = kv.all(Table::Studies).await?;
    let mut studies: Vec<SealedStudy> = rows.iter().filter_map(|row| read_study(row.as_bytes()).ok()).collect();
    studies.sort_by_key(|s| std::cmp::Reverse(s.study().created_ms));
    Ok(studies)
}

/// All kept votes.
///
/// # Errors
/// [`JudgeError`].
pub async fn votes(kv: &Kv) -> Result<VoteLog, JudgeError> {
    let mut log = VoteLog::default();
    let rows = kv.all(Table::Votes).await?;
    let good = rows.iter().filter_map(|row| read_vote(&serde_json::from_str(row).ok()?).ok());
    let _report = log.merge(good);
    Ok(log)
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
