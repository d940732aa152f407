//! One API: what it does, its parameters, a reply, and the function that a model gets to see.

use super::health::mark_view;
use super::{category_words, parameters::Parameters, use_apis_route};
use crate::{
    browser::task::spawn,
    domain::{
        catalog::{Api, ApiKey, ApiRef, Collection, Provider, Tool, browse, function_spec},
        health::{example_call, only_reads},
        search::default_prompts,
        trace::Fidelity,
    },
    ui::{
        i18n::{in_language, t, text, use_i18n},
        parts::{Badge, EmptyState, Panel, Tab, TabList, TabPanel, Tone, age, use_health},
        route::{ApisRoute, Link, Route},
        run::words::quota_words,
    },
};
use leptos::{html, prelude::*};
use serde_json::Value;
use std::sync::Arc;

/// The open API, or what to do.
#[component]
pub fn DocumentPanel(collection: Arc<Collection>) -> impl IntoView {
    let i18n = use_i18n();
    let route = use_apis_route();
    let open = {
        let collection = collection.clone();
        Memo::new(move |_| {
            route.with(|route| {
                let (of, looked_at) = (route.of.as_deref(), route.category.as_deref());
                wanted(route).map(|(tool, api)| browse::named(&collection, of, looked_at, tool, api))
            })
        })
    };
    let body = move || match open.get() {
        None => view! { <EmptyState title=text!(i18n, apis.none_open.title) text=text!(i18n, apis.none_open.text) /> }
            .into_any(),
        Some(None) => {
            view! { <EmptyState title=text!(i18n, apis.gone.title) text=text!(i18n, apis.gone.text) /> }.into_any()
        }
        Some(Some(at)) => view! { <Document collection=collection.clone() at /> }.into_any(),
    };
    let top = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        // On narrow screens the document takes the place of a list that may have been scrolled far down.
        if open.get().is_some()
            && let Some(top) = top.get().filter(|top| top.get_bounding_client_rect().top() < 0.0)
        {
            top.scroll_into_view();
        }
    });
    let back = Signal::derive(move || Route::Apis(ApisRoute { of: None, tool: None, api: None, ..route.get() }));
    view! {
        <Panel title=text!(i18n, apis.document) class="apis-document">
            <div class="apis-top" node_ref=top>
                <Link to=back class="apis-back">
                    {t!(i18n, apis.back)}
                </Link>
            </div>
            {body}
        </Panel>
    }
}

fn wanted(route: &ApisRoute) -> Option<(&str, &str)> {
    Some((route.tool.as_deref()?, route.api.as_deref()?))
}

#[component]
fn Document(collection: Arc<Collection>, at: ApiRef) -> impl IntoView {
    let i18n = use_i18n();
    let (tool, api) = collection.get(at).map(|(tool, api)| (tool.clone(), api.clone()))?;
    let function = function_json(&tool, &api);
    let tab = RwSignal::new("about");
    let tabs =
        vec![Tab::new("about", text!(i18n, apis.tab.about)), Tab::new("function", text!(i18n, apis.tab.function))];
    Some(view! {
        <article class="api-document">
            <DocumentHead tool=tool.clone() api=api.clone() key=collection.key(at) />
            <TabList group="api" label=text!(i18n, apis.document) tabs selected=tab />
            <TabPanel group="api" tab="about" selected=tab class="api-about">
                <About tool api />
            </TabPanel>
            <TabPanel group="api" tab="function" selected=tab class="api-about">
                <p class="soft">{t!(i18n, apis.function_text)}</p>
                <pre class="code-block">{function}</pre>
            </TabPanel>
        </article>
    })
}

