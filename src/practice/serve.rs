//! The worker's loop: each request is answered before the next one is heard.

use super::answer;
use crate::formats::worker::{Message, decode, encode};
use crate::serving::{listen, or_stop, post};

/// Begins to serve.
pub fn start() {
    listen("practice-", |id, body| {
        let outcome = answer(&or_stop(decode(body)));
        post(Message::Done { id, body: &or_stop(encode(&outcome)) }, None);
    });
}
