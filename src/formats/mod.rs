//! Serde forms at the edge and their conversions to and from `domain`.

pub mod beir;
pub mod json;
pub mod openai;
pub mod prompts;
pub mod records;
pub mod toolbench;
pub mod tooleval;
pub mod training;
pub mod vectors;
pub mod worker;
