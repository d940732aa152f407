//! The index over a collection: lexical from the start, hybrid once its vectors are attached.

use super::dense::{DenseError, Vectors};
use super::document::Document;
use super::hybrid::{Corpus, Hit, HybridWeights, Question, rank};
use super::lexical::{Bm25, Bm25Builder, Bm25Parameters};
use super::sentences::sentences;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// Documents ready to be ranked; a hit's `doc` is the place in the list given to [`Self::new`].
#[derive(Clone, Debug)]
pub struct RetrievalIndex {
    documents: Vec<Document>,
    bm25: Bm25,
    tools: Vec<u32>,
    n_tools: usize,
    vectors: Option<Vectors>,
    weights: HybridWeights,
}

impl RetrievalIndex {
    /// Builds the lexical half (16,000 documents take well under a second; [`IndexBuilder`] lets others work meanwhile).
    pub fn new(documents: Vec<Document>, weights: HybridWeights) -> Self {
        let mut builder = IndexBuilder::default();
        for document in documents {
            builder.add(document);
        }
        builder.finish(weights)
    }

    /// The documents in order.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// Gives the index the vectors of its texts S, in the order of the documents; replaces earlier ones.
    ///
    /// # Errors
    /// [`DenseError::Count`] when there are more or fewer vectors than documents.
    pub fn attach_vectors(&mut self, vectors: Vectors) -> Result<(), DenseError> {
        if vectors.n() != self.documents.len() {
            return Err(DenseError::Count { vectors: vectors.n(), documents: self.documents.len() });
        }
        self.vectors = Some(vectors);
        Ok(())
    }

    /// Whether ranking can go by meaning.
    pub fn has_vectors(&self) -> bool {
        self.vectors.is_some()
    }

    /// What to embed for a question, one vector each for [`Self::rank`].
    pub fn sentences_of(&self, query: &str) -> Vec<String> {
        sentences(query)
    }

    /// The `k` best documents for a question, by score and then by index; fewer where fewer fit, none for a blank
    /// question.
    ///
    /// `sentence_vectors` are the unit vectors of [`Self::sentences_of`]. Ranking is by words alone where they are
    /// `None`, where the index has no vectors, or where they do not fit (another number of them, another dimension,
    /// NaN); every hit then says so by `similarity: None`.
    pub fn rank(&self, query: &str, sentence_vectors: Option<&[Vec<f32>]>, k: usize) -> Vec<Hit> {
        self.rank_among(query, sentence_vectors, k, &|_| true)
    }

    /// The same over the documents that `among` takes, by their places.
    pub fn rank_among(
        &self,
        query: &str,
        sentence_vectors: Option<&[Vec<f32>]>,
        k: usize,
        among: &dyn Fn(usize) -> bool,
    ) -> Vec<Hit> {
        let sentences = sentences(query);
        let fit = |vectors: &&[Vec<f32>]| {
            let dim = self.vectors.as_ref().map(Vectors::dim);
            let row_fits = |row: &Vec<f32>| Some(row.len()) == dim && row.iter().all(|x| x.is_finite());
            vectors.len() == sentences.len() && vectors.iter().all(row_fits)
        };
        let corpus =
            Corpus { bm25: &self.bm25, tools: &self.tools, n_tools: self.n_tools, vectors: self.vectors.as_ref() };
        let question = Question { text: query, sentences: &sentences, vectors: sentence_vectors.filter(fit), among };
        rank(&corpus, self.weights, &question, k)
    }

    /// SHA-256 (hex) over all texts S in order: vectors made for other texts, or another order, do not fit.
    pub fn texts_hash(&self) -> String {
        hash_of_texts(self.documents.iter().map(|d| d.meaning.as_str()))
    }
}

/// Builds an index document by document.
#[derive(Debug, Default)]
pub struct IndexBuilder {
    documents: Vec<Document>,
    words: Bm25Builder,
}

impl IndexBuilder {
    /// Takes the next document.
    pub fn add(&mut self, document: Document) {
        self.words.add(&document.words);
        self.documents.push(document);
    }

    /// The index over the documents so far.
    pub fn finish(self, weights: HybridWeights) -> RetrievalIndex {
        let Self { documents, words } = self;
        let bm25 = words.finish(Bm25Parameters::default());
        let (tools, n_tools) = number_tools(&documents);
        RetrievalIndex { documents, bm25, tools, n_tools, vectors: None, weights }
    }
}

/// SHA-256 (hex) over texts in order.
pub fn hash_of_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        // With its length, so that no two lists of texts run together into the same bytes.
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A number for each document's tool, and how many tools there are.
fn number_tools(documents: &[Document]) -> (Vec<u32>, usize) {
    let mut numbers: HashMap<&str, u32> = HashMap::new();
    let mut number = |tool| {
        let next = numbers.len() as u32;
        *numbers.entry(tool).or_insert(next)
    };
    let tools = documents.iter().map(|d| number(d.tool.as_str())).collect();
    (tools, numbers.len())
}
