//! ToolBench's answer files: the record of one run, with its tree or tries, and what was answered.

mod facts;
mod file;
mod import;
mod prompts;
mod spec;
mod write;

pub use file::{
    AnswerFile, AnswerGeneration, AnswerNode, AnswerTree, AnswerTry, MAX_ANSWER_BYTES, Process, read_answer,
};
pub use import::import_answer;
pub use prompts::prompts_of;
pub use write::{MAX_DEPTH, write_answer};

use crate::domain::json::{Misfit, NotJson};

/// Why an answer file cannot be read or written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// Not JSON, or nested too deeply for our reader.
    #[error(transparent)]
    NotJson(#[from] NotJson),
    /// Not an answer file; says where.
    #[error(transparent)]
    Misfit(#[from] Misfit),
    /// The tree has more levels than an answer file of ours may hold.
    #[error("the tree is {depth} nodes deep, more than {MAX_DEPTH}")]
    TooDeep {
        /// Of the deepest node.
        depth: u32,
    },
    /// More bytes than are read.
    #[error("the file has {bytes} bytes; at most {MAX_ANSWER_BYTES} are read")]
    TooLarge {
        /// Of the file.
        bytes: usize,
    },
    /// A node stands where ToolBench has none: an Action has one Action Input below it, and nothing else.
    #[error("{path}: expected a Thought, or an Action with one Action Input")]
    Unshowable {
        /// JSON path of the node.
        path: String,
    },
    /// The shipped prompt set is damaged.
    #[error("the shipped prompts cannot be read")]
    Prompts,
}
