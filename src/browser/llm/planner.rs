//! The practice planner, which answers in its worker, behind the model port.

use super::Model;
use crate::browser::net::CancelToken;
use crate::browser::practice::Practice;
use crate::domain::chat::{ChatRequest, Delta, ModelError, ModelReply};
use futures::future::{Either, LocalBoxFuture, select};
use std::pin::pin;

/// A rule-based stand-in for an LLM; answers in milliseconds.
#[derive(Clone)]
pub struct PlannerModel {
    practice: Practice,
}

impl PlannerModel {
    /// What the runs list shows.
    pub const NAME: &'static str = "practice planner";

    /// The planner in a worker.
    pub fn new(practice: Practice) -> Self {
        Self { practice }
    }
}

impl Model for PlannerModel {
    fn name(&self) -> String {
        Self::NAME.to_owned()
    }

    fn reply<'a>(
        &'a self,
        request: &'a ChatRequest,
        _on_delta: &'a dyn Fn(&Delta),
        cancel: &'a CancelToken,
    ) -> LocalBoxFuture<'a, Result<ModelReply, ModelError>> {
        Box::pin(async move {
            // The stop comes first: what is stopped already is not asked.
            match select(cancel.cancelled(), pin!(self.practice.reply(request))).await {
                Either::Left(_) => Err(ModelError::Stopped { partial: None }),
                Either::Right((reply, _)) => {
                    reply.map_err(|error| ModelError::PracticeFailed { message: error.to_string() })
                }
            }
        })
    }
}
