//! The model that some browsers bring along (Chrome's Prompt API, `LanguageModel`), behind the model port.
//!
//! It has no functions of its own: the scribe makes one JSON schema of all that are offered and reads the text that
//! comes. One warm session holds what all requests of a kind begin with; each request goes to a clone of it.

use super::Model;
use super::http::{FIRST_MS, IDLE_MS};
use crate::browser::clock::sleep_ms;
use crate::browser::net::CancelToken;
use crate::browser::scribe::{Asked, Heard, Order, Scribe};
use crate::domain::chat::{Blocked, ChatRequest, Delta, ModelError, ModelReply};
use crate::domain::json;
use crate::formats::provider::{Endpoint, HttpRequest, Protocol, Reply};
use futures::future::{Either, LocalBoxFuture, select};
use js_sys::{Array, Function, Object, Promise, Reflect};
use serde_json::Value;
use std::cell::RefCell;
use std::pin::pin;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReadableStream, ReadableStreamDefaultReader};

/// How many of a conversation's first messages all requests of a run share: the instructions, which name the functions.
const SHARED: usize = 1;
/// Sessions kept warm: one for going on, one for comparing branches.
const MAX_WARM: usize = 2;

/// What the browser says of its model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Availability {
    /// The browser has no such interface.
    Absent,
    /// It has one, and no model for this device.
    Unavailable,
    /// The model must be fetched first, after a press of a button.
    Downloadable,
    /// It is being fetched.
    Downloading,
    /// Ready.
    Available,
}

/// Asks the browser.
pub async fn availability() -> Availability {
    let Some(model) = language_model() else { return Availability::Absent };
    let said = match call(&model, "availability", &[]) {
        Ok(promise) => settled(promise).await.ok().and_then(|word| word.as_string()),
        Err(_) => None,
    };
    match said.as_deref() {
        Some("available") => Availability::Available,
        Some("downloading") => Availability::Downloading,
        Some("downloadable") => Availability::Downloadable,
        _ => Availability::Unavailable,
    }
}

/// True where the browser has the interface at all.
pub fn is_present() -> bool {
    language_model().is_some()
}

/// Fetches the model. To be called from a press of a button; `on_progress` hears of the part that has come, 0 to 1.
///
/// # Errors
/// [`ModelError`].
pub async fn download(on_progress: impl Fn(f64) + 'static, cancel: &CancelToken) -> Result<(), ModelError> {
    let hear = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
        on_progress(get(&event, "loaded").as_f64().unwrap_or_default());
    });
    let listens = hear.as_ref().clone();
    let monitor = Closure::<dyn FnMut(JsValue)>::new(move |monitor: JsValue| {
        let _ = call(&monitor, "addEventListener", &["downloadprogress".into(), listens.clone()]);
    });
    let options = Object::new();
    set(&options, "monitor", monitor.as_ref());
    let session = create(&options, cancel).await?;
    let _ = call(&session, "destroy", &[]);
    Ok(())
}

/// The browser's model.
pub struct BuiltInModel {
    scribe: Scribe,
    warm: RefCell<Vec<Warm>>,
    /// Until the first piece, and between two, in milliseconds.
    patience: (u32, u32),
}

/// A session that has read what all requests of a run begin with.
struct Warm {
    begins: String,
    session: JsValue,
}

impl Drop for Warm {
    fn drop(&mut self) {
        let _ = call(&self.session, "destroy", &[]);
    }
}

impl BuiltInModel {
    /// What the runs list shows.
    pub const NAME: &'static str = "browser built-in";

    /// The model; nothing is loaded before it is asked.
    pub fn new(scribe: Scribe) -> Self {
        Self { scribe, warm: RefCell::default(), patience: (FIRST_MS, IDLE_MS) }
    }

    /// The same with other patience.
    pub fn with_patience(self, first_ms: u32, idle_ms: u32) -> Self {
        Self { patience: (first_ms, idle_ms), ..self }
    }

