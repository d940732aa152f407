//! Name, navigation, switches. On narrow screens the navigation is a bar at the bottom (`style/shell.css`).

use super::switches::{LanguageSwitch, ThemeSwitch};
use crate::ui::{
    i18n::{I18n, say, t, text, use_i18n},
    parts::{Icon, IconView},
    route::{Link, Page, use_router},
};
use leptos::prelude::*;

/// The bar.
#[component]
pub fn TopBar() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <header class="top-bar">
            <Link to=Page::Ask.route() class="brand">
                <Mark />
                <span>{t!(i18n, shell.name)}</span>
            </Link>
            <Navigation />
            <div class="top-bar-tools">
                <LanguageSwitch />
                <ThemeSwitch />
            </div>
        </header>
    }
}

/// The navigation's words for a page (tracked).
pub fn page_name(i18n: I18n, page: Page) -> String {
    match page {
        Page::Ask => say!(i18n, shell.nav.ask),
        Page::Runs => say!(i18n, shell.nav.runs),
        Page::Apis => say!(i18n, shell.nav.apis),
        Page::Judge => say!(i18n, shell.nav.judge),
        Page::Settings => say!(i18n, shell.nav.settings),
        Page::Unknown => say!(i18n, shell.not_found.title),
    }
}

const fn icon(page: Page) -> Icon {
    match page {
        Page::Ask | Page::Unknown => Icon::Ask,
        Page::Runs => Icon::Runs,
        Page::Apis => Icon::Apis,
        Page::Judge => Icon::Judge,
        Page::Settings => Icon::Settings,
    }
}

#[component]
fn Navigation() -> impl IntoView {
    let i18n = use_i18n();
    let router = use_router();
    let item = move |page: Page| {
        view! {
            <li>
                <Link to=page.route() class="nav-link" current=Signal::derive(move || router.page() == page)>
                    <IconView icon=icon(page) />
                    <span>{move || page_name(i18n, page)}</span>
                </Link>
            </li>
        }
    };
    let label = text!(i18n, shell.nav.label);
    view! {
        <nav class="nav" aria-label=move || label.get()>
            <ul>{Page::NAVIGATION.map(item).collect_view()}</ul>
        </nav>
    }
}

/// A small decision tree: the page's mark.
#[component]
fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
            <path class="mark-lines" d="M12 21v-7M12 14 6 8M12 14l6-6M18 8V5" />
            <path class="mark-nodes" d="M9.8 14a2.2 2.2 0 1 0 4.4 0 2.2 2.2 0 1 0-4.4 0M3.8 7a2.2 2.2 0 1 0 4.4 0 2.2 2.2 0 1 0-4.4 0" />
            <path class="mark-answer" d="M15 5a3 3 0 1 0 6 0 3 3 0 1 0-6 0" />
        </svg>
    }
}
