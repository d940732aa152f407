//! What one step was: thought, call, observation, status, times, reasons, and what the model was sent.

use super::arriving::ArrivingNow;
use super::asked::asked;
use super::called::called;
use super::cut::CutReplies;
use super::raw::Raw;
use super::reason::step_name;
use super::words::{back_words, prune_words, state_name, state_word, status_words, tone};
use super::{ForkedLine, RunModel};
use crate::browser::clipboard::copy;
use crate::domain::chat::{Message, Role};
use crate::domain::search::Search;
use crate::domain::trace::{NodeId, StepState, StepView, ranked_answers, steps};
use crate::ui::format::duration;
use crate::ui::i18n::{say, t, text, use_i18n};
use crate::ui::parts::{Badge, Button, ButtonKind};
use leptos::{ev, prelude::*};

/// Texts longer than this start collapsed, in characters.
const LONG: usize = 600;

/// The step that is selected.
#[component]
pub fn Inspector(
    /// The run.
    model: RunModel,
    /// What stands below the step: its page's part.
    below: fn(RunModel, StepView) -> AnyView,
) -> impl IntoView {
    let i18n = use_i18n();
    let step = Memo::new(move |_| {
        let selected = model.selected.get();
        model.tree.with(|tree| {
            let mut all = steps(tree).into_iter().enumerate();
            match selected.or_else(|| ranked_answers(tree).first().map(|answer| answer.node)) {
                Some(node) => all.find(|(_, step)| step.nodes.contains(&node)),
                // Nobody has chosen yet: the newest step, so that a run that grows is seen at work.
                None => all.skip(1).last(),
            }
        })
    });
    view! {
        <section class="inspector" aria-live=move || if model.selected.get().is_some() { "polite" } else { "off" }>
            <ArrivingNow model />
            {move || match step.get() {
                None => view! { <p class="hint">{t!(i18n, run.inspector.empty)}</p> }.into_any(),
                Some((number, step)) => view! { <Step model number step below /> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Step(model: RunModel, number: usize, step: StepView, below: fn(RunModel, StepView) -> AnyView) -> impl IntoView {
    let i18n = use_i18n();
    let state = step.state;
    let node = step.last();
    let raw_nodes = step.nodes.clone();
    let heading = move || {
        if number == 0 {
            say!(i18n, run.state.question)
        } else {
            let n = number.to_string();
            say!(i18n, reasons.step, n = n.clone())
        }
    };
    let question = (state == StepState::Question)
        .then(|| model.trace.with_untracked(|t| t.as_ref().map(|t| t.spec.question.clone())));
    let took = duration(step.span_ms.1.saturating_sub(step.span_ms.0));
    let called = called(model, &step);
    let status = step.status;
    let reused = step.from_cache;
    let below = below(model, step.clone());
    let asked = asked(model, &step);
    let forked = (state == StepState::Question)
        .then(|| model.trace.with_untracked(|t| t.as_ref().and_then(|t| t.spec.forked_from.clone())));
    view! {
        <header class="inspector-head" data-state=state_name(state)>
            <h2>{heading}</h2>
            <Badge tone=Signal::stored(tone(state)) text=state_word(i18n, state) />
            <span class="hint">{took}</span>
        </header>
        {question.flatten().map(|q| view! { <p class="inspector-text">{q}</p> })}
        {forked.flatten().map(|from| view! { <ForkedLine from /> })}
        <Field label=text!(i18n, run.inspector.thought) value=step.thought />
        <Field label=text!(i18n, run.inspector.action) value=step.action code=true />
        <Field label=text!(i18n, run.inspector.arguments) value=step.arguments code=true />
        <Field label=text!(i18n, run.inspector.observation) value=step.observation code=true />
        {status.map(|s| view! {
            <p class="inspector-status"><code>{s.number()}</code> " " {status_words(i18n, s)}</p>
        })}
        {called}
        {reused.map(|earlier| view! { <Reused model earlier /> })}
        {asked}
        <CutReplies model nodes=step.nodes.clone() />
        <Reasons model nodes=step.nodes />
        <Sent model node />
        <Raw model nodes=raw_nodes />
        {below}
    }
}

/// The step was answered by an earlier call of the run, and nothing was called.
#[component]
fn Reused(model: RunModel, earlier: NodeId) -> impl IntoView {
    let i18n = use_i18n();
    let words = move || {
        let at = model.tree.with(|tree| step_name(i18n, &steps(tree), earlier));
        say!(i18n, reasons.returned_cached, at = at.clone())
    };
    view! {
        <p class="inspector-status from-cache">
            <Button kind=ButtonKind::Quiet on_press=move |()| model.selected.set(Some(earlier))>{words}</Button>
        </p>
    }
}

/// A labelled text; JSON is set out, long text starts collapsed.
#[component]
pub(super) fn Field(label: Signal<String>, value: Option<String>, #[prop(optional)] code: bool) -> impl IntoView {
    let i18n = use_i18n();
    let value = value.filter(|v| !v.is_empty())?;
    let pretty = if code { set_out(&value) } else { value.clone() };
    let long = pretty.chars().count() > LONG;
    let head: String = pretty.chars().take(LONG).collect();
    let open = RwSignal::new(!long);
    let shown = move || if open.get() { pretty.clone() } else { format!("{head}…") };
    Some(view! {
        <div class="field">
            <div class="field-head">
                <h3>{move || label.get()}</h3>
                <Button kind=ButtonKind::Quiet on_press=move |()| copy(&value)>{t!(i18n, run.inspector.copy)}</Button>
            </div>
            {if code {
                view! { <pre class="inspector-code">{shown}</pre> }.into_any()
            } else {
                view! { <p class="inspector-text">{shown}</p> }.into_any()
            }}
            {long.then(|| view! {
                <Button kind=ButtonKind::Quiet on_press=move |()| open.update(|o| *o = !*o)>
                    {move || if open.get() {
                        say!(i18n, run.inspector.less)
                    } else {
                        say!(i18n, run.inspector.more)
                    }}
                </Button>
            })}
        </div>
    })
}

fn set_out(text: &str) -> String {
    let parsed = serde_json::from_str::<serde_json::Value>(text).ok().filter(|v| v.is_object() || v.is_array());
    parsed.and_then(|v| serde_json::to_string_pretty(&v).ok()).unwrap_or_else(|| text.to_owned())
}

/// Why the search did not go on from here, and where it went instead.
#[component]
fn Reasons(model: RunModel, nodes: Vec<NodeId>) -> impl IntoView {
    let i18n = use_i18n();
    let words = move || {
        model.tree.with(|tree| {
            let pruned = nodes.iter().filter_map(|&n| tree.node(n)?.pruned).map(|r| prune_words(i18n, r).get());
            let left = tree.backtracks.iter().filter(|b| nodes.contains(&b.from)).map(|b| {
                let n = b.levels.to_string();
                format!("{} {}", say!(i18n, run.inspector.left, n = n.clone()), back_words(i18n, b.reason).get())
            });
            pruned.chain(left).collect::<Vec<_>>()
        })
    };
    view! {
        <ul class="inspector-reasons">
            {move || words().into_iter().map(|w| view! { <li>{w}</li> }).collect_view()}
        </ul>
    }
}

/// The messages that the model is sent when it goes on from here; computed when opened.
#[component]
fn Sent(model: RunModel, node: NodeId) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let messages = move || {
        let trace = model.trace.get().filter(|_| open.get())?;
        Search::replay(&trace).ok().map(|search| search.messages_at(node))
    };
    view! {
        <details class="sent" prop:open=move || open.get() on:toggle=move |event| open.set(is_open(&event))>
            <summary>{t!(i18n, run.inspector.sent)}</summary>
            {move || messages().map(|list| list.into_iter().map(message).collect_view())}
        </details>
    }
}

/// Whether the `details` that an event is of stands open: what the element says, not what was counted.
pub(super) fn is_open(event: &ev::Event) -> bool {
    event
        .current_target()
        .is_some_and(|details| js_sys::Reflect::get(&details, &"open".into()).is_ok_and(|open| open.is_truthy()))
}

fn message(message: Message) -> impl IntoView {
    let role = match message.role {
        Role::System => "system",
        Role::User => "user",
        Role::Assistant => "assistant",
        Role::Function => "function",
    };
    let call = message.function_call.map(|c| format!("{}({})", c.name, c.arguments));
    view! {
        <div class="sent-message">
            <code>{role}</code>
            <pre>{message.content}</pre>
            {call.map(|c| view! { <pre>{c}</pre> })}
        </div>
    }
}
