//! Native tests: the whole of `domain` and `formats`, in one binary.

mod layout;
mod openai_errors;
mod openai_reply;
mod openai_request;
mod preference;
mod retrieval;
mod search;
mod support;
mod tidy;
mod worker;
