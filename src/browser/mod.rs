//! Adapters to the world.

pub mod breath;
pub mod build_id;
pub mod bundle;
pub mod clipboard;
pub mod clock;
pub mod collection;
pub mod driver;
pub mod files;
pub mod ids;
pub mod judge;
pub mod llm;
pub mod net;
pub mod offline;
pub mod practice;
pub mod prefs;
pub mod recommender;
pub mod retriever;
pub mod scribe;
pub mod site;
pub mod storage;
pub mod store;
pub mod task;
pub mod tools;
pub mod vault;
pub mod worker_link;
