//! A model whose key is looked up for every request: what was locked or forgotten meanwhile is not sent any more, and
//! what was opened meanwhile is.

use super::Model;
use crate::browser::net::{CancelToken, Origin};
use crate::browser::vault::{Found, Secret, Vault};
use crate::domain::chat::{ChatRequest, Delta, Exchange, ModelError, ModelReply};
use futures::future::LocalBoxFuture;
use std::cell::RefCell;
use std::rc::Rc;

type Build = Box<dyn Fn(Option<Secret>) -> Rc<dyn Model>>;

/// A connection's model, with whatever key the vault has at the time.
pub struct KeyedModel {
    name: String,
    vault: Vault,
    id: String,
    /// `None` for an address that no key can belong to.
    origin: Option<Origin>,
    build: Build,
    /// Kept from request to request, because models learn what their endpoint takes.
    built: RefCell<Option<(Option<Secret>, Rc<dyn Model>)>>,
}

impl KeyedModel {
    /// The model that `build` makes, with the key under `id` for `origin`.
    pub fn new(name: String, vault: Vault, id: String, origin: Option<Origin>, build: Build) -> Self {
        Self { name, vault, id, origin, build, built: RefCell::new(None) }
    }

    fn model(&self) -> Result<Rc<dyn Model>, ModelError> {
        let found = self.origin.as_ref().map_or(Found::Nothing, |origin| self.vault.find(&self.id, origin));
        let key = match found {
            Found::Nothing => None,
            Found::Key(secret) => Some(secret),
            Found::Locked => {
                self.built.borrow_mut().take();
                return Err(ModelError::KeyLocked);
            }
        };
        let mut built = self.built.borrow_mut();
        if let Some((with, model)) = &*built
            && *with == key
        {
            return Ok(Rc::clone(model));
        }
        let model = (self.build)(key.clone());
        *built = Some((key, Rc::clone(&model)));
        Ok(model)
    }
}

impl Model for KeyedModel {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn reply<'a>(
        &'a self,
        request: &'a ChatRequest,
        on_delta: &'a dyn Fn(&Delta),
        cancel: &'a CancelToken,
    ) -> LocalBoxFuture<'a, Result<ModelReply, ModelError>> {
        Box::pin(async move {
            if cancel.is_cancelled() {
                return Err(ModelError::Stopped { partial: None });
            }
            self.model()?.reply(request, on_delta, cancel).await
        })
    }

    fn context_tokens(&self) -> Option<u64> {
        self.model().ok()?.context_tokens()
    }

    fn max_reply_tokens(&self) -> Option<u32> {
        self.model().ok()?.max_reply_tokens()
    }

    fn take_exchanges(&self) -> Vec<Exchange> {
        self.built.borrow().as_ref().map(|(_, model)| model.take_exchanges()).unwrap_or_default()
    }
}
