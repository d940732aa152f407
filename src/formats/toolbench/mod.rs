//! ToolBench's own files.

mod tool;

pub use tool::{ToolFileError, read_collection, read_tool};
