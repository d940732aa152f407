//! The person stopped a model request.

use crate::domain::chat::Partial;
use crate::domain::json::{Fields, FromFields, Misfit};
use crate::domain::trace::AskId;
use serde::Serialize;

/// What had come until then is kept for people; the search asks again when it goes on. Only the text is in runs of before
/// the rest was kept; what is empty is not written, but for the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ModelStopped {
    /// Of this request.
    pub ask: AskId,
    /// Text that had arrived.
    pub partial: String,
    /// Reasoning that had arrived.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reasoning: String,
    /// Name of the function, where it had arrived.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Its arguments, as far as they had arrived.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub arguments: String,
}

impl FromFields for ModelStopped {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        Ok(Self {
            ask: of.take("ask")?,
            partial: of.take("partial")?,
            reasoning: of.take_or_default("reasoning")?,
            name: of.take_or_default("name")?,
            arguments: of.take_or_default("arguments")?,
        })
    }
}

impl ModelStopped {
    /// Of a request, with what had come.
    pub fn new(ask: AskId, came: Partial) -> Self {
        let Partial { text, reasoning, name, arguments } = came;
        Self { ask, partial: text, reasoning, name, arguments }
    }

    /// What had come.
    pub fn came(&self) -> Partial {
        let Self { partial, reasoning, name, arguments, .. } = self.clone();
        Partial { text: partial, reasoning, name, arguments }
    }
}
