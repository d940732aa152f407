//! Calls that change something wait for the person: asked once for each tool that is not allowed for good.

use crate::domain::catalog::ApiKey;
use futures::channel::oneshot;
use futures::future::LocalBoxFuture;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

/// What the person is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Whose call.
    pub api: ApiKey,
    /// `POST`, `PUT`, `PATCH` or `DELETE`.
    pub method: String,
    /// Where it goes.
    pub url: String,
    /// What is sent.
    pub body: String,
}

/// What the person says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// Not this call.
    No,
    /// This call.
    Once,
    /// This and every further call of the tool, until the page is left.
    Always,
}

/// Whoever asks the person.
pub type Ask = Rc<dyn Fn(Request, oneshot::Sender<Consent>)>;

/// Where calls wait. Clones share what was allowed.
#[derive(Clone)]
pub struct ConsentDesk {
    /// `None`: nobody is there to be asked, and nothing that changes something is called.
    ask: Option<Ask>,
    always: Rc<RefCell<BTreeSet<(String, String)>>>,
}

impl ConsentDesk {
    /// A desk that asks.
    pub fn new(ask: Ask) -> Self {
        Self { ask: Some(ask), always: Rc::default() }
    }

    /// For batches: the answer is always no.
    pub fn closed() -> Self {
        Self { ask: None, always: Rc::default() }
    }

    /// Whether the call may be made; waits for the person where they have to say so.
    pub fn allows(&self, request: Request) -> LocalBoxFuture<'_, bool> {
        Box::pin(async move {
            let tool = (request.api.category.clone(), request.api.tool.clone());
            if self.always.borrow().contains(&tool) {
                return true;
            }
            let Some(ask) = &self.ask else { return false };
            let (say, said) = oneshot::channel();
            ask(request, say);
            // A question that nobody answers any more is a no.
            let consent = said.await.unwrap_or(Consent::No);
            if consent == Consent::Always {
                self.always.borrow_mut().insert(tool);
            }
            consent != Consent::No
        })
    }
}
