//! The starter collection, fetched from beside the page.

use crate::{
    browser::bundle::read_in_pieces,
    browser::store::{Collections, StoreError},
    domain::catalog::Collection,
    formats::toolbench::ToolFileError,
};
use gloo_net::http::Request;
use std::sync::Arc;
use thiserror::Error;

/// Relative to the document's base, so that the site works under any path.
const STARTER: &str = "collections/starter.json";

/// A collection as it was read.
#[derive(Clone, Debug)]
pub struct LoadedCollection {
    /// What could be read; shared, because it is large and everybody looks at it.
    pub collection: Arc<Collection>,
    /// Why tools were left out, one line each.
    pub left_out: Vec<String>,
    /// True for the one that comes with the site, and with vectors.
    pub shipped: bool,
}

/// Why there is no collection. Trying again is the remedy of all; what differs is what to check first.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum CollectionError {
    /// No answer: offline before the first visit was complete, or the server is gone. In the browser's words.
    #[error("{0}")]
    Unreachable(String),
    /// The server answered, but not with the file: the site is incomplete.
    #[error("{STARTER}: HTTP {0}")]
    Missing(u16),
    /// A collection that a person brought is not there any more.
    #[error("there is no collection {0:?} on this device any more")]
    Gone(String),
    /// It cannot be read from the database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file is damaged.
    #[error("{STARTER}: {0}")]
    Unreadable(#[from] ToolFileError),
}

/// Fetches and reads the starter collection.
///
/// # Errors
/// [`CollectionError`].
pub async fn load_starter() -> Result<LoadedCollection, CollectionError> {
    let unreachable = |error: gloo_net::Error| CollectionError::Unreachable(error.to_string());
    let response = Request::get(STARTER).send().await.map_err(unreachable)?;
    if !response.ok() {
        return Err(CollectionError::Missing(response.status()));
    }
    let text = response.text().await.map_err(unreachable)?;
    let (collection, problems) = read_in_pieces(&text).await?;
    Ok(loaded(collection, &problems, true))
}

/// Reads a collection that a person brought.
///
/// # Errors
/// [`CollectionError`].
pub async fn load_brought(collections: &Collections, name: &str) -> Result<LoadedCollection, CollectionError> {
    let bundle = collections.bundle(name).await?.ok_or_else(|| CollectionError::Gone(name.to_owned()))?;
    let (collection, problems) = read_in_pieces(&bundle).await?;
    Ok(loaded(collection, &problems, false))
}

fn loaded(collection: Collection, problems: &[ToolFileError], shipped: bool) -> LoadedCollection {
    let left_out = problems.iter().map(ToString::to_string).collect();
    LoadedCollection { collection: Arc::new(collection), left_out, shipped }
}
