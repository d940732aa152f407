//! The scribe worker.

#[cfg(target_arch = "wasm32")]
fn main() {
    toolgrove::scribe::serve::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> Result<(), &'static str> {
    Err("runs in a Web Worker only")
}
