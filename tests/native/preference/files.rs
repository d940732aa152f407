//! The files of studies and votes: round trips, and everything that must be refused.

use super::*;
use serde_json::{Value, json};
use toolgrove::domain::preference::{Queue, StudyError, Vote};
use toolgrove::formats::records::study::{
    LineProblem, MAX_LINE_BYTES, MAX_REPORTED_LINES, MAX_STUDY_BYTES, StudyFileError, read_study, read_vote,
    read_votes, vote_document, write_study, write_votes, write_votes_csv,
};

fn document(n: usize) -> Value {
    serde_json::from_str(&write_study(&sealed(n)).unwrap()).unwrap()
}

fn read(doc: &Value) -> Result<SealedStudy, StudyFileError> {
    read_study(doc.to_string().as_bytes())
}

#[test]
fn a_study_gives_the_same_blind_queue_on_another_machine() {
    let here = sealed(20);
    let there = read_study(write_study(&here).unwrap().as_bytes()).unwrap();
    assert_eq!(there.study(), here.study());
    assert_eq!(there.hash(), here.hash());
    assert_eq!(Queue::new(&there, "r"), Queue::new(&here, "r"));
    for item in &here.study().items {
        assert_eq!(there.blind_view(&item.id, "r"), here.blind_view(&item.id, "r"));
    }
    // And its votes come back and count.
    let mut log = VoteLog::default();
    judge(&mut log, &there, "i3", "r", Verdict::B, 1);
    let file = write_votes(log.iter());
    let mut home = VoteLog::default();
    assert_eq!(home.merge(read_votes(file.as_bytes()).unwrap().votes).added, 1);
    assert_eq!(home.merge(read_votes(file.as_bytes()).unwrap().votes).known, 1);
    assert!(home.counting(here.hash()).all(|v| here.check_vote(v).is_ok()));
    assert_eq!(home, log);
}

#[test]
fn unknown_fields_and_a_byte_order_mark_are_passed_over() {
    let mut doc = document(1);
    doc["later"] = json!({"deep": [[[1.5]]]});
    doc["items"][0]["first"]["path"]["steps"][0]["ms"] = json!(3);
    let text = format!("\u{feff}{doc}");
    assert_eq!(read_study(text.as_bytes()).unwrap().hash(), sealed(1).hash());
    doc["items"][0]["first"]["path"].as_object_mut().unwrap().remove("final_answer");
    assert!(matches!(read(&doc), Err(StudyFileError::Changed { .. })));
    doc.as_object_mut().unwrap().remove("study_hash");
    assert_eq!(read(&doc).unwrap().study().items[0].first.path.final_answer, None);
}

#[test]
fn a_value_that_does_not_fit_is_named_with_its_place() {
    let check = |pointer: &str, value: Value, expect: &str| {
        let mut doc = document(4);
        *doc.pointer_mut(pointer).unwrap() = value;
        assert_eq!(read(&doc).unwrap_err().to_string(), expect);
    };
    check(
        "/items/3/first/run_id",
        json!(5),
        "$.items[3].first.run_id: expected an id (1 to 200 characters, no control characters, no white space at the \
         ends), found the number 5",
    );
    check("/items", json!({}), "$.items: expected a list of at most 10000, found an object");
    check("/items/0", Value::Null, "$.items[0]: expected an object, found null");
    check("/seed", json!(7), "$.seed: expected 16 lower-case hexadecimal digits in quotes, found the number 7");
    check(
        "/seed",
        json!("+00000000000000f"),
        "$.seed: expected 16 lower-case hexadecimal digits in quotes, found text of 16 bytes that does not fit",
    );
    check(
        "/created_ms",
        json!(-1),
        "$.created_ms: expected a whole number from 0 to 9007199254740991, found the number -1",
    );
    check(
        "/items/1/second/path/steps/0/observation",
        json!("x".repeat(200_001)),
        "$.items[1].second.path.steps[0].observation: expected text of at most 200000 bytes, found text of 200001 \
         bytes that does not fit",
    );
    check(
        "/items/1/second/path/steps",
        json!(vec![json!({}); 1_001]),
        "$.items[1].second.path.steps: expected a list of at most 1000, found a list of 1001",
    );
    check(
        "/items/1/second/path/final_answer",
        json!(true),
        "$.items[1].second.path.final_answer: expected text of at most 200000 bytes, or null, found true or false",
    );
    let mut doc = document(1);
    doc["items"][0].as_object_mut().unwrap().remove("query");
    let expect = "$.items[0].query: expected text of at most 200000 bytes, found nothing";
    assert_eq!(read(&doc).unwrap_err().to_string(), expect);
}

