//! Method, model, number of APIs; Run, Pause, Stop.

use super::both;
use super::model_choice::ModelChoice;
use super::search_settings::SearchSettings;
use super::start::{StartError, Starter};
use super::state::MAX_K;
use crate::browser::llm::ModelPick;
use crate::domain::trace::event::PauseCause;
use crate::domain::trace::{Method, RunState, Tree};
use crate::ui::collection::use_collection;
use crate::ui::i18n::{I18n, Words, say, t, text, use_i18n};
use crate::ui::parts::{Button, ButtonKind, KEY_LOCKED, Unlock, When};
use crate::ui::task::Job;
use leptos::prelude::*;

/// Starts the run that was chosen; the Run button and Enter.
pub fn run_action(starter: Starter) -> Job {
    let collection = use_collection();
    let i18n = use_i18n();
    Job::new(move || async move {
        starter.ask.problem.set(None);
        let Some(loaded) = untrack(|| collection.ready()) else {
            starter.ask.problem.set(Some(text!(i18n, ask.problem.no_collection).get_untracked()));
            return;
        };
        let method = starter.ask.method.get_untracked();
        tell_problem(starter, i18n, starter.start(&loaded, method).await.map(|_| ()));
    })
}

/// Says why a run did not start, where there is something to be done about it.
pub fn tell_problem(starter: Starter, i18n: I18n, started: Result<(), StartError>) {
    if let Err(error) = started
        && let Some(words) = start_problem(i18n, error)
    {
        starter.ask.problem.set(Some(words.get_untracked()));
    }
}

fn start_problem(i18n: I18n, error: StartError) -> Option<Words> {
    Some(match error {
        // What was pressed last is what happens.
        StartError::Busy | StartError::Stopped => return None,
        StartError::Changed => t!(i18n, ask.problem.changed),
        StartError::EmptyQuestion => t!(i18n, ask.problem.no_question),
        StartError::NothingOffered => t!(i18n, ask.problem.no_apis),
        StartError::ModelGone => t!(i18n, ask.problem.no_model),
        StartError::NoBuiltIn => t!(i18n, builtin.not_ready),
        StartError::KeyLocked => t!(i18n, keys.locked.start),
        StartError::RankerGone => t!(i18n, models.ranker_gone),
        StartError::SourceGone => t!(i18n, ask.problem.source_gone),
    })
}

/// The row of choices and buttons.
#[component]
pub fn Controls(
    /// What Run needs.
    starter: Starter,
) -> impl IntoView {
    view! {
        <div class="controls">
            <Choices starter />
            <Buttons starter />
        </div>
        <LockedKey starter />
        <SearchSettings />
        <When holds=move || starter.ask.problem.with(Option::is_some)>
            <p class="problem" role="alert">{move || starter.ask.problem.get()}</p>
        </When>
    }
}

/// True where the run paused because the key is locked.
pub fn waits_for_key(tree: &Tree) -> bool {
    tree.state == RunState::Paused(PauseCause::ModelFailed)
        && tree.failure.as_ref().is_some_and(|(kind, _)| kind == KEY_LOCKED)
}

/// Asks for the passphrase where the chosen connection's key waits for it.
#[component]
fn LockedKey(starter: Starter) -> impl IntoView {
    let i18n = use_i18n();
    let tree = starter.live.model().tree;
    // A run that paused for it asks by itself.
    let asked_below = move || tree.with(|t| waits_for_key(t));
    let name = move || starter.locked().map(|c| c.title().to_owned()).unwrap_or_default();
    view! {
        <When holds=move || starter.locked().is_some() && !asked_below()>
            <div class="unlock-box">
                <p>{move || say!(i18n, keys.locked.choice, name = name())}</p>
                <Unlock id="ask" on_open=move |()| starter.ask.problem.set(None) />
            </div>
        </When>
    }
}

/// Its value in the list of methods.
const fn method_value(method: Method) -> &'static str {
    match method {
        Method::Dfsdt => "dfsdt",
        Method::Dfs => "dfs",
        Method::Chain { tries: 0 | 1 } => "react",
        Method::Chain { .. } => "cot",
    }
}

#[component]
fn Choices(starter: Starter) -> impl IntoView {
    let i18n = use_i18n();
    let ask = starter.ask;
    let chosen = move |name| method_value(ask.method.get()) == name;
    let set_method = move |e| {
        ask.method.set(match event_target_value(&e).as_str() {
            "react" => Method::REACT,
            "cot" => Method::Chain { tries: 3 },
            "dfs" => Method::Dfs,
            _ => Method::Dfsdt,
        });
    };
    let set_k = move |e| {
        if let Ok(k) = event_target_value(&e).parse::<usize>() {
            ask.k.set(k.clamp(1, MAX_K));
        }
    };
    view! {
        <label class="choice">
            <span>{t!(i18n, ask.method.label)}</span>
            <select id="method" on:change=set_method>
                <option value="dfsdt" prop:selected=move || chosen("dfsdt")>{t!(i18n, ask.method.dfsdt)}</option>
                <option value="dfs" prop:selected=move || chosen("dfs")>{t!(i18n, ask.method.dfs)}</option>
                <option value="react" prop:selected=move || chosen("react")>{t!(i18n, ask.method.react)}</option>
                <option value="cot" prop:selected=move || chosen("cot")>{t!(i18n, ask.method.cot)}</option>
            </select>
        </label>
        <ModelChoice id="model" label=t!(i18n, ask.model.label) connections=starter.connections stores=starter.stores chosen=ask.model />
        <label class="choice">
            <span>{t!(i18n, ask.k.label)}</span>
            <input
                id="k" type="number" min="1" max=MAX_K.to_string() inputmode="numeric"
                prop:value=move || ask.k.get().to_string() on:change=set_k
            />
        </label>
        <When holds=move || ask.model.with(|model| ModelPick::parse(model).is_instant())>
            <label class="choice choice-check">
                <input
                    id="slow" type="checkbox" prop:checked=move || ask.slow.get()
                    on:change=move |e| {
                        ask.slow.set(event_target_checked(&e));
                        starter.follow_pace();
                    }
                />
                <span>{t!(i18n, ask.slow)}</span>
            </label>
        </When>
    }
}

#[component]
fn Buttons(starter: Starter) -> impl IntoView {
    let i18n = use_i18n();
    let live = starter.live;
    let tree = live.model().tree;
    let paused = move || tree.with(|t| matches!(t.state, RunState::Paused(_)));
    let run = run_action(starter);
    let both = both::both_action(starter);
    let pause = move |()| {
        if let Some(session) = live.session() {
            if paused() { session.resume() } else { session.pause() }
        }
    };
    view! {
        <div class="run-buttons">
            <When
                holds=move || starter.busy()
                fallback=move || view! {
                    <Button kind=ButtonKind::Primary on_press=move |()| run.start()>
                        {t!(i18n, ask.run)}
                    </Button>
                    <Button on_press=move |()| both.start()>{t!(i18n, ask.both.action)}</Button>
                }
            >
                <Button on_press=pause>
                    {move || if paused() {
                        say!(i18n, ask.resume)
                    } else {
                        say!(i18n, ask.pause)
                    }}
                </Button>
                <Button kind=ButtonKind::Danger on_press=move |()| starter.stop()>{t!(i18n, ask.stop)}</Button>
            </When>
        </div>
        <When holds=move || starter.ask.both.get().is_some()>
            <p class="hint" role="status">
                {move || match starter.ask.both.get() {
                    Some(1) => say!(i18n, ask.both.first),
                    _ => say!(i18n, ask.both.second),
                }}
            </p>
        </When>
    }
}