    /// Asks; the whole reply with what the port leaves out.
    ///
    /// # Errors
    /// [`ModelError`], as a run would meet it.
    pub async fn ask(
        &self,
        chat: &ChatRequest,
        on_delta: &dyn Fn(&Delta),
        cancel: &CancelToken,
    ) -> Result<Reply, ModelError> {
        let number = self.scribe.next_call();
        let endpoint = Endpoint { protocol: Protocol::BuiltIn, ..Endpoint::default() };
        let asked = Asked::from(chat);
        let order = Order::Write { call: number, endpoint, dialect: Default::default(), chat: asked };
        let request: HttpRequest = self.scribe.ask_until(order, cancel).await?;
        let body = json::parse(request.body.as_deref().unwrap_or_default()).map_err(|e| failed(&e.to_string()))?;
        let outcome = match self.prompt(number, &body, on_delta, cancel).await {
            Ok(broken) => self.scribe.ask_until(Order::End { call: number, broken }, cancel).await,
            Err(error) => Err(error),
        };
        let Err(error) = outcome else { return outcome };
        let partial = self.scribe.leave(number).await;
        Err(match error {
            ModelError::Stopped { .. } => ModelError::Stopped { partial },
            ModelError::TimedOut { after_ms, .. } => ModelError::TimedOut { after_ms, partial },
            other => other,
        })
    }

    /// Prompts a clone of the warm session and hands what comes to the scribe; true where it broke off.
    async fn prompt(
        &self,
        number: u32,
        body: &Value,
        on_delta: &dyn Fn(&Delta),
        cancel: &CancelToken,
    ) -> Result<bool, ModelError> {
        let before = body["initialPrompts"].as_array().map_or(&[][..], Vec::as_slice);
        let (shared, rest) = before.split_at(before.len().min(SHARED));
        let warm = self.warm_session(shared, cancel).await?;
        let abort = AbortController::new().map_err(|_| failed("AbortController"))?;
        let with_signal = Object::new();
        set(&with_signal, "signal", &abort.signal());
        let clone = call(&warm, "clone", &[with_signal.clone().into()]).map_err(|e| said(&e))?;
        let session = stoppable(clone, &abort, cancel).await?;
        let mut turns = rest.to_vec();
        turns.push(serde_json::json!({"role": "user", "content": body["prompt"]}));
        let options = with_signal;
        if body["responseConstraint"].is_object() {
            set(&options, "responseConstraint", &js(&body["responseConstraint"])?);
        }
        let stream = call(&session, "promptStreaming", &[js(&Value::Array(turns))?, options.into()]);
        let outcome = match stream {
            Ok(stream) => self.hear(number, stream, &abort, on_delta, cancel).await,
            Err(error) => Err(said(&error)),
        };
        if outcome.is_err() {
            abort.abort();
        }
        let _ = call(&session, "destroy", &[]);
        outcome
    }

    async fn hear(
        &self,
        number: u32,
        stream: JsValue,
        abort: &AbortController,
        on_delta: &dyn Fn(&Delta),
        cancel: &CancelToken,
    ) -> Result<bool, ModelError> {
        let stream: ReadableStream = stream.dyn_into().map_err(|e| said(&e))?;
        let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
        let (mut within_ms, mut came) = (self.patience.0, false);
        loop {
            let next = pin!(stoppable(reader.read().into(), abort, cancel));
            let piece = match select(next, pin!(sleep_ms(u64::from(within_ms)))).await {
                Either::Left((Err(ModelError::ServerError { .. }), _)) if came => return Ok(true),
                Either::Left((piece, _)) => piece?,
                Either::Right(_) => return Err(ModelError::TimedOut { after_ms: within_ms, partial: None }),
            };
            if get(&piece, "done").is_truthy() {
                return Ok(false);
            }
            (within_ms, came) = (self.patience.1, true);
            let text = get(&piece, "value").as_string().unwrap_or_default();
            let heard: Heard = self.scribe.ask_until(Order::Hear { call: number, text }, cancel).await?;
            heard.deltas.iter().for_each(on_delta);
        }
    }

