//! The page's book over the protocol: holds requests back until the worker is ready, gives each reply to whoever
//! waits for it, and knows who has to be told when the worker stops. It sends and awaits nothing itself.

use std::collections::BTreeMap;

use super::{Message, RequestId, WorkerError, check_ready, unreadable};

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

/// What a message of the worker calls for. Bodies are not read here.
#[derive(Debug, PartialEq)]
pub enum Next<'a, W> {
    /// The worker is ready: send it these messages, in this order.
    Send(Vec<String>),
    /// Some request goes on.
    Progress(&'a str),
    /// A request has ended, with what came of it or why it failed: tell its waiter.
    Settled(W, Result<&'a str, &'a str>),
    /// The worker is of another build, or speaks otherwise: stop it and tell everybody.
    Refused(WorkerError),
    /// Nobody waits for this (any more).
    Nothing,
}

impl<W> Ledger<W> {
    /// An empty book for a page of this build.
    pub fn new(build: impl Into<String>) -> Self {
        Self { build: build.into(), is_ready: false, held: Vec::new(), open: BTreeMap::new(), next: 0 }
    }

    /// Enters a request. Gives its message if it can be sent now; otherwise it comes with [`Next::Send`] later.
    pub fn enter(&mut self, body: &str, waiter: W) -> Option<String> {
        let id = RequestId(self.next);
        self.next = self.next.wrapping_add(1);
        self.open.insert(id, waiter);
        let message = Message::Ask { id, body }.to_string();
        if self.is_ready {
            return Some(message);
        }
        self.held.push(message);
        None
    }

    /// Enters what the worker said.
    pub fn heard<'a>(&mut self, text: &'a str) -> Next<'a, W> {
        let message = match Message::read(text) {
            Ok(message) => message,
            Err(error) => return Next::Refused(error),
        };
        match message {
            Message::Ready { build, protocol } => match check_ready(&self.build, build, protocol) {
                Ok(()) => {
                    self.is_ready = true;
                    Next::Send(std::mem::take(&mut self.held))
                }
                Err(error) => Next::Refused(error),
            },
            Message::Progress { id, body } if self.open.contains_key(&id) => Next::Progress(body),
            Message::Progress { .. } => Next::Nothing,
            Message::Done { id, body } => self.settle(id, Ok(body)),
            Message::Failed { id, body } => self.settle(id, Err(body)),
            Message::Ask { .. } => Next::Refused(unreadable("a worker asks nothing")),
        }
    }

    fn settle<'a>(&mut self, id: RequestId, end: Result<&'a str, &'a str>) -> Next<'a, W> {
        self.open.remove(&id).map_or(Next::Nothing, |waiter| Next::Settled(waiter, end))
    }

    /// The worker is gone: closes every request, oldest first. The next one waits for another worker's `ready`.
    pub fn close_all(&mut self) -> Vec<W> {
        self.is_ready = false;
        self.held.clear();
        std::mem::take(&mut self.open).into_values().collect()
    }

    /// True once the worker runs: requests are on their way to it and no longer held.
    pub fn is_ready(&self) -> bool {
        self.is_ready
    }

    /// Waiters of the open requests, oldest first.
    pub fn waiters(&self) -> impl Iterator<Item = &W> {
        self.open.values()
    }
}
