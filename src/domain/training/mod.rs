//! Training data for ToolLLaMA: conversations out of answers that a search found (paper section 3.1; ToolBench
//! `preprocess_toolllama_data.py`), their text (`tool_conversation.py`) and which tokens of it are learned (`train.py`).

mod instance;
mod labels;
mod source;
mod template;

pub use instance::{Instance, InstanceError, Turn, files_of_method, instances};
pub use labels::{Labels, PromptOffset, labels};
pub use source::{AnswerFile, Called, Content, Said};
pub use template::{Template, TemplateError};
