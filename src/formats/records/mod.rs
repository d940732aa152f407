//! What IndexedDB and exports hold, with versions.

pub mod answer;
pub mod calls;
pub mod health;
pub mod keys;
pub mod prices;
pub mod prompts;
pub mod roles;
pub mod run;
pub mod study;
pub mod tools;
