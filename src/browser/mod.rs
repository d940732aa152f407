//! Adapters to the world.

pub mod clock;
pub mod collection;
pub mod driver;
pub mod llm;
pub mod net;
pub mod prefs;
pub mod retriever;
pub mod storage;
pub mod store;
pub mod task;
pub mod tools;
pub mod vault;
