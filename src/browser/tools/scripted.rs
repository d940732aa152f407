//! The in-memory twin of tools: gives what it was told to, in order.

use super::{Observed, Tools};
use crate::domain::catalog::ApiKey;
use crate::domain::health::Came;
use crate::domain::trace::StatusCode;
use futures::future::LocalBoxFuture;
use std::cell::RefCell;
use std::collections::VecDeque;

/// Observations in order; after the last one, status 12.
#[derive(Debug, Default)]
pub struct ScriptedTools {
    observations: RefCell<VecDeque<Observed>>,
}

impl ScriptedTools {
    /// Tools that give these.
    pub fn new(observations: impl IntoIterator<Item = Observed>) -> Self {
        Self { observations: RefCell::new(observations.into_iter().collect()) }
    }
}

impl Tools for ScriptedTools {
    fn call<'a>(&'a self, _api: &'a ApiKey, _arguments: &'a str) -> LocalBoxFuture<'a, Observed> {
        Box::pin(async move {
            let ended = || Observed {
                observation: "the script has ended".to_owned(),
                status: StatusCode::RequestFailed,
                by: None,
                came: Came::NotSent,
            };
            self.observations.borrow_mut().pop_front().unwrap_or_else(ended)
        })
    }
}
