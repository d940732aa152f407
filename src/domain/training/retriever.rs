//! The retriever's training and test files out of queries (ToolBench `preprocess/preprocess_retriever_data.py`).
//!
//! Documents are known by their text and queries by theirs: equal texts have one id, counted from 1 in the order of
//! first use, training part first. As in the original, the corpus holds a document once for each occurrence in a query,
//! and a query stands in its file once for each document it needs. The original then shuffles queries and judgments;
//! here they keep the order of the queries.

use crate::domain::python::json_text;
use crate::domain::search::WantedApi;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// A query with its documents and which of them it needs.
#[derive(Clone, Debug)]
pub struct LabelledQuery<'a> {
    /// Tells test queries from those to train on.
    pub id: i64,
    /// What is asked.
    pub text: &'a str,
    /// Names of the APIs on offer, and their whole documents.
    pub documents: Vec<(&'a WantedApi, &'a Map<String, Value>)>,
    /// Tool and API names of those needed, as the documents spell them.
    pub relevant: &'a [(String, String)],
}

/// A row of `corpus.tsv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorpusRow {
    /// From 1; equal for equal documents.
    pub docid: u64,
    /// The document as JSON text.
    pub document_content: String,
}

/// A row of `train.query.txt` and `test.query.txt`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryRow {
    /// From 1; equal for equal texts. Not the query's own id.
    pub id: u64,
    /// What is asked.
    pub text: String,
}

/// A row of `qrels.train.tsv` and `qrels.test.tsv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QrelRow {
    /// [`QueryRow::id`].
    pub query: u64,
    /// [`CorpusRow::docid`].
    pub document: u64,
    /// Grade of relevance; 1 for documents that are needed.
    pub relevance: i64,
}

/// One half of the queries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetrieverPart {
    /// Places of the queries in the list they came from.
    pub places: Vec<usize>,
    /// Rows of the query file, parallel to `qrels`.
    pub queries: Vec<QueryRow>,
    /// Judgments.
    pub qrels: Vec<QrelRow>,
}

/// All five files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetrieverFiles {
    /// Documents of the training part, then of the test part.
    pub corpus: Vec<CorpusRow>,
    /// Queries to train on.
    pub train: RetrieverPart,
    /// Queries whose id is a test id.
    pub test: RetrieverPart,
}

/// Puts the files together. A part without queries is empty, where the original crashes.
pub fn retriever_files(queries: &[LabelledQuery<'_>], test_ids: &BTreeSet<i64>) -> RetrieverFiles {
    let mut files = RetrieverFiles::default();
    for (place, query) in queries.iter().enumerate() {
        let part = if test_ids.contains(&query.id) { &mut files.test } else { &mut files.train };
        part.places.push(place);
    }
    let mut document_ids = BTreeMap::new();
    let mut query_ids = BTreeMap::new();
    let RetrieverFiles { corpus, train, test } = &mut files;
    for part in [train, test] {
        for query in part.places.iter().filter_map(|&place| queries.get(place)) {
            for (names, document) in &query.documents {
                let text = json_text(&Value::Object((*document).clone()));
                let docid = number(&mut document_ids, text.clone());
                corpus.push(CorpusRow { docid, document_content: text });
                if query.relevant.iter().any(|(tool, api)| *tool == names.tool && *api == names.api) {
                    let id = number(&mut query_ids, query.text.to_owned());
                    part.queries.push(QueryRow { id, text: query.text.to_owned() });
                    part.qrels.push(QrelRow { query: id, document: docid, relevance: 1 });
                }
            }
        }
    }
    files
}

/// The number of a text: its own, or the next one.
fn number(numbers: &mut BTreeMap<String, u64>, text: String) -> u64 {
    let next = numbers.len() as u64 + 1;
    *numbers.entry(text).or_insert(next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn ids_count_training_first_and_documents_repeat() {
        let names = ["one", "two"].map(|api| WantedApi { category: "C".into(), tool: "T".into(), api: api.to_owned() });
        let documents = ["one", "two"].map(|api| json!({"api_name": api}).as_object().unwrap().clone());
        let relevant = [("T".to_owned(), "two".to_owned()), ("U".to_owned(), "one".to_owned())];
        let query = |id, text| LabelledQuery {
            id,
            text,
            documents: names.iter().zip(&documents).collect(),
            relevant: &relevant,
        };
        let queries = [query(5, "tested"), query(6, "trained"), query(7, "trained")];
        let files = retriever_files(&queries, &BTreeSet::from([5]));
        let ids: Vec<u64> = files.corpus.iter().map(|row| row.docid).collect();
        assert_eq!(ids, [1, 2, 1, 2, 1, 2]);
        assert_eq!(files.corpus[0].document_content, r#"{"api_name": "one"}"#);
        assert_eq!((files.train.places, files.test.places), (vec![1, 2], vec![0]));
        assert_eq!(files.train.queries, vec![QueryRow { id: 1, text: "trained".into() }; 2]);
        assert_eq!(files.test.queries, [QueryRow { id: 2, text: "tested".into() }]);
        assert_eq!(files.test.qrels, [QrelRow { query: 2, document: 2, relevance: 1 }]);
    }

    #[test]
    fn a_part_may_be_empty() {
        assert_eq!(retriever_files(&[], &BTreeSet::from([1])), RetrieverFiles::default());
    }
}
