//! Studies from an address, as `?study=` names it.

use super::JudgeError;
use crate::browser::net::{CancelToken, Limits, Origin, Outbound, Permits, Redirects, fetch_external};
use crate::formats::records::study::MAX_STUDY_BYTES;
use gloo_net::http::Request;

/// Where a study is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// Kept here, under this hash.
    Kept(String),
    /// A file of this site; absolute.
    Here(String),
    /// A file of another site: fetched only after the person has agreed to call it.
    Elsewhere {
        /// Absolute.
        url: String,
        /// Whom the request would reach.
        origin: Origin,
    },
}

impl Address {
    /// Reads `?study=`: a hash, or an address relative to the document's base.
    ///
    /// # Errors
    /// [`JudgeError::BadAddress`].
    pub fn parse(text: &str) -> Result<Self, JudgeError> {
        if text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Ok(Self::Kept(text.to_owned()));
        }
        let bad = || JudgeError::BadAddress(text.to_owned());
        let base = web_sys::window().and_then(|w| w.document()).and_then(|d| d.base_uri().ok().flatten());
        let url = web_sys::Url::new_with_base(text, &base.ok_or_else(bad)?).map_err(|_| bad())?.href();
        let origin = Origin::of_url(&url).map_err(|_| bad())?;
        let here = Origin::of_page().as_ref() == Some(&origin);
        Ok(if here { Self::Here(url) } else { Self::Elsewhere { url, origin } })
    }
}

/// A file of this site.
///
/// # Errors
/// [`JudgeError`].
pub async fn fetch_here(url: &str) -> Result<Vec<u8>, JudgeError> {
    let unreachable = |error: gloo_net::Error| JudgeError::Unreachable(error.to_string());
    let response = Request::get(url).send().await.map_err(unreachable)?;
    if !response.ok() {
        return Err(JudgeError::Status { url: url.to_owned(), status: response.status() });
    }
    let announced = response.headers().get("content-length").and_then(|n| n.parse::<usize>().ok());
    if let Some(bytes) = announced.filter(|&bytes| bytes > MAX_STUDY_BYTES) {
        return Err(JudgeError::TooLarge { bytes, most: MAX_STUDY_BYTES });
    }
    response.binary().await.map_err(unreachable)
}

/// A file of another site. Call it only after the person has agreed to this `origin`.
///
/// # Errors
/// [`JudgeError`].
pub async fn fetch_elsewhere(url: &str, origin: Origin) -> Result<Vec<u8>, JudgeError> {
    let permits = Permits::default();
    permits.allow(origin);
    let out = Outbound {
        url,
        method: "GET",
        headers: &[],
        body: None,
        key: None,
        limits: Limits { first_ms: 30_000, idle_ms: 30_000, max_bytes: MAX_STUDY_BYTES },
        redirects: Redirects::Follow,
    };
    let mut answer = fetch_external(&permits, &out, &CancelToken::default()).await?;
    if !(200..300).contains(&answer.status) {
        return Err(JudgeError::Status { url: url.to_owned(), status: answer.status });
    }
    Ok(answer.bytes().await?)
}
