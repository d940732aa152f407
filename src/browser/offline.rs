//! The service worker: registered after the first paint; a new build waits until the person asks for it.

use super::build_id::build_id;
use super::task::spawn;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerState};

const SCRIPT: &str = "sw.js";

/// A build that is installed and waits.
#[derive(Clone)]
pub struct Waiting {
    worker: ServiceWorker,
    asked: Rc<Cell<bool>>,
}

impl Waiting {
    /// Lets it take over, which `on_taken` is told of: at once, or after the older worker has done what it is doing (half
    /// a minute, where a file is asked of it in the wrong moment). Where another tab has let it already, the page reloads:
    /// nobody would tell of it again.
    pub fn take_over(&self) {
        if self.worker.state() != ServiceWorkerState::Installed {
            return reload();
        }
        self.asked.set(true);
        // Fails only where the worker is gone; the next visit has the new build then.
        let _ = self.worker.post_message(&JsValue::from_str("take-over"));
    }
}

/// Registers the service worker and tells `on_waiting` of every newer build that is ready, and `on_taken` when the one that
/// was let has taken over: the page is of the older build until it is reloaded. Builds made without xtask (id `dev`) have
/// none.
pub fn register(on_waiting: impl Fn(Waiting) + 'static, on_taken: impl Fn() + 'static) {
    let Some(container) = container().filter(|_| build_id() != "dev") else { return };
    let asked = Rc::new(Cell::new(false));
    tell_when_taken(&container, Rc::clone(&asked), on_taken);
    let promise = container.register(SCRIPT);
    let on_waiting: Rc<dyn Fn(Waiting)> = Rc::new(on_waiting);
    spawn(async move {
        // Without it the page works as before, only not offline (private windows of some browsers refuse).
        let Ok(registration) = JsFuture::from(promise).await else { return };
        let Ok(registration) = registration.dyn_into::<ServiceWorkerRegistration>() else { return };
        if let Some(active) = registration.active() {
            // What older builds kept can go once no page of theirs is open; the worker knows which are.
            let _ = active.post_message(&JsValue::from_str(&build_id()));
        }
        if let (Some(worker), true) = (registration.waiting(), container.controller().is_some()) {
            on_waiting(Waiting { worker, asked: Rc::clone(&asked) });
        }
        watch(&registration, &container, &asked, &on_waiting);
    });
}

fn container() -> Option<ServiceWorkerContainer> {
    let navigator = web_sys::window()?.navigator();
    // Missing outside secure contexts, although the type says otherwise.
    let there = js_sys::Reflect::get(&navigator, &"serviceWorker".into()).is_ok_and(|c| c.is_object());
    there.then(|| navigator.service_worker())
}

/// The first worker of a first visit takes over too, and one that another tab let: nobody here asked for that.
fn tell_when_taken(container: &ServiceWorkerContainer, asked: Rc<Cell<bool>>, on_taken: impl Fn() + 'static) {
    let changed = Closure::<dyn Fn()>::new(move || {
        if asked.take() {
            on_taken();
        }
    });
    container.set_oncontrollerchange(Some(changed.as_ref().unchecked_ref()));
    changed.forget();
}

/// Loads the page again.
pub fn reload() {
    if let Some(window) = web_sys::window() {
        // Fails only where the page is going away already.
        let _ = window.location().reload();
    }
}

fn watch(
    registration: &ServiceWorkerRegistration,
    container: &ServiceWorkerContainer,
    asked: &Rc<Cell<bool>>,
    on_waiting: &Rc<dyn Fn(Waiting)>,
) {
    let (container, asked, on_waiting) = (container.clone(), Rc::clone(asked), Rc::clone(on_waiting));
    let of = registration.clone();
    let found = Closure::<dyn Fn()>::new(move || {
        let Some(worker) = of.installing() else { return };
        let (container, asked, on_waiting) = (container.clone(), Rc::clone(&asked), Rc::clone(&on_waiting));
        let watched = worker.clone();
        let state = Closure::<dyn Fn()>::new(move || {
            // Without a controller this is the first install of a first visit.
            if watched.state() == ServiceWorkerState::Installed && container.controller().is_some() {
                on_waiting(Waiting { worker: watched.clone(), asked: Rc::clone(&asked) });
            }
        });
        worker.set_onstatechange(Some(state.as_ref().unchecked_ref()));
        state.forget();
    });
    registration.set_onupdatefound(Some(found.as_ref().unchecked_ref()));
    // A browser looks for a newer build when the page is opened: it may be found before this program listens.
    let _ = found.as_ref().unchecked_ref::<js_sys::Function>().call0(&JsValue::NULL);
    found.forget();
}
