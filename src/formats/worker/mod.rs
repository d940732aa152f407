//! The whole protocol between page and retriever worker.
