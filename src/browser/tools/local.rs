//! The starter collection's tools, computed in the page.

use super::{Observed, Tools};
use crate::domain::catalog::ApiKey;
use crate::domain::local_tools::observe;
use futures::future::LocalBoxFuture;

/// Answers at once.
#[derive(Clone, Copy, Debug, Default)]
pub struct LocalTools;

impl Tools for LocalTools {
    fn call<'a>(&'a self, api: &'a ApiKey, arguments: &'a str) -> LocalBoxFuture<'a, Observed> {
        Box::pin(async move {
            let (observation, status) = observe(&api.tool, &api.api, arguments);
            Observed { observation, status }
        })
    }
}