#[component]
fn DocumentHead(tool: Tool, api: Api, key: Option<ApiKey>) -> impl IntoView {
    let i18n = use_i18n();
    let health = use_health();
    let mark = move || key.as_ref().and_then(|key| health.of(key));
    let local = tool.provider() == Provider::Local;
    let place = if local { text!(i18n, apis.local) } else { Signal::stored(tool.host.clone()) };
    let described = tool.described.clone();
    let misfit = only_reads(&api).then(|| example_call(&api).err()).flatten();
    let unchecked = misfit.map(|problems| {
        let why = problems.first().map(ToString::to_string).unwrap_or_default();
        text!(i18n, tools.health.no_example, why = why.clone())
    });
    let untried = (!local).then(|| {
        view! {
            <p class="soft api-untried">
                {move || match mark() {
                    Some(mark) => mark_view(i18n, &mark),
                    None => view! { {t!(i18n, tools.verified.never)} {unchecked.map(|words| move || format!(" · {}", words.get()))} }.into_any(),
                }}
                {(!described.is_empty()).then(|| {
                    view! { " · " {text!(i18n, tools.verified.described, date = described.clone())} }
                })}
            </p>
        }
    });
    // A stranger's address is a link only where it leads to a web page.
    let home = tool.home_url.starts_with("https://").then(|| tool.home_url.clone());
    let home = home.map(|url| {
        let shown = url.clone();
        view! { <p class="soft"><a href=url target="_blank" rel="noopener noreferrer">{shown}</a></p> }
    });
    view! {
        <header class="api-head">
            <p class="soft">{category_words(&tool.category)} " › " {tool.title}</p>
            <h3 class="api-name">{api.name}</h3>
            <p class="api-badges">
                <code class="method">{api.method}</code>
                <Badge tone=Tone::Info text=place />
            </p>
            {home}
            {untried}
            {(!local).then(|| view! { <HostQuota host=tool.host.clone() /> })}
        </header>
    }
}

/// What the host last said is left of the account's requests, and when it said so.
#[component]
fn HostQuota(host: String) -> impl IntoView {
    let i18n = use_i18n();
    let health = use_health();
    let told = RwSignal::new(None::<(Signal<String>, u64)>);
    // Heard again with every call of a check.
    let heard = Memo::new(move |_| health.round());
    Effect::new(move |_| {
        heard.get();
        let host = host.clone();
        spawn(async move {
            if let Some(last) = health.quota(&host).await
                && let Some(words) = quota_words(i18n, last.quota, last.at_ms)
            {
                // Another document may be open meanwhile.
                let _ = told.try_set(Some((words, last.at_ms)));
            }
        });
    });
    move || {
        told.get().map(|(words, at_ms)| {
            view! { <p class="soft api-quota">{move || words.get()} " · " {move || age(i18n, at_ms)}</p> }
        })
    }
}

#[component]
fn About(tool: Tool, api: Api) -> impl IntoView {
    let i18n = use_i18n();
    let about_api = in_language(&api.description, &api.zh);
    let about_tool = in_language(&tool.tool_description, &tool.zh);
    let reply = reply(&api.template_response).map(|json| {
        view! {
            <h4>{t!(i18n, apis.reply)}</h4>
            <pre class="code-block">{json}</pre>
        }
    });
    view! {
        <p class="prose">{move || about_api.get()}</p>
        <h4>{t!(i18n, apis.parameters)}</h4>
        <Parameters required=api.required_parameters optional=api.optional_parameters />
        {reply}
        <h4>{t!(i18n, apis.tool)}</h4>
        <p class="prose soft">{move || about_tool.get()}</p>
    }
}

/// The example reply; `None` where the collection has none.
fn reply(template: &Value) -> Option<String> {
    (!template.is_null()).then(|| serde_json::to_string_pretty(template).unwrap_or_default())
}

/// The function as a run offers it: the same calls as `domain::search` makes.
fn function_json(tool: &Tool, api: &Api) -> String {
    let Ok(prompts) = default_prompts() else { return String::new() };
    let spec = function_spec(&tool.standardized_name, api, &prompts.environment, Fidelity::Fixed);
    serde_json::to_string_pretty(&spec).unwrap_or_default()
}
