//! Many texts natively: on every core, one text at a time on each.

use std::thread;

use super::embedder::{DIM, Embedder};
use crate::formats::worker::retriever::RetrieverError;

/// The unit vectors of texts in order, row-major `[texts.len(), DIM]`; each as [`Embedder::embed`] gives it.
///
/// # Errors
/// The first [`RetrieverError::TextFailed`].
pub fn embed_all(embedder: &Embedder, texts: &[&str]) -> Result<Vec<f32>, RetrieverError> {
    let embed = |texts: &[&str]| {
        let mut numbers = Vec::with_capacity(texts.len() * DIM);
        for text in texts {
            numbers.extend(embedder.embed(text)?);
        }
        Ok::<_, RetrieverError>(numbers)
    };
    let n_threads = thread::available_parallelism().map_or(1, usize::from);
    let portion = texts.len().div_ceil(n_threads).max(1);
    thread::scope(|scope| {
        let workers: Vec<_> = texts.chunks(portion).map(|texts| scope.spawn(move || embed(texts))).collect();
        let mut numbers = Vec::with_capacity(texts.len() * DIM);
        for worker in workers {
            let stopped = |_| RetrieverError::TextFailed { cause: "a thread stopped".to_owned() };
            numbers.extend(worker.join().map_err(stopped)??);
        }
        Ok(numbers)
    })
}
