//! The practice planner: a rule-based stand-in for an LLM.

use crate::domain::catalog::FinishFunction;
use crate::domain::chat::{FunctionCall, FunctionSpec, Message, ModelReply, Role, Usage};

/// See the module.
#[derive(Clone, Debug)]
pub struct Planner {
    seed: u64,
}

impl Planner {
    /// With a seed.
    pub const fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// One assistant message.
    pub fn reply(&self, _messages: &[Message], _functions: &[FunctionSpec]) -> ModelReply {
        let call = FunctionCall {
            name: FinishFunction::NAME.to_owned(),
            arguments: format!("{{\"return_type\":\"give_up_and_restart\",\"seed\":{}}}", self.seed),
        };
        let message = Message { role: Role::Assistant, name: None, content: None, function_call: Some(call) };
        ModelReply { message, usage: Usage::default() }
    }
}
