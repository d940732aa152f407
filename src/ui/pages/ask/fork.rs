//! "Fork from here", below a step: what is to be otherwise, and who goes on.

use super::go_on::ForkStartError;
use super::model_choice::ModelChoice;
use super::start::Starter;
use super::use_starter;
use crate::domain::chat::{FunctionCall, Message};
use crate::domain::search::{Change, Fork, ForkError};
use crate::domain::trace::{Changed, NodeId, StatusCode, StepState, StepView};
use crate::ui::i18n::{I18n, Words, say, t, use_i18n};
use crate::ui::later::{Later, later};
use crate::ui::parts::{Button, ButtonKind, When};
use crate::ui::run::RunModel;
use crate::ui::task::Job;
use leptos::prelude::*;

/// What a person has written.
#[derive(Clone, Copy)]
struct Draft {
    changed: RwSignal<Changed>,
    thought: RwSignal<String>,
    name: RwSignal<String>,
    arguments: RwSignal<String>,
    observation: RwSignal<String>,
    model: RwSignal<String>,
    problem: RwSignal<Option<String>>,
}

impl Draft {
    fn of(step: &StepView, starter: Starter) -> Self {
        let text = |value: &Option<String>| RwSignal::new(value.clone().unwrap_or_default());
        let changed = match (step.state, can_observe(step)) {
            (StepState::Question, _) => Changed::Model,
            (_, true) => Changed::Observation,
            _ => Changed::Reply,
        };
        Self {
            changed: RwSignal::new(changed),
            thought: text(&step.thought),
            name: text(&step.action),
            arguments: text(&step.arguments),
            observation: text(&step.observation),
            model: RwSignal::new(starter.ask.model.get_untracked()),
            problem: RwSignal::new(None),
        }
    }

    fn change(self) -> Change {
        match self.changed.get_untracked() {
            Changed::Model => Change::Model,
            // What a person writes in an API's place counts as its answer.
            Changed::Observation => {
                Change::Observation { observation: self.observation.get_untracked(), status: StatusCode::Normal }
            }
            Changed::Reply => {
                let name = self.name.get_untracked().trim().to_owned();
                let thought = self.thought.get_untracked();
                let call = (!name.is_empty()).then(|| FunctionCall { name, arguments: self.arguments.get_untracked() });
                let content = (!thought.is_empty() || call.is_none()).then_some(thought);
                Change::Reply(Message::assistant(content, call))
            }
        }
    }
}

/// True where an API was called and has answered: `Finish`, unknown functions, arguments that do not fit and repeated
/// calls are answered by the search itself.
fn can_observe(step: &StepView) -> bool {
    step.observation.is_some() && step.function.is_some() && step.from_cache.is_none()
}

/// Where it would be forked: for the form, which comes later.
#[derive(Clone)]
struct Place {
    model: RunModel,
    step: StepView,
}

/// The panel, closed at first: its form comes when it is first opened.
pub fn fork_panel(model: RunModel, step: StepView) -> AnyView {
    let i18n = use_i18n();
    let opened = RwSignal::new(false);
    provide_context(Place { model, step });
    view! {
        <details class="fork" on:toggle=move |_| opened.set(true)>
            <summary>{t!(i18n, run.fork.title)}</summary>
            <When holds=move || opened.get()>{later(Later::Fork)}</When>
        </details>
    }
    .into_any()
}

