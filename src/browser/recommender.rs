//! API retrieval for the page: words at once, meaning as soon as the model is there.

use crate::browser::breath::Breath;
use crate::browser::retriever::{Remedy, Retriever, RetrieverError, Settings, Step};
use crate::domain::catalog::{ApiRef, Collection, Provider};
use crate::domain::retrieval::{Document, HybridWeights, IndexBuilder, RetrievalIndex, Why};
use crate::formats::vectors::{VectorsError, VectorsFile};
use gloo_net::http::Request;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// Shipped vectors of the starter collection, relative to the document's base.
const SHIPPED: &str = "collections/starter.vectors";

/// An API that fits a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Recommended {
    /// Where it stands in the collection.
    pub at: ApiRef,
    /// The fused score; comparable within one ranking only.
    pub score: f32,
    /// What made it.
    pub why: Why,
}

/// Why meaning cannot be used; words still can.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RecommendError {
    /// The model or its worker.
    #[error(transparent)]
    Model(#[from] RetrieverError),
    /// The shipped vectors could not be fetched.
    #[error("{SHIPPED}: {0}")]
    Fetch(String),
    /// The shipped vectors are damaged or belong to other texts.
    #[error("{SHIPPED}: {0}")]
    Vectors(#[from] VectorsError),
}

impl RecommendError {
    /// What to offer.
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Model(error) => error.remedy(),
            Self::Fetch(_) => Remedy::Retry,
            // Page and vectors are of two builds.
            Self::Vectors(_) => Remedy::Reload,
        }
    }
}

/// Recommends APIs of one collection. Cheap to clone.
#[derive(Clone)]
pub struct Recommender {
    inner: Rc<Inner>,
}

struct Inner {
    places: Vec<ApiRef>,
    /// Who answers each, in the same order.
    providers: Vec<Provider>,
    index: RefCell<RetrievalIndex>,
    retriever: Result<Retriever, RetrieverError>,
}

impl Recommender {
    /// Over a collection, made while the page goes on. Starts nothing: words can be used at once.
    pub async fn over(collection: &Arc<Collection>) -> Self {
        let mut breath = Breath::default();
        let (mut places, mut providers, mut index) = (Vec::new(), Vec::new(), IndexBuilder::default());
        for (at, tool, api) in collection.apis() {
            places.push(at);
            providers.push(tool.provider());
            index.add(Document::of_api(tool, api));
            breath.between().await;
        }
        breath.take().await;
        let index = RefCell::new(index.finish(HybridWeights::default()));
        let retriever = Settings::from_page().map(Retriever::new);
        Self { inner: Rc::new(Inner { places, providers, index, retriever }) }
    }

    /// True once [`Recommender::by_meaning`] would answer without a download.
    pub fn knows_meaning(&self) -> bool {
        self.inner.index.borrow().has_vectors() && self.inner.retriever.as_ref().is_ok_and(Retriever::is_loaded)
    }

    /// Gets the model and the shipped vectors ready. Calling it again is a retry.
    ///
    /// # Errors
    /// [`RecommendError`].
    pub async fn load(&self, on_step: impl Fn(Step) + 'static) -> Result<(), RecommendError> {
        let retriever = self.inner.retriever.as_ref().map_err(Clone::clone)?;
        let loaded = retriever.load(on_step).await?;
        if !self.inner.index.borrow().has_vectors() {
            let fetch = |e: gloo_net::Error| RecommendError::Fetch(e.to_string());
            let response = Request::get(SHIPPED).send().await.map_err(fetch)?;
            if !response.ok() {
                return Err(RecommendError::Fetch(format!("HTTP {}", response.status())));
            }
            let file = VectorsFile::from_bytes(&response.binary().await.map_err(fetch)?)?;
            let texts = self.inner.index.borrow().texts_hash();
            file.stamp.check(&crate::formats::vectors::Stamp { model: loaded.model, texts })?;
            let vectors = file.vectors.vectors().map_err(VectorsError::from)?;
            self.inner.index.borrow_mut().attach_vectors(vectors).map_err(VectorsError::from)?;
        }
        Ok(())
    }

    /// The `k` best by words alone, of APIs answered by those that `among` takes.
    pub fn by_words(&self, question: &str, k: usize, among: &dyn Fn(Provider) -> bool) -> Vec<Recommended> {
        self.rank(question, None, k, among)
    }

    /// The `k` best by meaning and words, likewise.
    ///
    /// # Errors
    /// [`RecommendError`].
    pub async fn by_meaning(
        &self,
        question: &str,
        k: usize,
        among: &dyn Fn(Provider) -> bool,
    ) -> Result<Vec<Recommended>, RecommendError> {
        let retriever = self.inner.retriever.as_ref().map_err(Clone::clone)?;
        let sentences = self.inner.index.borrow().sentences_of(question);
        let vectors = retriever.embed(&sentences).await?;
        Ok(self.rank(question, Some(&vectors), k, among))
    }

    fn rank(
        &self,
        question: &str,
        vectors: Option<&[Vec<f32>]>,
        k: usize,
        among: &dyn Fn(Provider) -> bool,
    ) -> Vec<Recommended> {
        let providers = &self.inner.providers;
        let taken = |doc: usize| providers.get(doc).is_some_and(|provider| among(*provider));
        let hits = self.inner.index.borrow().rank_among(question, vectors, k, &taken);
        hits.into_iter()
            .filter_map(|hit| {
                let at = *self.inner.places.get(hit.doc)?;
                Some(Recommended { at, score: hit.score, why: hit.why })
            })
            .collect()
    }
}
