//! Pages and parts.
//!
//! [`App`] sets up what every page shares (route, language, theme, toasts, collection) and draws the shell; each page
//! is one module in [`pages`]; what pages share is in [`parts`]. Every visible text is a key of [`i18n`]; every state
//! worth a reload is in the [`route`]. Nothing here names `formats`: the outside is reached through `browser`.

#![allow(clippy::needless_pass_by_value)] // a component owns its properties, also those it only looks at

pub mod collection;
pub mod format;
pub mod i18n;
pub mod later;
pub mod pages;
pub mod panic_page;
pub mod parts;
pub mod route;
pub mod run;
mod shell;
pub mod stores;
pub mod task;
pub mod theme;

use leptos::prelude::*;

/// The whole page.
#[component]
pub fn App(
    /// How what comes later comes.
    parts: later::Parts,
) -> impl IntoView {
    // First: the code must not stay in the address.
    let returned = crate::browser::llm::signed_in();
    provide_context(parts);
    route::provide_router();
    i18n::provide_language();
    theme::provide_theme();
    parts::provide_toasts();
    stores::provide_stores();
    run::live::provide_live();
    collection::provide_collection();
    let ask = pages::provide_ask();
    pages::provide_recommend(ask, collection::use_collection());
    let tools = parts::provide_tools(parts::provide_connections());
    parts::provide_health(tools, collection::use_collection());
    parts::finish_sign_in(returned);
    view! { <shell::Shell /> }
}

/// Takes away what `index.html` painted while the program was loading.
pub fn remove_boot() {
    if let Some(boot) = document().get_element_by_id("boot") {
        boot.remove();
    }
}
