//! A typed client of the retriever worker.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use futures::channel::oneshot;
use js_sys::{Float32Array, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{ErrorEvent, Event, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::Settings;
use crate::formats::worker::{
    Loaded, MAX_TEXTS, Order, Outcome, RetrieverError, Step, decode,
    ledger::{Ledger, Next},
    rows,
};

/// Handle to the one worker of this page; clones share it.
///
/// The worker starts with the first request. When it stops, open requests fail with [`RetrieverError::Crashed`] and
/// the next request starts another. Dropping a future gives its request up: no further portion of it is sent.
#[derive(Clone)]
pub struct Retriever(Rc<Inner>);

struct Inner {
    settings: Settings,
    ledger: RefCell<Ledger<Waiter>>,
    link: RefCell<Option<Link>>,
    is_loaded: Cell<bool>,
    /// The bytes that came last were damaged, so the HTTP cache may hold them: pass by it.
    refetch: Cell<bool>,
}

type Reply = Result<(Outcome, Option<Vec<f32>>), RetrieverError>;

struct Waiter {
    end: oneshot::Sender<Reply>,
    on_step: Option<Rc<dyn Fn(Step)>>,
}

/// The running worker. Dropping it terminates it.
struct Link {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

impl Drop for Link {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

impl Retriever {
    /// A client that has not started anything yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let ledger = RefCell::new(Ledger::new(settings.build.clone()));
        let (is_loaded, refetch) = (Cell::new(false), Cell::new(false));
        Self(Rc::new(Inner { settings, ledger, link: RefCell::new(None), is_loaded, refetch }))
    }

    /// Whether a query would be embedded at once.
    #[must_use]
    pub fn is_loaded(&self) -> bool {
        self.0.is_loaded.get()
    }

    /// Gets the model ready; `on_step` hears of every step, also of those of a load that is already on its way.
    ///
    /// # Errors
    /// Any [`RetrieverError`]; [`RetrieverError::remedy`] says what to offer. Asking again is a retry.
    pub async fn load(&self, on_step: impl Fn(Step) + 'static) -> Result<Loaded, RetrieverError> {
        self.load_with(Some(Rc::new(on_step))).await
    }

    async fn load_with(&self, on_step: Option<Rc<dyn Fn(Step)>>) -> Result<Loaded, RetrieverError> {
        let order = Order::Load { folder: self.0.settings.model_folder(), refetch: self.0.refetch.get() };
        match self.0.ask(order, on_step).await {
            Ok((Outcome::Loaded(loaded), _)) => {
                self.0.refetch.set(false);
                self.0.is_loaded.set(true);
                Ok(loaded)
            }
            Ok(_) => Err(mixed_up()),
            Err(error) => {
                self.0.refetch.set(error.is_damage());
                Err(error)
            }
        }
    }

    /// Unit vectors of the texts, in their order. Loads the model first if nobody has.
    ///
    /// # Errors
    /// Any [`RetrieverError`].
    pub async fn embed(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, RetrieverError> {
        self.embed_with(texts, |_, _| {}).await
    }

    /// [`Retriever::embed`] for many texts: `on_progress(done, total)` hears of every portion of [`MAX_TEXTS`].
    /// Other requests take their turn between portions.
    ///
    /// # Errors
    /// Any [`RetrieverError`].
    pub async fn embed_with(
        &self,
        texts: &[String],
        on_progress: impl Fn(usize, usize),
    ) -> Result<Vec<Vec<f32>>, RetrieverError> {
        let mut vectors = Vec::with_capacity(texts.len());
        for portion in texts.chunks(MAX_TEXTS) {
            if !self.is_loaded() {
                self.load_with(None).await?;
            }
            let reply = self.0.ask(Order::Embed { texts: portion.to_vec() }, None).await?;
            let (Outcome::Embedded { rows: n, dim }, Some(flat)) = reply else { return Err(mixed_up()) };
            if n as usize != portion.len() {
                return Err(mixed_up());
            }
            vectors.extend(rows(&flat, n, dim)?);
            on_progress(vectors.len(), texts.len());
        }
        Ok(vectors)
    }
}

fn mixed_up() -> RetrieverError {
    RetrieverError::MessageUnreadable { cause: "an answer to another question".to_owned() }
}

impl Inner {
    async fn ask(self: &Rc<Self>, order: Order, on_step: Option<Rc<dyn Fn(Step)>>) -> Reply {
        self.start()?;
        let (end, reply) = oneshot::channel();
        // Bound first: the borrow must end before anything is sent.
        let message = self.ledger.borrow_mut().enter(order, Waiter { end, on_step })?;
        self.send(message);
        reply.await.unwrap_or_else(|_| Err(crashed("it was replaced")))
    }

    fn send(self: &Rc<Self>, messages: impl IntoIterator<Item = String>) {
        for message in messages {
            let sent = self.link.borrow().as_ref().map(|link| link.worker.post_message(&message.into()));
            if let Some(Err(error)) = sent {
                return self.stop(&crashed(&words(&error)));
            }
        }
    }

    fn start(self: &Rc<Self>) -> Result<(), RetrieverError> {
        if self.link.borrow().is_some() {
            return Ok(());
        }
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&self.settings.worker_url(), &options)
            .map_err(|e| RetrieverError::Unsupported { cause: words(&e) })?;
        let (to_message, to_error) = (Rc::downgrade(self), Rc::downgrade(self));
        let on_message = Closure::new(move |event: MessageEvent| with(&to_message, |inner| inner.hear(&event)));
        let on_error = Closure::new(move |event: Event| with(&to_error, |inner| inner.stop(&crashed(&cause(&event)))));
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        *self.link.borrow_mut() = Some(Link { worker, _on_message: on_message, _on_error: on_error });
        Ok(())
    }

    fn hear(self: &Rc<Self>, event: &MessageEvent) {
        let data = event.data();
        let head = Reflect::get(&data, &"head".into()).ok().and_then(|head| head.as_string()).unwrap_or_default();
        let reply = match decode(&head) {
            Ok(reply) => reply,
            Err(error) => return self.stop(&error),
        };
        let next = self.ledger.borrow_mut().reply(reply);
        match next {
            Next::Send(messages) => self.send(messages),
            Next::Progress(step) => self.report(step),
            Next::Settled(waiter, end) => {
                // Nobody listens when the caller has given up; that is no fault.
                let _ = waiter.end.send(end.map(|outcome| (outcome, vectors(&data))));
            }
            Next::Refused(error) => self.stop(&error),
            Next::Nothing => {}
        }
    }

    fn report(&self, step: Step) {
        let listeners: Vec<_> = self.ledger.borrow().waiters().filter_map(|w| w.on_step.clone()).collect();
        for on_step in listeners {
            on_step(step);
        }
    }

    /// Ends the worker and every open request.
    fn stop(&self, error: &RetrieverError) {
        self.is_loaded.set(false);
        let link = self.link.borrow_mut().take();
        let waiters = self.ledger.borrow_mut().close_all();
        for waiter in waiters {
            let _ = waiter.end.send(Err(error.clone()));
        }
        // This may run inside one of the link's own closures: they are freed after it has returned.
        if let Some(link) = link {
            link.worker.terminate();
            wasm_bindgen_futures::spawn_local(async move { drop(link) });
        }
    }
}

fn with(inner: &Weak<Inner>, act: impl FnOnce(&Rc<Inner>)) {
    if let Some(inner) = inner.upgrade() {
        act(&inner);
    }
}

/// The numbers beside a message, if there are any.
fn vectors(data: &JsValue) -> Option<Vec<f32>> {
    let buffer = Reflect::get(data, &"vectors".into()).ok().filter(JsValue::is_object)?;
    Some(Float32Array::new(&buffer).to_vec())
}

fn crashed(cause: &str) -> RetrieverError {
    RetrieverError::Crashed { cause: cause.to_owned() }
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
