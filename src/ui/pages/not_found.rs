//! An address whose page we do not have.

use crate::ui::{
    i18n::{t, text, use_i18n},
    parts::EmptyState,
    route::{Link, Page, Route, use_router},
};
use leptos::prelude::*;

/// Says which page was asked for; the navigation above has all that there are.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let i18n = use_i18n();
    let router = use_router();
    let asked = Signal::derive(move || {
        router.with(|route| match route {
            // Somebody else's text: enough of it to recognise a slip of the pen.
            Route::Unknown(page) => page.chars().take(40).collect(),
            _ => String::new(),
        })
    });
    view! {
        <h1 class="page-title">{t!(i18n, shell.not_found.title)}</h1>
        <EmptyState
            title=text!(i18n, shell.not_found.what, page = asked.get())
            text=text!(i18n, shell.not_found.text)
        >
            <Link to=Page::Ask.route() class="btn btn-primary">
                {t!(i18n, shell.not_found.action)}
            </Link>
        </EmptyState>
    }
}
