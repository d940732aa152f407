//! A connection's model takes its key from the vault for every request.

use std::cell::RefCell;
use std::rc::Rc;
use toolgrove::browser::llm::{KeyedModel, Model, ScriptedModel};
use toolgrove::browser::net::{CancelToken, Origin};
use toolgrove::browser::store::Kv;
use toolgrove::browser::vault::{Keep, Sealed, Secret, Vault};
use toolgrove::domain::chat::{ChatRequest, Message, ModelError, ModelReply, Role};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_locked_key_is_named_and_nothing_is_asked_until_it_is_open() {
    let origin = Origin::of_url("https://api.example.com").unwrap();
    let secret = |text| Secret::new(text, origin.clone()).unwrap();
    let chat = ChatRequest { messages: vec![Message::text(Role::User, "hi")], ..ChatRequest::default() };
    let reply = ModelReply::estimated(&chat, Message::text(Role::Assistant, "hello"));

    let vault = Vault::default();
    let sealed = Sealed::load(Kv::memory(), vault.clone()).await;
    let built = Rc::new(RefCell::new(Vec::new()));
    let (seen, answer) = (Rc::clone(&built), reply.clone());
    let build = move |key: Option<Secret>| -> Rc<dyn Model> {
        seen.borrow_mut().push(key);
        Rc::new(ScriptedModel::new([Ok(answer.clone()), Ok(answer.clone())]))
    };
    let model = KeyedModel::new("m".into(), vault.clone(), "a".into(), Some(origin.clone()), Box::new(build));
    let cancel = CancelToken::default();
    let ask = || model.reply(&chat, &|_| {}, &cancel);

    assert_eq!(ask().await, Ok(reply.clone()), "without a key");
    sealed.set_passphrase("a long passphrase").await.unwrap();
    sealed.put("a", secret("sk-1")).await.unwrap();
    assert_eq!((ask().await, ask().await), (Ok(reply.clone()), Ok(reply.clone())));
    sealed.lock();
    assert_eq!(ask().await, Err(ModelError::KeyLocked));
    sealed.unlock("a long passphrase").await.unwrap();
    assert_eq!(ask().await, Ok(reply.clone()));
    vault.put("a", secret("sk-2"), Keep::Memory);
    assert_eq!(ask().await, Ok(reply));
    // Made anew for another key and after a lock alone: a model learns what its endpoint takes.
    let keys = [None, Some(secret("sk-1")), Some(secret("sk-1")), Some(secret("sk-2"))];
    assert_eq!(*built.borrow(), keys);

    sealed.lock();
    cancel.cancel();
    assert_eq!(ask().await, Err(ModelError::Stopped { partial: None }));
}
