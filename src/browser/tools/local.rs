//! The starter collection's tools, computed in the practice worker.

use super::{Observed, Tools};
use crate::browser::practice::{Practice, WorkerError};
use crate::domain::catalog::ApiKey;
use crate::domain::health::Came;
use crate::domain::trace::StatusCode;
use crate::domain::trace::event::AnsweredBy;
use futures::future::LocalBoxFuture;
use serde_json::json;

const LOCAL: Option<AnsweredBy> = Some(AnsweredBy::Local);

/// Answers in milliseconds. A worker that does not run is an observation too.
#[derive(Clone)]
pub struct LocalTools {
    practice: Practice,
}

impl LocalTools {
    /// The tools in a worker.
    pub fn new(practice: Practice) -> Self {
        Self { practice }
    }
}

impl Tools for LocalTools {
    fn call<'a>(&'a self, api: &'a ApiKey, arguments: &'a str) -> LocalBoxFuture<'a, Observed> {
        Box::pin(async move {
            match self.practice.call(&api.tool, &api.api, arguments).await {
                Ok(called) => Observed { observation: called.0, status: called.1, by: LOCAL, came: Came::Answer },
                Err(error) => unanswered(&error),
            }
        })
    }
}

/// In ToolBench's form, as the tools' own refusals are.
fn unanswered(error: &WorkerError) -> Observed {
    let status = match error {
        WorkerError::TimedOut { .. } => StatusCode::Timeout,
        _ => StatusCode::RequestFailed,
    };
    let message = format!("the local tools do not run: {error}");
    let observation = json!({"error": message, "response": ""}).to_string();
    Observed { observation, status, by: LOCAL, came: Came::Silence }
}
