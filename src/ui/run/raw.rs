//! What went over the wire for a step: each request with its reply, as text, and as a line for a shell.

use super::RunModel;
use super::inspector::is_open;
use super::words::quota_words;
use crate::browser::clipboard::copy;
use crate::browser::clock::sleep_ms;
use crate::browser::llm::curl_of;
use crate::browser::store::Exchanged;
use crate::browser::task::spawn;
use crate::domain::chat::Exchange;
use crate::domain::trace::event::EventBody;
use crate::domain::trace::{AskId, NodeId};
use crate::ui::format::{bytes, duration};
use crate::ui::i18n::{I18n, t, text, use_i18n};
use crate::ui::later::{Later, later};
use crate::ui::parts::{Badge, Button, ButtonKind, Tone, When};
use crate::ui::stores::use_stores;
use leptos::prelude::*;

/// The step whose requests are shown.
#[derive(Clone, Copy)]
struct Shown {
    model: RunModel,
    nodes: StoredValue<Vec<NodeId>>,
}

/// Closed at first: few open it, so that what it shows is a part of the program of its own.
#[component]
pub fn Raw(
    /// The run.
    model: RunModel,
    /// The nodes of the step.
    nodes: Vec<NodeId>,
) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    provide_context(Shown { model, nodes: StoredValue::new(nodes) });
    view! {
        <details class="sent" prop:open=move || open.get() on:toggle=move |event| open.set(is_open(&event))>
            <summary>{t!(i18n, run.raw.title)}</summary>
            <When holds=move || open.get()>{later(Later::Raw)}</When>
        </details>
    }
}

/// What was sent for the step above it, and what came, read from the store when it is made.
#[component]
pub fn RawRequests() -> impl IntoView {
    let i18n = use_i18n();
    let stores = use_stores();
    let Shown { model, nodes } = expect_context();
    let read = RwSignal::new(None::<Vec<Exchange>>);
    spawn(async move {
        let Some(id) = model.id.try_get_untracked().flatten() else { return };
        let Some(places) = nodes.try_with_value(|nodes| untrack(|| places_of(model, nodes))) else { return };
        let kept = stores.runs().await.exchanges(&id);
        let mut found = Vec::new();
        for place in places {
            found.extend(kept.at(place).await.unwrap_or_default());
        }
        // The step may have been left meanwhile.
        let _ = read.try_set(Some(found));
    });
    let list = move || read.get().map(|all| all.into_iter().map(|one| exchange_view(i18n, one)).collect_view());
    view! {
        <When holds=move || read.with(|r| r.as_ref().is_some_and(Vec::is_empty))>
            <p class="hint">{t!(i18n, run.raw.none)}</p>
        </When>
        {list}
    }
}

/// The request that gave the step, those made from it that gave no step (failed ones and comparisons), and its call.
fn places_of(model: RunModel, nodes: &[NodeId]) -> Vec<Exchanged> {
    let Some(trace) = model.trace.get() else { return Vec::new() };
    model.tree.with(|tree| {
        let mut asks: Vec<AskId> = Vec::new();
        let calls = trace.events.iter().filter_map(|event| match &event.body {
            EventBody::ApiCalled(e) if nodes.contains(&e.node) => Some(Exchanged::Call(e.call)),
            _ => None,
        });
        let own = nodes.iter().filter_map(|&node| tree.node(node)?.ask);
        let from_here = trace.events.iter().filter_map(|event| match &event.body {
            EventBody::ModelAsked(e) if nodes.contains(&e.node) => Some(e.ask),
            EventBody::RankAsked(e) if nodes.contains(&e.node) => Some(e.ask),
            _ => None,
        });
        let gave_none = |ask: &AskId| tree.nodes.iter().all(|node| node.ask != Some(*ask));
        for ask in own.chain(from_here.filter(gave_none)) {
            if !asks.contains(&ask) {
                asks.push(ask);
            }
        }
        asks.into_iter().map(Exchanged::Ask).chain(calls).collect()
    })
}

/// One request with its reply, as text and as a line for a shell.
pub fn exchange_view(i18n: I18n, exchange: Exchange) -> AnyView {
    let good = (200..300).contains(&exchange.status);
    let status = if exchange.status == 0 { "–".to_owned() } else { exchange.status.to_string() };
    let facts = format!("{} · {}", duration(exchange.took_ms), bytes(exchange.reply_bytes));
    let curl = curl_of(&exchange);
    let told_ms = exchange.at_ms + exchange.took_ms;
    let quota = exchange.quota.and_then(|quota| quota_words(i18n, quota, told_ms));
    let Exchange { url, method, headers, key_header, request, reply, withheld, reply_bytes, error, .. } = exchange;
    let cut = !withheld && reply_bytes > reply.len() as u64;
    let mut head: String = headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    if let Some(name) = key_header {
        head.push_str(&format!("{name}: [key]\n"));
    }
    view! {
        <div class="sent-message raw">
            <p class="raw-head">
                <Badge tone=if good { Tone::Good } else { Tone::Bad } text=Signal::stored(format!("HTTP {status}")) />
                <span class="hint">{facts}</span>
                <Button kind=ButtonKind::Quiet on_press=move |()| copy(&curl)>{t!(i18n, run.raw.curl)}</Button>
            </p>
            <pre class="inspector-code">{format!("{method} {url}\n{head}")}</pre>
            {error.map(|error| view! { <p class="hint">{error}</p> })}
            {quota.map(|words| view! { <p class="hint quota">{move || words.get()}</p> })}
            {body(text!(i18n, run.raw.request), request)}
            {(!withheld).then(|| body(text!(i18n, run.raw.reply), reply))}
            {withheld.then(|| view! { <p class="hint">{t!(i18n, run.raw.withheld)}</p> })}
            {cut.then(|| view! { <p class="hint">{t!(i18n, run.raw.cut)}</p> })}
        </div>
    }
    .into_any()
}

fn body(label: Signal<String>, value: String) -> AnyView {
    view! {
        <details>
            <summary>{move || label.get()}</summary>
            <pre class="inspector-code">{value}</pre>
        </details>
    }
    .into_any()
}

/// What the host of a step's call said is left; nothing where it said nothing.
#[component]
pub fn StepQuota(
    /// The run.
    model: RunModel,
    /// The nodes of the step.
    nodes: Vec<NodeId>,
) -> impl IntoView {
    let i18n = use_i18n();
    let stores = use_stores();
    let told = RwSignal::new(None::<Signal<String>>);
    let calls: Vec<Exchanged> =
        untrack(|| places_of(model, &nodes)).into_iter().filter(|place| matches!(place, Exchanged::Call(_))).collect();
    spawn(async move {
        let Some(id) = model.id.try_get_untracked().flatten() else { return };
        let kept = stores.runs().await.exchanges(&id);
        // A step that is just answered is drawn before its exchanges are kept.
        for wait_ms in [0, 700] {
            sleep_ms(wait_ms).await;
            for place in &calls {
                let all = kept.at(*place).await.unwrap_or_default();
                let last = all.iter().rev().find_map(|one| quota_words(i18n, one.quota?, one.at_ms + one.took_ms));
                if let Some(words) = last {
                    // The step may have been left meanwhile.
                    let _ = told.try_set(Some(words));
                    return;
                }
            }
        }
    });
    move || told.get().map(|words| view! { <p class="hint called-quota">{move || words.get()}</p> })
}
