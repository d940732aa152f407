//! Every run that was kept.

use crate::ui::{
    i18n::{t, text, use_i18n},
    parts::EmptyState,
    route::{Link, Page},
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn RunsPage() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <h1 class="page-title">{t!(i18n, shell.nav.runs)}</h1>
        <EmptyState title=text!(i18n, runs.empty.title) text=text!(i18n, runs.empty.text)>
            <Link to=Page::Ask.route() class="btn btn-primary">
                {t!(i18n, runs.empty.action)}
            </Link>
        </EmptyState>
    }
}
