//! Retrieval benchmarks in BEIR layout: `corpus.jsonl`, `queries.jsonl`, `qrels/<split>.tsv`, and ToolBench's
//! `apis.jsonl`, from text. Reading the files is the caller's.

use crate::domain::retrieval::{Document, Fields};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// A benchmark that cannot be used; the file has to be mended.
#[derive(Debug, Error)]
pub enum BeirError {
    /// A line is not what its file holds.
    #[error("{file}:{line}: {problem}")]
    Line {
        /// Name of the file, as the caller gave it.
        file: String,
        /// Line, from 1.
        line: usize,
        /// What is wrong.
        problem: String,
    },
    /// A file without any entry.
    #[error("{file}: no entries")]
    Empty {
        /// Name of the file.
        file: String,
    },
}

/// A file's name for messages and its text.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Shown in errors.
    pub name: &'a str,
    /// The whole text.
    pub text: &'a str,
}

/// A benchmark: documents, and questions that have answers.
#[derive(Clone, Debug, Default)]
pub struct Benchmark {
    /// Corpus ids, parallel to `documents`.
    pub ids: Vec<String>,
    /// What is ranked.
    pub documents: Vec<Document>,
    /// Questions of the split in the order of the queries file.
    pub questions: Vec<Question>,
}

/// A question and the documents that answer it.
#[derive(Clone, Debug)]
pub struct Question {
    /// Query id.
    pub id: String,
    /// What is asked.
    pub text: String,
    /// Indices into [`Benchmark::documents`]; at least one.
    pub relevant: BTreeSet<usize>,
}

#[derive(Deserialize)]
struct CorpusRow {
    _id: String,
    #[serde(default)]
    title: String,
    text: String,
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Default, Deserialize)]
struct Metadata {
    #[serde(default)]
    category: String,
    tool: Option<String>,
}

#[derive(Deserialize)]
struct QueryRow {
    _id: String,
    text: String,
}

/// ToolBench's own field names; other benchmarks' `apis.jsonl` have none of them.
#[derive(Deserialize)]
struct ApiRow {
    docid: u64,
    category_name: String,
    tool_name: String,
    api_name: Option<String>,
    api_description: Option<String>,
    #[serde(default)]
    required_parameters: Vec<ParameterRow>,
    #[serde(default)]
    optional_parameters: Vec<ParameterRow>,
}

#[derive(Deserialize)]
struct ParameterRow {
    name: String,
}

impl Benchmark {
    /// Puts the files together. With `apis` (in ToolBench's form) the documents' texts are made of its fields, else
    /// of the corpus' title and text.
    ///
    /// # Errors
    /// [`BeirError`], for a line that does not parse, an id that is not there or stands there twice.
    pub fn read(
        corpus: Source<'_>,
        queries: Source<'_>,
        qrels: Source<'_>,
        apis: Option<Source<'_>>,
    ) -> Result<Self, BeirError> {
        let (ids, documents) = read_documents(corpus, apis)?;
        let places: BTreeMap<&str, usize> = ids.iter().enumerate().map(|(i, id)| (id.as_str(), i)).collect();
        let mut answers = read_qrels(qrels, &places)?;
        let mut questions = Vec::new();
        for (_, row) in rows::<QueryRow>(queries)? {
            if let Some((_, relevant)) = answers.remove(&row._id) {
                questions.push(Question { id: row._id, text: row.text, relevant });
            }
        }
        if let Some((id, (line, _))) = answers.first_key_value() {
            return Err(qrels.error(*line, format!("query '{id}' is not in {}, or stands there twice", queries.name)));
        }
        Ok(Self { ids, documents, questions })
    }
}

impl Source<'_> {
    fn error(&self, line: usize, problem: impl Into<String>) -> BeirError {
        BeirError::Line { file: self.name.to_owned(), line, problem: problem.into() }
    }

    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(i, line)| (i + 1, line)).filter(|(_, line)| !line.trim().is_empty())
    }
}

