//! Requests out, bytes in.

use super::{CancelToken, NetError, Origin, Permits, is_online, page_kind, place_of};
use crate::browser::vault::Secret;
use crate::domain::chat::Blocked;
use crate::domain::connection::{PageKind, Place, target_address_space};
use futures::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Promise, Reflect, Uint8Array};
use std::pin::pin;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache, RequestCredentials,
    RequestInit, RequestMode, RequestRedirect, Response, ResponseType,
};

#[wasm_bindgen]
extern "C" {
    // Not `Window::fetch`: workers have this one too.
    #[wasm_bindgen(js_name = fetch)]
    fn js_fetch(url: &str, init: &RequestInit) -> Promise;
}

/// How a key is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyHeader {
    /// `Authorization: Bearer …`.
    Bearer,
    /// The key alone under this name.
    Named(&'static str),
    /// The same, and as a field of this name in the JSON object that is the body.
    NamedAndField(&'static str),
}

impl KeyHeader {
    /// The header's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bearer => "Authorization",
            Self::Named(name) | Self::NamedAndField(name) => name,
        }
    }
}

/// What happens to redirects of a request without a key. One with a key never follows any. Whoever follows a redirect
/// sends a request wherever it leads, also to this computer; only the answer can be dropped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Redirects {
    /// They are an error.
    #[default]
    Refuse,
    /// Followed; an answer from an origin that is not permitted is dropped unread.
    Follow,
}

/// How long and how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest silence before the headers, in milliseconds.
    pub first_ms: u32,
    /// Longest silence between two pieces of the body, in milliseconds.
    pub idle_ms: u32,
    /// Longest body, in bytes.
    pub max_bytes: usize,
}

/// One request.
#[derive(Clone, Debug)]
pub struct Outbound<'a> {
    /// Absolute.
    pub url: &'a str,
    /// `GET`, `POST`, …
    pub method: &'a str,
    /// Headers beside the key's. Every header that is not plain costs a preflight and may be refused: keep them few.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body.
    pub body: Option<&'a str>,
    /// The key and how it is sent.
    pub key: Option<(KeyHeader, &'a Secret)>,
    /// How long and how much.
    pub limits: Limits,
    /// What happens to redirects where no key is sent.
    pub redirects: Redirects,
}

