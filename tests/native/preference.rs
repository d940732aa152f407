//! Blind judgment: studies, votes, queues and counts, and their files.
#![allow(clippy::unwrap_used)] // clippy's leave for tests does not reach their helpers

mod files;
mod judging;
mod pairing;
mod runs;

use toolgrove::domain::preference::{Ballot, Item, RunSide, SealedStudy, SolutionPath, Step, Study, Verdict, VoteLog};

fn path(answer: &str) -> SolutionPath {
    let step = Step {
        thought: format!("Look up {answer}."),
        action: "facts_for_gazetteer".into(),
        action_input: r#"{"place": "Oslo"}"#.into(),
        observation: r#"{"ok": true}"#.into(),
    };
    SolutionPath { final_answer: Some(answer.into()), steps: vec![step] }
}

fn side(run: &str, method: &str, answer: &str) -> RunSide {
    RunSide { run_id: run.into(), method: method.into(), model: "lab/m-1".into(), path: path(answer) }
}

fn item(n: usize) -> Item {
    Item {
        id: format!("i{n}"),
        query: format!("Question {n}, 第{n}题?"),
        first: side(&format!("d{n}"), "DFSDT", &format!("deep {n}")),
        second: side(&format!("r{n}"), "ReACT", &format!("straight {n}")),
    }
}

fn study(items: Vec<Item>) -> Study {
    Study {
        id: "s1".into(),
        name: "Café \"quotes\" \u{1f600}".into(),
        created_ms: 1_790_000_000_000,
        items,
        seed: u64::MAX - 1,
        instructions: "Which one\nis better?".into(),
        build: "b1".into(),
    }
}

fn sealed(n: usize) -> SealedStudy {
    SealedStudy::new(study((0..n).map(item).collect())).unwrap()
}

fn ballot<'a>(item_id: &'a str, rater_id: &'a str, verdict: Verdict, at: u64) -> Ballot<'a> {
    Ballot { item_id, rater_id, verdict, shown_ms: at, answered_ms: at + 5, build: "b1" }
}

/// Judges as the page does: prepare, then take in.
fn judge(log: &mut VoteLog, study: &SealedStudy, item: &str, rater: &str, verdict: Verdict, at: u64) {
    let vote = log.prepare(study, ballot(item, rater, verdict, at)).unwrap();
    assert_eq!(log.merge([vote]).added, 1);
}

/// The verdict that prefers the run, whichever side it is shown on.
fn for_run(study: &SealedStudy, item: &str, rater: &str, run: &str) -> Verdict {
    let seed = study.side_seed(item, rater);
    let (left, _) = SealedStudy::sides(study.item(item).unwrap(), seed);
    if left.run_id == run { Verdict::A } else { Verdict::B }
}
