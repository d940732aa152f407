//! The page's side of the retriever worker: which build to start, and a typed client for it.
//!
//! Invariants: nothing is started or fetched before somebody asks; no request stays open when the worker stops.

mod client;
mod probe;
mod settings;

pub use client::Retriever;
pub use probe::{can_relaxed, can_simd128};
pub use settings::Settings;

pub use crate::formats::worker::WorkerError;
pub use crate::formats::worker::retriever::{Loaded, Remedy, RetrieverError, Step, Variant};
