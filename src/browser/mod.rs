//! Adapters to the world.

pub mod prefs;
pub mod storage;
pub mod store;
