//! The worker's half of retrieval: text in, vector out.
//!
//! [`Embedder`] = [`tokenizer`] (WordPiece ids, 256 at most) -> [`model`] (the encoder, run by tract) -> [`pooling`]
//! (mean over tokens, then length 1). Tests and the build run these natively.
//!
//! `serve` puts it behind the worker protocol, with `fetch` and the model cache (wasm only).
//!
//! Invariants: a text is run alone and at its exact length, never padded and never in a batch, so that its vector does
//! not depend on its neighbours, bit for bit. Only `serve` names the
//! browser.

pub mod embedder;
pub mod manifest;
#[cfg(not(target_arch = "wasm32"))]
pub mod many;
pub mod model;
pub mod pooling;
#[cfg(target_arch = "wasm32")]
pub mod serve;
pub mod tokenizer;

pub use embedder::Embedder;
