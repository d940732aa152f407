//! Native tests: the whole of `domain` and `formats`, in one binary.

mod retrieval;
mod search;
mod support;
mod tidy;
