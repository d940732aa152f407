//! The collection, to browse.

use crate::ui::{
    i18n::{t, text, use_i18n},
    parts::EmptyState,
    route::{Link, Page},
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn ApisPage() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <h1 class="page-title">{t!(i18n, shell.nav.apis)}</h1>
        <EmptyState title=text!(i18n, apis.empty.title) text=text!(i18n, apis.empty.text)>
            <Link to=Page::Ask.route() class="btn btn-primary">
                {t!(i18n, apis.empty.action)}
            </Link>
        </EmptyState>
    }
}
