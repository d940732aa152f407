//! Native tests: the whole of `domain` and `formats`, in one binary.

mod openai_errors;
mod openai_reply;
mod openai_request;
mod retrieval;
mod search;
mod support;
mod tidy;
