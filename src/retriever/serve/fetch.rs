//! The model's bytes: from the model cache, or over the network with progress; checked either way.
//!
//! The cache is apart from the app's, and its keys carry the SHA-256: an update of the page keeps the model, and
//! another model never answers for this one. Only checked bytes are put in; damaged ones are thrown out.

use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Cache, ReadableStreamDefaultReader, RequestCache, RequestInit, Response};

use crate::{
    formats::worker::retriever::{RetrieverError, Step},
    retriever::manifest::{Manifest, ModelFile},
    serving::scope,
};

/// Name of the cache in the browser's Cache API.
const CACHE: &str = "toolgrove-model-v1";

/// All files of the model.
pub struct Fetched {
    files: Vec<(String, Vec<u8>)>,
    /// Bytes that came over the network.
    pub downloaded_bytes: u64,
    /// Whether all files are in the cache now.
    pub kept: bool,
}

impl Fetched {
    /// Bytes of the file whose name ends so.
    pub fn bytes(&self, ending: &str) -> Result<&[u8], RetrieverError> {
        let file = self.files.iter().find(|(path, _)| path.ends_with(ending));
        file.map(|(_, bytes)| bytes.as_slice())
            .ok_or_else(|| RetrieverError::ModelUnreadable { cause: format!("there is no {ending} file") })
    }
}

/// Gets every file of the manifest from below `folder`.
pub async fn all(
    manifest: &Manifest,
    folder: &str,
    refetch: bool,
    report: &impl Fn(Step),
) -> Result<Fetched, RetrieverError> {
    // No cache (an insecure origin, a full disk) means a download at every visit, and no more than that.
    let cache = open_cache().await;
    let mut found = Vec::new();
    for file in &manifest.files {
        found.push(match &cache {
            Some(cache) => cached(cache, folder, file).await,
            None => None,
        });
    }
    let missing = |found: &[Option<Vec<u8>>]| {
        manifest.files.iter().zip(found).filter(|(_, bytes)| bytes.is_none()).map(|(file, _)| file.bytes).sum::<u64>()
    };
    let total_bytes = missing(&found);
    let mut fetched = Fetched { files: Vec::new(), downloaded_bytes: 0, kept: cache.is_some() };
    for (file, bytes) in manifest.files.iter().zip(found) {
        let bytes = match bytes {
            Some(bytes) => bytes,
            None => {
                let before = fetched.downloaded_bytes;
                let step = |done: u64| report(Step::Download { done_bytes: before + done, total_bytes });
                let bytes = download(folder, file, refetch, &step).await?;
                fetched.downloaded_bytes += file.bytes;
                fetched.kept &= keep(cache.as_ref(), folder, file, &bytes).await;
                bytes
            }
        };
        fetched.files.push((file.path.clone(), bytes));
    }
    if let Some(cache) = &cache {
        forget_others(cache, folder, manifest).await;
    }
    Ok(fetched)
}

async fn download(
    folder: &str,
    file: &ModelFile,
    refetch: bool,
    step: &impl Fn(u64),
) -> Result<Vec<u8>, RetrieverError> {
    let offline = |e: JsValue| RetrieverError::Offline { file: file.path.clone(), cause: words(&e) };
    let options = RequestInit::new();
    options.set_cache(if refetch { RequestCache::Reload } else { RequestCache::Default });
    step(0);
    let request = scope().fetch_with_str_and_init(&format!("{folder}{}", file.path), &options);
    let response: Response = wait(request).await.map_err(offline)?.unchecked_into();
    if !response.ok() {
        return Err(RetrieverError::ModelMissing { file: file.path.clone(), status: response.status() });
    }
    let mut bytes = Vec::with_capacity(file.bytes as usize);
    if let Some(body) = response.body() {
        let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
        while let Some(chunk) = next_chunk(&reader).await.map_err(offline)? {
            let at = bytes.len();
            if (at as u64 + u64::from(chunk.length())) > file.bytes {
                // Whatever this is, it is not the file: read no further.
                let _ = reader.cancel();
                let got = at as u64 + u64::from(chunk.length());
                return Err(RetrieverError::ModelTruncated { file: file.path.clone(), expected: file.bytes, got });
            }
            bytes.resize(at + chunk.length() as usize, 0);
            chunk.copy_to(&mut bytes[at..]);
            step(bytes.len() as u64);
        }
    }
    file.check(&bytes)?;
    Ok(bytes)
}

/// The stream's next bytes, or none at its end.
async fn next_chunk(reader: &ReadableStreamDefaultReader) -> Result<Option<Uint8Array>, JsValue> {
    let read = wait(reader.read()).await?;
    if Reflect::get(&read, &"done".into())?.is_truthy() {
        return Ok(None);
    }
    Reflect::get(&read, &"value".into())?.dyn_into().map(Some)
}

async fn open_cache() -> Option<Cache> {
    // On insecure origins there is no `caches`, and the typed getter would hand out an unusable object.
    let caches = Reflect::get(&js_sys::global(), &"caches".into()).ok()?;
    if caches.is_falsy() {
        return None;
    }
    let opened = scope().caches().ok()?.open(CACHE);
    Some(wait(opened).await.ok()?.unchecked_into())
}

fn key(folder: &str, file: &ModelFile) -> String {
    format!("{folder}{}?sha256={}", file.path, file.sha256)
}

/// The file's bytes from the cache, if they are there and whole.
async fn cached(cache: &Cache, folder: &str, file: &ModelFile) -> Option<Vec<u8>> {
    let key = key(folder, file);
    let response: Response = wait(cache.match_with_str(&key)).await.ok()?.dyn_into().ok()?;
    let buffer = wait(response.array_buffer().ok()?).await.ok()?;
    let bytes = Uint8Array::new(&buffer).to_vec();
    if file.check(&bytes).is_ok() {
        return Some(bytes);
    }
    let _ = wait(cache.delete_with_str(&key)).await;
    None
}

/// Puts checked bytes into the cache; says whether they are in.
async fn keep(cache: Option<&Cache>, folder: &str, file: &ModelFile, bytes: &[u8]) -> bool {
    let Some(cache) = cache else { return false };
    let body = Uint8Array::from(bytes);
    let Ok(response) = Response::new_with_opt_buffer_source(Some(&body)) else { return false };
    wait(cache.put_with_str(&key(folder, file), &response)).await.is_ok()
}

/// Throws out what belongs to other models of this deployment; another one below the same origin has its own.
async fn forget_others(cache: &Cache, folder: &str, manifest: &Manifest) {
    let ours: Vec<String> = manifest.files.iter().map(|file| key(folder, file)).collect();
    let Ok(entries) = wait(cache.keys()).await else { return };
    for request in js_sys::Array::from(&entries).iter() {
        let url = Reflect::get(&request, &"url".into()).ok().and_then(|url| url.as_string()).unwrap_or_default();
        if url.starts_with(folder) && !ours.contains(&url) {
            let _ = wait(cache.delete_with_str(&url)).await;
        }
    }
}

async fn wait(promise: impl Into<Promise>) -> Result<JsValue, JsValue> {
    JsFuture::from(promise.into()).await
}

fn words(error: &JsValue) -> String {
    let message = Reflect::get(error, &"message".into()).ok().and_then(|m| m.as_string());
    message.unwrap_or_else(|| format!("{error:?}"))
}
