//! What a run has used, and what each of its requests came to.

use crate::domain::chat::{Beside, Message, Usage};

/// What a run has used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Replies that came.
    pub model_calls: u32,
    /// Those in which branches were compared.
    pub rank_calls: u32,
    /// Requests that failed for good.
    pub model_failures: u32,
    /// Requests that failed and were made again, each time.
    pub retries: u32,
    /// Requests that were made shorter, each time.
    pub shortened: u32,
    /// Calls that reached an API.
    pub api_calls: u32,
    /// Calls that an earlier one answered.
    pub cached_calls: u32,
    /// Tokens of all requests.
    pub tokens: u64,
    /// Those sent.
    pub prompt_tokens: u64,
    /// Those received.
    pub completion_tokens: u64,
    /// Of those sent, the ones of comparisons.
    pub rank_prompt_tokens: u64,
    /// Of those received, the ones of comparisons.
    pub rank_completion_tokens: u64,
    /// Tokens sent to and received from a model that plays APIs: in none of the sums above, and in no budget.
    pub simulated: (u64, u64),
    /// True where any of them was estimated.
    pub tokens_estimated: bool,
    /// Milliseconds between events, without those while it stood paused or its tab was gone.
    pub work_ms: u64,
}

impl Counters {
    /// A reply came; `ranks` where it compares branches.
    pub(super) fn reply(&mut self, usage: Usage, ranks: bool) {
        self.model_calls += 1;
        self.tokens = self.tokens.saturating_add(usage.total());
        self.prompt_tokens = self.prompt_tokens.saturating_add(usage.prompt);
        self.completion_tokens = self.completion_tokens.saturating_add(usage.completion);
        self.tokens_estimated |= usage.estimated;
        if ranks {
            self.rank_calls += 1;
            self.rank_prompt_tokens = self.rank_prompt_tokens.saturating_add(usage.prompt);
            self.rank_completion_tokens = self.rank_completion_tokens.saturating_add(usage.completion);
        }
    }
}

impl Counters {
    /// A model played an API.
    pub(super) fn simulated(&mut self, usage: Usage) {
        let (sent, received) = &mut self.simulated;
        *sent = sent.saturating_add(usage.prompt);
        *received = received.saturating_add(usage.completion);
        self.tokens_estimated |= usage.estimated;
    }
}

/// A request to a model, and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Milliseconds since the epoch at which it was wanted.
    pub asked_ms: u64,
    /// It compares branches; else it asks for the next step.
    pub ranks: bool,
    /// The message that came.
    pub message: Option<Message>,
    /// Its tokens.
    pub usage: Option<Usage>,
    /// What came beside the message.
    pub beside: Beside,
    /// Times it failed and was made again.
    pub retries: u32,
    /// Times it was made shorter.
    pub shortened: u32,
}