    /// The warm session, made anew where the run begins otherwise.
    async fn warm_session(&self, shared: &[Value], cancel: &CancelToken) -> Result<JsValue, ModelError> {
        let begins = Value::Array(shared.to_vec());
        let text = begins.to_string();
        if let Some(warm) = self.warm.borrow().iter().find(|warm| warm.begins == text) {
            return Ok(warm.session.clone());
        }
        let options = Object::new();
        set(&options, "initialPrompts", &js(&begins)?);
        let session = create(&options, cancel).await?;
        let mut kept = self.warm.borrow_mut();
        if kept.len() >= MAX_WARM {
            kept.remove(0);
        }
        kept.push(Warm { begins: text, session: session.clone() });
        Ok(session)
    }
}

impl Model for BuiltInModel {
    fn name(&self) -> String {
        Self::NAME.to_owned()
    }

    fn reply<'a>(
        &'a self,
        request: &'a ChatRequest,
        on_delta: &'a dyn Fn(&Delta),
        cancel: &'a CancelToken,
    ) -> LocalBoxFuture<'a, Result<ModelReply, ModelError>> {
        Box::pin(async move { Ok(self.ask(request, on_delta, cancel).await?.into_model_reply(request)) })
    }
}

fn language_model() -> Option<JsValue> {
    Some(get(&js_sys::global(), "LanguageModel")).filter(|model| model.is_object() || model.is_function())
}

async fn create(options: &Object, cancel: &CancelToken) -> Result<JsValue, ModelError> {
    let model = language_model().ok_or(ModelError::BlockedOrUnreachable { cause: Blocked::Silent })?;
    let abort = AbortController::new().map_err(|_| failed("AbortController"))?;
    set(options, "signal", &abort.signal());
    let promise = call(&model, "create", &[options.clone().into()]).map_err(|e| said(&e))?;
    stoppable(promise, &abort, cancel).await
}

/// Waits for a promise, or aborts its work when the person stops it.
async fn stoppable(promise: JsValue, abort: &AbortController, cancel: &CancelToken) -> Result<JsValue, ModelError> {
    match select(pin!(cancel.cancelled()), pin!(settled(promise))).await {
        Either::Left(_) => {
            abort.abort();
            Err(ModelError::Stopped { partial: None })
        }
        Either::Right((outcome, _)) => outcome.map_err(|e| said(&e)),
    }
}

async fn settled(promise: JsValue) -> Result<JsValue, JsValue> {
    JsFuture::from(Promise::resolve(&promise)).await
}

/// An error of the interface, by its documented names.
fn said(error: &JsValue) -> ModelError {
    let words = get(error, "message").as_string().unwrap_or_default();
    let message: String = words.chars().take(600).collect();
    match get(error, "name").as_string().as_deref() {
        Some("QuotaExceededError") => ModelError::ContextTooLong { message },
        Some("NotAllowedError" | "InvalidStateError") => ModelError::NoSuchModel { message },
        Some("NotReadableError") => ModelError::Refused { message },
        Some("AbortError") => ModelError::Stopped { partial: None },
        _ => failed(&message),
    }
}

fn failed(message: &str) -> ModelError {
    ModelError::ServerError { status: 0, wait_ms: None, message: message.to_owned() }
}

fn js(value: &Value) -> Result<JsValue, ModelError> {
    js_sys::JSON::parse(&value.to_string()).map_err(|e| said(&e))
}

fn call(of: &JsValue, name: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let function: Function = Reflect::get(of, &name.into())?.dyn_into()?;
    Reflect::apply(&function, of, &Array::from_iter(arguments))
}

fn get(of: &JsValue, name: &str) -> JsValue {
    if of.is_object() || of.is_function() {
        Reflect::get(of, &name.into()).unwrap_or(JsValue::UNDEFINED)
    } else {
        JsValue::UNDEFINED
    }
}

fn set(of: &Object, name: &str, value: &JsValue) {
    // Fails for frozen objects only.
    let _ = Reflect::set(of, &name.into(), value);
}
