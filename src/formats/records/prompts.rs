//! Prompt sets that a person brings: files of that form, and what recorded answers tell of theirs.

use crate::domain::json::parse;
use crate::domain::search::{PromptsError, default_prompts, prompt_hash};
use crate::domain::trace::PromptSet;
use crate::formats::json::JsonError;
use crate::formats::prompts::read_prompts;
use crate::formats::toolbench::answer::{AnswerError, prompts_of, read_answer};

/// Why a file gives no prompt set.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BroughtPromptsError {
    /// Not a prompt set; says where.
    #[error("{0}")]
    NotASet(JsonError),
    /// Not an answer file; says where.
    #[error(transparent)]
    NotAnAnswer(#[from] AnswerError),
    /// An answer file without the messages that would hold the texts.
    #[error("answer_generation.train_messages: expected a conversation that begins with system message and question")]
    NoMessages,
    /// The shipped set is damaged.
    #[error("the shipped prompts cannot be read: {0}")]
    Shipped(#[from] PromptsError),
}

/// The prompt set of a `prompt-set-1` file, or that of an answer file's run: told apart by content. A set adopted from
/// an answer is called `name`, and keeps our texts where the answer holds none.
///
/// # Errors
/// [`BroughtPromptsError`].
pub fn read_brought_prompts(name: &str, text: &str) -> Result<PromptSet, BroughtPromptsError> {
    let answer = text.contains("answer_generation") && parse(text).is_ok_and(|v| v.get("answer_generation").is_some());
    if !answer {
        return read_prompts(text).map_err(BroughtPromptsError::NotASet);
    }
    let file = read_answer(text.as_bytes())?;
    let mut set = prompts_of(&file, default_prompts()?).ok_or(BroughtPromptsError::NoMessages)?;
    set.name = name.strip_suffix(".json").unwrap_or(name).chars().take(200).collect();
    set.version = prompt_hash(&set).chars().take(8).collect();
    Ok(set)
}
