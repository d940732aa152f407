//! Calls that change something wait for the person: asked once for each tool that is not allowed for good.

use crate::browser::net::Origin;
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
pub trait Asks {
    /// Asks; `say` is told the answer.
    fn ask(&self, request: Request, say: oneshot::Sender<Consent>);

    /// Somebody does not wait any more: questions whose `say` is cancelled are over.
    fn sweep(&self);
}

/// A tool, and where its calls go: another collection may have a tool of the same name.
type Allowed = (String, String, String);

/// Where calls wait. Clones share what was allowed.
#[derive(Clone)]
pub struct ConsentDesk {
    /// `None`: nobody is there to be asked, and nothing that changes something is called.
    asks: Option<Rc<dyn Asks>>,
    always: Rc<RefCell<BTreeSet<Allowed>>>,
}

/// Tells the desk when a call is given up, as well as when it is answered.
struct Waits(Rc<dyn Asks>);

impl Drop for Waits {
    fn drop(&mut self) {
        self.0.sweep();
    }
}

impl ConsentDesk {
    /// A desk that asks.
    pub fn new(asks: Rc<dyn Asks>) -> Self {
        Self { asks: Some(asks), always: Rc::default() }
    }

    /// For batches: the answer is always no.
    pub fn closed() -> Self {
        Self { asks: None, always: Rc::default() }
    }

    /// Whether a call to `origin` may be made; waits for the person where they have to say so.
    pub fn allows(&self, request: Request, origin: &Origin) -> LocalBoxFuture<'_, bool> {
        let tool = (request.api.category.clone(), request.api.tool.clone(), origin.to_string());
        Box::pin(async move {
            if self.always.borrow().contains(&tool) {
                return true;
            }
            let Some(asks) = &self.asks else { return false };
            // Dropped last: what is swept then finds the answer's end gone.
            let _waits = Waits(Rc::clone(asks));
            let (say, said) = oneshot::channel();
            asks.ask(request, say);
            // A question that nobody answers any more is a no.
            let consent = said.await.unwrap_or(Consent::No);
            if consent == Consent::Always {
                self.always.borrow_mut().insert(tool);
            }
            consent != Consent::No
        })
    }
}
