//! Which worker belongs to this page.

use web_sys::{UrlSearchParams, Window};

use super::probe;
use crate::browser::build_id::build_id;
use crate::browser::site::site_root;
use crate::formats::worker::{
    WorkerError,
    retriever::{RetrieverError, Variant},
};

/// Where the worker and the model are, and which build to start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Build id of the page; the worker's must be the same.
    pub build: String,
    /// Absolute URL of the site's root, ending in `/`.
    pub base: String,
    /// Which build of the worker.
    pub variant: Variant,
}

impl Settings {
    /// Reads the page: build id from `<meta name="toolgrove-build">` (`dev` without it), base from `document.baseURI`,
    /// variant by probing, unless the address says `?simd=simd128` or `?simd=relaxed` (for tests and for comparing).
    ///
    /// # Errors
    /// [`WorkerError::Unsupported`] when the browser has no vector instructions, or this is no page.
    pub fn from_page() -> Result<Self, RetrieverError> {
        let unsupported = |cause: &str| WorkerError::Unsupported { cause: cause.to_owned() };
        let window = web_sys::window().ok_or_else(|| unsupported("no window"))?;
        let base = site_root().ok_or_else(|| unsupported("no base address"))?;
        let variant = match forced(&window) {
            Some(variant) => variant,
            None if probe::can_relaxed() => Variant::Relaxed,
            None if probe::can_simd128() => Variant::Simd128,
            None => return Err(unsupported("no WebAssembly SIMD").into()),
        };
        Ok(Self { build: build_id(), base, variant })
    }

    /// URL of the worker's script, as xtask names it.
    #[must_use]
    pub fn worker_url(&self) -> String {
        format!("{}worker/retriever-{}-{}.js", self.base, self.variant.name(), self.build)
    }

    /// URL of the folder with the model's files.
    #[must_use]
    pub fn model_folder(&self) -> String {
        format!("{}model/", self.base)
    }
}

fn forced(window: &Window) -> Option<Variant> {
    let query = window.location().search().ok()?;
    Variant::from_name(&UrlSearchParams::new_with_str(&query).ok()?.get("simd")?)
}
