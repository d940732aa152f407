//! The page's end of a worker: starts it, holds requests until it is ready, and lets none stay open when it stops.
//!
//! It moves texts and knows nothing of their meaning; [`crate::browser::retriever`] and [`crate::browser::practice`]
//! are the typed clients.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use futures::channel::oneshot;
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{ErrorEvent, Event, MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::formats::worker::{
    WorkerError,
    ledger::{Ledger, Next},
};

/// Handle to one worker; clones share it.
///
/// The worker starts with the first request, or with [`WorkerLink::start`]. When it stops, open requests fail and the
/// next one starts another. When the last handle goes, so does the worker.
#[derive(Clone)]
pub struct WorkerLink(Rc<Inner>);

/// How a request ended in the worker.
pub enum Answer {
    /// It succeeded.
    Done {
        /// The reply's body.
        body: String,
        /// The whole message, for what travels beside the text.
        data: JsValue,
    },
    /// It failed, with the reply's body.
    Failed(String),
}

/// Hears the bodies of `progress`.
pub type OnProgress = Rc<dyn Fn(&str)>;

struct Inner {
    url: String,
    ledger: RefCell<Ledger<Waiter>>,
    running: RefCell<Option<Running>>,
    n_starts: Cell<u32>,
}

struct Waiter {
    end: oneshot::Sender<Result<Answer, WorkerError>>,
    on_progress: Option<OnProgress>,
}

/// The worker itself. Dropping it terminates it.
struct Running {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

impl WorkerLink {
    /// A link to the worker at a URL, for a page of this build. Nothing is started yet.
    pub fn new(url: String, build: String) -> Self {
        let ledger = RefCell::new(Ledger::new(build));
        Self(Rc::new(Inner { url, ledger, running: RefCell::new(None), n_starts: Cell::new(0) }))
    }

    /// Starts the worker where it is not running.
    ///
    /// # Errors
    /// [`WorkerError::Unsupported`]; whatever fails later ends the open requests.
    pub fn start(&self) -> Result<(), WorkerError> {
        self.0.start()
    }

    /// Which worker runs, counted from the first one of this link.
    pub fn running(&self) -> Option<u32> {
        self.0.running.borrow().as_ref().map(|_| self.0.n_starts.get())
    }

    /// True once the worker has said that it is ready.
    pub fn is_ready(&self) -> bool {
        self.0.ledger.borrow().is_ready()
    }

    /// Sends a request and waits for its end. `on_progress` hears of all progress meanwhile, also of other requests'.
    ///
    /// # Errors
    /// [`WorkerError`]; asking again starts another worker.
    pub async fn ask(&self, body: &str, on_progress: Option<OnProgress>) -> Result<Answer, WorkerError> {
        self.0.start()?;
        let (end, ended) = oneshot::channel();
        // Bound first: the borrow must end before anything is sent.
        let message = self.0.ledger.borrow_mut().enter(body, Waiter { end, on_progress });
        self.0.send(message);
        ended.await.unwrap_or_else(|_| Err(crashed("it was replaced")))
    }

    /// Ends the worker and every open request.
    pub fn stop(&self, error: &WorkerError) {
        self.0.stop(error);
    }

    /// Ends the worker where it works on what nobody waits for any more, and on nothing else.
    pub fn stop_unwanted(&self) {
        let unwanted = {
            let ledger = self.0.ledger.borrow();
            let mut open = ledger.waiters().map(|w| w.end.is_canceled()).peekable();
            ledger.is_ready() && open.peek().is_some() && open.all(|given_up| given_up)
        };
        if unwanted {
            self.0.stop(&crashed("nobody waited for it"));
        }
    }
}

impl Inner {
    fn start(self: &Rc<Self>) -> Result<(), WorkerError> {
        if self.running.borrow().is_some() {
            return Ok(());
        }
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker =
            Worker::new_with_options(&self.url, &options).map_err(|e| WorkerError::Unsupported { cause: words(&e) })?;
        let (to_message, to_error) = (Rc::downgrade(self), Rc::downgrade(self));
        let on_message = Closure::new(move |event: MessageEvent| with(&to_message, |inner| inner.hear(&event)));
        let on_error = Closure::new(move |event: Event| with(&to_error, |inner| inner.stop(&crashed(&cause(&event)))));
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        *self.running.borrow_mut() = Some(Running { worker, _on_message: on_message, _on_error: on_error });
        self.n_starts.set(self.n_starts.get().wrapping_add(1));
        Ok(())
    }

    fn send(&self, messages: impl IntoIterator<Item = String>) {
        for message in messages {
            let sent = self.running.borrow().as_ref().map(|r| r.worker.post_message(&message.into()));
            if let Some(Err(error)) = sent {
                return self.stop(&crashed(&words(&error)));
            }
        }
    }

    fn hear(&self, event: &MessageEvent) {
        let data = event.data();
        let head = Reflect::get(&data, &"head".into()).ok().and_then(|head| head.as_string()).unwrap_or_default();
        let next = self.ledger.borrow_mut().heard(&head);
        match next {
            Next::Send(messages) => self.send(messages),
            Next::Progress(body) => self.report(body),
            Next::Settled(waiter, end) => {
                let answer = match end {
                    Ok(body) => Answer::Done { body: body.to_owned(), data },
                    Err(body) => Answer::Failed(body.to_owned()),
                };
                // Nobody listens when the caller has given up; that is no fault.
                let _ = waiter.end.send(Ok(answer));
            }
            Next::Refused(error) => self.stop(&error),
            Next::Nothing => {}
        }
    }

    fn report(&self, body: &str) {
        let listeners: Vec<_> = self.ledger.borrow().waiters().filter_map(|w| w.on_progress.clone()).collect();
        for on_progress in listeners {
            on_progress(body);
        }
    }

    fn stop(&self, error: &WorkerError) {
        let running = self.running.borrow_mut().take();
        let waiters = self.ledger.borrow_mut().close_all();
        for waiter in waiters {
            let _ = waiter.end.send(Err(error.clone()));
        }
        // This may run inside one of the worker's own closures: they are freed after it has returned.
        if let Some(running) = running {
            running.worker.terminate();
            wasm_bindgen_futures::spawn_local(async move { drop(running) });
        }
    }
}

fn with(inner: &Weak<Inner>, act: impl FnOnce(&Rc<Inner>)) {
    if let Some(inner) = inner.upgrade() {
        act(&inner);
    }
}

fn crashed(cause: &str) -> WorkerError {
    WorkerError::Crashed { cause: cause.to_owned() }
}

/// What an error event says; one without words means that the script did not load.
fn cause(event: &Event) -> String {
    let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).filter(|message| !message.is_empty());
    message.unwrap_or_else(|| "its script did not load".to_owned())
}

fn words(error: &JsValue) -> String {
    let message = Reflect::get(error, &"message".into()).ok().and_then(|message| message.as_string());
    message.unwrap_or_else(|| format!("{error:?}"))
}
