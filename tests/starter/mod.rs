//! The starter collection as the site ships it, and the questions over it; for both test binaries.

use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};
use toolgrove::domain::catalog::{Collection, Provider};
use toolgrove::domain::retrieval::{Document, Hit, HybridWeights, RetrievalIndex};
use toolgrove::formats::toolbench::read_tool;
use toolgrove::formats::vectors::VectorsFile;

/// A question with the APIs that it needs: for each call, those of which one must be made.
#[derive(Deserialize)]
pub struct Question {
    pub id: String,
    pub lang: String,
    pub question: String,
    pub apis: Vec<Vec<String>>,
}

/// The collection, and its index without vectors.
pub struct Starter {
    pub collection: Collection,
    pub index: RetrievalIndex,
}

impl Starter {
    /// Tools in the order of their paths, as in the site's bundle.
    pub fn load() -> Self {
        let folder = public("collections/starter");
        let mut paths: Vec<PathBuf> = Vec::new();
        for category in fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir()) {
            paths.extend(fs::read_dir(category).unwrap().map(|e| e.unwrap().path()));
        }
        paths.retain(|path| path.extension().is_some_and(|e| e == "json"));
        paths.sort_by_key(|path| path.strip_prefix(&folder).unwrap().to_string_lossy().into_owned());
        let read = |path: &PathBuf| {
            let category = path.parent().unwrap().file_name().unwrap().to_string_lossy();
            read_tool(&category, &fs::read_to_string(path).unwrap()).unwrap()
        };
        let collection = Collection { name: "Starter".to_owned(), tools: paths.iter().map(read).collect() };
        let index = RetrievalIndex::new(Document::of_collection(&collection), HybridWeights::default());
        Self { collection, index }
    }

    /// The best documents of local tools: what the page offers where nobody says otherwise.
    pub fn rank(&self, question: &str, vectors: Option<&[Vec<f32>]>, k: usize) -> Vec<Hit> {
        let local: Vec<bool> = self.collection.apis().map(|(_, tool, _)| tool.provider() == Provider::Local).collect();
        self.index.rank_among(question, vectors, k, &|doc| local[doc])
    }

    /// How many questions find, among their best five, an API for each call; misses are printed.
    pub fn found(&self, questions: &[Question], rank: impl Fn(&str) -> Vec<Hit>) -> usize {
        let names: Vec<&str> = self.collection.apis().map(|(_, _, api)| api.name.as_str()).collect();
        let has = |q: &&Question| {
            let best: Vec<&str> = rank(&q.question).iter().map(|hit| names[hit.doc]).collect();
            let found = q.apis.iter().all(|any| any.iter().any(|api| best.contains(&api.as_str())));
            if !found {
                println!("{} {:?} wants {:?}, got {best:?}", q.id, q.question, q.apis);
            }
            found
        };
        questions.iter().filter(has).count()
    }
}

/// The vectors that ship.
pub fn shipped() -> VectorsFile {
    VectorsFile::from_bytes(&fs::read(public("collections/starter.vectors")).expect("starter.vectors"))
        .expect("vectors")
}

/// Questions of a language that may be looked at.
pub fn open_questions(lang: &str) -> Vec<Question> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/questions/open.jsonl");
    let all: Vec<Question> =
        fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    all.into_iter().filter(|q| q.lang == lang).collect()
}

/// A file below `public/`.
pub fn public(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("public").join(path)
}
