//! What gateways say is left of an account's requests, kept by host: it is wanted also where no run is looked at.

use super::{Observed, Tools};
use crate::browser::store::{Health, HostQuota};
use crate::domain::catalog::{ApiKey, Collection};
use crate::domain::chat::{Exchange, Usage};
use futures::future::LocalBoxFuture;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// Tools whose replies are looked at for it.
pub struct QuotaTools {
    inner: Rc<dyn Tools>,
    store: Health,
    collection: Arc<Collection>,
    /// Taken from `inner` to look at, and not yet asked for.
    exchanges: RefCell<Vec<Exchange>>,
}

impl QuotaTools {
    /// For the tools of a collection.
    pub fn new(inner: Rc<dyn Tools>, store: Health, collection: Arc<Collection>) -> Self {
        Self { inner, store, collection, exchanges: RefCell::default() }
    }

    /// The host is the document's: what was called may have been a gateway of the person's.
    async fn note(&self, api: &ApiKey) {
        let taken = self.inner.take_exchanges();
        let told = taken.iter().rev().find_map(|exchange| Some((exchange.quota?, exchange.at_ms + exchange.took_ms)));
        self.exchanges.borrow_mut().extend(taken);
        let host = self.collection.document(api).map(|(tool, _)| tool.host.clone());
        if let (Some((quota, at_ms)), Some(host)) = (told, host) {
            // What cannot be kept is no reason to lose the answer.
            let _ = self.store.put_quota(&HostQuota::new(host, quota, at_ms)).await;
        }
    }
}

impl Tools for QuotaTools {
    fn call<'a>(&'a self, api: &'a ApiKey, arguments: &'a str) -> LocalBoxFuture<'a, Observed> {
        Box::pin(async move {
            let observed = self.inner.call(api, arguments).await;
            self.note(api).await;
            observed
        })
    }

    fn take_exchanges(&self) -> Vec<Exchange> {
        let mut all = self.exchanges.take();
        all.extend(self.inner.take_exchanges());
        all
    }
    fn take_usage(&self) -> Option<Usage> {
        self.inner.take_usage()
    }
}
