//! What IndexedDB and exports hold, with versions.

pub mod answer;
pub mod prompts;
pub mod run;
pub mod study;
