//! Runs: every run that was kept; the list, and one of them opened.

mod list;
mod opened;
mod replay;
mod row;

use crate::ui::i18n::{t, use_i18n};
use crate::ui::route::{Route, use_router};
use leptos::prelude::*;

/// The page.
#[component]
pub fn RunsPage() -> impl IntoView {
    let i18n = use_i18n();
    let router = use_router();
    let open = Memo::new(move |_| router.with(|r| if let Route::Runs(r) = r { r.run.clone() } else { None }));
    move || match open.get() {
        Some(id) => view! { <opened::OpenedRun id /> }.into_any(),
        None => view! {
            <h1 class="page-title">{t!(i18n, shell.nav.runs)}</h1>
            <list::RunList />
        }
        .into_any(),
    }
}
