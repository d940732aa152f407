//! Adapters to the world.

pub mod llm;
pub mod net;
pub mod prefs;
pub mod storage;
pub mod store;
pub mod vault;
