//! Toolgrove: the ToolLLM method (arXiv 2307.16789) in a browser tab.
//!
//! Read in this order:
//! 1. [`domain`]: what the method is. Pure: no clock, network, DOM, or randomness without a seed.
//! 2. [`formats`]: how the outside spells it (ToolBench files, model providers, the worker, stored records).
//! 3. `retriever` (feature `embed`), [`practice`] and [`scribe`]: the workers' halves: the embedding model, what needs no
//!    key, and what is written to and read from models and APIs; `serving` is what all do alike.
//! 4. `browser` (feature `app`): adapters to the world; performs the steps that `domain` asks for.
//! 5. `ui` (feature `app`): pages and parts.
//!
//! Invariants: `domain` names nothing below it; the workers' halves and `browser` meet only in [`formats::worker`];
//! `ui` never names `formats`. Held by optional features and by `tests/native/tidy.rs`.

pub mod domain;
pub mod formats;
pub mod practice;
pub mod scribe;

#[cfg(feature = "embed")]
pub mod retriever;

#[cfg(all(any(feature = "embed", feature = "practice", feature = "scribe"), target_arch = "wasm32"))]
pub mod serving;

#[cfg(feature = "app")]
pub mod browser;
#[cfg(feature = "app")]
pub mod ui;
