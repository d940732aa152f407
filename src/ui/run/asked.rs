//! What is known of the models of a run: tokens, money, attempts, and what a reply held beside its message.

use super::RunModel;
use super::reason::attempt;
use super::words::model_words;
use crate::domain::chat::{Beside, FunctionCall};
use crate::domain::trace::event::EventBody;
use crate::domain::trace::{AskId, Cost, RoleUse, RunSpec, StepView, Trace, Tree};
use crate::ui::format::count;
use crate::ui::i18n::{I18n, say, t, use_i18n};
use leptos::prelude::*;

/// Of one step: what its request used and its reply held beside. Of the question: what the run used, by role.
pub fn asked(model: RunModel, step: &StepView) -> AnyView {
    match step.ask {
        Some(ask) => view! { <OfRequest model ask /> }.into_any(),
        None => view! { <ByRole model /> }.into_any(),
    }
}

/// A request is over before its nodes are made, so it is read once.
#[component]
fn OfRequest(model: RunModel, ask: AskId) -> impl IntoView {
    let i18n = use_i18n();
    let request = model.tree.with_untracked(|tree| tree.request(ask).cloned())?;
    let trace = model.trace.get_untracked()?;
    let cost = trace.spec.request_cost(&request);
    let used = request.usage.map(|usage| {
        let line = move || used_words(i18n, usage.estimated, usage.prompt, usage.completion, cost.as_ref());
        view! { <p class="hint model-used">{line}</p> }
    });
    let attempts = move || {
        let of_request = |body: &EventBody| match body {
            EventBody::ModelRetried(e) => e.ask == ask,
            EventBody::ContextShortened(e) => e.ask == ask,
            _ => false,
        };
        let events = trace.events.iter().filter(|e| of_request(&e.body));
        events.map(|e| view! { <li>{attempt(i18n, &e.body)}</li> }).collect_view()
    };
    Some(view! {
        <ul class="inspector-reasons attempts">{attempts}</ul>
        {beside(i18n, request.beside)}
        {used}
    })
}

/// Reasoning, closed at first, the calls that were not made, and whether the reply ends where it should.
fn beside(i18n: I18n, beside: Beside) -> AnyView {
    let n = beside.extra_calls.len().to_string();
    let call = |call: FunctionCall| view! { <li><pre>{call.name} "(" {call.arguments} ")"</pre></li> };
    let calls = (!beside.extra_calls.is_empty()).then(|| {
        view! {
            <details class="beside extra-calls" open=true>
                <summary>{t!(i18n, models.extra.title, n = n)}</summary>
                <p class="hint">{t!(i18n, models.extra.about)}</p>
                <ul>{beside.extra_calls.into_iter().map(call).collect_view()}</ul>
            </details>
        }
    });
    let reasoning = beside.reasoning.map(|text| {
        view! {
            <details class="beside reasoning">
                <summary>{t!(i18n, models.reasoning)}</summary>
                <pre>{text}</pre>
            </details>
        }
    });
    let cut = beside.cut.then(|| view! { <p class="hint reply-cut">{t!(i18n, models.cut)}</p> });
    view! { {cut} {calls} {reasoning} }.into_any()
}

/// Follows a live run.
#[component]
fn ByRole(model: RunModel) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        let trace = model.trace.get()?;
        let rows = model.tree.with(|tree| role_rows(i18n, &trace, tree));
        let row = |(name, used): (String, String)| view! { <dt>{name}</dt> <dd>{used}</dd> };
        (!rows.is_empty()).then(|| {
            view! {
                <dl class="model-use" aria-label=say!(i18n, models.used.label)>
                    {rows.into_iter().map(row).collect_view()}
                </dl>
            }
        })
    }
}

/// Each role that was asked, and what it used.
fn role_rows(i18n: I18n, trace: &Trace, tree: &Tree) -> Vec<(String, String)> {
    let spec = &trace.spec;
    let about = tree.counters.tokens_estimated;
    let (solver, ranker) = spec.limits.budgets.by_role(&tree.counters);
    let mut rows = Vec::new();
    if solver.calls > 0 {
        rows.push((
            say!(i18n, models.used.solver),
            role_words(i18n, spec, &model_words(i18n, &spec.model), solver, about),
        ));
    }
    if ranker.calls > 0 {
        let solver = model_words(i18n, &spec.model);
        let who = spec.ranker.as_ref().map(|name| model_words(i18n, name));
        let who = who.unwrap_or_else(|| say!(i18n, models.used.same, name = solver.clone()));
        rows.push((say!(i18n, models.used.ranker), role_words(i18n, spec, &who, ranker, about)));
    }
    let (sent, received) = tree.counters.simulated;
    if sent > 0 || received > 0 {
        rows.push((say!(i18n, models.roles.simulator.name), used_words(i18n, about, sent, received, None)));
    }
    rows
}

fn role_words(i18n: I18n, spec: &RunSpec, who: &str, used: RoleUse, about: bool) -> String {
    let calls = count(u64::from(used.calls));
    let replies = say!(i18n, models.used.replies, n = calls.clone());
    let cost = spec.role_cost(used, about);
    let used = used_words(i18n, about, used.prompt, used.completion, cost.as_ref());
    if who.is_empty() { format!("{replies} · {used}") } else { format!("{who} · {replies} · {used}") }
}

/// Tokens, and what they cost where that is known.
fn used_words(i18n: I18n, about: bool, prompt: u64, completion: u64, cost: Option<&Cost>) -> String {
    let (sent, received) = (count(prompt), count(completion));
    let tokens = say!(i18n, models.used.tokens, sent = sent.clone(), received = received.clone());
    let about = if about { "≈ " } else { "" };
    match cost {
        Some(cost) => format!("{about}{tokens} · {}", cost.text()),
        None => format!("{about}{tokens}"),
    }
}
