//! What gateways say is left of an account's requests, kept by host: it is wanted also where no run is looked at.

use super::{Observed, Tools};
use crate::browser::store::{Health, HostQuota};
use crate::domain::catalog::ApiKey;
use crate::domain::chat::{Exchange, Usage};
use futures::future::LocalBoxFuture;
use std::cell::RefCell;
use std::rc::Rc;

/// Tools whose replies are looked at for it.
pub struct QuotaTools {
    inner: Rc<dyn Tools>,
    store: Health,
    /// Taken from `inner` to look at, and not yet asked for.
    exchanges: RefCell<Vec<Exchange>>,
}

impl QuotaTools {
    /// Over tools that call APIs.
    pub fn new(inner: Rc<dyn Tools>, store: Health) -> Self {
        Self { inner, store, exchanges: RefCell::default() }
    }

    /// Each under the host of its own document: other calls may be under way, and what was called may have been a gateway
    /// of the person's.
    async fn note(&self) {
        let taken = self.inner.take_exchanges();
        let told = |exchange: &Exchange| {
            let quota = exchange.quota.filter(|_| !exchange.host.is_empty())?;
            Some(HostQuota::new(exchange.host.clone(), quota, exchange.at_ms + exchange.took_ms))
        };
        let told: Vec<HostQuota> = taken.iter().filter_map(told).collect();
        self.exchanges.borrow_mut().extend(taken);
        for quota in &told {
            // What cannot be kept is no reason to lose the answer.
            let _ = self.store.put_quota(quota).await;
        }
    }
}

impl Tools for QuotaTools {
    fn call<'a>(&'a self, api: &'a ApiKey, arguments: &'a str) -> LocalBoxFuture<'a, Observed> {
        Box::pin(async move {
            let observed = self.inner.call(api, arguments).await;
            self.note().await;
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
