//! ToolBench's own files.

pub mod answer;
mod api;
mod bundle;
mod query;
mod retriever;
mod tool;
mod tsv;

pub use bundle::{CollectionReader, ToolFileError, bundle_of, read_collection};
pub use query::{MAX_QUERIES, MAX_QUERY_BYTES, Query, QueryApi, QueryId, QueryText, read_queries, write_queries};
pub use retriever::{
    CorpusRow, MAX_TABLE_BYTES, QrelRow, QueryRow, read_corpus, read_qrels, read_test_ids, read_training_queries,
    write_corpus, write_qrels, write_training_queries,
};
pub use tool::{ToolFile, read_tool, write_tool};
pub use tsv::TableError;
