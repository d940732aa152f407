//! What is kept: runs, studies, votes. IndexedDB, or memory where the browser gives no storage.

mod error;
mod idb;
mod kv;
mod lock;
mod memory;
mod runs;
mod writer;

pub use crate::formats::records::run::{RecordError, RunFile, RunHead, RunSummary, StoredHead, read_runs};
pub use error::{StoreError, StoreRemedy};
pub use kv::{Change, Durability, Key, Kv, Table};
pub use lock::RunLock;
pub use runs::{LoadedRun, Runs};
pub use writer::RunWriter;
