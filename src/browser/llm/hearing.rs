//! The body of a reply while it comes: the scribe reads it, and the screen is shown its pieces without the key.

use crate::browser::net::{CancelToken, Inbound, NetError};
use crate::browser::scribe::{Heard, Order, Scribe};
use crate::domain::chat::{Delta, DeltaSieve, Exchange, ModelError};
use crate::domain::redact::Sieve;
use crate::formats::provider::Reply;
use crate::formats::utf8::Utf8Pieces;

/// One reply.
pub(super) struct Hearing<'a> {
    /// Its number at the scribe.
    pub(super) call: u32,
    /// Reads it.
    pub(super) scribe: &'a Scribe,
    /// Takes the key out of the body before anybody cuts it, where there is one.
    pub(super) raw: Option<Sieve>,
    /// Takes the key out of the texts that the body spells in pieces.
    pub(super) sieve: Option<DeltaSieve>,
    /// Is told of its pieces.
    pub(super) on_delta: &'a dyn Fn(&Delta),
    /// Ends it.
    pub(super) cancel: &'a CancelToken,
}

impl Hearing<'_> {
    /// Hands what comes to the scribe, until it has all or nothing more comes.
    ///
    /// # Errors
    /// [`ModelError`]; one that was stopped, or waited for in vain, holds what had come.
    pub(super) async fn reply(mut self, answer: &mut Inbound, exchange: &mut Exchange) -> Result<Reply, ModelError> {
        let heard = self.all(answer, exchange).await;
        if let Some(sieve) = &mut self.sieve {
            sieve.rest(matches!(heard, Ok(false))).iter().for_each(self.on_delta);
            if sieve.was_split() {
                exchange.withhold();
            }
        }
        let outcome = match heard {
            Ok(broken) => self.scribe.ask_until(Order::End { call: self.call, broken }, self.cancel).await,
            Err(error) => Err(error),
        };
        let Err(error) = outcome else { return outcome };
        let partial = self.scribe.leave(self.call).await;
        Err(match error {
            ModelError::Stopped { .. } => ModelError::Stopped { partial },
            ModelError::TimedOut { after_ms, .. } => ModelError::TimedOut { after_ms, partial },
            other => other,
        })
    }

    /// True where the connection broke, instead of ending in order.
    async fn all(&mut self, answer: &mut Inbound, exchange: &mut Exchange) -> Result<bool, ModelError> {
        let mut pieces = Utf8Pieces::default();
        let broken = loop {
            let text = match answer.chunk().await {
                Ok(Some(bytes)) => pieces.push(&bytes),
                Ok(None) => break false,
                Err(NetError::Broken) => break true,
                Err(error) => return Err(error.into()),
            };
            let text = self.without_key(text);
            if self.hear(text, exchange).await? {
                break false;
            }
        };
        let held = if broken { Sieve::rest_of_cut } else { Sieve::rest };
        let rest = self.without_key(pieces.finish()) + &self.raw.as_mut().map(held).unwrap_or_default();
        if !rest.is_empty() {
            self.hear(rest, exchange).await?;
        }
        Ok(broken)
    }

    fn without_key(&mut self, text: String) -> String {
        match &mut self.raw {
            Some(raw) => raw.pass(&text),
            None => text,
        }
    }

    /// True where nothing further counts.
    async fn hear(&mut self, text: String, exchange: &mut Exchange) -> Result<bool, ModelError> {
        exchange.hear(&text);
        let order = Order::Hear { call: self.call, text };
        let heard: Heard = self.scribe.ask_until(order, self.cancel).await?;
        for delta in &heard.deltas {
            match &mut self.sieve {
                Some(sieve) => sieve.pass(delta).iter().for_each(self.on_delta),
                None => (self.on_delta)(delta),
            }
        }
        Ok(heard.done)
    }
}
