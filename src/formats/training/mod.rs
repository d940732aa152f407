//! Files of training data: ToolBench's answer files, as far as training needs them, and ToolLLaMA's conversations.

mod answer;
mod conversations;
mod error;

pub use answer::{answer_of_value, read_answer};
pub use conversations::{MAX_CONVERSATIONS_BYTES, read_conversations, write_conversations};
pub use error::TrainingFileError;
