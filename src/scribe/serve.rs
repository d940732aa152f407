//! The worker's loop: each order is performed before the next one is heard.

use super::Book;
use crate::formats::worker::{Message, decode, encode};
use crate::serving::{listen, or_stop, post};

/// Begins to serve.
pub fn start() {
    let mut book = Book::default();
    listen("scribe-", move |id, body| match book.answer(or_stop(decode(body))) {
        Ok(outcome) => post(Message::Done { id, body: &or_stop(encode(&outcome)) }, None),
        Err(error) => post(Message::Failed { id, body: &or_stop(encode(&error)) }, None),
    });
}
