//! Why a file was not read, or not taken in, in words.

use crate::browser::files::{self, Unread};
use crate::ui::format::bytes;
use crate::ui::i18n::{I18n, say};
use leptos::prelude::untrack;
use std::fmt::Display;

/// The text of a file of at most `most` bytes. `None` where there is none: `problems` then says why.
pub async fn text_of(i18n: I18n, file: &web_sys::File, most: usize, problems: &mut Vec<String>) -> Option<String> {
    match files::text(file, most).await {
        Ok(text) => Some(text),
        Err(why) => {
            problems.push(format!("{}: {}", file.name(), untrack(|| unread_words(i18n, &why))));
            None
        }
    }
}

/// What happened, and what helps.
pub fn unread_words(i18n: I18n, why: &Unread) -> String {
    match why {
        Unread::TooLarge { most, .. } => too_large_words(i18n, *most),
        Unread::Failed(_) => say!(i18n, judge.error.unread),
    }
}

/// That a file was read and is not taken in; where and why, as the program tells it.
pub fn not_taken_words(i18n: I18n, why: &dyn Display) -> String {
    let why = why.to_string();
    say!(i18n, shell.not_taken, why = why)
}

/// That a file has more bytes than are read.
pub fn too_large_words(i18n: I18n, most: usize) -> String {
    let most = bytes(most as u64);
    say!(i18n, judge.error.too_large, most = most)
}
