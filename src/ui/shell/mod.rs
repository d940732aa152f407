//! The frame round every page: skip link, top bar, main region, notices.

mod switches;
mod top_bar;
mod update;

pub use switches::{own_name, tell_unless_kept};

use super::{
    i18n::{say, t, use_i18n},
    later::{Later, later},
    pages::{AskPage, NotFoundPage},
    parts::{ConsentDialog, ToastRegion, When},
    route::{Page, use_router},
    stores::use_stores,
};
use leptos::{ev::MouseEvent, html, prelude::*};
use top_bar::{TopBar, page_name};
use update::UpdateOffer;

/// The frame.
#[component]
pub fn Shell() -> impl IntoView {
    let i18n = use_i18n();
    let stores = use_stores();
    let main = NodeRef::<html::Main>::new();
    let skip = move |event: MouseEvent| {
        event.prevent_default(); // the fragment would stay in the address
        focus(main);
    };
    follow_page(main);
    view! {
        <a class="skip-link" href="#main" on:click=skip>
            {t!(i18n, shell.skip)}
        </a>
        <TopBar />
        <UpdateOffer />
        <When holds=move || stores.problem.with(Option::is_some)>
            <p class="shell-warning" role="status">{t!(i18n, shell.in_memory)}</p>
        </When>
        <main id="main" tabindex="-1" node_ref=main>
            <CurrentPage />
        </main>
        <ConsentDialog />
        <ToastRegion />
    }
}

#[component]
fn CurrentPage() -> impl IntoView {
    let router = use_router();
    move || match router.page() {
        Page::Ask => view! { <AskPage /> }.into_any(),
        Page::Runs => later(Later::Runs),
        Page::Apis => later(Later::Apis),
        Page::Judge => later(Later::Judge),
        Page::Settings => later(Later::Settings),
        Page::Unknown => view! { <NotFoundPage /> }.into_any(),
    }
}

/// The document's title names the page; after a change of page, keyboard and screen reader start at its top.
fn follow_page(main: NodeRef<html::Main>) {
    let router = use_router();
    let i18n = use_i18n();
    Effect::new(move |before: Option<Page>| {
        let page = router.page();
        document().set_title(&format!("{} · {}", page_name(i18n, page), say!(i18n, shell.name)));
        if before.is_some_and(|before| before != page) {
            focus(main);
            window().scroll_to_with_x_and_y(0.0, 0.0);
        }
        page
    });
}

fn focus(main: NodeRef<html::Main>) {
    if let Some(main) = main.get_untracked() {
        // Fails for detached elements only.
        let _ = main.focus();
    }
}
