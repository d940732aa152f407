//! Calls of runs mark their APIs too: one that answered is no longer one that was never tried.

use super::{Observed, Tools};
use crate::browser::clock::now_ms;
use crate::browser::store::{Health, HealthMark};
use crate::domain::catalog::{ApiKey, Collection};
use crate::domain::chat::{Exchange, Usage};
use crate::domain::health::{Mark, document_of};
use crate::domain::trace::Fidelity;
use futures::future::LocalBoxFuture;
use std::rc::Rc;
use std::sync::Arc;

/// Tools whose working APIs are marked so. Failures are not: a run's arguments may be to blame for them.
pub struct MarkedTools {
    inner: Rc<dyn Tools>,
    store: Health,
    collection: Arc<Collection>,
    fidelity: Fidelity,
}

impl MarkedTools {
    /// For the APIs of a collection.
    pub fn new(inner: Rc<dyn Tools>, store: Health, collection: Arc<Collection>, fidelity: Fidelity) -> Self {
        Self { inner, store, collection, fidelity }
    }
}

impl Tools for MarkedTools {
    fn call<'a>(&'a self, api: &'a ApiKey, arguments: &'a str) -> LocalBoxFuture<'a, Observed> {
        Box::pin(async move {
            let started = now_ms();
            let observed = self.inner.call(api, arguments).await;
            let works = Mark::of_run(observed.came, observed.status, self.fidelity).is_some();
            // Other documents may have come under the collection's name since the run began: a mark says of which it is.
            if works && let Some((tool, document)) = self.collection.document(api) {
                let now = now_ms();
                let (name, took_ms) = (self.collection.name.clone(), now.saturating_sub(started));
                let mark = HealthMark::new(name, api.clone(), observed.status, now, took_ms);
                let mark = mark.with_document(document_of(tool, document));
                // A mark that cannot be kept is no reason to lose the answer.
                let _ = self.store.put(&mark).await;
            }
            observed
        })
    }

    fn take_exchanges(&self) -> Vec<Exchange> {
        self.inner.take_exchanges()
    }

    fn take_usage(&self) -> Option<Usage> {
        self.inner.take_usage()
    }
}
