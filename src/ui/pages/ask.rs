//! Put a question, watch the search.

use crate::ui::{
    i18n::{t, text, use_i18n},
    parts::EmptyState,
    route::{Link, Page},
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn AskPage() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <h1 class="page-title">{t!(i18n, shell.nav.ask)}</h1>
        <EmptyState title=text!(i18n, ask.empty.title) text=text!(i18n, ask.empty.text)>
            <Link to=Page::Apis.route() class="btn btn-primary">
                {t!(i18n, ask.empty.action)}
            </Link>
        </EmptyState>
    }
}
