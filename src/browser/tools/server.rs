//! A tool server that speaks ToolBench's form answers in the APIs' place.

use super::consent::{ConsentDesk, Request};
use super::path::SERVER_KEY;
use super::remote::not_read;
use super::settings::ToolSettings;
use super::wire::{Sending, Wire, is_safe};
use super::{Observed, Told, Tools, observed};
use crate::browser::net::{KeyHeader, Origin};
use crate::browser::scribe::Order;
use crate::browser::vault::{Found, Secret, Vault};
use crate::domain::catalog::{Api, ApiKey, Collection};
use crate::domain::chat::Exchange;
use crate::domain::health::Came;
use crate::domain::service::{self, Unanswered};
use crate::domain::trace::Fidelity;
use crate::domain::trace::event::AnsweredBy;
use crate::formats::calls::{ServerForm, write_server_call};
use futures::future::LocalBoxFuture;
use std::sync::Arc;

/// Header and field in which the server takes its key.
const KEY_NAME: &str = "toolbench_key";

/// Calls the server that the person named in Settings.
pub struct ToolServer {
    collection: Arc<Collection>,
    fidelity: Fidelity,
    settings: ToolSettings,
    vault: Vault,
    consent: ConsentDesk,
    wire: Wire,
}

impl ToolServer {
    /// For the tools of a collection. `consent` is asked before a server that calls the APIs themselves changes anything.
    pub fn new(
        collection: Arc<Collection>,
        fidelity: Fidelity,
        settings: ToolSettings,
        vault: Vault,
        consent: ConsentDesk,
        wire: Wire,
    ) -> Self {
        Self { collection, fidelity, settings, vault, consent, wire }
    }

    async fn answer(&self, key: &ApiKey, arguments: &str) -> Told {
        let found = self.collection.document(key);
        let (tool, api) =
            found.ok_or_else(|| Unanswered::NotWritten { why: "This API is not in the collection".into() })?;
        let ToolSettings { server, server_form, strip, .. } = &self.settings;
        if server.is_empty() {
            return Err(Unanswered::NotPermitted { why: "No tool server is named in Settings".to_owned() });
        }
        let origin = Origin::of_url(server).map_err(|error| Unanswered::NotPermitted { why: error.to_string() })?;
        // Nobody is asked about what cannot be sent.
        self.key(&origin)?;
        if !self.allows(key, api, arguments, &origin).await {
            return Err(Unanswered::Declined);
        }
        let secret = self.key(&origin)?;
        let request = write_server_call(server, *server_form, tool, api, arguments, strip.word(), secret.is_some());
        let key = secret.as_ref().map(|secret| (KeyHeader::NamedAndField(KEY_NAME), secret));
        let sending = Sending { request: &request, origin: &origin, named: &origin, host: "", key };
        let received = match self.wire.send(&sending).await {
            Ok(received) => received,
            Err(cut) => return Ok((cut.why.observed(&cut.start, self.fidelity), Came::of(&cut.why))),
        };
        let order = Order::ReadServer { received, fidelity: self.fidelity };
        let told: service::Observed =
            self.wire.outside.scribe.ask(order).await.map_err(|error| not_read(&error.to_string()))?;
        Ok((service::Observed { observation: sending.scrub(&told.observation), ..told }, Came::Answer))
    }

    fn key(&self, origin: &Origin) -> Result<Option<Secret>, Unanswered> {
        match self.vault.find(SERVER_KEY, origin) {
            Found::Key(secret) => Ok(Some(secret)),
            Found::Locked => Err(Unanswered::KeyLocked),
            // Whether it wants one is the server's to say.
            Found::Nothing => Ok(None),
        }
    }

    /// Whether the call may be made. Answers from a record or a model change nothing.
    async fn allows(&self, key: &ApiKey, api: &Api, arguments: &str, origin: &Origin) -> bool {
        let ToolSettings { server, server_form, .. } = &self.settings;
        if *server_form == ServerForm::Virtual || is_safe(&api.method) {
            return true;
        }
        let method = api.method.to_ascii_uppercase();
        let request = Request { api: key.clone(), method, url: server.clone(), body: arguments.to_owned() };
        self.consent.allows(request, origin).await
    }
}

impl Tools for ToolServer {
    fn call<'a>(&'a self, api: &'a ApiKey, arguments: &'a str) -> LocalBoxFuture<'a, Observed> {
        Box::pin(async move { observed(self.answer(api, arguments).await, AnsweredBy::ToolServer, self.fidelity) })
    }

    fn take_exchanges(&self) -> Vec<Exchange> {
        self.wire.take_exchanges()
    }
}
