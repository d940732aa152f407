//! OpenAI-compatible chat completions: what servers that speak them take and give, with the breakage of each that is
//! known. What all providers share is in [`provider`](super::provider).

pub mod request;
mod stream;
mod wire;

pub(in crate::formats) use stream::Assembler;
