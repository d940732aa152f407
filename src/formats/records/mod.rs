//! What IndexedDB and exports hold, with versions.

pub mod run;
pub mod study;
