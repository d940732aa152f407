//! What is kept: runs, studies, votes, prompt sets. IndexedDB, or memory where the browser gives no storage.

mod calls;
mod collections;
mod error;
mod exchanges;
mod health;
mod idb;
mod kv;
mod lock;
mod memory;
mod prompt_sets;
mod runs;
mod writer;

pub use crate::formats::prompts::MAX_PROMPTS_BYTES;
pub use crate::formats::records::answer::read_brought;
pub use crate::formats::records::calls::MAX_CALLS_FILE;
pub use crate::formats::records::health::{HealthMark, HealthRound, HostQuota};
pub use crate::formats::records::run::{
    CallsHow, MAX_RUNS_FILE, RecordError, RunFile, RunHead, RunSummary, StoredHead,
};
pub use calls::{CallRecord, CallsImportError, CallsImported};
pub use collections::{Brought, BroughtError, Collections, MAX_BROUGHT, SHIPPED};
pub use error::{StoreError, StoreRemedy};
pub use exchanges::{Exchanged, Exchanges};
pub use health::Health;
pub use kv::{Change, Durability, Key, Kv, Table};
pub use lock::RunLock;
pub use prompt_sets::{BringError, PromptSets};
pub use runs::{LoadedRun, RunImported, Runs};
pub use writer::RunWriter;
