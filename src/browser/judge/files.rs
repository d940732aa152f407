//! Studies and votes as files: out for others, and back in.

use super::{JudgeError, put_study, put_votes, study, votes_and_unread};
use crate::browser::files;
use crate::browser::store::Kv;
use crate::domain::preference::{Refusal, SealedStudy, VoteLog, VoteProblem};
use crate::formats::records::study::{
    MAX_STUDY_BYTES, MAX_VOTES_BYTES, VotesFile, VotesTooLarge, read_study, read_votes, write_study, write_votes,
    write_votes_csv,
};
use std::collections::BTreeMap;

/// What a file brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Imported {
    /// A study, kept now (or already).
    Study {
        /// Its hash.
        hash: String,
        /// What its owner calls it.
        name: String,
        /// How many pairs.
        items: usize,
    },
    /// Votes.
    Votes(VotesReport),
}

/// What became of the votes of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VotesReport {
    /// Votes that were new.
    pub added: usize,
    /// Votes that were here already.
    pub known: usize,
    /// Of both, those of studies that are not kept here: kept, and counted once their study comes.
    pub without_study: usize,
    /// Votes not taken: their id, and why.
    pub refused: Vec<(String, VoteRefusal)>,
    /// Lines that could not be read, each with its number and reason; the first hundred.
    pub unreadable: Vec<String>,
    /// How many lines could not be read.
    pub unreadable_count: usize,
}

/// Why a vote of a file was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VoteRefusal {
    /// It goes not together with what is here.
    Merge(Refusal),
    /// It does not belong to its study.
    Misfit(VoteProblem),
    /// What is kept under its id is of a newer build, and cannot be compared with it.
    Newer,
}

/// The study as `study.json`.
///
/// # Errors
/// [`JudgeError::File`].
pub fn study_json(study: &SealedStudy) -> Result<String, JudgeError> {
    Ok(write_study(study)?)
}

/// Every revision of a study's votes, for merging elsewhere.
pub fn votes_jsonl(log: &VoteLog, study_hash: &str) -> String {
    write_votes(log.revisions(study_hash))
}

/// The votes of a study that count, for statistics.
pub fn votes_csv(log: &VoteLog, study_hash: &str) -> String {
    write_votes_csv(log.counting(study_hash))
}

/// The contents of a file that the person chose or dropped.
///
/// # Errors
/// [`JudgeError::Unread`].
pub async fn file_bytes(file: &web_sys::File) -> Result<Vec<u8>, JudgeError> {
    Ok(files::bytes(file, MAX_VOTES_BYTES.max(MAX_STUDY_BYTES)).await?)
}

/// Takes in a study or a file of votes, whichever it is.
///
/// # Errors
/// [`JudgeError`]; nothing is kept then.
pub async fn take_file(kv: &Kv, name: &str, bytes: &[u8]) -> Result<Imported, JudgeError> {
    let name = name.to_lowercase();
    if name.ends_with(".csv") {
        return Err(JudgeError::Csv);
    }
    let too_large = |VotesTooLarge { bytes }| JudgeError::TooLarge { bytes, most: MAX_VOTES_BYTES };
    let file = read_votes(bytes).map_err(too_large)?;
    if !file.votes.is_empty() || name.ends_with(".jsonl") || name.ends_with(".ndjson") {
        return Ok(Imported::Votes(take_votes(kv, file).await?));
    }
    let study = take_study(kv, bytes).await?;
    Ok(Imported::Study {
        hash: study.hash().to_owned(),
        name: study.study().name.clone(),
        items: study.study().items.len(),
    })
}

/// Takes in a study.
///
/// # Errors
/// [`JudgeError`]; nothing is kept then.
pub async fn take_study(kv: &Kv, bytes: &[u8]) -> Result<SealedStudy, JudgeError> {
    let study = read_study(bytes)?;
    put_study(kv, &study).await?;
    Ok(study)
}

async fn take_votes(kv: &Kv, file: VotesFile) -> Result<VotesReport, JudgeError> {
    let mut report = VotesReport {
        unreadable: file.bad.iter().map(ToString::to_string).collect(),
        unreadable_count: file.bad_count,
        ..VotesReport::default()
    };
    let (mut places, mut studies) = (BTreeMap::<String, usize>::new(), Vec::<Option<SealedStudy>>::new());
    let (mut log, unread) = votes_and_unread(kv).await?;
    let mut new = Vec::new();
    for vote in file.votes {
        if unread.contains(&vote.id) {
            report.refused.push((vote.id, VoteRefusal::Newer));
            continue;
        }
        let place = *places.entry(vote.study_hash.clone()).or_insert(studies.len());
        if place == studies.len() {
            // One that cannot be read is as good as absent: its votes wait for a build that can.
            let kept = match study(kv, &vote.study_hash).await {
                Ok(kept) => Some(kept),
                Err(JudgeError::Store(error)) => return Err(error.into()),
                Err(_) => None,
            };
            studies.push(kept);
        }
        match studies[place].as_ref().map(|study| study.check_vote(&vote)) {
            Some(Err(problem)) => {
                report.refused.push((vote.id, VoteRefusal::Misfit(problem)));
                continue;
            }
            Some(Ok(())) => {}
            None => report.without_study += 1,
        }
        let merged = log.merge([vote.clone()]);
        report.added += merged.added;
        report.known += merged.known;
        report.refused.extend(merged.refused.into_iter().map(|r| (r.vote.id, VoteRefusal::Merge(r.reason))));
        if merged.added == 1 {
            new.push(vote);
        }
    }
    put_votes(kv, &new).await?;
    Ok(report)
}
