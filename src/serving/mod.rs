//! What all workers do alike: say that they are ready, hear requests, post replies. Wasm only; it names no work.

use std::fmt::Display;

use js_sys::{Array, Float32Array, Object, Reflect};
use wasm_bindgen::{JsCast, closure::Closure, throw_str, throw_val};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::formats::worker::{Message, PROTOCOL, RequestId};

/// Begins to hear requests, and says so. `prefix` is what stands before the build id in the script's name.
pub fn listen(prefix: &str, mut on_ask: impl FnMut(RequestId, &str) + 'static) {
    // With panic = abort the page would only learn "unreachable"; thrown, the text is in the error event.
    std::panic::set_hook(Box::new(|panic| throw_str(&panic.to_string())));
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let text = event.data().as_string().unwrap_or_default();
        match or_stop(Message::read(&text)) {
            Message::Ask { id, body } => on_ask(id, body),
            _ => throw_str("the page asks, and says nothing else"),
        }
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    post(Message::Ready { protocol: PROTOCOL, build: &build(prefix) }, None);
}

/// The value, or the end of the worker: page and worker are of one build, so a message that one of them cannot read is
/// a defect, and the page hears why.
pub fn or_stop<T, E: Display>(result: Result<T, E>) -> T {
    result.unwrap_or_else(|error| throw_str(&error.to_string()))
}

/// Sends `{head, vectors}`; the vectors' buffer is transferred, not copied again.
pub fn post(message: Message<'_>, vectors: Option<&[f32]>) {
    let data = Object::new();
    let sent = Reflect::set(&data, &"head".into(), &message.to_string().into()).and_then(|_| {
        let Some(vectors) = vectors else { return scope().post_message(&data) };
        let buffer = Float32Array::from(vectors).buffer();
        Reflect::set(&data, &"vectors".into(), &buffer)?;
        scope().post_message_with_transfer(&data, &Array::of1(&buffer))
    });
    if let Err(error) = sent {
        throw_val(error);
    }
}

/// The worker's global object.
pub fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// The build id in the script's own name, `<prefix><build>.js`; empty under any other name.
fn build(prefix: &str) -> String {
    let path = scope().location().pathname();
    let stem = path.rsplit('/').next().and_then(|name| name.strip_suffix(".js"));
    stem.and_then(|stem| stem.strip_prefix(prefix)).unwrap_or_default().to_owned()
}
