//! The worker's half of retrieval: text in, vector out.
//!
//! [`Embedder`] = [`tokenizer`] (WordPiece ids, 256 at most) -> [`model`] (the encoder, run by tract) -> [`pooling`]
//! (mean over tokens, then length 1). Nothing in these names the browser: tests and the build run them natively.
//!
//! Invariants: a text is run alone and at its exact length, never padded and never in a batch, so that its vector does
//! not depend on its neighbours, bit for bit. Nothing here fetches; bytes come as arguments.

pub mod embedder;
pub mod manifest;
pub mod model;
pub mod pooling;
pub mod tokenizer;

pub use embedder::Embedder;
