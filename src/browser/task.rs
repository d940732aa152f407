//! Tasks of the page: the one place from which `ui` starts work that outlives an event handler.

use std::future::Future;

/// Starts a task. It reports through signals or callbacks; errors are handled inside it.
pub fn spawn(task: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(task);
}