/// Every line of a JSONL file with its number.
fn rows<T: DeserializeOwned>(source: Source<'_>) -> Result<Vec<(usize, T)>, BeirError> {
    let parse = |(line, text)| {
        let row = serde_json::from_str(text).map_err(|e| source.error(line, e.to_string()))?;
        Ok((line, row))
    };
    let rows: Vec<(usize, T)> = source.lines().map(parse).collect::<Result<_, _>>()?;
    if rows.is_empty() { Err(BeirError::Empty { file: source.name.to_owned() }) } else { Ok(rows) }
}

fn read_documents(corpus: Source<'_>, apis: Option<Source<'_>>) -> Result<(Vec<String>, Vec<Document>), BeirError> {
    let mut fields = apis.map(read_apis).transpose()?.flatten();
    let mut seen = BTreeSet::new();
    let (mut ids, mut documents) = (Vec::new(), Vec::new());
    for (line, row) in rows::<CorpusRow>(corpus)? {
        if !seen.insert(row._id.clone()) {
            return Err(corpus.error(line, format!("id '{}' stands here twice", row._id)));
        }
        documents.push(match &mut fields {
            None => plain_document(&row),
            Some(fields) => {
                fields.remove(&row._id).ok_or_else(|| corpus.error(line, format!("no API has docid {}", row._id)))?
            }
        });
        ids.push(row._id);
    }
    Ok((ids, documents))
}

/// Documents by docid; `None` where the file is not in ToolBench's form (its first line has no `category_name`).
fn read_apis(source: Source<'_>) -> Result<Option<BTreeMap<String, Document>>, BeirError> {
    let first = source.lines().next().and_then(|(_, line)| serde_json::from_str::<serde_json::Value>(line).ok());
    if first.is_some_and(|row| row.is_object() && row.get("category_name").is_none()) {
        return Ok(None);
    }
    let mut out = BTreeMap::new();
    for (line, row) in rows::<ApiRow>(source)? {
        if out.insert(row.docid.to_string(), api_document(&row)).is_some() {
            return Err(source.error(line, format!("docid {} stands here twice", row.docid)));
        }
    }
    Ok(Some(out))
}

fn api_document(row: &ApiRow) -> Document {
    let parameters: Vec<&str> =
        row.required_parameters.iter().chain(&row.optional_parameters).map(|p| p.name.as_str()).collect();
    Document::of_fields(
        format!("{}/{}", row.category_name, row.tool_name),
        &Fields {
            category: &row.category_name,
            tool: &row.tool_name,
            api: row.api_name.as_deref().unwrap_or_default(),
            description: row.api_description.as_deref().unwrap_or_default(),
            parameters: &parameters,
            other_languages: &[],
        },
    )
}

fn plain_document(row: &CorpusRow) -> Document {
    // A document that names no tool is its own tool.
    let tool = row
        .metadata
        .tool
        .as_ref()
        .map_or_else(|| format!("document/{}", row._id), |tool| format!("{}/{tool}", row.metadata.category));
    Document { tool, meaning: format!("{}. {}", row.title, row.text), words: format!("{}\n{}", row.title, row.text) }
}

/// Relevant documents by query id, with the line of the query's first judgment.
fn read_qrels(
    source: Source<'_>,
    places: &BTreeMap<&str, usize>,
) -> Result<BTreeMap<String, (usize, BTreeSet<usize>)>, BeirError> {
    let mut out: BTreeMap<String, (usize, BTreeSet<usize>)> = BTreeMap::new();
    for (line, text) in source.lines() {
        let mut cells = text.split('\t');
        let (Some(query), Some(document), Some(score), None) = (cells.next(), cells.next(), cells.next(), cells.next())
        else {
            return Err(source.error(line, "expected query-id, corpus-id and score between tabs"));
        };
        if line == 1 && query == "query-id" {
            continue;
        }
        let score: f64 = score.trim().parse().map_err(|_| source.error(line, format!("'{score}' is no score")))?;
        let place = places.get(document).ok_or_else(|| source.error(line, format!("no document '{document}'")))?;
        if score > 0.0 {
            out.entry(query.to_owned()).or_insert_with(|| (line, BTreeSet::new())).1.insert(*place);
        }
    }
    if out.is_empty() { Err(BeirError::Empty { file: source.name.to_owned() }) } else { Ok(out) }
}
