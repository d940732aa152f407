//! Native tests: the whole of `domain` and `formats`, and what needs no browser of `practice`, in one binary.

// Clippy spares `#[test]` functions alone, not the helpers beside them.
// A table of cases is one function however long; `check(input, expect)` reads best with plain values.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]
#![allow(clippy::too_many_lines, clippy::needless_pass_by_value)]

mod adopted_prompts;
mod answer_files;
mod budgets;
#[path = "../contract/mod.rs"]
mod contract;
mod contract_calls;
mod contract_native;
mod doctor;
mod doctor_remedies;
mod form;
mod hostile_documents;
mod hostile_files;
mod key_rows;
mod layout;
mod local_tools;
mod models;
mod openai_reply;
mod openai_request;
mod openai_stream;
mod oracles;
mod partial;
mod planner;
mod preference;
mod presets;
mod provider;
mod provider_errors;
mod questions;
mod readers_always;
mod record_forms;
mod records;
mod retrieval;
mod search;
mod search_always;
mod search_answers;
mod search_arguments;
mod search_cache;
mod search_fidelity;
mod search_fork;
mod search_ranked;
mod shorten;
mod starter_documents;
mod starter_vectors;
mod support;
mod text_model;
mod tidy;
mod tooleval;
mod training_files;
mod worker;
