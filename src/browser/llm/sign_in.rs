//! "Sign in with OpenRouter": a key made for this page without typing one (OAuth PKCE, RFC 7636, method S256).
//!
//! Away: a random verifier is kept in this tab and the person goes to OpenRouter with its hash. Back: the address holds a
//! code, which is taken out of it at once; code and verifier together are exchanged for a key. The key goes where the
//! caller puts it and nowhere else.

use crate::browser::net::{CancelToken, Limits, Origin, Outbound, Permits, Redirects, fetch_external};
use crate::browser::vault::{Keep, Secret};
use crate::domain::chat::ModelError;
use crate::domain::json;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// Base URL of the endpoint that the key is for.
pub const OPENROUTER: &str = "https://openrouter.ai/api/v1";
const AUTHORISE: &str = "https://openrouter.ai/auth";
const EXCHANGE: &str = "https://openrouter.ai/api/v1/auth/keys";
/// Where the verifier waits in `sessionStorage`, with how the key is to be kept and the connection that it is for.
const VERIFIER: &str = "toolgrove.signin";
/// Longest code that is believed, in bytes.
const MAX_CODE: usize = 1_024;
const LIMITS: Limits = Limits { first_ms: 30_000, idle_ms: 30_000, max_bytes: 64 * 1024 };

/// A code that came back with the address.
#[derive(Clone, PartialEq, Eq)]
pub struct Returned {
    code: String,
    verifier: String,
    /// Id of the connection that the key is for.
    pub connection: String,
    /// How the key is to be kept.
    pub keep: Keep,
}

/// Leaves the page for OpenRouter's, to come back with a key for this connection. `false` where the browser keeps no
/// verifier or does not go.
pub fn leave(connection: &str, keep: Keep) -> bool {
    let Some(window) = web_sys::window() else { return false };
    let mut random = [0_u8; 48];
    let filled = window.crypto().is_ok_and(|c| c.get_random_values_with_u8_array(&mut random).is_ok());
    let Some(back) = back_url().filter(|_| filled) else { return false };
    let verifier = URL_SAFE_NO_PAD.encode(random);
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    let waits = [verifier, keep_word(keep).to_owned(), connection.to_owned()].join(" ");
    let kept = storage().is_some_and(|s| s.set_item(VERIFIER, &waits).is_ok());
    let back = js_sys::encode_uri_component(&back);
    let url = format!("{AUTHORISE}?callback_url={back}&code_challenge={challenge}&code_challenge_method=S256");
    kept && window.location().assign(&url).is_ok()
}

/// Takes the code out of the address, where there is one and this tab asked for it. To be called before anything else
/// reads the address.
pub fn returned() -> Option<Returned> {
    let window = web_sys::window()?;
    let url = web_sys::Url::new(&window.location().href().ok()?).ok()?;
    let code = url.search_params().get("code")?;
    url.search_params().delete("code");
    let history = window.history().ok()?;
    history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&url.href())).ok()?;
    let storage = storage()?;
    let waited = storage.get_item(VERIFIER).ok().flatten()?;
    // It serves once.
    let _ = storage.remove_item(VERIFIER);
    let mut words = waited.split(' ').map(str::to_owned);
    let (verifier, keep, connection) = (words.next()?, words.next()?, words.next()?);
    let keep = [Keep::Tab, Keep::Passphrase].into_iter().find(|way| keep_word(*way) == keep).unwrap_or_default();
    (!code.is_empty() && code.len() <= MAX_CODE).then_some(Returned { code, verifier, connection, keep })
}

impl Returned {
    /// Exchanges the code for a key.
    ///
    /// # Errors
    /// [`ModelError`]; OpenRouter answers 400, 403 or 405 to a code that is spent or not ours.
    pub async fn exchange(self, permits: &Permits, cancel: &CancelToken) -> Result<Secret, ModelError> {
        let origin = Origin::of_url(EXCHANGE)?;
        // Pressed by the person: that is the permission.
        let _passing = permits.pass(origin.clone());
        let body = serde_json::json!({
            "code": self.code, "code_verifier": self.verifier, "code_challenge_method": "S256",
        })
        .to_string();
        let out = Outbound {
            url: EXCHANGE,
            method: "POST",
            headers: &[("Content-Type", "application/json")],
            body: Some(&body),
            key: None,
            limits: LIMITS,
            redirects: Redirects::Refuse,
        };
        let mut answer = fetch_external(permits, &out, cancel).await?;
        let status = answer.status;
        let bytes = answer.bytes().await?;
        let rejected = |message: &str| ModelError::KeyRejected { status, message: message.to_owned() };
        if !(200..300).contains(&status) {
            return Err(rejected("the sign-in was not accepted"));
        }
        let key = json::parse_bytes(&bytes).ok().and_then(|value| Some(value.get("key")?.as_str()?.to_owned()));
        let key = key.ok_or_else(|| rejected("the answer holds no key"))?;
        Secret::new(&key, origin).map_err(|error| rejected(&error.to_string()))
    }
}

const fn keep_word(keep: Keep) -> &'static str {
    match keep {
        Keep::Memory => "memory",
        Keep::Tab => "tab",
        Keep::Passphrase => "passphrase",
    }
}

/// The settings page of this site, without anything else in its address.
fn back_url() -> Option<String> {
    let base = crate::browser::site::site_root()?;
    Some(format!("{base}?page=settings"))
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}
