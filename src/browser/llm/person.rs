//! A model whose replies a person gives: the request lies on a desk until it is answered.

use super::Model;
use crate::browser::net::CancelToken;
use crate::domain::chat::{ChatRequest, Delta, Message, ModelError, ModelReply};
use futures::channel::oneshot;
use futures::future::{Either, LocalBoxFuture, select};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

/// A request that waits for its answer, exactly as any model would get it.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// Tells requests apart: 1, 2, ...
    pub number: u32,
    /// What is asked.
    pub request: Arc<ChatRequest>,
}

/// Where one request at a time waits. Clones share it.
#[derive(Clone)]
pub struct Desk(Rc<Inner>);

struct Inner {
    /// Requests so far.
    number: Cell<u32>,
    open: RefCell<Option<Open>>,
    on_change: Box<dyn Fn(Option<Waiting>)>,
}

struct Open {
    number: u32,
    answer: oneshot::Sender<Message>,
}

impl Desk {
    /// An empty desk. `on_change` is told what waits, and `None` once it does no longer.
    pub fn new(on_change: impl Fn(Option<Waiting>) + 'static) -> Self {
        let inner = Inner { number: Cell::new(0), open: RefCell::new(None), on_change: Box::new(on_change) };
        Self(Rc::new(inner))
    }

    /// Answers request `number`. `false` where it waits no longer.
    pub fn answer(&self, number: u32, message: Message) -> bool {
        let open = self.0.open.borrow_mut().take_if(|open| open.number == number);
        open.is_some_and(|open| {
            let taken = open.answer.send(message).is_ok();
            (self.0.on_change)(None);
            taken
        })
    }

    /// Puts a request on the desk. One that still waits there is given up.
    fn put(&self, request: &ChatRequest) -> (Placed, oneshot::Receiver<Message>) {
        let number = self.0.number.get().wrapping_add(1);
        self.0.number.set(number);
        let (answer, answered) = oneshot::channel();
        *self.0.open.borrow_mut() = Some(Open { number, answer });
        (self.0.on_change)(Some(Waiting { number, request: Arc::new(request.clone()) }));
        (Placed { desk: self.clone(), number }, answered)
    }
}

/// Takes its request off the desk when nobody waits for the answer any more.
struct Placed {
    desk: Desk,
    number: u32,
}

impl Drop for Placed {
    fn drop(&mut self) {
        let mine = self.desk.0.open.borrow_mut().take_if(|open| open.number == self.number);
        if mine.is_some() {
            (self.desk.0.on_change)(None);
        }
    }
}

/// The person in a model's place.
#[derive(Clone)]
pub struct PersonModel {
    desk: Desk,
}

impl PersonModel {
    /// What the runs list shows.
    pub const NAME: &'static str = "person";

    /// A person who watches `desk`.
    pub const fn new(desk: Desk) -> Self {
        Self { desk }
    }
}

impl Model for PersonModel {
    fn name(&self) -> String {
        Self::NAME.to_owned()
    }

    fn reply<'a>(
        &'a self,
        request: &'a ChatRequest,
        _on_delta: &'a dyn Fn(&Delta),
        cancel: &'a CancelToken,
    ) -> LocalBoxFuture<'a, Result<ModelReply, ModelError>> {
        Box::pin(async move {
            let stopped = Err(ModelError::Stopped { partial: None });
            if cancel.is_cancelled() {
                return stopped;
            }
            let (_placed, answered) = self.desk.put(request);
            match select(cancel.cancelled(), answered).await {
                Either::Right((Ok(message), _)) => Ok(ModelReply::estimated(request, message)),
                // Stopped, or another request took its place.
                Either::Left(_) | Either::Right((Err(_), _)) => stopped,
            }
        })
    }
}
