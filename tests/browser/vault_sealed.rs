//! Keys remembered under a passphrase: what opens them, what does not, and what is left behind.

use serde_json::{Value, json};
use toolgrove::browser::net::Origin;
use toolgrove::browser::store::{Change, Durability, Key, Kv, Table};
use toolgrove::browser::vault::{Found, Keep, Sealed, SealedError, SealedState, Secret, Unavailable, Unlocked, Vault};
use wasm_bindgen_test::wasm_bindgen_test;

const CANARY: &str = "sk-canary-sealed-42";
const PASSPHRASE: &str = "correct horse battery";
const OTHER: &str = "another passphrase";
const URL: &str = "https://api.example.com";

fn origin(url: &str) -> Origin {
    Origin::of_url(url).unwrap()
}

fn secret(text: &str) -> Secret {
    Secret::new(text, origin(URL)).unwrap()
}

fn row_key(id: &str) -> Key {
    Key::Id(id.to_owned())
}

async fn loaded(kv: &Kv) -> (Sealed, Vault) {
    let vault = Vault::default();
    (Sealed::load(kv.clone(), vault.clone()).await, vault)
}

/// A vault with the canary under `a`, and another key under `b`.
async fn filled(kv: &Kv) -> (Sealed, Vault) {
    let (sealed, vault) = loaded(kv).await;
    sealed.set_passphrase(PASSPHRASE).await.unwrap();
    sealed.put("a", secret(CANARY)).await.unwrap();
    sealed.put("b", secret("sk-b")).await.unwrap();
    (sealed, vault)
}

async fn row(kv: &Kv, id: &str) -> Value {
    serde_json::from_str(&kv.get(Table::Keys, row_key(id)).await.unwrap().unwrap()).unwrap()
}

async fn write(kv: &Kv, id: &str, row: &Value) {
    let put = Change::Put(Table::Keys, row_key(id), row.to_string());
    kv.commit(vec![put], Durability::Relaxed).await.unwrap();
}

/// The stored row with one field changed, and what an unlock then says.
async fn unlocked_with(id: &str, field: &str, value: Value) -> Result<Unlocked, SealedError> {
    let kv = Kv::memory();
    filled(&kv).await;
    let mut changed = row(&kv, id).await;
    changed[field] = value;
    write(&kv, id, &changed).await;
    loaded(&kv).await.0.unlock(PASSPHRASE).await
}

/// The text in base64 with its first byte changed.
fn tampered(text: &Value) -> Value {
    let text = text.as_str().unwrap();
    let first = if text.starts_with('A') { "B" } else { "A" };
    json!(format!("{first}{}", &text[1..]))
}

async fn check_life_of_a_vault(kv: &Kv) {
    let at = origin(URL);
    let (sealed, vault) = loaded(kv).await;
    assert_eq!(sealed.state(), SealedState::NoPassphrase);
    assert_eq!(sealed.put("a", secret(CANARY)).await, Err(SealedError::Locked));
    assert_eq!(sealed.set_passphrase("seven77").await, Err(SealedError::TooShort));
    assert_eq!(sealed.set_passphrase(&"x".repeat(1_025)).await, Err(SealedError::TooLong));
    drop((sealed, vault));

    let (sealed, vault) = filled(kv).await;
    assert_eq!(sealed.state(), SealedState::Open(2));
    assert_eq!(vault.kept("a", &at), Some(Keep::Passphrase));
    assert_eq!(sealed.set_passphrase(OTHER).await, Err(SealedError::Elsewhere), "there is one already");
    sealed.lock();
    assert_eq!((sealed.state(), vault.find("a", &at)), (SealedState::Locked(2), Found::Locked));
    assert_eq!(vault.find("a", &origin("https://other.example")), Found::Nothing);

    let (sealed, vault) = loaded(kv).await;
    assert_eq!((sealed.state(), vault.find("a", &at)), (SealedState::Locked(2), Found::Locked));
    assert_eq!(vault.kept("a", &at), Some(Keep::Passphrase));
    assert_eq!(sealed.unlock(OTHER).await, Err(SealedError::WrongPassphrase));
    assert_eq!(sealed.unlock("").await, Err(SealedError::WrongPassphrase));
    assert_eq!(sealed.put("c", secret("sk-c")).await, Err(SealedError::Locked));
    assert_eq!(sealed.unlock(PASSPHRASE).await, Ok(Unlocked { opened: 2, unopened: 0 }));
    assert_eq!(vault.get("a", &at), Some(secret(CANARY)));

    sealed.forget("a").await.unwrap();
    vault.forget("a");
    assert_eq!((sealed.state(), vault.find("a", &at)), (SealedState::Open(1), Found::Nothing));
    sealed.forget_all().await.unwrap();
    assert_eq!((sealed.state(), vault.all()), (SealedState::NoPassphrase, vec![]));
    assert_eq!(kv.all(Table::Keys).await.unwrap(), Vec::<String>::new());
}

#[wasm_bindgen_test]
async fn a_vault_lives_the_same_in_memory_and_in_the_database() {
    check_life_of_a_vault(&Kv::memory()).await;
    let name = format!("toolgrove-test-{}", js_sys::Date::now());
    check_life_of_a_vault(&Kv::open(&name).await.unwrap()).await;
}

