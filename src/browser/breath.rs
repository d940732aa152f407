//! Long work on the page's own thread, in pieces: between them the page draws and hears the person.

use super::clock::now_ms;
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

/// A piece may take this long, in milliseconds: well below the 50 that people begin to feel.
const PIECE_MS: u64 = 10;

/// Remembers when the page last had its turn.
#[derive(Debug)]
pub struct Breath {
    since: u64,
}

impl Default for Breath {
    fn default() -> Self {
        Self { since: now_ms() }
    }
}

impl Breath {
    /// To be called between small steps: once a piece is full, everything else that waits has its turn first.
    pub async fn between(&mut self) {
        if now_ms().saturating_sub(self.since) >= PIECE_MS {
            self.take().await;
        }
    }

    /// Lets everything else that waits have its turn now.
    pub async fn take(&mut self) {
        turn().await;
        self.since = now_ms();
    }
}

/// Resolves in a task of its own. By a message, as timers of a tab in the background go off once a second.
async fn turn() {
    let Ok(channel) = MessageChannel::new() else { return };
    let (here, there) = (channel.port1(), channel.port2());
    let arrives = Promise::new(&mut |resolve, _| here.set_onmessage(Some(&resolve)));
    if there.post_message(&JsValue::NULL).is_ok() {
        // A promise of our own is never rejected.
        let _ = JsFuture::from(arrives).await;
    }
    here.close();
}
