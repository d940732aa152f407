//! What is kept of judging: a vote that a newer build keeps is not written over, and a study that is let go of comes back.

use toolgrove::browser::judge::{
    Imported, JudgeError, Slip, VoteRefusal, VotesReport, cast, put_study, remove_study, studies, study, take_file,
    take_study, votes, votes_jsonl,
};
use toolgrove::browser::store::{Change, Durability, Key, Kv, Table};
use toolgrove::domain::preference::{SealedStudy, Verdict, VoteLog};
use wasm_bindgen_test::wasm_bindgen_test;

const STUDY: &str = r#"{"format": "toolgrove-study", "version": 1, "id": "made-by-hand", "name": "By hand",
    "created_ms": 1700000000000, "seed": "00000000000000aa", "instructions": "", "build": "test", "items": [{
        "id": "item-1", "query": "Question?",
        "first": {"run_id": "d", "method": "DFSDT", "model": "m", "path": {"final_answer": "yes", "steps": []}},
        "second": {"run_id": "r", "method": "ReACT", "model": "m", "path": {"final_answer": "no", "steps": []}}
    }]}"#;

async fn judged(kv: &Kv) -> (SealedStudy, VoteLog) {
    let study = take_study(kv, STUDY.as_bytes()).await.unwrap();
    let slip = Slip {
        item_id: "item-1".into(),
        rater_id: "somebody".into(),
        verdict: Verdict::Tie,
        shown_ms: 1,
        answered_ms: 2,
    };
    let mut log = VoteLog::default();
    let _added = log.merge(cast(kv, &study, &log, &slip).await.unwrap());
    (study, log)
}

#[wasm_bindgen_test]
async fn a_vote_of_a_newer_build_is_not_written_over() {
    let kv = Kv::memory();
    let (study, log) = judged(&kv).await;
    let file = votes_jsonl(&log, study.hash());
    let id = log.revisions(study.hash()).next().unwrap().id.clone();
    let newer = format!(r#"{{"format": "toolgrove-vote", "version": 99, "id": "{id}"}}"#);
    let change = Change::Put(Table::Votes, Key::Id(id.clone()), newer.clone());
    kv.commit(vec![change], Durability::Strict).await.unwrap();

    let refused = VotesReport { refused: vec![(id.clone(), VoteRefusal::Newer)], ..VotesReport::default() };
    assert_eq!(take_file(&kv, "votes.jsonl", file.as_bytes()).await.unwrap(), Imported::Votes(refused));
    assert_eq!(kv.get(Table::Votes, Key::Id(id)).await, Ok(Some(newer)));
}

#[wasm_bindgen_test]
async fn a_study_that_is_let_go_of_leaves_its_votes_and_comes_back_the_same() {
    let kv = Kv::memory();
    let (kept, log) = judged(&kv).await;
    let gone = remove_study(&kv, kept.hash()).await.unwrap();
    assert!(studies(&kv).await.unwrap().is_empty());
    let lines = |log: &VoteLog| votes_jsonl(log, kept.hash());
    assert_eq!(lines(&votes(&kv).await.unwrap()), lines(&log));
    assert_eq!(lines(&log).lines().count(), 1);
    assert!(matches!(remove_study(&kv, kept.hash()).await, Err(JudgeError::NoSuchStudy(_))));
    put_study(&kv, &gone).await.unwrap();
    assert_eq!(study(&kv, kept.hash()).await.unwrap().study(), kept.study());
}
