//! Anthropic's messages (`POST {base}/v1/messages`, API version 2023-06-01).

mod request;
mod stream;

pub(in crate::formats) use request::{HEADERS, MAX_TOKENS, request};
pub(in crate::formats) use stream::Assembler;
