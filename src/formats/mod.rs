//! Serde forms at the edge and their conversions to and from `domain`.

pub mod anthropic;
pub mod beir;
pub mod builtin;
pub mod calls;
pub mod gemini;
pub mod json;
pub mod openai;
pub mod prompts;
pub mod provider;
pub mod records;
pub mod text_model;
pub mod toolbench;
pub mod tooleval;
pub mod training;
pub mod utf8;
pub mod vectors;
pub mod worker;