/// Stops the request when dropped; harmless after its end.
#[derive(Debug)]
struct AbortOnDrop(AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// An answer. Dropping it stops the transfer.
#[derive(Debug)]
pub struct Inbound {
    /// HTTP status.
    pub status: u16,
    headers: Headers,
    reader: Option<ReadableStreamDefaultReader>,
    limits: Limits,
    seen: usize,
    cancel: CancelToken,
    _abort: AbortOnDrop,
}

/// Makes one request; resolves when the headers have come.
///
/// # Errors
/// [`NetError`]; a failing status is not one of them.
pub async fn fetch_external(permits: &Permits, out: &Outbound<'_>, cancel: &CancelToken) -> Result<Inbound, NetError> {
    let origin = Origin::of_url(out.url)?;
    let misdirected = out.key.is_some_and(|(_, secret)| *secret.origin() != origin);
    if misdirected || !permits.holds(&origin) {
        return Err(NetError::NotPermitted { origin: origin.to_string() });
    }
    let abort = AbortOnDrop(AbortController::new().map_err(|_| NetError::BadUrl)?);
    let init = init(out, &origin, &abort.0)?;
    let answer = within(JsFuture::from(js_fetch(out.url, &init)), out.limits.first_ms, cancel).await?;
    let response: Response = answer.and_then(JsCast::dyn_into).map_err(|_| unreachable(&origin))?;
    if response.type_() == ResponseType::Opaqueredirect {
        return Err(NetError::Redirected);
    }
    if response.redirected() && !Origin::of_url(&response.url()).is_ok_and(|o| permits.holds(&o)) {
        return Err(NetError::Redirected);
    }
    let reader = response.body().map(|b| b.get_reader().unchecked_into());
    Ok(Inbound {
        status: response.status(),
        headers: response.headers(),
        reader,
        limits: out.limits,
        seen: 0,
        cancel: cancel.clone(),
        _abort: abort,
    })
}

impl Inbound {
    /// A header, where the server lets pages read it.
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).ok().flatten()
    }

    /// All headers that the server lets pages read, names in lower case.
    pub fn headers(&self) -> Vec<(String, String)> {
        let pairs = js_sys::try_iter(&self.headers).ok().flatten();
        let texts = |pair: JsValue| {
            let pair: Array = pair.dyn_into().ok()?;
            Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
        };
        pairs.into_iter().flatten().map_while(Result::ok).filter_map(texts).collect()
    }

    /// The next piece of the body; `None` at its end. Of a body that is too long all that fits comes first, however
    /// large the pieces are in which the browser hands it over.
    ///
    /// # Errors
    /// [`NetError::Timeout`], [`NetError::Aborted`], [`NetError::TooLarge`], [`NetError::Broken`].
    pub async fn chunk(&mut self) -> Result<Option<Vec<u8>>, NetError> {
        let over = NetError::TooLarge { limit: self.limits.max_bytes };
        if self.seen > self.limits.max_bytes {
            return Err(over);
        }
        let Some(reader) = &self.reader else { return Ok(None) };
        let read = within(JsFuture::from(reader.read()), self.limits.idle_ms, &self.cancel).await?;
        let result = read.map_err(|_| NetError::Broken)?;
        let field = |name: &str| Reflect::get(&result, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED);
        if field("done").is_truthy() {
            self.reader = None;
            return Ok(None);
        }
        let mut bytes = field("value").dyn_into::<Uint8Array>().map_err(|_| NetError::Broken)?.to_vec();
        let room = self.limits.max_bytes - self.seen;
        self.seen += bytes.len();
        bytes.truncate(room);
        if bytes.is_empty() && self.seen > self.limits.max_bytes { Err(over) } else { Ok(Some(bytes)) }
    }

    /// The rest of the body, or its first `max` bytes: enough of an error to read.
    ///
    /// # Errors
    /// As [`Inbound::chunk`].
    pub async fn start(&mut self, max: usize) -> Result<Vec<u8>, NetError> {
        let mut out = Vec::new();
        self.add_start(&mut out, max).await?;
        Ok(out)
    }

    /// The same, to the end of `out`: what came before an error stands there.
    ///
    /// # Errors
    /// As [`Inbound::chunk`].
    pub async fn add_start(&mut self, out: &mut Vec<u8>, max: usize) -> Result<(), NetError> {
        while out.len() < max {
            match self.chunk().await? {
                Some(bytes) => out.extend_from_slice(&bytes),
                None => break,
            }
        }
        out.truncate(max);
        Ok(())
    }

    /// The whole body.
    ///
    /// # Errors
    /// As [`Inbound::chunk`].
    pub async fn bytes(&mut self) -> Result<Vec<u8>, NetError> {
        self.start(usize::MAX).await
    }
}

/// After a failed request: whether anything answers at the origin of `url` at all. Asks without a key and without the
/// right to read, which no server needs to allow; so `true` means that the server is up and refuses this page.
///
/// # Errors
/// [`NetError::NotPermitted`], [`NetError::Timeout`], [`NetError::Aborted`].
pub async fn answers(permits: &Permits, url: &str, limits: Limits, cancel: &CancelToken) -> Result<bool, NetError> {
    let origin = Origin::of_url(url)?;
    if !permits.holds(&origin) {
        return Err(NetError::NotPermitted { origin: origin.to_string() });
    }
    let abort = AbortOnDrop(AbortController::new().map_err(|_| NetError::BadUrl)?);
    let init = plain_init(&origin, &abort.0);
    init.set_method("GET");
    init.set_mode(RequestMode::NoCors);
    init.set_redirect(RequestRedirect::Follow);
    let answer = within(JsFuture::from(js_fetch(origin.as_str(), &init)), limits.first_ms, cancel).await?;
    Ok(answer.is_ok())
}