#[wasm_bindgen_test]
async fn rows_show_neither_key_nor_length_and_no_sealing_is_like_another() {
    let kv = Kv::memory();
    let (sealed, _vault) = filled(&kv).await;
    let stored = kv.all(Table::Keys).await.unwrap();
    assert_eq!(stored.len(), 3);
    for text in &stored {
        assert!(!text.contains(CANARY) && !text.contains(PASSPHRASE), "{text}");
    }
    let (a, b) = (row(&kv, "a").await, row(&kv, "b").await);
    assert_eq!(a["data"].as_str().unwrap().len(), b["data"].as_str().unwrap().len());
    sealed.put("a", secret(CANARY)).await.unwrap();
    let again = row(&kv, "a").await;
    assert!(again["iv"] != a["iv"] && again["data"] != a["data"]);
    assert_eq!(row(&kv, "@vault").await["rounds"], 600_000);
    let long = "k".repeat(4_096);
    sealed.put("long", secret(&long)).await.unwrap();
    let (sealed, vault) = loaded(&kv).await;
    assert_eq!(sealed.unlock(PASSPHRASE).await, Ok(Unlocked { opened: 3, unopened: 0 }));
    assert_eq!(vault.get("long", &origin(URL)), Some(secret(&long)));
}

#[wasm_bindgen_test]
async fn a_passphrase_is_the_same_however_its_letters_were_made() {
    let kv = Kv::memory();
    let (sealed, _) = loaded(&kv).await;
    sealed.set_passphrase("caf\u{e9} au lait").await.unwrap();
    assert_eq!(loaded(&kv).await.0.unlock("cafe\u{301} au lait").await, Ok(Unlocked::default()));
}

#[wasm_bindgen_test]
async fn a_row_moved_or_tampered_with_does_not_open() {
    let one_fails = Ok(Unlocked { opened: 1, unopened: 1 });
    assert_eq!(unlocked_with("a", "id", json!("z")).await, one_fails, "another id");
    assert_eq!(unlocked_with("a", "origin", json!("https://evil.example")).await, one_fails, "another origin");
    let kv = Kv::memory();
    filled(&kv).await;
    for field in ["data", "iv"] {
        let changed = tampered(&row(&kv, "a").await[field]);
        assert_eq!(unlocked_with("a", field, changed).await, one_fails, "{field}");
    }
    // A text that no origin is spelt like, and a form that is none, are not even tried.
    assert_eq!(
        unlocked_with("a", "origin", json!("https://api.example.com/")).await,
        Ok(Unlocked { opened: 1, unopened: 0 })
    );
    assert_eq!(unlocked_with("a", "data", json!("AAAA")).await, Ok(Unlocked { opened: 1, unopened: 0 }));
}

#[wasm_bindgen_test]
async fn a_vault_s_own_row_is_held_to_its_bounds() {
    let kv = Kv::memory();
    filled(&kv).await;
    let vault = row(&kv, "@vault").await;
    for (field, value) in
        [("rounds", json!(600_001)), ("salt", tampered(&vault["salt"])), ("data", tampered(&vault["data"]))]
    {
        assert_eq!(unlocked_with("@vault", field, value).await, Err(SealedError::WrongPassphrase), "{field}");
    }
    for (field, value) in [("rounds", json!(1)), ("rounds", json!(u32::MAX)), ("salt", json!("")), ("what", json!("x"))]
    {
        let refused = Err(SealedError::Unavailable(Unavailable::Damaged));
        assert_eq!(unlocked_with("@vault", field, value).await, refused, "{field}");
    }
    // A vault whose own row is gone is not taken for an empty one.
    kv.commit(vec![Change::Remove(Table::Keys, row_key("@vault"))], Durability::Relaxed).await.unwrap();
    let (sealed, _) = loaded(&kv).await;
    assert_eq!(sealed.state(), SealedState::Unavailable(Unavailable::Damaged));
    assert!(sealed.set_passphrase(PASSPHRASE).await.is_err());
    sealed.forget_all().await.unwrap();
    assert_eq!(sealed.state(), SealedState::NoPassphrase);
}

#[wasm_bindgen_test]
async fn rows_of_a_newer_version_are_left_as_they_are() {
    for id in ["@vault", "a", "somebody"] {
        let kv = Kv::memory();
        filled(&kv).await;
        write(&kv, id, &json!({"v": 2, "what": "new"})).await;
        let before = kv.all(Table::Keys).await.unwrap();
        let (sealed, vault) = loaded(&kv).await;
        assert_eq!(sealed.state(), SealedState::Newer, "{id}");
        assert_eq!(sealed.unlock(PASSPHRASE).await, Err(SealedError::Newer));
        assert_eq!(sealed.set_passphrase(OTHER).await, Err(SealedError::Newer));
        assert_eq!(sealed.change_passphrase(PASSPHRASE, OTHER).await, Err(SealedError::Newer));
        assert_eq!(sealed.put("a", secret("sk-x")).await, Err(SealedError::Newer));
        assert_eq!(kv.all(Table::Keys).await.unwrap(), before);
        assert_eq!(vault.all(), vec![]);
        // To forget everything is the person's to say, also then.
        sealed.forget_all().await.unwrap();
        assert_eq!(sealed.state(), SealedState::NoPassphrase);
    }
}

