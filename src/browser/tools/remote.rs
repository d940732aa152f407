//! APIs on the network, called from the page: those that take calls from anyone, and those behind RapidAPI's gateway.

use super::consent::{ConsentDesk, Request};
use super::path::{Way, way};
use super::settings::ToolSettings;
use super::wire::{Sending, Wire, is_safe};
use super::{Observed, Told, Tools, observed};
use crate::browser::net::{KeyHeader, is_online};
use crate::browser::scribe::Order;
use crate::browser::vault::Vault;
use crate::domain::catalog::{Api, ApiKey, Collection, Provider, Tool};
use crate::domain::chat::Exchange;
use crate::domain::health::Came;
use crate::domain::search::reply_schema;
use crate::domain::service::{self, Strip, Stripping, Unanswered};
use crate::domain::trace::Fidelity;
use crate::domain::trace::event::AnsweredBy;
use crate::formats::toolbench::write_tool;
use crate::formats::worker::scribe::Call;
use futures::future::LocalBoxFuture;
use std::cell::RefCell;
use std::sync::Arc;

/// The header that RapidAPI takes its key in.
const KEY_HEADER: &str = "X-RapidAPI-Key";

/// Calls the APIs of a collection where their documents say that they are.
pub struct RemoteTools {
    collection: Arc<Collection>,
    fidelity: Fidelity,
    settings: ToolSettings,
    vault: Vault,
    consent: ConsentDesk,
    wire: Wire,
    stripping: RefCell<Stripping>,
}

impl RemoteTools {
    /// Over a collection. `consent` is asked before anything is changed.
    pub fn new(
        collection: Arc<Collection>,
        fidelity: Fidelity,
        settings: ToolSettings,
        vault: Vault,
        consent: ConsentDesk,
        wire: Wire,
    ) -> Self {
        let stripping = RefCell::new(Stripping::new(Strip::Other, 0, 0));
        Self { collection, fidelity, settings, vault, consent, wire, stripping }
    }

    /// The same, leaving out of replies what their schemas lack, as ToolBench's service does; for its fidelity alone.
    pub fn with_stripping(mut self, stripping: Stripping) -> Self {
        self.stripping = RefCell::new(stripping);
        self
    }

    async fn answer(&self, key: &ApiKey, arguments: &str, filters: bool) -> Told {
        let found = self.collection.document(key);
        let (tool, api) =
            found.ok_or_else(|| Unanswered::NotWritten { why: "This API is not in the collection".into() })?;
        let request = match self.write(tool, api, arguments).await? {
            Call { request: Some(request), .. } => request,
            Call { told: Some(told), .. } => return Ok((told, Came::NotSent)),
            Call { request: None, told: None } => return Err(not_read("no request")),
        };
        let private = self.settings.allows_private(&self.collection.name);
        let way = way(tool, request, &self.settings, private)?;
        // Nobody is asked about what cannot be sent.
        way.key(&self.settings, &self.vault)?;
        if !is_safe(&way.request.method) && !self.consent.allows(question(key, &way), &way.named).await {
            return Err(Unanswered::Declined);
        }
        // Once more: one that was locked or forgotten while the person was asked is not sent.
        let secret = way.key(&self.settings, &self.vault)?;
        let key = secret.as_ref().map(|secret| (KeyHeader::Named(KEY_HEADER), secret));
        let (origin, named, host) = (&way.origin, &way.named, tool.host.as_str());
        let sending = Sending { request: &way.request, origin, named, host, key };
        let received = match self.wire.send(&sending).await {
            Ok(received) => received,
            Err(cut) => return Ok((cut.why.observed(&cut.start, self.fidelity), Came::of(&cut.why))),
        };
        let order = if filters {
            Order::ReadStripped { received, schema: reply_schema(api) }
        } else {
            Order::ReadCall { received, fidelity: self.fidelity }
        };
        let told: service::Observed =
            self.wire.outside.scribe.ask(order).await.map_err(|error| not_read(&error.to_string()))?;
        // What was escaped in the reply may be the key now that it is read.
        Ok((service::Observed { observation: sending.scrub(&told.observation), ..told }, Came::Answer))
    }

    async fn write(&self, tool: &Tool, api: &Api, arguments: &str) -> Result<Call, Unanswered> {
        let alone = Tool { apis: vec![api.clone()], ..tool.without_apis() };
        let order = Order::WriteCall {
            category: tool.category.clone(),
            document: write_tool(&alone),
            arguments: arguments.to_owned(),
            fidelity: self.fidelity,
        };
        self.wire.outside.scribe.ask(order).await.map_err(|error| not_read(&error.to_string()))
    }

    fn by(&self, key: &ApiKey) -> AnsweredBy {
        let tool = self.collection.document(key).map(|(tool, _)| tool.provider());
        if tool == Some(Provider::RapidApi) { AnsweredBy::RapidApi } else { AnsweredBy::Public }
    }
}

impl Tools for RemoteTools {
    fn call<'a>(&'a self, api: &'a ApiKey, arguments: &'a str) -> LocalBoxFuture<'a, Observed> {
        Box::pin(async move {
            // Drawn for each call, also for those that are not sent: a run that goes on counts them all.
            let filters = self.stripping.borrow_mut().filters_next();
            observed(self.answer(api, arguments, filters).await, self.by(api), self.fidelity)
        })
    }

    fn take_exchanges(&self) -> Vec<Exchange> {
        self.wire.take_exchanges()
    }
}

/// With the document's own address, whatever stands between.
fn question(api: &ApiKey, way: &Way) -> Request {
    let body = way.request.body.clone().unwrap_or_default();
    Request { api: api.clone(), method: way.request.method.clone(), url: way.url.clone(), body }
}

/// The worker that writes and reads did not; without a network because it could not be fetched, most likely.
pub(super) fn not_read(why: &str) -> Unanswered {
    if !is_online() {
        return Unanswered::Offline;
    }
    Unanswered::NotPermitted { why: format!("The call could not be handled: {why}") }
}
