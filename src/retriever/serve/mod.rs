//! The worker's loop: one request after another, in the order of arrival. `fetch` gets the model's bytes.

mod fetch;

use std::{cell::RefCell, collections::VecDeque, rc::Rc};

use js_sys::{Array, Float32Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, throw_str};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::{Embedder, embedder::DIM, manifest::Manifest};
use crate::formats::worker::{
    Loaded, MAX_TEXTS, Order, Outcome, PROTOCOL, Reply, Request, RetrieverError, Step, Variant, decode, encode,
};

/// What the worker keeps between requests.
#[derive(Default)]
struct Server {
    queue: VecDeque<Request>,
    is_busy: bool,
    embedder: Option<Rc<Embedder>>,
}

type Shared = Rc<RefCell<Server>>;

/// Begins to serve, and says so with [`Reply::Ready`].
pub fn start() {
    // With panic = abort the page would only learn "unreachable"; thrown, the text is in the error event.
    std::panic::set_hook(Box::new(|panic| throw_str(&panic.to_string())));
    let server = Shared::default();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        // Page and worker are of one build, so this is a defect: it stops the worker and the page hears why.
        let request = head(&event).and_then(|text| decode(&text)).unwrap_or_else(|e| throw_str(&e.to_string()));
        server.borrow_mut().queue.push_back(request);
        spawn_local(drain(server.clone()));
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    post(&Reply::Ready { build: build(), protocol: PROTOCOL, variant: variant() }, None);
}

async fn drain(server: Shared) {
    if std::mem::replace(&mut server.borrow_mut().is_busy, true) {
        return;
    }
    loop {
        let request = server.borrow_mut().queue.pop_front();
        let Some(Request { id, order }) = request else { break };
        match serve(&server, order, |step| post(&Reply::Progress { id, step }, None)).await {
            Ok((outcome, vectors)) => post(&Reply::Done { id, outcome }, vectors.as_deref()),
            Err(error) => post(&Reply::Failed { id, error }, None),
        }
    }
    server.borrow_mut().is_busy = false;
}

type Served = Result<(Outcome, Option<Vec<f32>>), RetrieverError>;

async fn serve(server: &Shared, order: Order, report: impl Fn(Step)) -> Served {
    match order {
        Order::Load { folder, refetch } => {
            let loaded = if server.borrow().embedder.is_some() {
                let dim = DIM as u32;
                Loaded { model: model_sha256()?, dim, downloaded_bytes: 0, kept: true, fetch_ms: 0.0, prepare_ms: 0.0 }
            } else {
                load(server, &folder, refetch, report).await?
            };
            Ok((Outcome::Loaded(loaded), None))
        }
        Order::Embed { texts } => {
            let embedder = server.borrow().embedder.clone().ok_or(RetrieverError::NotLoaded)?;
            if texts.len() > MAX_TEXTS {
                return Err(RetrieverError::TooMany { got: texts.len() as u32 });
            }
            let mut vectors = Vec::with_capacity(texts.len() * DIM);
            for text in &texts {
                vectors.extend(embedder.embed(text)?);
            }
            Ok((Outcome::Embedded { rows: texts.len() as u32, dim: DIM as u32 }, Some(vectors)))
        }
    }
}

async fn load(server: &Shared, folder: &str, refetch: bool, report: impl Fn(Step)) -> Result<Loaded, RetrieverError> {
    let manifest = Manifest::shipped()?;
    let begin = now_ms();
    let fetched = fetch::all(&manifest, folder, refetch, &report).await?;
    report(Step::Prepare);
    let fetch_ms = now_ms() - begin;
    let embedder = Embedder::from_bytes(fetched.bytes(".onnx")?, fetched.bytes("tokenizer.json")?)?;
    server.borrow_mut().embedder = Some(Rc::new(embedder));
    Ok(Loaded {
        model: model_sha256()?,
        dim: DIM as u32,
        downloaded_bytes: fetched.downloaded_bytes,
        kept: fetched.kept,
        fetch_ms,
        prepare_ms: now_ms() - begin - fetch_ms,
    })
}

fn model_sha256() -> Result<String, RetrieverError> {
    Ok(Manifest::shipped()?.file(".onnx")?.sha256.clone())
}

fn head(event: &MessageEvent) -> Result<String, RetrieverError> {
    event.data().as_string().ok_or_else(|| RetrieverError::MessageUnreadable { cause: "no text".into() })
}

/// Sends `{head, vectors}`; the vectors' buffer is transferred, not copied again.
fn post(reply: &Reply, vectors: Option<&[f32]>) {
    let sent = encode(reply).map_err(|e| JsValue::from_str(&e.to_string())).and_then(|head| {
        let message = Object::new();
        Reflect::set(&message, &"head".into(), &head.into())?;
        let Some(vectors) = vectors else { return scope().post_message(&message) };
        let buffer = Float32Array::from(vectors).buffer();
        Reflect::set(&message, &"vectors".into(), &buffer)?;
        scope().post_message_with_transfer(&message, &Array::of1(&buffer))
    });
    if let Err(error) = sent {
        wasm_bindgen::throw_val(error);
    }
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Milliseconds since the worker began.
fn now_ms() -> f64 {
    scope().performance().map_or(0.0, |p| p.now())
}

/// The build id in the script's own name, `retriever-<variant>-<build>.js`; empty under any other name.
fn build() -> String {
    let path = scope().location().pathname();
    let stem = path.rsplit('/').next().and_then(|name| name.strip_suffix(".js"));
    let prefix = format!("retriever-{}-", variant().name());
    stem.and_then(|stem| stem.strip_prefix(&prefix)).unwrap_or_default().to_owned()
}

fn variant() -> Variant {
    if cfg!(target_feature = "relaxed-simd") { Variant::Relaxed } else { Variant::Simd128 }
}
