//! The page's book over the protocol: holds requests back until the worker is ready, gives each reply to whoever
//! waits for it, and knows who has to be told when the worker stops. It sends and awaits nothing itself.

use std::collections::BTreeMap;

use super::{Order, Outcome, Reply, Request, RequestId, RetrieverError, Step, check_ready, encode};

/// Open requests to one worker after another. `W` is whatever is to be told of a request's end.
///
/// Ids go on counting when a worker is replaced, so that a late reply of the old one finds nobody.
#[derive(Debug)]
pub struct Ledger<W> {
    build: String,
    is_ready: bool,
    held: Vec<String>,
    open: BTreeMap<RequestId, W>,
    next: u32,
}

/// What a reply calls for.
#[derive(Debug, PartialEq)]
pub enum Next<W> {
    /// The worker is ready: send it these messages, in this order.
    Send(Vec<String>),
    /// Some request goes on.
    Progress(Step),
    /// A request has ended: tell its waiter.
    Settled(W, Result<Outcome, RetrieverError>),
    /// The worker is of another build: stop it and tell everybody.
    Refused(RetrieverError),
    /// Nobody waits for this (any more).
    Nothing,
}

impl<W> Ledger<W> {
    /// An empty book for a page of this build.
    pub fn new(build: impl Into<String>) -> Self {
        Self { build: build.into(), is_ready: false, held: Vec::new(), open: BTreeMap::new(), next: 0 }
    }

    /// Enters a request. Gives its message if it can be sent now; otherwise it comes with [`Next::Send`] later.
    ///
    /// # Errors
    /// [`RetrieverError::MessageUnreadable`] when the order cannot be spelled; nothing is entered then.
    pub fn enter(&mut self, order: Order, waiter: W) -> Result<Option<String>, RetrieverError> {
        let id = RequestId(self.next);
        let message = encode(&Request { id, order })?;
        self.next = self.next.wrapping_add(1);
        self.open.insert(id, waiter);
        if self.is_ready {
            return Ok(Some(message));
        }
        self.held.push(message);
        Ok(None)
    }

    /// Enters a reply.
    pub fn reply(&mut self, reply: Reply) -> Next<W> {
        match reply {
            Reply::Ready { build, protocol, .. } => match check_ready(&self.build, &build, protocol) {
                Ok(()) => {
                    self.is_ready = true;
                    Next::Send(std::mem::take(&mut self.held))
                }
                Err(error) => Next::Refused(error),
            },
            Reply::Progress { id, step } if self.open.contains_key(&id) => Next::Progress(step),
            Reply::Progress { .. } => Next::Nothing,
            Reply::Done { id, outcome } => self.settle(id, Ok(outcome)),
            Reply::Failed { id, error } => self.settle(id, Err(error)),
        }
    }

    fn settle(&mut self, id: RequestId, end: Result<Outcome, RetrieverError>) -> Next<W> {
        self.open.remove(&id).map_or(Next::Nothing, |waiter| Next::Settled(waiter, end))
    }

    /// The worker is gone: closes every request, oldest first. The next one waits for another worker's `Ready`.
    pub fn close_all(&mut self) -> Vec<W> {
        self.is_ready = false;
        self.held.clear();
        std::mem::take(&mut self.open).into_values().collect()
    }

    /// Waiters of the open requests, oldest first.
    pub fn waiters(&self) -> impl Iterator<Item = &W> {
        self.open.values()
    }
}
