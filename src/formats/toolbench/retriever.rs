//! The retriever's files (`data/retrieval/G1/`): `corpus.tsv`, `{train,test}.query.txt`, `qrels.{train,test}.tsv`, and the
//! list of test queries they are split by (`test_query_ids/*.json`).
//!
//! Rows that do not fit are left out and told with their line. More cells than a table has are no reason to refuse a
//! row; they are not kept.

use super::tsv::{Cells, TableError, rows, write_row};
use crate::formats::json::{self, JsonError, Place};
use serde_json::Value;
use std::collections::BTreeSet;

pub use crate::domain::training::{CorpusRow, QrelRow, QueryRow};

/// Largest table, in bytes.
pub const MAX_TABLE_BYTES: usize = 256 << 20;
/// Largest list of test queries, in bytes.
const MAX_IDS_BYTES: usize = 16 << 20;
/// The first row of `corpus.tsv`.
const CORPUS_HEAD: [&str; 2] = ["docid", "document_content"];

/// Reads `corpus.tsv`. A document's content is not looked into.
///
/// # Errors
/// [`TableError::TooLarge`].
pub fn read_corpus(text: &str) -> Result<(Vec<CorpusRow>, Vec<TableError>), TableError> {
    keep_good(text, |mut row| {
        if row.cells.len() < 2 {
            return Err(row.wrong("a number and a document"));
        }
        let docid = row.number(0, "a document's number")?;
        Ok(CorpusRow { docid, document_content: row.cells.swap_remove(1) })
    })
}

/// Writes `corpus.tsv`.
pub fn write_corpus(corpus: &[CorpusRow]) -> String {
    let mut out = String::new();
    write_row(&mut out, &CORPUS_HEAD);
    for row in corpus {
        write_row(&mut out, &[&row.docid.to_string(), &row.document_content]);
    }
    out
}

/// Reads `train.query.txt` or `test.query.txt`.
///
/// # Errors
/// [`TableError::TooLarge`].
pub fn read_training_queries(text: &str) -> Result<(Vec<QueryRow>, Vec<TableError>), TableError> {
    keep_good(text, |mut row| {
        if row.cells.len() < 2 {
            return Err(row.wrong("a number and a query"));
        }
        let id = row.number(0, "a query's number")?;
        Ok(QueryRow { id, text: row.cells.swap_remove(1) })
    })
}

/// Writes `train.query.txt` or `test.query.txt`.
pub fn write_training_queries(queries: &[QueryRow]) -> String {
    let mut out = String::new();
    for row in queries {
        write_row(&mut out, &[&row.id.to_string(), &row.text]);
    }
    out
}

/// Reads `qrels.train.tsv` or `qrels.test.tsv`: query, an unused 0, document, relevance.
///
/// # Errors
/// [`TableError::TooLarge`].
pub fn read_qrels(text: &str) -> Result<(Vec<QrelRow>, Vec<TableError>), TableError> {
    keep_good(text, |row| {
        if row.cells.len() < 4 {
            return Err(row.wrong("query, 0, document and relevance"));
        }
        Ok(QrelRow {
            query: row.number(0, "a query's number")?,
            document: row.number(2, "a document's number")?,
            relevance: row.number(3, "a grade of relevance")?,
        })
    })
}

/// Writes `qrels.train.tsv` or `qrels.test.tsv`.
pub fn write_qrels(qrels: &[QrelRow]) -> String {
    let mut out = String::new();
    for row in qrels {
        write_row(&mut out, &[&row.query.to_string(), "0", &row.document.to_string(), &row.relevance.to_string()]);
    }
    out
}

/// Reads the ids of test queries: the keys of an object, as the original has them, or a list.
///
/// # Errors
/// [`JsonError`], for the first entry that is no whole number: a split with ids left out would train on test queries.
pub fn read_test_ids(json: &str) -> Result<BTreeSet<i64>, JsonError> {
    let number = |text: &str| text.trim().parse::<i64>().ok();
    let expected = "a whole number";
    match json::parse(json, MAX_IDS_BYTES)? {
        Value::Object(ids) => ids
            .keys()
            .map(|key| {
                let shown: String = key.chars().take(40).collect();
                let wrong = || JsonError::Shape { path: format!("$['{shown}']"), expected, found: "another key" };
                number(key).ok_or_else(wrong)
            })
            .collect(),
        Value::Array(ids) => ids
            .iter()
            .enumerate()
            .map(|(index, id)| {
                let wrong = || Place::ROOT.index(index).shape(expected, json::kind_of(id));
                id.as_i64().or_else(|| id.as_str().and_then(number)).ok_or_else(wrong)
            })
            .collect(),
        other => Err(Place::ROOT.shape("test queries by id", json::kind_of(&other))),
    }
}

/// Reads row by row; a first row that does not fit is the head.
fn keep_good<T>(text: &str, read: fn(Cells) -> Result<T, TableError>) -> Result<(Vec<T>, Vec<TableError>), TableError> {
    let mut good = Vec::new();
    let mut problems = Vec::new();
    for (index, row) in rows(text, MAX_TABLE_BYTES)?.into_iter().enumerate() {
        let head = index == 0 && row.cells.iter().all(|cell| cell.parse::<f64>().is_err());
        match read(row) {
            Ok(row) => good.push(row),
            Err(_) if head => {}
            Err(problem) => problems.push(problem),
        }
    }
    Ok((good, problems))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_written_as_they_are_read() {
        let corpus = vec![
            CorpusRow { docid: 1, document_content: r#"{"a": "b"}"#.into() },
            CorpusRow { docid: 1, document_content: String::new() },
        ];
        let text = write_corpus(&corpus);
        assert_eq!(text, "docid\tdocument_content\n1\t\"{\"\"a\"\": \"\"b\"\"}\"\n1\t\n");
        assert_eq!(read_corpus(&text), Ok((corpus, vec![])));
        let queries = vec![QueryRow { id: 3, text: "tab\t, line\n, \"quote\"".into() }];
        assert_eq!(read_training_queries(&write_training_queries(&queries)), Ok((queries, vec![])));
        let qrels = vec![QrelRow { query: 3, document: 1, relevance: 1 }];
        assert_eq!(write_qrels(&qrels), "3\t0\t1\t1\n");
        assert_eq!(read_qrels(&write_qrels(&qrels)), Ok((qrels, vec![])));
    }

    #[test]
    fn bad_rows_are_told_with_their_line() {
        let (good, problems) = read_qrels("1\t0\t2\t1\n1\t0\n1\t0\tx\t1\n2\t0\t3\t0\textra\n").unwrap();
        assert_eq!(good.len(), 2);
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "line 2: expected query, 0, document and relevance, found 2 cells",
                "line 3: expected a document's number, found x",
            ]
        );
        let (good, problems) = read_training_queries("id\ttext\none\ttwo\n7\tq\n").unwrap();
        assert_eq!((good.len(), problems.len()), (1, 1));
    }

    #[test]
    fn test_ids_are_keys_or_entries() {
        assert_eq!(read_test_ids(r#"{"7": 0, " 5": 1}"#), Ok(BTreeSet::from([5, 7])));
        assert_eq!(read_test_ids(r#"[7, "5"]"#), Ok(BTreeSet::from([5, 7])));
        let error = read_test_ids(r#"{"abc": 0}"#).unwrap_err();
        assert_eq!(error.to_string(), "$['abc']: expected a whole number, found another key");
        let error = read_test_ids("[1, 2.5]").unwrap_err();
        assert_eq!(error.to_string(), "[1]: expected a whole number, found a number");
        assert!(read_test_ids("3").is_err());
    }
}
