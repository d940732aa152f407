//! Each call to whoever answers it: local tools are computed here, all others go where the person chose.

use super::{Observed, Tools};
use crate::domain::catalog::{ApiKey, Collection, Provider};
use crate::domain::chat::{Exchange, Usage};
use futures::future::LocalBoxFuture;
use std::rc::Rc;
use std::sync::Arc;

/// Local tools beside whoever answers for the rest.
pub struct PickedTools {
    collection: Arc<Collection>,
    local: Rc<dyn Tools>,
    others: Rc<dyn Tools>,
}

impl PickedTools {
    /// For the tools of a collection.
    pub fn new(collection: Arc<Collection>, local: Rc<dyn Tools>, others: Rc<dyn Tools>) -> Self {
        Self { collection, local, others }
    }

    /// Whether a call is answered here. A tool that is gone from the collection: the local tools say so, and nothing is
    /// sent.
    pub fn is_local(collection: &Collection, api: &ApiKey) -> bool {
        let tool = collection.document(api).map(|(tool, _)| tool);
        tool.is_none_or(|tool| tool.provider() == Provider::Local)
    }

    fn pick(&self, api: &ApiKey) -> &dyn Tools {
        if Self::is_local(&self.collection, api) { &*self.local } else { &*self.others }
    }
}

impl Tools for PickedTools {
    fn call<'a>(&'a self, api: &'a ApiKey, arguments: &'a str) -> LocalBoxFuture<'a, Observed> {
        self.pick(api).call(api, arguments)
    }

    fn take_exchanges(&self) -> Vec<Exchange> {
        let mut all = self.local.take_exchanges();
        all.extend(self.others.take_exchanges());
        all
    }

    fn take_usage(&self) -> Option<Usage> {
        self.others.take_usage()
    }
}
