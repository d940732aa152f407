//! A run goes on, and the collection that it was made with is gone: no other documents stand in for it.

use super::{Observed, Tools};
use crate::domain::catalog::ApiKey;
use crate::domain::health::Came;
use crate::domain::service::Unanswered;
use crate::domain::trace::Fidelity;
use futures::future::LocalBoxFuture;

/// Answers every call with the name of what is missing; nothing is sent.
#[derive(Clone, Debug)]
pub struct MissingTools {
    collection: String,
    fidelity: Fidelity,
}

impl MissingTools {
    /// In the place of a collection's tools.
    pub fn new(collection: String, fidelity: Fidelity) -> Self {
        Self { collection, fidelity }
    }
}

impl Tools for MissingTools {
    fn call<'a>(&'a self, _api: &'a ApiKey, _arguments: &'a str) -> LocalBoxFuture<'a, Observed> {
        let why = format!(
            "The collection {:?} that this run was made with is not on this device any more; nothing was sent",
            self.collection
        );
        let told = Unanswered::NotPermitted { why }.observed("", self.fidelity);
        let observed = Observed { observation: told.observation, status: told.status, by: None, came: Came::NotSent };
        Box::pin(async move { observed })
    }
}
