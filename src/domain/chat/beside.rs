//! What a reply held beside its message: shown to people, never part of the conversation.

use super::FunctionCall;
use crate::domain::json::{Fields, FromFields, Misfit};
use serde::Serialize;

/// Most further calls kept of one reply.
pub const MAX_EXTRA_CALLS: usize = 64;
/// Most characters kept of the reasoning, and of each text of a further call.
pub const MAX_BESIDE_CHARS: usize = 20_000;

/// Calls after the first, reasoning, and whether it was cut. Not written where empty; replies of older builds have none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Beside {
    /// The search makes one call a step, so these were not performed. At most [`MAX_EXTRA_CALLS`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extra_calls: Vec<FunctionCall>,
    /// What the model showed of its reasoning. At most [`MAX_BESIDE_CHARS`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<String>,
    /// The model reached its output limit: what it would have said further is missing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cut: bool,
}

impl FromFields for Beside {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        let beside = Self {
            extra_calls: of.take_or_default("extra_calls")?,
            reasoning: of.take_or_default("reasoning")?,
            cut: of.take_or_default("cut")?,
        };
        Ok(beside.bounded())
    }
}

impl Beside {
    /// Whether there is nothing; then it is not written.
    pub const fn is_empty(&self) -> bool {
        self.extra_calls.is_empty() && self.reasoning.is_none() && !self.cut
    }

    /// The same within its bounds; reasoning without text is none.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        self.extra_calls.truncate(MAX_EXTRA_CALLS);
        for call in &mut self.extra_calls {
            cut(&mut call.name);
            cut(&mut call.arguments);
        }
        if let Some(text) = &mut self.reasoning {
            cut(text);
        }
        self.reasoning = self.reasoning.filter(|text| !text.is_empty());
        self
    }
}

fn cut(text: &mut String) {
    if let Some((end, _)) = text.char_indices().nth(MAX_BESIDE_CHARS) {
        text.truncate(end);
    }
}
