//! Tools and their APIs, filtered.

use super::health::{HealthFilter, NEVER, mark_view};
use super::use_apis_route;
use crate::{
    browser::store::HealthMark,
    domain::catalog::{
        ApiKey, ApiRef, Collection, Provider,
        browse::{self, Group},
    },
    ui::{
        format,
        i18n::{in_language, t, text, use_i18n},
        parts::{Button, EmptyState, Panel, When, each, use_health},
        route::{ApisRoute, Link, Route, use_router},
    },
};
use leptos::{ev::Event, prelude::*};
use std::collections::BTreeMap;
use std::sync::Arc;

/// So many APIs are drawn at first, and more at each press: in one task that nobody feels.
const BATCH: usize = 100;

/// Search box and list.
#[component]
pub fn ListPanel(collection: Arc<Collection>) -> impl IntoView {
    let i18n = use_i18n();
    let route = use_apis_route();
    let health = use_health();
    let chosen =
        Memo::new(move |_| route.with(|route| (route.category.clone(), route.query.clone(), route.health.clone())));
    let all = {
        let collection = collection.clone();
        Memo::new(move |_| {
            chosen.with(|(category, query, mark)| {
                let words = query.as_deref().unwrap_or_default();
                let groups = browse::matching(&collection, category.as_deref(), words);
                match mark {
                    Some(mark) => by_mark(&collection, groups, mark, &health.marks()),
                    None => groups,
                }
            })
        })
    };
    let found = move || all.with(|groups| groups.iter().map(|group| group.apis.len()).sum::<usize>());
    view! {
        <Panel
            title=text!(i18n, apis.list)
            class="apis-list"
            actions=move || view! { <span role="status">{move || t!(i18n, apis.found, count = format::count(found() as u64))}</span> }
        >
            <SearchBox />
            <HealthFilter collection=collection.clone() />
            <Groups collection all />
        </Panel>
    }
}

/// Those with a mark, or without any.
fn by_mark(
    collection: &Collection,
    groups: Vec<Group>,
    wanted: &str,
    marks: &BTreeMap<ApiKey, HealthMark>,
) -> Vec<Group> {
    let has = |at: &ApiRef| {
        let mark = collection.key(*at).and_then(|key| marks.get(&key));
        let local = || collection.get(*at).is_some_and(|(tool, _)| tool.provider() == Provider::Local);
        mark.map_or_else(|| wanted == NEVER && !local(), |mark| mark.mark.word() == wanted)
    };
    let left =
        groups.into_iter().map(|Group { tool, apis }| Group { tool, apis: apis.into_iter().filter(has).collect() });
    left.filter(|group| !group.apis.is_empty()).collect()
}

#[component]
fn SearchBox() -> impl IntoView {
    let i18n = use_i18n();
    let router = use_router();
    let route = use_apis_route();
    let input = move |event: Event| {
        let query = Some(event_target_value(&event)).filter(|words| !words.is_empty());
        router.replace(Route::Apis(ApisRoute { query, ..route.get_untracked() }));
    };
    let label = text!(i18n, apis.search);
    view! {
        <input
            type="search"
            class="apis-search"
            aria-label=move || label.get()
            placeholder=move || label.get()
            autocomplete="off"
            spellcheck="false"
            maxlength="200"
            prop:value=move || route.with(|route| route.query.clone().unwrap_or_default())
            on:input=input
        />
    }
}

#[component]
fn Groups(collection: Arc<Collection>, all: Memo<Vec<Group>>) -> impl IntoView {
    let i18n = use_i18n();
    let most = RwSignal::new(BATCH);
    let shown = Memo::new(move |_| all.with(|groups| browse::first(groups, most.get())));
    let more = move || all.with(|groups| groups.iter().map(|group| group.apis.len()).sum::<usize>()) > most.get();
    // What stays keeps its elements.
    let key = |group: &Group| (group.tool, group.apis.iter().map(|at| at.api).collect::<Vec<_>>());
    view! {
        <div class="api-groups">
            {each(move || shown.get(), key, move |group| view! { <GroupView collection=collection.clone() group /> })}
            <When holds=move || shown.with(Vec::is_empty)>
                <Nothing />
            </When>
        </div>
        <When holds=more>
            <Button on_press=move |()| most.update(|most| *most += BATCH)>{t!(i18n, apis.more)}</Button>
        </When>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <EmptyState title=text!(i18n, apis.nothing.title) text=text!(i18n, apis.nothing.text)>
            <Link to=super::everything() class="btn">
                {t!(i18n, apis.nothing.action)}
            </Link>
        </EmptyState>
    }
}

#[component]
fn GroupView(collection: Arc<Collection>, group: Group) -> impl IntoView {
    let heading = collection.tools.get(group.tool).map(|tool| tool.title.clone());
    let rows = group.apis.into_iter().map(|at| view! { <ApiLink collection=collection.clone() at /> }).collect_view();
    view! {
        <section class="api-group">
            <h3>{heading}</h3>
            <ul>{rows}</ul>
        </section>
    }
}

#[component]
fn ApiLink(collection: Arc<Collection>, at: ApiRef) -> impl IntoView {
    let (tool, api) = collection.get(at)?;
    let route = use_apis_route();
    let name = api.name.clone();
    let about = in_language(&api.description, &api.zh);
    let key = StoredValue::new((tool.category.clone(), tool.standardized_name.clone(), name.clone()));
    let (i18n, health, api_key) = (use_i18n(), use_health(), collection.key(at));
    // Drawn anew only where it is another one, not with every mark of a check.
    let known = Memo::new(move |_| api_key.as_ref().and_then(|key| health.of(key)));
    let mark = move || known.get().map(|mark| mark_view(i18n, &mark));
    let to = Signal::derive(move || {
        let (of, tool, api) = key.get_value();
        Route::Apis(ApisRoute { of: Some(of), tool: Some(tool), api: Some(api), ..route.get() })
    });
    let current = Signal::derive(move || {
        route.with(|route| {
            key.with_value(|(of, tool, api)| {
                route.tool.as_ref() == Some(tool)
                    && route.api.as_ref() == Some(api)
                    && route.of.as_ref().is_none_or(|open| open == of)
            })
        })
    });
    Some(view! {
        <li>
            <Link to class="api-link" current>
                <span class="api-link-name">{name}</span>
                <span class="api-link-about">{move || about.get()}</span>
                <span class="api-link-mark">{mark}</span>
            </Link>
        </li>
    })
}
