//! The page's side of the practice worker: a typed client of the practice planner and the local tools.
//!
//! Invariants: nothing is started before somebody asks; no request stays open when the worker stops; a request that is
//! given up, or that takes too long, ends the worker that may hang on it.

use std::pin::pin;

use futures::future::{Either, select};

use crate::browser::build_id::build_id;
use crate::browser::clock::sleep_ms;
use crate::browser::site::site_root;
use crate::browser::worker_link::{Answer, WorkerLink};
use crate::domain::chat::{ChatRequest, ModelReply};
use crate::formats::worker::{
    decode, encode,
    practice::{Called, Order},
};

pub use crate::formats::worker::WorkerError;

/// No request may take longer in a running worker, in milliseconds. Honest ones take less than 50.
const LIMIT_MS: u32 = 20_000;
/// How often a worker that is still loading is looked at, in milliseconds.
const LOOK_MS: u64 = 250;

/// Handle to the one practice worker of this page; clones share it.
///
/// The worker starts with the first request, or with [`Practice::start`]. When it stops, open requests fail with a
/// [`WorkerError`] and the next request starts another.
#[derive(Clone)]
pub struct Practice(Result<WorkerLink, WorkerError>);

impl Practice {
    /// The client of this page's build. Starts nothing.
    pub fn from_page() -> Self {
        let root = site_root().ok_or_else(|| WorkerError::Unsupported { cause: "no base address".to_owned() });
        Self(root.map(|root| Self::link(&root, build_id())))
    }

    /// The client of a build at a site's root.
    pub fn new(root: &str, build: &str) -> Self {
        Self(Ok(Self::link(root, build.to_owned())))
    }

    /// The script as xtask names it.
    fn link(root: &str, build: String) -> WorkerLink {
        WorkerLink::new(format!("{root}worker/practice-{build}.js"), build)
    }

    /// Starts the worker, so that the first request finds it ready. Where that fails, the first request tries again
    /// and says why.
    pub fn start(&self) {
        let _ = self.0.as_ref().map(WorkerLink::start);
    }

    /// The planner's reply to the messages and functions of a request.
    ///
    /// # Errors
    /// Any [`WorkerError`]. Asking again is a retry.
    pub async fn reply(&self, request: &ChatRequest) -> Result<ModelReply, WorkerError> {
        let order = Order::Reply { messages: request.messages.clone(), functions: request.functions.clone() };
        decode(&self.ask(&order).await?)
    }

    /// What a local tool observes.
    ///
    /// # Errors
    /// Any [`WorkerError`]. Asking again is a retry.
    pub async fn call(&self, tool: &str, api: &str, arguments: &str) -> Result<Called, WorkerError> {
        let [tool, api, arguments] = [tool, api, arguments].map(str::to_owned);
        decode(&self.ask(&Order::Call { tool, api, arguments }).await?)
    }

    async fn ask(&self, order: &Order) -> Result<String, WorkerError> {
        let link = self.0.as_ref().map_err(Clone::clone)?;
        let body = encode(order)?;
        // Declared before the request, so dropped after it, when the link knows that nobody waits.
        let _unwanted = StopUnwanted(link);
        let asked = pin!(link.ask(&body, None));
        match select(asked, pin!(too_long(link))).await {
            Either::Left((answer, _)) => match answer? {
                Answer::Done { body, .. } => Ok(body),
                Answer::Failed(cause) => Err(WorkerError::MessageUnreadable { cause }),
            },
            Either::Right(_) => {
                let error = WorkerError::TimedOut { after_ms: LIMIT_MS };
                link.stop(&error);
                Err(error)
            }
        }
    }
}

/// Ends a worker that hangs on a request given up.
struct StopUnwanted<'a>(&'a WorkerLink);

impl Drop for StopUnwanted<'_> {
    fn drop(&mut self) {
        self.0.stop_unwanted();
    }
}

/// Resolves when the worker has had its time. Loading does not count: a network may be slow.
async fn too_long(link: &WorkerLink) {
    while !link.is_ready() {
        sleep_ms(LOOK_MS).await;
    }
    sleep_ms(u64::from(LIMIT_MS)).await;
}
