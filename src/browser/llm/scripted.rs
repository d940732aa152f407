//! The in-memory twin of a model: gives what it was told to, in order.

use super::Model;
use crate::browser::net::CancelToken;
use crate::domain::chat::{ChatRequest, Delta, ModelError, ModelReply};
use futures::future::LocalBoxFuture;
use std::cell::RefCell;
use std::collections::VecDeque;

/// Replies in order; after the last one, an error that says so.
#[derive(Debug, Default)]
pub struct ScriptedModel {
    outcomes: RefCell<VecDeque<Result<ModelReply, ModelError>>>,
    asked: RefCell<Vec<ChatRequest>>,
    context_tokens: Option<u64>,
    max_reply_tokens: Option<u32>,
}

impl ScriptedModel {
    /// A model with these outcomes.
    pub fn new(outcomes: impl IntoIterator<Item = Result<ModelReply, ModelError>>) -> Self {
        Self { outcomes: RefCell::new(outcomes.into_iter().collect()), ..Self::default() }
    }

    /// The same that says it reads so many tokens.
    pub const fn reading(mut self, tokens: u64) -> Self {
        self.context_tokens = Some(tokens);
        self
    }

    /// The same that says its replies take up to so many of them.
    pub const fn replying(mut self, tokens: u32) -> Self {
        self.max_reply_tokens = Some(tokens);
        self
    }

    /// The requests so far.
    pub fn asked(&self) -> Vec<ChatRequest> {
        self.asked.borrow().clone()
    }
}

impl Model for ScriptedModel {
    fn name(&self) -> String {
        "scripted".to_owned()
    }

    fn context_tokens(&self) -> Option<u64> {
        self.context_tokens
    }

    fn max_reply_tokens(&self) -> Option<u32> {
        self.max_reply_tokens
    }

    fn reply<'a>(
        &'a self,
        request: &'a ChatRequest,
        on_delta: &'a dyn Fn(&Delta),
        cancel: &'a CancelToken,
    ) -> LocalBoxFuture<'a, Result<ModelReply, ModelError>> {
        Box::pin(async move {
            if cancel.is_cancelled() {
                return Err(ModelError::Stopped { partial: None });
            }
            self.asked.borrow_mut().push(request.clone());
            let next = self.outcomes.borrow_mut().pop_front();
            let spent = || {
                Err(ModelError::ServerError { status: 500, wait_ms: None, message: "the script has ended".to_owned() })
            };
            let reply = next.unwrap_or_else(spent)?;
            if let Some(text) = &reply.message.content {
                on_delta(&Delta::Text(text.clone()));
            }
            if let Some(call) = &reply.message.function_call {
                on_delta(&Delta::CallName(call.name.clone()));
                on_delta(&Delta::CallArguments(call.arguments.clone()));
            }
            Ok(reply)
        })
    }
}
