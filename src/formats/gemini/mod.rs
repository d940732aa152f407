//! Gemini's own form (`POST {base}/v1beta/models/{model}:streamGenerateContent`).

mod request;
mod schema;
mod stream;

pub(in crate::formats) use request::{VERSIONS, request};
pub(in crate::formats) use stream::Assembler;