#[wasm_bindgen_test]
async fn another_passphrase_seals_all_keys_anew_or_none() {
    let kv = Kv::memory();
    let (sealed, vault) = filled(&kv).await;
    let before = kv.all(Table::Keys).await.unwrap();
    assert_eq!(sealed.change_passphrase(OTHER, OTHER).await, Err(SealedError::WrongPassphrase));
    assert_eq!(sealed.change_passphrase(PASSPHRASE, "short").await, Err(SealedError::TooShort));
    assert_eq!(kv.all(Table::Keys).await.unwrap(), before);
    sealed.change_passphrase(PASSPHRASE, OTHER).await.unwrap();
    assert_eq!((sealed.state(), vault.get("a", &origin(URL))), (SealedState::Open(2), Some(secret(CANARY))));
    let after = kv.all(Table::Keys).await.unwrap();
    assert!(before.iter().all(|row| !after.contains(row)), "salt, vectors and data are others");
    let (sealed, _) = loaded(&kv).await;
    assert_eq!(sealed.unlock(PASSPHRASE).await, Err(SealedError::WrongPassphrase));
    assert_eq!(sealed.unlock(OTHER).await, Ok(Unlocked { opened: 2, unopened: 0 }));

    let mut moved = row(&kv, "b").await;
    moved["id"] = json!("z");
    write(&kv, "b", &moved).await;
    let before = kv.all(Table::Keys).await.unwrap();
    assert_eq!(sealed.change_passphrase(OTHER, PASSPHRASE).await, Err(SealedError::Unopened(1)));
    assert_eq!(kv.all(Table::Keys).await.unwrap(), before);
}

#[wasm_bindgen_test]
async fn what_another_tab_does_is_heeded() {
    let kv = Kv::memory();
    let (here, vault) = filled(&kv).await;
    let (there, _) = loaded(&kv).await;
    let at = origin(URL);
    there.unlock(PASSPHRASE).await.unwrap();
    there.put("c", secret("sk-c")).await.unwrap();
    here.refresh().await;
    assert_eq!(vault.get("c", &at), Some(secret("sk-c")), "a key that was added is opened");
    there.forget("c").await.unwrap();
    here.refresh().await;
    assert_eq!(vault.find("c", &at), Found::Nothing, "one that was forgotten is forgotten");
    there.change_passphrase(PASSPHRASE, OTHER).await.unwrap();
    assert_eq!(here.put("d", secret("sk-d")).await, Err(SealedError::Locked), "nothing is sealed with the old key");
    assert_eq!((here.state(), vault.find("a", &at)), (SealedState::Locked(2), Found::Locked));
    assert_eq!(here.unlock(OTHER).await, Ok(Unlocked { opened: 2, unopened: 0 }));
}

#[wasm_bindgen_test]
async fn forgetting_everything_leaves_nothing_of_any_way() {
    let kv = Kv::memory();
    let (sealed, vault) = filled(&kv).await;
    let at = origin(URL);
    vault.put("in-memory", secret("sk-m"), Keep::Memory);
    vault.put("in-tab", secret("sk-t"), Keep::Tab);
    let kept: Vec<_> = vault.all().into_iter().map(|k| (k.id, k.keep, k.locked)).collect();
    let expected = [
        ("a", Keep::Passphrase, false),
        ("b", Keep::Passphrase, false),
        ("in-memory", Keep::Memory, false),
        ("in-tab", Keep::Tab, false),
    ];
    assert_eq!(kept, expected.map(|(id, keep, locked)| (id.to_owned(), keep, locked)));
    // Not JSON: nobody can read it, and it goes all the same.
    let rubbish = Change::Put(Table::Keys, row_key("rubbish"), CANARY.into());
    kv.commit(vec![rubbish], Durability::Relaxed).await.unwrap();
    sealed.forget_all().await.unwrap();
    assert_eq!(vault.all(), vec![]);
    assert!(vault.get("in-memory", &at).is_none() && Vault::default().get("in-tab", &at).is_none());
    assert_eq!(kv.all(Table::Keys).await.unwrap(), Vec::<String>::new());
    assert_eq!(loaded(&kv).await.0.state(), SealedState::NoPassphrase);
}

#[wasm_bindgen_test]
async fn without_lasting_storage_nothing_is_remembered() {
    let kv = Kv::memory();
    let sealed = Sealed::refusing(kv.clone(), Vault::default(), Unavailable::NoStorage);
    let refused = SealedError::Unavailable(Unavailable::NoStorage);
    assert_eq!(sealed.set_passphrase(PASSPHRASE).await, Err(refused.clone()));
    assert_eq!(sealed.put("a", secret(CANARY)).await, Err(refused));
    sealed.forget_all().await.unwrap();
    assert_eq!(sealed.state(), SealedState::Unavailable(Unavailable::NoStorage));
}
