//! Blind comparison of two solution paths.

use crate::ui::{
    i18n::{t, text, use_i18n},
    parts::EmptyState,
    route::{Link, Page},
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn JudgePage() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <h1 class="page-title">{t!(i18n, shell.nav.judge)}</h1>
        <EmptyState title=text!(i18n, judge.empty.title) text=text!(i18n, judge.empty.text)>
            <Link to=Page::Ask.route() class="btn btn-primary">
                {t!(i18n, judge.empty.action)}
            </Link>
        </EmptyState>
    }
}
