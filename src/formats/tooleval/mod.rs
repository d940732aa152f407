//! Files of ToolEval: converted answers, by query id, and what an answer file holds for them.

mod file;
mod source;

pub use file::{ConvertedFileError, MAX_CONVERTED_BYTES, read_converted, write_converted};
pub use source::recorded;
