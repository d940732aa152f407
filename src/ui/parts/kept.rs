//! Why a setting was not kept, in words.

use crate::browser::llm::NotKept;
use crate::ui::i18n::{I18n, say};
use leptos::prelude::untrack;

/// One sentence.
pub fn kept_words(i18n: I18n, error: NotKept) -> String {
    untrack(|| match error {
        NotKept::Newer => say!(i18n, models.kept.newer),
        NotKept::Refused => say!(i18n, models.kept.refused),
    })
}
