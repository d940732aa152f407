//! The browser's own cryptography (WebCrypto): a key out of a passphrase, sealing, opening. All of it works beside the
//! page's thread.

use crate::formats::records::keys::{IV, SealedBytes};
use js_sys::{Array, JsString, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AesDerivedKeyParams, AesGcmParams, Crypto, CryptoKey, Pbkdf2Params, SubtleCrypto};

const AES: &str = "AES-GCM";
const AES_BITS: u32 = 256;

/// True where the browser gives this page cryptography: in a secure context (https, or this machine) only.
pub(super) fn is_available() -> bool {
    subtle().is_some()
}

/// Random bytes; `None` where the browser gives none.
pub(super) fn random<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    crypto()?.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(bytes)
}

/// The AES key of a passphrase. Nobody can read it out again, this program included. A passphrase is taken in its
/// composed form (NFC), so that the same letters are the same whatever keyboard made them.
pub(super) async fn derive(passphrase: &str, salt: &[u8], rounds: u32) -> Option<CryptoKey> {
    let subtle = subtle()?;
    let composed = String::from(JsString::from(passphrase).normalize("NFC"));
    let bytes = Uint8Array::new_from_slice(composed.as_bytes());
    let usage = Array::of1(&"deriveKey".into());
    let imported = subtle.import_key_with_str("raw", &bytes, "PBKDF2", false, &usage);
    // Not left lying about for the collector.
    let base = JsFuture::from(imported.ok()?).await;
    bytes.fill(0, 0, bytes.length());
    let base: CryptoKey = base.ok()?.dyn_into().ok()?;
    let how = Pbkdf2Params::new_with_str("PBKDF2", "SHA-256", rounds, &Uint8Array::new_from_slice(salt));
    let what = AesDerivedKeyParams::new(AES, AES_BITS);
    let usages = Array::of2(&"encrypt".into(), &"decrypt".into());
    let derived = subtle.derive_key_with_object_and_object(&how, &base, &what, false, &usages);
    JsFuture::from(derived.ok()?).await.ok()?.dyn_into().ok()
}

/// Seals bytes under a fresh initialisation vector, bound to `bound_to`; `None` where the browser refuses.
pub(super) async fn seal(key: &CryptoKey, bound_to: &str, plain: &[u8]) -> Option<SealedBytes> {
    let iv: [u8; IV] = random()?;
    let sealing =
        subtle()?.encrypt_with_object_and_js_u8_array(&params(&iv, bound_to), key, &Uint8Array::new_from_slice(plain));
    let data = bytes(&JsFuture::from(sealing.ok()?).await.ok()?);
    Some(SealedBytes { iv, data })
}

/// Opens what [`seal`] made; `None` where anything is otherwise: the key, a byte, what it is bound to.
pub(super) async fn open(key: &CryptoKey, bound_to: &str, sealed: &SealedBytes) -> Option<Vec<u8>> {
    let opening = subtle()?.decrypt_with_object_and_js_u8_array(
        &params(&sealed.iv, bound_to),
        key,
        &Uint8Array::new_from_slice(&sealed.data),
    );
    Some(bytes(&JsFuture::from(opening.ok()?).await.ok()?))
}

fn params(iv: &[u8; IV], bound_to: &str) -> AesGcmParams {
    let params = AesGcmParams::new_with_u8_array(AES, &Uint8Array::new_from_slice(iv));
    params.set_additional_data_u8_array(&Uint8Array::new_from_slice(bound_to.as_bytes()));
    params
}

fn bytes(buffer: &JsValue) -> Vec<u8> {
    Uint8Array::new(buffer).to_vec()
}

fn crypto() -> Option<Crypto> {
    web_sys::window()?.crypto().ok()
}

/// `None` outside secure contexts, where the property is missing although its type says otherwise.
fn subtle() -> Option<SubtleCrypto> {
    let subtle = crypto()?.subtle();
    subtle.is_object().then_some(subtle)
}
