//! The practice planner behind the model port.

use super::Model;
use crate::browser::net::CancelToken;
use crate::domain::chat::{ChatRequest, Delta, ModelError, ModelReply};
use crate::domain::planner::Planner;
use futures::future::LocalBoxFuture;

/// A rule-based stand-in for an LLM; answers at once.
#[derive(Clone, Debug)]
pub struct PlannerModel {
    planner: Planner,
}

impl Default for PlannerModel {
    fn default() -> Self {
        Self { planner: Planner::new(1) }
    }
}

impl Model for PlannerModel {
    fn name(&self) -> String {
        "practice planner".to_owned()
    }

    fn reply<'a>(
        &'a self,
        request: &'a ChatRequest,
        _on_delta: &'a dyn Fn(&Delta),
        cancel: &'a CancelToken,
    ) -> LocalBoxFuture<'a, Result<ModelReply, ModelError>> {
        Box::pin(async move {
            if cancel.is_cancelled() {
                return Err(ModelError::Stopped { partial: None });
            }
            Ok(self.planner.reply(&request.messages, &request.functions))
        })
    }
}
