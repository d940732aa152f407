//! The embedding model held against its goldens: our own small set always, the large shared one and the f32 graph
//! where they are present.

// Clippy spares `#[test]` functions alone, not the helpers beside them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod manifest;
mod parity;
mod pooling;
mod ranking;
mod starter_vectors;
mod support;
