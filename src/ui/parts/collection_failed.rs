//! The collection is not there: why, and another try.

use super::ErrorBanner;
use crate::browser::collection::CollectionError;
use crate::ui::collection::use_collection;
use crate::ui::i18n::{text, use_i18n};
use leptos::prelude::*;

/// Nothing is drawn while the collection is on its way or there.
#[component]
pub fn CollectionFailed() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_collection();
    move || {
        let error = state.outcome()?.err()?;
        let message = match &error {
            CollectionError::Unreachable(_) => text!(i18n, apis.error.unreachable),
            CollectionError::Missing(_) => text!(i18n, apis.error.missing),
            CollectionError::Gone(_) => text!(i18n, apis.error.gone),
            CollectionError::Unreadable(_) | CollectionError::Store(_) => text!(i18n, apis.error.unreadable),
        };
        let retry = Callback::new(move |()| state.reload());
        let details = Signal::stored(error.to_string());
        Some(view! { <ErrorBanner message details remedy=text!(i18n, shell.retry) on_remedy=retry /> })
    }
}
