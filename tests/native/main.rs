//! Native tests: the whole of `domain` and `formats`, in one binary.

// Clippy spares `#[test]` functions alone, not the helpers beside them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod layout;
mod local_tools;
mod openai_errors;
mod openai_reply;
mod openai_request;
mod openai_stream;
mod planner;
mod preference;
mod retrieval;
mod search;
mod starter_vectors;
mod support;
mod tidy;
mod worker;
