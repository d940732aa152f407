//! What a model is sent was made shorter, because it would not fit.

use crate::domain::json::{Fields, FromFields, Misfit};
use crate::domain::trace::AskId;
use serde::Serialize;

/// Told by the driver, for people: the messages that the search keeps stay whole. The rule is
/// [`crate::domain::chat::shorten`]'s; tokens are estimates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ContextShortened {
    /// Of this request.
    pub ask: AskId,
    /// Observations that were cut.
    pub observations: u32,
    /// Other texts that were cut; not written where none was.
    #[serde(skip_serializing_if = "is_none")]
    pub others: u32,
    /// Tokens before.
    pub from_tokens: u64,
    /// Tokens after.
    pub to_tokens: u64,
}

impl FromFields for ContextShortened {
    fn from_fields(of: &mut Fields) -> Result<Self, Misfit> {
        Ok(Self {
            ask: of.take("ask")?,
            observations: of.take("observations")?,
            others: of.take_or_default("others")?,
            from_tokens: of.take("from_tokens")?,
            to_tokens: of.take("to_tokens")?,
        })
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde calls it
const fn is_none(count: &u32) -> bool {
    *count == 0
}
