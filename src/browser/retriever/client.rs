//! A typed client of the retriever worker.

use std::{cell::Cell, rc::Rc};

use js_sys::{Float32Array, Reflect};
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

use super::Settings;
use crate::browser::worker_link::{Answer, OnProgress, WorkerLink};
use crate::formats::worker::{
    WorkerError, decode, encode,
    retriever::{Embedded, Loaded, MAX_TEXTS, Order, RetrieverError, Step, rows},
};

/// Handle to the one retriever worker of this page; clones share it.
///
/// The worker starts with the first request. When it stops, open requests fail with [`RetrieverError::Worker`] and the
/// next request starts another. Dropping a future gives its request up: no further portion of it is sent.
#[derive(Clone)]
pub struct Retriever(Rc<Inner>);

struct Inner {
    settings: Settings,
    link: WorkerLink,
    /// Which of the link's workers has the model.
    loaded: Cell<Option<u32>>,
    /// The bytes that came last were damaged, so the HTTP cache may hold them: pass by it.
    refetch: Cell<bool>,
}

impl Retriever {
    /// A client that has not started anything yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let link = WorkerLink::new(settings.worker_url(), settings.build.clone());
        Self(Rc::new(Inner { settings, link, loaded: Cell::new(None), refetch: Cell::new(false) }))
    }

    /// Whether a query would be embedded at once.
    #[must_use]
    pub fn is_loaded(&self) -> bool {
        self.0.loaded.get().is_some_and(|loaded| self.0.link.running() == Some(loaded))
    }

    /// Gets the model ready; `on_step` hears of every step, also of those of a load that is already on its way.
    ///
    /// # Errors
    /// Any [`RetrieverError`]; [`RetrieverError::remedy`] says what to offer. Asking again is a retry.
    pub async fn load(&self, on_step: impl Fn(Step) + 'static) -> Result<Loaded, RetrieverError> {
        // A step that cannot be read is left out: the load's own end says what is wrong.
        let on_progress = move |body: &str| decode(body).map(&on_step).unwrap_or_default();
        self.load_with(Some(Rc::new(on_progress))).await
    }

    async fn load_with(&self, on_progress: Option<OnProgress>) -> Result<Loaded, RetrieverError> {
        let order = Order::Load { folder: self.0.settings.model_folder(), refetch: self.0.refetch.get() };
        let loaded = self.0.ask::<Loaded>(&order, on_progress).await;
        match &loaded {
            Ok(_) => {
                self.0.refetch.set(false);
                self.0.loaded.set(self.0.link.running());
            }
            Err(error) => self.0.refetch.set(error.is_damage()),
        }
        loaded.map(|(loaded, _)| loaded)
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
            let order = Order::Embed { texts: portion.to_vec() };
            let (shape, data) = self.0.ask::<Embedded>(&order, None).await?;
            let flat = numbers(&data).filter(|_| shape.rows as usize == portion.len());
            let flat = flat.ok_or_else(|| WorkerError::MessageUnreadable { cause: "not these vectors".to_owned() })?;
            vectors.extend(rows(&flat, shape)?);
            on_progress(vectors.len(), texts.len());
        }
        Ok(vectors)
    }
}

impl Inner {
    /// What an order gives, and the message that it came with.
    async fn ask<T: DeserializeOwned>(
        &self,
        order: &Order,
        on_progress: Option<OnProgress>,
    ) -> Result<(T, JsValue), RetrieverError> {
        match self.link.ask(&encode(order)?, on_progress).await? {
            Answer::Done { body, data } => Ok((decode(&body)?, data)),
            Answer::Failed(body) => Err(decode(&body)?),
        }
    }
}

/// The numbers beside a message, if there are any.
fn numbers(data: &JsValue) -> Option<Vec<f32>> {
    let buffer = Reflect::get(data, &"vectors".into()).ok().filter(JsValue::is_object)?;
    Some(Float32Array::new(&buffer).to_vec())
}
