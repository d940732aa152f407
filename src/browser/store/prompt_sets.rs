//! Prompt sets that a person brought, by their hash.

use super::StoreError;
use super::kv::{Change, Durability, Key, Kv, Table};
use super::runs::json;
use crate::domain::search::prompt_hash;
use crate::domain::trace::PromptSet;
use crate::formats::prompts::read_prompts;
use crate::formats::records::prompts::{BroughtPromptsError, read_brought_prompts};

/// All of them.
#[derive(Clone, Debug)]
pub struct PromptSets {
    kv: Kv,
}

/// Why a set was not kept.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BringError {
    /// The file holds none.
    #[error(transparent)]
    Unreadable(#[from] BroughtPromptsError),
    /// It could not be stored.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PromptSets {
    /// Over a database.
    pub const fn new(kv: Kv) -> Self {
        Self { kv }
    }

    /// All that can be read.
    ///
    /// # Errors
    /// [`StoreError`] where the table cannot be read.
    pub async fn list(&self) -> Result<Vec<PromptSet>, StoreError> {
        let rows = self.kv.all(Table::Prompts).await?;
        Ok(rows.iter().filter_map(|row| read_prompts(row).ok()).collect())
    }

    /// Keeps the set of a file: a prompt set, or a ToolBench answer.
    ///
    /// # Errors
    /// [`BringError`].
    pub async fn bring(&self, name: &str, text: &str) -> Result<PromptSet, BringError> {
        let set = read_brought_prompts(name, text)?;
        let put = Change::Put(Table::Prompts, Key::Id(prompt_hash(&set)), json(&set)?);
        self.kv.commit(vec![put], Durability::Relaxed).await?;
        Ok(set)
    }
}
