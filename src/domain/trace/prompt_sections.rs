//! Texts of a prompt set beside those that every search reads: ranking, conversion, judges. Those for text models are
//! read by `domain::toolllama`.
//!
//! They stay JSON inside [`PromptSet`], so that any set is kept whole in a run; each is looked at by whoever needs it.
//! `None` where a set has no such section.

use super::PromptSet;
use serde_json::{Map, Value};

/// Texts of the ranking by the model (section `search`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RankingPrompts<'a> {
    /// `{task_description}`, `{intersect_trice}`, `{candidate_A}`, `{candidate_B}`.
    pub system: &'a str,
    /// Asks for `A` or `B`.
    pub user: &'a str,
}

/// A judge (an entry of section `evaluators`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EvaluatorPrompts<'a> {
    /// Name of the original's class.
    pub class: &'a str,
    /// Model, limits and functions of its requests.
    pub request: &'a Map<String, Value>,
    /// Templates by the name of the function that answers them.
    pub prompts: &'a Map<String, Value>,
    /// Messages of judges that have one request only.
    pub messages: &'a [Value],
}

impl PromptSet {
    /// Texts of the ranking by the model.
    pub fn ranking(&self) -> Option<RankingPrompts<'_>> {
        let text = |key| self.search.rest.get(key)?.as_str();
        Some(RankingPrompts { system: text("rank_system")?, user: text("rank_user")? })
    }

    /// The system node of converted answers: `{functions}`.
    pub fn conversion_system(&self) -> Option<&str> {
        self.rest.get("conversion")?.get("system")?.as_str()
    }

    /// A judge by its name.
    pub fn evaluator(&self, name: &str) -> Option<EvaluatorPrompts<'_>> {
        let evaluator = self.rest.get("evaluators")?.get(name)?;
        Some(EvaluatorPrompts {
            class: evaluator.get("class")?.as_str()?,
            request: evaluator.get("request")?.as_object()?,
            prompts: evaluator.get("prompts")?.as_object()?,
            messages: evaluator.get("messages")?.as_array()?,
        })
    }
}
