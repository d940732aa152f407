//! One tab a run: a Web Lock, so that a second tab opens it read-only. Health checks are one tab's, too.

use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// Held while a run is driven, or a collection checked; dropping it lets another tab do so.
#[derive(Debug)]
pub struct RunLock {
    /// Resolves the promise that holds the lock; `None` where the browser has no Web Locks.
    release: Option<js_sys::Function>,
}

impl RunLock {
    /// The lock of a run, or `None` where another tab holds it. Where the browser has no Web Locks it is always given.
    pub async fn acquire(run: &str) -> Option<Self> {
        Self::named(&format!("toolgrove-run-{run}")).await
    }

    /// The lock of a collection's health check, likewise.
    pub async fn of_check(collection: &str) -> Option<Self> {
        Self::named(&format!("toolgrove-check-{collection}")).await
    }

    async fn named(name: &str) -> Option<Self> {
        let Some(locks) = locks() else { return Some(Self { release: None }) };
        let (send, receive) = futures::channel::oneshot::channel::<Option<js_sys::Function>>();
        let send = Rc::new(RefCell::new(Some(send)));
        let granted = Closure::once_into_js(move |lock: JsValue| -> js_sys::Promise {
            if lock.is_null() {
                if let Some(send) = send.borrow_mut().take() {
                    let _gone = send.send(None);
                }
                return js_sys::Promise::resolve(&JsValue::NULL);
            }
            // The lock is held until this promise is resolved.
            js_sys::Promise::new(&mut |resolve, _| {
                if let Some(send) = send.borrow_mut().take() {
                    let _gone = send.send(Some(resolve));
                }
            })
        });
        let options = js_sys::Object::new();
        js_sys::Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE).ok()?;
        // web-sys has LockManager only among its unstable APIs, which need a compiler flag: called by name instead.
        let request: js_sys::Function = js_sys::Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
        let name = JsValue::from_str(name);
        let held: js_sys::Promise = request.call3(&locks, &name, &options, &granted).ok()?.dyn_into().ok()?;
        spawn_local(async move {
            let _released = wasm_bindgen_futures::JsFuture::from(held).await;
        });
        receive.await.ok().flatten().map(|release| Self { release: Some(release) })
    }
}

fn locks() -> Option<JsValue> {
    let navigator = web_sys::window()?.navigator();
    js_sys::Reflect::get(&navigator, &"locks".into()).ok().filter(|l| !l.is_undefined() && !l.is_null())
}

impl Drop for RunLock {
    fn drop(&mut self) {
        if let Some(release) = &self.release {
            let _released = release.call0(&JsValue::NULL);
        }
    }
}
