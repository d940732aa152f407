//! Which APIs an instruction needs: lexical (BM25), dense, their fusion, and the metrics (NDCG, recall).
//!
//! [`RetrievalIndex`] is what the page and the evaluation use. It embeds nothing: the caller asks
//! [`RetrievalIndex::sentences_of`] what to embed, has a worker do it, and hands the vectors to
//! [`RetrievalIndex::rank`]. Without vectors ranking is lexical, so that it works before the model has arrived.
//!
//! Order of reading: `words` (what a word is), `document` (what is read of an API), `lexical`, `sentences`,
//! `dense`, `hybrid` (the fusion), `index`, `metrics`; `candidates` is how ToolBench retrieves.

mod candidates;
mod dense;
mod document;
mod hybrid;
mod index;
mod lexical;
mod metrics;
mod sentences;
mod stop_words;
mod words;

pub use candidates::{EmbeddedDocument, ExcludedTools, NamedApi, NotADocument, apis_for_environment, candidates};
pub use dense::{DenseError, QuantizedVectors, Vectors, dot};
pub use document::{Document, Fields};
pub use hybrid::{Hit, HybridWeights, Why};
pub use index::{IndexBuilder, RetrievalIndex, hash_of_texts};
pub use lexical::{Bm25, Bm25Builder, Bm25Parameters};
pub use metrics::{RetrievalScores, ndcg_at, ndcg_over_corpus, recall_at};
pub use sentences::{MAX_SENTENCES, sentences};
pub use words::{Word, split_identifiers, words};
