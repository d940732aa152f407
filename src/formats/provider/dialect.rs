//! What an endpoint was found to take: begins with everything, and learns from refusals.

use super::error::ProviderError;
use crate::domain::json::{inside_serde, reads};
use serde::Serialize;

/// Requests that a refusal may be followed by, at most: one for each thing that can be given up, and some for numbers.
pub const MAX_ADAPTATIONS: usize = 8;

/// Which optional parts of a request an endpoint takes. [`Dialect::adapt`] changes what an error names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Dialect {
    /// The reply comes in pieces.
    pub stream: bool,
    /// `stream_options.include_usage`: token counts at the end of a stream.
    pub stream_usage: bool,
    /// `max_completion_tokens` in place of `max_tokens` (OpenAI's reasoning models).
    pub completion_tokens_key: bool,
    /// `temperature` (reasoning models take none).
    pub temperature: bool,
    /// `tool_choice` beside the tools (some reasoning models take none).
    pub tool_choice: bool,
    /// Standing instructions apart from the conversation (Gemma's templates know none); else they begin the first
    /// message of the person.
    pub system: bool,
    /// A stand-in for the signature that Gemini 3 wants beside past calls; others need none.
    pub signatures: bool,
    /// `reasoning_effort: "none"` beside functions (OpenAI's newer models take functions in no other way).
    pub no_effort: bool,
    /// The reasoning of past replies goes back as `reasoning_content` (DeepSeek's thinking models want it beside calls).
    pub reasoning_back: bool,
    /// The most output tokens that may be asked for.
    pub most_tokens: Option<u32>,
    /// The fewest output tokens that may be asked for.
    pub fewest_tokens: Option<u32>,
}

reads!(Dialect {
    stream,
    stream_usage,
    completion_tokens_key,
    temperature,
    tool_choice,
    system,
    signatures,
    no_effort,
    reasoning_back,
    most_tokens,
    fewest_tokens
});
inside_serde!(Dialect);

impl Default for Dialect {
    fn default() -> Self {
        Self {
            stream: true,
            stream_usage: true,
            completion_tokens_key: false,
            temperature: true,
            tool_choice: true,
            system: true,
            signatures: false,
            no_effort: false,
            reasoning_back: false,
            most_tokens: None,
            fewest_tokens: None,
        }
    }
}

/// Words with which endpoints refuse a system message.
const NO_SYSTEM: [&str; 5] = [
    "system role not supported",         // Gemma's template: llama.cpp, vLLM
    "does not support 'system'",         // OpenAI's first reasoning models
    "developer instruction is not",      // Gemini, for Gemma
    "system instruction is not",         // Gemini
    "system messages are not supported", // several
];
/// Names of the field for the most output tokens.
const LENGTH_FIELDS: [&str; 3] = ["max_tokens", "max_completion_tokens", "maxOutputTokens"];
/// What stands before the number in "at most so many".
const MOST: [&str; 6] = [
    "supports at most ",      // OpenAI
    "less than or equal to ", // Groq
    "is [1, ",                // DeepSeek
    "(inclusive) to ",        // Gemini
    "maximum value is ",      // several
    " > ",                    // Anthropic: "max_tokens: 100000 > 8192, which is the maximum …"
];
/// The same for "at least so many".
const FEWEST: [&str; 4] = ["at least ", "greater than or equal to ", ">= ", "minimum value is "];

impl Dialect {
    /// Gives up what `error` names. `None` where nothing of ours is to blame or it is given up already, so that
    /// repeating the request would change nothing.
    pub fn adapt(self, status: u16, error: &ProviderError) -> Option<Self> {
        let lower = error.message.to_lowercase();
        let mut next = self;
        if self.system && matches!(status, 400 | 422 | 500) && NO_SYSTEM.iter().any(|words| lower.contains(words)) {
            next.system = false;
            return Some(next);
        }
        if !matches!(status, 400 | 422) {
            return None;
        }
        let blamed = |field: &str| match error.param.as_deref() {
            Some(param) if !param.is_empty() => param.starts_with(field),
            _ => error.message.contains(field),
        };
        if self.stream_usage && blamed("stream_options") {
            next.stream_usage = false;
        } else if !self.no_effort && blamed("reasoning_effort") {
            next.no_effort = true;
        } else if !self.reasoning_back && blamed("reasoning_content") {
            next.reasoning_back = true;
        } else if !self.completion_tokens_key && blamed("max_tokens") && error.message.contains("max_completion_tokens")
        {
            next.completion_tokens_key = true;
        } else if let Some(adapted) = LENGTH_FIELDS.into_iter().any(blamed).then(|| self.with_length(&lower)).flatten()
        {
            next = adapted;
        } else if !self.signatures && blamed("thought_signature") {
            next.signatures = true;
        } else if self.temperature && blamed("temperature") {
            next.temperature = false;
        } else if self.tool_choice && ["tool_choice", "tool_config", "toolConfig"].into_iter().any(blamed) {
            next.tool_choice = false;
        } else if self.stream && blamed("stream") {
            next.stream = false;
        }
        (next != self).then_some(next)
    }

    /// How many output tokens to ask for where `wanted` are.
    pub fn length(self, wanted: u32) -> u32 {
        wanted.max(self.fewest_tokens.unwrap_or(0)).min(self.most_tokens.unwrap_or(u32::MAX))
    }

    /// With the bound on output tokens that the words name; only ever narrower than before, so that adapting ends.
    fn with_length(self, lower: &str) -> Option<Self> {
        if let Some(fewest) = number_after(lower, &FEWEST) {
            return (fewest > self.fewest_tokens.unwrap_or(0)).then_some(Self { fewest_tokens: Some(fewest), ..self });
        }
        // Prompt and output together are too long: a matter of the conversation, not of this field.
        if lower.contains("context") && !lower.contains("context_window") {
            return None;
        }
        let most = number_after(lower, &MOST)?;
        let most = if lower.contains("(exclusive)") { most.saturating_sub(1) } else { most }.max(1);
        (most < self.most_tokens.unwrap_or(u32::MAX)).then_some(Self { most_tokens: Some(most), ..self })
    }
}

/// The number after the first of these words that one follows; quotes before it do not count.
fn number_after(text: &str, words: &[&str]) -> Option<u32> {
    words.iter().find_map(|word| {
        let rest = text[text.find(word)? + word.len()..].trim_start_matches(['`', '\'', '"']);
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        rest[..digits].parse().ok()
    })
}