/// What holds for every request.
fn plain_init(origin: &Origin, abort: &AbortController) -> RequestInit {
    let init = RequestInit::new();
    init.set_credentials(RequestCredentials::Omit);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_cache(RequestCache::NoStore);
    init.set_signal(Some(&abort.signal()));
    if let Some(space) = target_address_space(page_kind(), place_of(origin), origin.is_plain_http()) {
        let _ = Reflect::set(&init, &"targetAddressSpace".into(), &space.into());
    }
    init
}

fn init(out: &Outbound<'_>, origin: &Origin, abort: &AbortController) -> Result<RequestInit, NetError> {
    let headers = Headers::new().map_err(|_| NetError::BadHeader)?;
    let set = |name: &str, value: &str| headers.set(name, value).map_err(|_| NetError::BadHeader);
    for (name, value) in out.headers {
        set(name, value)?;
    }
    let init = plain_init(origin, abort);
    let redirect = match (out.key, out.redirects) {
        (None, Redirects::Follow) => RequestRedirect::Follow,
        // Not `Error`: that fails like a dead host, this names itself and follows as little.
        _ => RequestRedirect::Manual,
    };
    match out.key {
        Some((KeyHeader::Bearer, secret)) => set("Authorization", &format!("Bearer {}", secret.expose()))?,
        Some((KeyHeader::Named(name) | KeyHeader::NamedAndField(name), secret)) => set(name, secret.expose())?,
        None => {}
    }
    init.set_method(out.method);
    init.set_mode(RequestMode::Cors);
    init.set_redirect(redirect);
    init.set_headers(&headers);
    match (out.body, out.key) {
        (Some(body), Some((KeyHeader::NamedAndField(name), secret))) => {
            init.set_body(&JsValue::from_str(&with_field(body, name, secret)?));
        }
        (Some(body), _) => init.set_body(&JsValue::from_str(body)),
        (None, _) => {}
    }
    Ok(init)
}

/// The body, a JSON object that is not empty, with the key as one more field.
fn with_field(body: &str, name: &str, secret: &Secret) -> Result<String, NetError> {
    let fields = body.trim_end().strip_suffix('}').ok_or(NetError::BadHeader)?;
    let [name, key] = [name, secret.expose()].map(|text| serde_json::Value::from(text).to_string());
    Ok(format!("{fields},{name}:{key}}}"))
}

/// Waits for `work` until the person stops it or `ms` have passed.
async fn within<T>(work: impl Future<Output = T>, ms: u32, cancel: &CancelToken) -> Result<T, NetError> {
    if cancel.is_cancelled() {
        return Err(NetError::Aborted);
    }
    let work = pin!(work);
    let end = pin!(async {
        match select(pin!(cancel.cancelled()), TimeoutFuture::new(ms)).await {
            Either::Left(_) => NetError::Aborted,
            Either::Right(_) => NetError::Timeout { after_ms: ms },
        }
    });
    match select(work, end).await {
        Either::Left((done, _)) => Ok(done),
        Either::Right((error, _)) => Err(error),
    }
}

/// A rejected fetch gives no reason: what the page knows of itself and of the address is all there is.
fn unreachable(origin: &Origin) -> NetError {
    let place = place_of(origin);
    if place != Place::Loopback && !is_online() {
        return NetError::Offline;
    }
    let cause = match place {
        Place::Loopback | Place::Private => Blocked::Local,
        Place::Internet if page_kind() == PageKind::Https && origin.is_plain_http() => Blocked::MixedContent,
        Place::Internet => Blocked::Remote,
    };
    NetError::Unreachable { cause }
}
