//! The worker's loop: one request after another, in the order of arrival. `fetch` gets the model's bytes.

mod fetch;

use std::{cell::RefCell, collections::VecDeque, rc::Rc};

use wasm_bindgen_futures::spawn_local;

use super::{Embedder, embedder::DIM, manifest::Manifest};
use crate::formats::worker::{
    Message, RequestId, decode, encode,
    retriever::{Embedded, Loaded, MAX_TEXTS, Order, RetrieverError, Step, Variant},
};
use crate::serving::{listen, or_stop, post, scope};

/// What the worker keeps between requests.
#[derive(Default)]
struct Server {
    queue: VecDeque<(RequestId, Order)>,
    is_busy: bool,
    embedder: Option<Rc<Embedder>>,
}

type Shared = Rc<RefCell<Server>>;

/// Begins to serve.
pub fn start() {
    let server = Shared::default();
    let variant = if cfg!(target_feature = "relaxed-simd") { Variant::Relaxed } else { Variant::Simd128 };
    listen(&format!("retriever-{}-", variant.name()), move |id, body| {
        server.borrow_mut().queue.push_back((id, or_stop(decode(body))));
        spawn_local(drain(server.clone()));
    });
}

async fn drain(server: Shared) {
    if std::mem::replace(&mut server.borrow_mut().is_busy, true) {
        return;
    }
    loop {
        let request = server.borrow_mut().queue.pop_front();
        let Some((id, order)) = request else { break };
        let report = |step: Step| post(Message::Progress { id, body: &or_stop(encode(&step)) }, None);
        match serve(&server, order, report).await {
            Ok((body, vectors)) => post(Message::Done { id, body: &body }, vectors.as_deref()),
            Err(error) => post(Message::Failed { id, body: &or_stop(encode(&error)) }, None),
        }
    }
    server.borrow_mut().is_busy = false;
}

/// The body of an answer, and the vectors beside it.
type Served = Result<(String, Option<Vec<f32>>), RetrieverError>;

async fn serve(server: &Shared, order: Order, report: impl Fn(Step)) -> Served {
    match order {
        Order::Load { folder, refetch } => {
            let loaded = if server.borrow().embedder.is_some() {
                let dim = DIM as u32;
                Loaded { model: model_sha256()?, dim, downloaded_bytes: 0, kept: true, fetch_ms: 0.0, prepare_ms: 0.0 }
            } else {
                load(server, &folder, refetch, report).await?
            };
            Ok((encode(&loaded)?, None))
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
            Ok((encode(&Embedded { rows: texts.len() as u32, dim: DIM as u32 })?, Some(vectors)))
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

/// Milliseconds since the worker began.
fn now_ms() -> f64 {
    scope().performance().map_or(0.0, |p| p.now())
}
