//! Calls of runs mark their APIs too: one that answered is no longer one that was never tried.

use super::{Observed, Tools};
use crate::browser::clock::now_ms;
use crate::browser::store::{Health, HealthMark};
use crate::domain::catalog::ApiKey;
use crate::domain::chat::{Exchange, Usage};
use crate::domain::health::Mark;
use crate::domain::trace::Fidelity;
use futures::future::LocalBoxFuture;
use std::rc::Rc;

/// Tools whose working APIs are marked so. Failures are not: a run's arguments may be to blame for them.
pub struct MarkedTools {
    inner: Rc<dyn Tools>,
    store: Health,
    collection: String,
    fidelity: Fidelity,
}

impl MarkedTools {
    /// For the APIs of a collection.
    pub fn new(inner: Rc<dyn Tools>, store: Health, collection: String, fidelity: Fidelity) -> Self {
        Self { inner, store, collection, fidelity }
    }
}

impl Tools for MarkedTools {
    fn call<'a>(&'a self, api: &'a ApiKey, arguments: &'a str) -> LocalBoxFuture<'a, Observed> {
        Box::pin(async move {
            let started = now_ms();
            let observed = self.inner.call(api, arguments).await;
            if Mark::of_run(observed.came, observed.status, self.fidelity).is_some() {
                let now = now_ms();
                let took_ms = now.saturating_sub(started);
                let mark = HealthMark::new(self.collection.clone(), api.clone(), observed.status, now, took_ms);
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
