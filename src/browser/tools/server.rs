//! A tool server that speaks ToolBench's form answers in the APIs' place.

use super::path::SERVER_KEY;
use super::remote::not_read;
use super::settings::ToolSettings;
use super::wire::{Sending, Wire};
use super::{Observed, Tools};
use crate::browser::net::{KeyHeader, Origin};
use crate::browser::scribe::Order;
use crate::browser::vault::{Found, Vault};
use crate::domain::catalog::{ApiKey, Collection};
use crate::domain::chat::Exchange;
use crate::domain::health::Came;
use crate::domain::service::{self, Unanswered};
use crate::domain::trace::Fidelity;
use crate::domain::trace::event::AnsweredBy;
use crate::formats::calls::write_server_call;
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
    wire: Wire,
}

impl ToolServer {
    /// For the tools of a collection.
    pub fn new(
        collection: Arc<Collection>,
        fidelity: Fidelity,
        settings: ToolSettings,
        vault: Vault,
        wire: Wire,
    ) -> Self {
        Self { collection, fidelity, settings, vault, wire }
    }

    async fn answer(&self, key: &ApiKey, arguments: &str) -> Result<(service::Observed, Came), Unanswered> {
        let found = self.collection.document(key);
        let (tool, api) =
            found.ok_or_else(|| Unanswered::NotWritten { why: "This API is not in the collection".into() })?;
        let ToolSettings { server, server_form, strip, .. } = &self.settings;
        if server.is_empty() {
            return Err(Unanswered::NotPermitted { why: "No tool server is named in Settings".to_owned() });
        }
        let request = write_server_call(server, *server_form, tool, api, arguments, strip.word());
        let origin =
            Origin::of_url(&request.url).map_err(|error| Unanswered::NotPermitted { why: error.to_string() })?;
        let secret = match self.vault.find(SERVER_KEY, &origin) {
            Found::Key(secret) => Some(secret),
            Found::Locked => return Err(Unanswered::KeyLocked),
            // Whether it wants one is the server's to say.
            Found::Nothing => None,
        };
        let key = secret.as_ref().map(|secret| (KeyHeader::NamedAndField(KEY_NAME), secret));
        let sending = Sending { request: &request, origin: &origin, key };
        let received = match self.wire.send(&sending).await {
            Ok(received) => received,
            Err(cut) => return Ok((cut.why.observed(&cut.start, self.fidelity), Came::of(&cut.why))),
        };
        let order = Order::ReadServer { received, fidelity: self.fidelity };
        let told: service::Observed =
            self.wire.outside.scribe.ask(order).await.map_err(|error| not_read(&error.to_string()))?;
        Ok((service::Observed { observation: sending.scrub(&told.observation), ..told }, Came::Answer))
    }
}

impl Tools for ToolServer {
    fn call<'a>(&'a self, api: &'a ApiKey, arguments: &'a str) -> LocalBoxFuture<'a, Observed> {
        Box::pin(async move {
            let answer = self.answer(api, arguments).await;
            let (told, came) =
                answer.unwrap_or_else(|unanswered| (unanswered.observed("", self.fidelity), Came::of(&unanswered)));
            Observed { observation: told.observation, status: told.status, by: Some(AnsweredBy::ToolServer), came }
        })
    }

    fn take_exchanges(&self) -> Vec<Exchange> {
        self.wire.take_exchanges()
    }
}
