//! The categories: a column of links, on narrow screens a select.

use super::{category_words, use_apis_route};
use crate::{
    domain::catalog::{Collection, browse},
    ui::{
        format,
        i18n::{t, text, use_i18n},
        parts::Panel,
        route::{ApisRoute, Link, Route, use_router},
    },
};
use leptos::{ev::Event, prelude::*};
use std::sync::Arc;

/// The categories with their numbers of APIs.
#[component]
pub fn Categories(collection: Arc<Collection>) -> impl IntoView {
    let i18n = use_i18n();
    let counts: Vec<(String, usize)> = browse::categories(&collection).into_iter().collect();
    let total = counts.iter().map(|(_, n)| n).sum::<usize>();
    let options = counts.clone();
    view! {
        <Panel title=text!(i18n, apis.categories) class="apis-categories">
            <CategorySelect options />
            <ul class="category-list">
                <CategoryLink category=None name=text!(i18n, apis.all) count=total />
                {counts
                    .into_iter()
                    .map(|(category, count)| {
                        let name = category_words(&category);
                        view! { <CategoryLink category=Some(category) name=Signal::stored(name) count /> }
                    })
                    .collect_view()}
            </ul>
        </Panel>
    }
}

#[component]
fn CategoryLink(category: Option<String>, name: Signal<String>, count: usize) -> impl IntoView {
    let route = use_apis_route();
    let category = StoredValue::new(category);
    let to = Signal::derive(move || {
        Route::Apis(ApisRoute { category: category.get_value(), query: route.get().query, ..Default::default() })
    });
    let current =
        Signal::derive(move || route.with(|route| category.with_value(|category| *category == route.category)));
    view! {
        <li>
            <Link to class="category-link" current>
                <span>{move || name.get()}</span>
                <span class="soft">{format::count(count as u64)}</span>
            </Link>
        </li>
    }
}

#[component]
fn CategorySelect(options: Vec<(String, usize)>) -> impl IntoView {
    let i18n = use_i18n();
    let router = use_router();
    let route = use_apis_route();
    let change = move |event: Event| {
        let chosen = Some(event_target_value(&event)).filter(|value| !value.is_empty());
        let query = route.with_untracked(|route| route.query.clone());
        router.navigate(Route::Apis(ApisRoute { category: chosen, query, ..Default::default() }));
    };
    let label = text!(i18n, apis.categories);
    let value = move || route.with(|route| route.category.clone().unwrap_or_default());
    view! {
        <select class="category-select" aria-label=move || label.get() prop:value=value on:change=change>
            <option value="">{t!(i18n, apis.all)}</option>
            {options
                .into_iter()
                .map(|(category, count)| {
                    let words = format!("{} ({count})", category_words(&category));
                    view! { <option value=category>{words}</option> }
                })
                .collect_view()}
        </select>
    }
}
