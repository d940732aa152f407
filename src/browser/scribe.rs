//! The page's side of the scribe worker: requests to models written, their replies read.
//!
//! Invariants: no key is handed to it; nothing is started before somebody asks; no request stays open when the worker
//! stops.

use crate::browser::build_id::build_id;
use crate::browser::clock::sleep_ms;
use crate::browser::net::CancelToken;
use crate::browser::site::site_root;
use crate::browser::worker_link::{Answer, WorkerLink};
use crate::domain::chat::{Message, ModelError};
use crate::domain::json::{self, FromJson};
use crate::formats::worker::{WorkerError, encode};
use futures::future::{Either, LocalBoxFuture, select};
use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;

pub use crate::formats::worker::scribe::{Asked, Heard, Order, Refused};

/// How long the scribe is given to say what had come, in milliseconds: Stop takes no longer than 100 in all.
const LEAVE_MS: u64 = 50;

/// Whoever performs orders: the worker, or in tests its book without a worker.
pub trait Desk {
    /// The answer's body as JSON.
    ///
    /// # Errors
    /// The order's own, or [`ModelError::ScribeFailed`].
    fn perform(&self, order: Order) -> LocalBoxFuture<'_, Result<String, ModelError>>;

    /// Makes ready for the first order.
    fn start(&self) {}
}

/// Handle to the one scribe of this page; clones share it.
#[derive(Clone)]
pub struct Scribe {
    desk: Rc<dyn Desk>,
    calls: Rc<Cell<u32>>,
}

impl Scribe {
    /// The client of this page's worker. Starts nothing.
    pub fn from_page() -> Self {
        let root = site_root().ok_or_else(|| WorkerError::Unsupported { cause: "no base address".to_owned() });
        let build = build_id();
        // The script as xtask names it.
        let link = root.map(|root| WorkerLink::new(format!("{root}worker/scribe-{build}.js"), build));
        Self::at(Rc::new(InWorker(link)))
    }

    /// A client of another desk.
    pub fn at(desk: Rc<dyn Desk>) -> Self {
        Self { desk, calls: Rc::default() }
    }

    /// Starts the worker, so that the first order finds it ready. Where that fails, the first order tries again and says
    /// why.
    pub fn start(&self) {
        self.desk.start();
    }

    /// A number for a new call.
    pub fn next_call(&self) -> u32 {
        self.calls.replace(self.calls.get().wrapping_add(1))
    }

    /// Performs an order and reads its answer, whose kind the caller knows.
    ///
    /// # Errors
    /// The order's own, or [`ModelError::ScribeFailed`]. Asking again is a retry.
    pub async fn ask<T: FromJson>(&self, order: Order) -> Result<T, ModelError> {
        read(&self.desk.perform(order).await?)
    }

    /// The same until the person stops it: a worker may still be loading, or hang.
    ///
    /// # Errors
    /// As [`Self::ask`], and [`ModelError::Stopped`].
    pub async fn ask_until<T: FromJson>(&self, order: Order, cancel: &CancelToken) -> Result<T, ModelError> {
        read(&self.perform_until(order, cancel).await?)
    }

    /// What had come of a call that nobody waits for any more. A worker that does not say it at once is not waited for.
    pub async fn leave(&self, call: u32) -> Option<Box<Message>> {
        let leave = self.desk.perform(Order::Leave { call });
        let Either::Left((left, _)) = select(leave, pin!(sleep_ms(LEAVE_MS))).await else { return None };
        read::<Option<Message>>(&left.ok()?).ok()?.map(Box::new)
    }

    async fn perform_until(&self, order: Order, cancel: &CancelToken) -> Result<String, ModelError> {
        match select(cancel.cancelled(), self.desk.perform(order)).await {
            Either::Left(_) => Err(ModelError::Stopped { partial: None }),
            Either::Right((outcome, _)) => outcome,
        }
    }
}

struct InWorker(Result<WorkerLink, WorkerError>);

impl Desk for InWorker {
    fn perform(&self, order: Order) -> LocalBoxFuture<'_, Result<String, ModelError>> {
        Box::pin(async move {
            let link = self.0.as_ref().map_err(failed)?;
            let body = encode(&order).map_err(|e| failed(&e))?;
            match link.ask(&body, None).await.map_err(|e| failed(&e))? {
                Answer::Done { body, .. } => Ok(body),
                Answer::Failed(body) => Err(read(&body)?),
            }
        })
    }

    fn start(&self) {
        let _ = self.0.as_ref().map(WorkerLink::start);
    }
}

fn read<T: FromJson>(text: &str) -> Result<T, ModelError> {
    let value = json::parse(text).map_err(|e| failed(&e))?;
    T::from_json(Some(value)).map_err(|e| failed(&e))
}

fn failed(error: &impl ToString) -> ModelError {
    ModelError::ScribeFailed { message: error.to_string() }
}