/// What stands in [`fork_panel`].
#[component]
pub fn ForkForm() -> impl IntoView {
    let i18n = use_i18n();
    let starter = use_starter();
    let Place { model, step } = expect_context();
    let draft = Draft::of(&step, starter);
    let busy = move || starter.busy();
    let node = step.last();
    let (question, observes) = (step.state == StepState::Question, can_observe(&step));
    let start = start_job(starter, model, node, draft);
    view! {
        <div class="fork-form">
            <p class="hint">{t!(i18n, run.fork.about)}</p>
            <label class="choice">
                <span>{t!(i18n, run.fork.change)}</span>
                <WhatChoice draft question observes />
            </label>
            <When holds=move || draft.changed.get() == Changed::Reply>
                <Area id="fork-thought" label=t!(i18n, run.inspector.thought) value=draft.thought />
                <label class="choice">
                    <span>{t!(i18n, run.inspector.action)}</span>
                    <input
                        id="fork-name" type="text" prop:value=move || draft.name.get()
                        on:input=move |e| draft.name.set(event_target_value(&e))
                    />
                </label>
                <Area id="fork-arguments" label=t!(i18n, run.inspector.arguments) value=draft.arguments />
                <p class="hint">{t!(i18n, run.fork.no_call)}</p>
            </When>
            <When holds=move || draft.changed.get() == Changed::Observation>
                <Area id="fork-observation" label=t!(i18n, run.inspector.observation) value=draft.observation />
            </When>
            <ModelChoice id="fork-model" label=t!(i18n, run.fork.goes_on) connections=starter.connections stores=starter.stores chosen=draft.model />
            <When
                holds=move || !busy()
                fallback=move || view! { <p class="hint">{t!(i18n, run.fork.busy)}</p> }
            >
                <Button kind=ButtonKind::Primary disabled=start.running() on_press=move |()| start.start()>
                    {t!(i18n, run.fork.action)}
                </Button>
            </When>
            <p class="problem" role="alert">{move || draft.problem.get()}</p>
        </div>
    }
}

#[component]
fn WhatChoice(draft: Draft, question: bool, observes: bool) -> impl IntoView {
    let i18n = use_i18n();
    let choose = move |e| {
        draft.changed.set(match event_target_value(&e).as_str() {
            "reply" => Changed::Reply,
            "observation" => Changed::Observation,
            _ => Changed::Model,
        });
    };
    let option = move |value: &'static str, is: Changed, words: Words| {
        view! { <option value=value prop:selected=move || draft.changed.get() == is>{words}</option> }
    };
    view! {
        <select id="fork-change" on:change=choose>
            {observes.then(|| option("observation", Changed::Observation, t!(i18n, run.fork.what.observation)))}
            {(!question).then(|| option("reply", Changed::Reply, t!(i18n, run.fork.what.reply)))}
            {option("model", Changed::Model, t!(i18n, run.fork.what.model))}
        </select>
    }
}

#[component]
fn Area(id: &'static str, label: Words, value: RwSignal<String>) -> impl IntoView {
    view! {
        <label class="fork-area">
            <span>{label}</span>
            <textarea
                id=id rows="4" prop:value=move || value.get() on:input=move |e| value.set(event_target_value(&e))
            ></textarea>
        </label>
    }
}

fn start_job(starter: Starter, model: RunModel, node: NodeId, draft: Draft) -> Job {
    let i18n = use_i18n();
    Job::new(move || {
        draft.problem.set(None);
        let (run, trace) = (model.id.get_untracked(), model.trace.get_untracked());
        let (change, choice) = (draft.change(), draft.model.get_untracked());
        async move {
            let (Some(run), Some(trace)) = (run, trace) else { return };
            let fork = Fork { run, node, change, model: String::new(), ranker: None, prices: None };
            let name_of = move |name: String| untrack(|| say!(i18n, run.fork.name, name = name.clone()));
            if let Err(error) = starter.fork(trace, fork, choice, name_of).await {
                // The step may have been left meanwhile.
                let _ = draft.problem.try_set(Some(refusal(i18n, &error)));
            }
        }
    })
}

fn refusal(i18n: I18n, error: &ForkStartError) -> String {
    untrack(|| match error {
        ForkStartError::Fork(ForkError::Imported) => say!(i18n, run.fork.refused.imported),
        ForkStartError::Fork(ForkError::NothingToChange { .. }) => say!(i18n, run.fork.refused.nothing),
        ForkStartError::Fork(ForkError::NothingFollows) => say!(i18n, run.fork.refused.ends),
        ForkStartError::Fork(ForkError::Replay(e)) => format!("{} {e}", say!(i18n, run.fork.refused.differs)),
        ForkStartError::NoModel => say!(i18n, ask.problem.no_model),
        ForkStartError::RankerGone => say!(i18n, models.ranker_gone),
        ForkStartError::Busy => say!(i18n, run.fork.busy),
    })
}