#[test]
fn files_of_other_kinds_are_told_apart() {
    let check = |text: &str, expect: fn(&StudyFileError) -> bool| {
        let error = read_study(text.as_bytes()).unwrap_err();
        assert!(expect(&error), "{error:?}");
    };
    check("", |e| matches!(e, StudyFileError::NotJson { .. }));
    check("<!doctype html>", |e| matches!(e, StudyFileError::NotJson { line: 1, column: 1, .. }));
    check("{}", |e| *e == StudyFileError::NotAStudy);
    check("[]", |e| matches!(e, StudyFileError::Field(p) if p.path() == "$"));
    check(r#"{"format": "toolgrove-run"}"#, |e| *e == StudyFileError::NotAStudy);
    check(&"[".repeat(100_000), |e| *e == StudyFileError::TooDeep);
    // Brackets in texts are no depth.
    check(&format!("{{\"a\": \"\\\"{}\"}}", "[".repeat(99)), |e| *e == StudyFileError::NotAStudy);
    let mut doc = document(1);
    doc["version"] = json!(2);
    check(&doc.to_string(), |e| *e == StudyFileError::NewerVersion { found: 2 });
    let text = document(1).to_string();
    check(&text[..text.len() / 2], |e| matches!(e, StudyFileError::NotJson { .. }));
    let large = vec![b' '; MAX_STUDY_BYTES + 1];
    assert_eq!(read_study(&large).unwrap_err(), StudyFileError::TooLarge { bytes: MAX_STUDY_BYTES + 1 });
    assert!(matches!(read_study(b"{\"a\": \"\xff\"}"), Err(StudyFileError::NotJson { .. })));
    let mut doc = document(2);
    doc["items"][1]["id"] = json!("i0");
    assert_eq!(read(&doc).unwrap_err(), StudyFileError::Study(StudyError::DuplicateItem { id: "i0".into() }));
}

#[test]
fn a_changed_study_is_noticed() {
    let mut doc = document(1);
    doc["items"][0]["query"] = json!("Another question?");
    let declared = doc["study_hash"].as_str().unwrap().to_owned();
    let error = read(&doc).unwrap_err();
    assert!(matches!(error, StudyFileError::Changed { declared: d, computed } if d == declared && computed != d));
}

/// A study whose file could not be opened again is not written: 200 texts of 200,000 bytes are more than 32 MiB.
#[test]
fn what_is_written_can_be_read() {
    let mut big = study(vec![item(0)]);
    let step = Step { observation: "x".repeat(200_000), ..Step::default() };
    big.items[0].first.path.steps = vec![step; 200];
    let sealed = SealedStudy::new(big).unwrap();
    assert!(matches!(write_study(&sealed), Err(StudyFileError::TooLarge { bytes }) if bytes > MAX_STUDY_BYTES));
}

fn votes() -> Vec<Vote> {
    let (study, mut log) = (sealed(5), VoteLog::default());
    let verdicts = [Verdict::A, Verdict::B, Verdict::Tie, Verdict::BothBad, Verdict::A];
    for (i, verdict) in verdicts.into_iter().enumerate() {
        judge(&mut log, &study, &format!("i{i}"), "=r \"1\", é", verdict, 10);
    }
    judge(&mut log, &study, "i4", "=r \"1\", é", Verdict::Withdrawn, 20);
    log.iter().cloned().collect()
}

#[test]
fn votes_round_trip_through_json_lines() {
    let votes = votes();
    assert_eq!(votes.len(), 6);
    let text = write_votes(&votes);
    assert_eq!(text.lines().count(), 6);
    for text in [text.clone(), text.replace('\n', "\r\n"), format!("\u{feff}\n{text}\n\n")] {
        let file = read_votes(text.as_bytes()).unwrap();
        assert_eq!((&file.votes, file.bad_count), (&votes, 0));
    }
    assert_eq!(read_vote(&vote_document(&votes[5])), Ok(votes[5].clone()));
}

#[test]
fn a_bad_line_costs_itself_alone() {
    let votes = votes();
    let good = write_votes(&votes[..1]);
    let with = |field: &str, value: Value| {
        let mut doc = vote_document(&votes[1]);
        doc[field] = value;
        doc.to_string().into_bytes()
    };
    let check = |line: Vec<u8>, expect: &str| {
        let text = [good.as_bytes(), &line, b"\n", write_votes(&votes[2..]).as_bytes()].concat();
        let file = read_votes(&text).unwrap();
        assert_eq!(file.votes.len(), 5);
        assert_eq!(file.bad_count, 1);
        assert_eq!(file.bad[0].line, 2);
        let said = file.bad[0].to_string();
        assert!(said.starts_with(&format!("line 2: {expect}")), "{said}");
    };
    check(b"{\"version\": 1, \"id\"".to_vec(), "not JSON: EOF");
    check(b"\xff\xfe".to_vec(), "not JSON: ");
    check(b"[]".to_vec(), "$: expected an object, found a list of 0");
    check(with("verdict", json!("c")), "$.verdict: expected one of a, b, tie, both_bad, withdrawn, found text of 1");
    check(with("revision", json!(0)), "$.revision: expected a whole number from 1 to 1000000, found the number 0");
    check(with("shown_ms", json!(1.5)), "$.shown_ms: expected a whole number");
    check(with("version", json!(9)), "the vote has version 9; this build reads up to 1");
    check(with("rater_id", json!("another")), "the vote's id does not belong to its contents");
    check(with("study_hash", json!("AB")), "$.study_hash: expected 64 lower-case hexadecimal digits");
    check(vec![b'['; MAX_LINE_BYTES], "not JSON: recursion limit exceeded");
    check(vec![b'x'; MAX_LINE_BYTES + 1], "the line has 16385 bytes; at most 16384 are read");
}

#[test]
fn a_file_of_rubbish_is_counted_not_kept() {
    let file = read_votes("rubbish\n".repeat(5_000).as_bytes()).unwrap();
    assert_eq!((file.votes.len(), file.bad.len(), file.bad_count), (0, MAX_REPORTED_LINES, 5_000));
    assert!(matches!(file.bad[99].problem, LineProblem::NotJson { .. }));
}

/// Read back by an independent reader, with the apostrophe taken off.
#[test]
fn csv_cells_are_what_they_were() {
    let mut votes = votes();
    let hostile = ["=1+1", "+1", "-1", "@x", "'quoted", "a,b", "a\"b", "a\r\nb", " a ", "\t=1", "", "plain", "五"];
    let template = votes[0].clone();
    votes.extend(hostile.iter().map(|h| Vote { build: (*h).into(), ..template.clone() }));
    let text = write_votes_csv(&votes);
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    assert_eq!(reader.headers().unwrap().get(8), Some("winner_run_id"));
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), votes.len());
    let bare = |cell: &str| cell.strip_prefix('\'').unwrap_or(cell).to_owned();
    for (row, vote) in rows.iter().zip(&votes) {
        for cell in row {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{cell:?}");
        }
        let cells: Vec<String> = row.iter().map(bare).collect();
        let seed = format!("0x{:016x}", vote.side_seed);
        let numbers = [vote.shown_ms, vote.answered_ms, u64::from(vote.revision)].map(|n| n.to_string());
        let words = ["a", "b", "tie", "both_bad", "withdrawn"];
        let expect = [
            &vote.id,
            &vote.study_hash,
            &vote.rater_id,
            &vote.item_id,
            &vote.left_run_id,
            &vote.right_run_id,
            &seed,
            words[vote.verdict as usize],
            vote.winner().unwrap_or(""),
            &numbers[0],
            &numbers[1],
            &numbers[2],
            &vote.build,
        ];
        assert_eq!(cells, expect);
    }
    assert!(text.split("\r\n").count() > votes.len() && text.ends_with("\r\n"));
}
