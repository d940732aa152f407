//! The retriever worker.

#[cfg(target_arch = "wasm32")]
fn main() {
    toolgrove::retriever::serve::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> Result<(), &'static str> {
    Err("runs in a Web Worker only")
}
