//! The collection, to browse: categories | tools and APIs | document. What is open and filtered is in the route.

mod categories;
mod document;
mod health;
mod list;
mod parameters;
mod source;

use crate::{
    browser::collection::LoadedCollection,
    domain::catalog::{Collection, browse},
    ui::{
        collection::use_collection,
        format,
        i18n::{t, text, use_i18n},
        parts::{CollectionFailed, ErrorBanner, Panels, StatCounter, Stats, use_health},
        route::{ApisRoute, Page, Route, use_router},
    },
};
use categories::Categories;
use document::DocumentPanel;
use leptos::prelude::*;
use list::ListPanel;
use std::sync::Arc;

/// The page.
#[component]
pub fn ApisPage() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_collection();
    provide_apis_route();
    let body = move || match state.outcome() {
        None => view! { <p class="soft">{t!(i18n, shell.loading)}</p> }.into_any(),
        Some(Err(_)) => view! { <CollectionFailed /> }.into_any(),
        Some(Ok(loaded)) => view! { <Browse loaded /> }.into_any(),
    };
    let counts = move || state.ready().map(|collection| view! { <Counts collection /> });
    view! {
        <div class="page-head">
            <h1 class="page-title">{t!(i18n, apis.title)}</h1>
            {counts}
        </div>
        <source::SourcePanel />
        {body}
    }
}

#[component]
fn Browse(loaded: LoadedCollection) -> impl IntoView {
    let i18n = use_i18n();
    let LoadedCollection { collection, left_out, .. } = loaded;
    use_health().refresh(Arc::clone(&collection));
    let details = left_out.join("\n");
    let damaged = (!left_out.is_empty()).then(|| {
        let count = left_out.len();
        view! { <ErrorBanner message=text!(i18n, apis.error.left_out, count = count) details /> }
    });
    let route = use_apis_route();
    let open = move || route.with(|route| route.api.is_some());
    view! {
        {damaged}
        <health::HealthPanel collection=collection.clone() />
        <div class="apis" class:apis-open=open>
            <Panels columns="13rem minmax(16rem, 24rem) minmax(0, 1fr)">
                <Categories collection=collection.clone() />
                <ListPanel collection=collection.clone() />
                <DocumentPanel collection />
            </Panels>
        </div>
    }
}

#[component]
fn Counts(collection: Arc<Collection>) -> impl IntoView {
    let i18n = use_i18n();
    let number = |n: usize| format::count(n as u64);
    view! {
        <Stats>
            <StatCounter label=text!(i18n, apis.count.categories) value=number(browse::categories(&collection).len()) />
            <StatCounter label=text!(i18n, apis.count.tools) value=number(collection.tools.len()) />
            <StatCounter label=text!(i18n, apis.count.apis) value=number(collection.apis().count()) />
        </Stats>
    }
}

/// This page's part of the route; nothing chosen while another page is on.
fn provide_apis_route() {
    let router = use_router();
    provide_context(Memo::new(move |_| {
        router.with(|route| match route {
            Route::Apis(apis) => apis.clone(),
            _ => ApisRoute::default(),
        })
    }));
}

fn use_apis_route() -> Memo<ApisRoute> {
    expect_context()
}

/// `Business_Software` as people write it.
fn category_words(category: &str) -> String {
    category.replace('_', " ")
}

/// The page with nothing chosen.
fn everything() -> Route {
    Page::Apis.route()
}
