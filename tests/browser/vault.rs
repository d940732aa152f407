//! Keys: bound to one origin, kept as long as the person said, never shown.

use toolgrove::browser::net::Origin;
use toolgrove::browser::vault::{Keep, Secret, SecretError, Vault};
use wasm_bindgen_test::wasm_bindgen_test;

const CANARY: &str = "sk-canary-0123456789";

fn origin(url: &str) -> Origin {
    Origin::of_url(url).unwrap()
}

fn secret(url: &str) -> Secret {
    Secret::new(CANARY, origin(url)).unwrap()
}

/// What `sessionStorage` and `localStorage` hold, as one text.
fn stored() -> String {
    let window = web_sys::window().unwrap();
    let storages = [window.session_storage(), window.local_storage()];
    let mut out = String::new();
    for storage in storages.into_iter().filter_map(|s| s.ok().flatten()) {
        for i in 0..storage.length().unwrap() {
            let key = storage.key(i).unwrap().unwrap();
            out += &format!("{key}={}\n", storage.get_item(&key).unwrap().unwrap());
        }
    }
    out
}

#[wasm_bindgen_test]
fn a_key_is_not_shown() {
    let secret = secret("https://api.example.com/v1");
    let vault = Vault::default();
    vault.put("debug", secret.clone(), Keep::Memory);
    let shown = format!("{secret:?} {vault:?}");
    assert!(!shown.contains("canary") && shown.contains("https://api.example.com"), "{shown}");
    assert_eq!(secret.scrub(&format!("Incorrect key: {CANARY}.")), "Incorrect key: [key].");
    let short = Secret::new("ab", origin("https://x.example")).unwrap();
    assert_eq!(short.scrub("a cab"), "a cab", "short keys would match by chance");
}

#[wasm_bindgen_test]
fn what_no_header_carries_is_no_key() {
    let make = |text: &str| Secret::new(text, origin("https://x.example")).map(|_| ());
    assert_eq!(make("  sk-1\n"), Ok(()));
    assert_eq!(make(" "), Err(SecretError::Empty));
    for bad in ["sk 1", "sk-\u{2022}1", "sk\r\nX-Evil: 1", "schlüssel"] {
        assert_eq!(make(bad), Err(SecretError::BadCharacters), "{bad:?}");
    }
    assert_eq!(make(&"k".repeat(5_000)), Err(SecretError::TooLong));
}

#[wasm_bindgen_test]
fn a_key_is_given_out_for_its_own_origin_only() {
    let vault = Vault::default();
    vault.put("bound", secret("https://api.example.com/v1"), Keep::Memory);
    assert!(vault.get("bound", &origin("https://api.example.com/v2")).is_some());
    for other in
        ["http://api.example.com", "https://api.example.com:8443", "https://example.com", "https://evil.example"]
    {
        assert!(vault.get("bound", &origin(other)).is_none(), "{other}");
    }
    assert!(vault.get("another id", &origin("https://api.example.com")).is_none());
}

#[wasm_bindgen_test]
fn memory_leaves_no_trace_and_the_tab_outlives_a_reload() {
    let at = origin("https://tab.example");
    let vault = Vault::default();
    assert!(vault.put("kept", secret("https://tab.example"), Keep::Memory));
    assert!(!stored().contains(CANARY));
    assert_eq!(vault.kept("kept", &at), Some(Keep::Memory));
    assert!(Vault::default().get("kept", &at).is_none(), "a fresh page knows nothing");

    assert!(vault.put("kept", secret("https://tab.example"), Keep::Tab));
    let reloaded = Vault::default();
    assert_eq!(reloaded.kept("kept", &at), Some(Keep::Tab));
    assert_eq!(reloaded.get("kept", &at), Some(secret("https://tab.example")));
    assert!(Vault::default().get("kept", &origin("https://other.example")).is_none());

    vault.put("kept", secret("https://tab.example"), Keep::Memory);
    assert!(!stored().contains(CANARY), "memory takes the stored one away");
    vault.put("kept", secret("https://tab.example"), Keep::Tab);
    vault.forget("kept");
    assert!(!stored().contains(CANARY));
    assert!(vault.get("kept", &at).is_none());
}

#[wasm_bindgen_test]
fn what_others_wrote_into_the_tab_is_no_key() {
    let session = web_sys::window().unwrap().session_storage().unwrap().unwrap();
    let at = origin("https://h.example");
    for text in ["", "no line break", "javascript:x\nsk-1", "https://h.example\n", "https://h.example\nbad key"] {
        session.set_item("toolgrove.key.hostile", text).unwrap();
        assert!(Vault::default().get("hostile", &at).is_none(), "{text:?}");
    }
    session.remove_item("toolgrove.key.hostile").unwrap();
}
