//! Training data for ToolLLaMA: conversations out of answers that a search found (paper section 3.1; ToolBench
//! `preprocess_toolllama_data.py`), their text (`tool_conversation.py`) and which tokens of it are learned (`train.py`).
//! And the retriever's (section 3.2), out of queries.

mod instance;
mod labels;
mod retriever;
mod source;
mod template;

pub use instance::{Instance, InstanceError, Turn, files_of_method, instances};
pub use labels::{Labels, PromptOffset, labels};
pub use retriever::{CorpusRow, LabelledQuery, QrelRow, QueryRow, RetrieverFiles, RetrieverPart, retriever_files};
pub use source::{AnswerFile, Called, Content, Said};
pub use template::{Template, TemplateError};
