//! The clipboard, and files that a person downloads.

use super::task::spawn;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Copies text. Browsers refuse outside secure contexts; there is nothing better to offer then than selecting it.
pub fn copy(text: &str) {
    let Some(navigator) = web_sys::window().map(|w| w.navigator()) else { return };
    if js_sys::Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|c| c.is_undefined()) {
        return;
    }
    let written = navigator.clipboard().write_text(text);
    spawn(async move {
        let _refused = JsFuture::from(written).await;
    });
}

/// The browser takes no file from the page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the browser refused the download: {0}")]
pub struct DownloadRefused(String);

/// Offers a file for download.
///
/// # Errors
/// [`DownloadRefused`], with what the browser says.
pub fn download(name: &str, kind: &str, text: &str) -> Result<(), DownloadRefused> {
    offer(name, kind, text).map_err(|said| {
        let message = js_sys::Reflect::get(&said, &"message".into()).ok().and_then(|message| message.as_string());
        DownloadRefused(message.unwrap_or_default())
    })
}

fn offer(name: &str, kind: &str, text: &str) -> Result<(), JsValue> {
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(kind);
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let url = web_sys::Url::create_object_url_with_blob(&blob)?;
    let document = web_sys::window().and_then(|w| w.document()).ok_or(JsValue::NULL)?;
    let link: web_sys::HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The click only queues the download: the address must outlive it.
    spawn(async move {
        super::clock::sleep_ms(10_000).await;
        let _gone = web_sys::Url::revoke_object_url(&url);
    });
    Ok(())
}
