//! Who answers the search: the choice of the Ask page and of a fork.

use super::builtin::BuiltInState;
use crate::browser::llm::{Connections, ModelPick, is_present};
use crate::browser::store::{RunHead, StoredHead};
use crate::ui::i18n::{I18n, Words, say, t, use_i18n};
use crate::ui::parts::{ConnectionsState, When, each};
use crate::ui::run::live::use_live;
use crate::ui::run::words::by_words;
use crate::ui::stores::Stores;
use crate::ui::task::Fetched;
use leptos::prelude::*;

/// Stored runs to choose from, newest first.
const MAX_RUNS: usize = 50;
/// Characters of a run's title in the list.
const MAX_TITLE: usize = 60;

/// A label with all models, and below it the stored runs once "a recorded run" is chosen.
#[component]
pub fn ModelChoice(
    /// Id of the element.
    id: &'static str,
    /// Its words.
    label: Words,
    /// Where connections are kept.
    connections: ConnectionsState,
    /// Where runs are kept.
    stores: Stores,
    /// A [`ModelPick`], as it is spelled.
    chosen: RwSignal<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let runs = recordings(stores, chosen);
    let gone = RwSignal::new(false);
    stay_with_what_is_there(connections, chosen, runs, gone);
    let choose = move |event| {
        gone.set(false);
        chosen.set(event_target_value(&event));
    };
    let option = move |value: &'static str, words: Words| {
        view! { <option value=value prop:selected=move || chosen.get() == value>{words}</option> }
    };
    let models = move || {
        each(
            move || connections.list(),
            |c| (c.id.clone(), Connections::name_of(c)),
            move |c| {
                let (value, mine) = (c.id.clone(), c.id.clone());
                view! { <option value=value prop:selected=move || chosen.get() == mine>{Connections::name_of(&c)}</option> }
            },
        )
    };
    view! {
        <label class="choice">
            <span>{label}</span>
            <select id=id on:change=choose>
                <optgroup label=move || say!(i18n, person.choice.keyless)>
                    {option(ModelPick::PLANNER, t!(i18n, ask.model.planner))}
                    {option(ModelPick::PERSON, t!(i18n, person.choice.person))}
                    <option value=ModelPick::RECORDED prop:selected=move || recorded(chosen).is_some()>
                        {t!(i18n, person.choice.recorded)}
                    </option>
                    <When holds=is_present>
                        {option(ModelPick::BUILT_IN, t!(i18n, builtin.name))}
                    </When>
                </optgroup>
                <When holds=move || !connections.list().is_empty()>
                    <optgroup label=move || say!(i18n, person.choice.endpoints)>{models()}</optgroup>
                </When>
            </select>
        </label>
        <When holds=move || ModelPick::parse(&chosen.get()) == ModelPick::BuiltIn><BuiltInState /></When>
        <When holds=move || recorded(chosen).is_some()><RunChoice id runs chosen /></When>
        <When holds=move || gone.get()>
            <p class="hint" role="status">{t!(i18n, person.choice.gone)}</p>
        </When>
    }
}

/// The id of the recorded run that is chosen (tracked).
fn recorded(chosen: RwSignal<String>) -> Option<String> {
    if let ModelPick::Recorded(run) = ModelPick::parse(&chosen.get()) { Some(run) } else { None }
}

/// The runs that a model has spoken in, newest first; `None` while no recorded run is wanted.
fn recordings(stores: Stores, chosen: RwSignal<String>) -> Fetched<Option<Vec<RunHead>>> {
    let unfinished = use_live().unfinished();
    Fetched::new(move || {
        // Again when a run has ended: it is one more to choose.
        unfinished.track();
        let wanted = recorded(chosen).is_some();
        async move {
            if !wanted {
                return None;
            }
            let (runs, _) = stores.runs().await.list().await.ok()?;
            let said = |run: &RunHead| run.summary.model_calls > 0 && run.deleted_ms.is_none();
            Some(runs.into_iter().filter_map(StoredHead::known).filter(said).collect())
        }
    })
}

/// A model that is gone gives its place to the planner, and "a recorded run" begins with the newest.
fn stay_with_what_is_there(
    connections: ConnectionsState,
    chosen: RwSignal<String>,
    runs: Fetched<Option<Vec<RunHead>>>,
    gone: RwSignal<bool>,
) {
    Effect::new(move |_| {
        let known = runs.get().flatten();
        let lost = match (ModelPick::parse(&chosen.get()), known) {
            (ModelPick::Connection(id), _) => connections.find(&id).is_none(),
            (ModelPick::BuiltIn, _) => !is_present(),
            (ModelPick::Recorded(run), Some(known)) if run.is_empty() => {
                if let Some(newest) = known.first() {
                    chosen.set(ModelPick::Recorded(newest.id.clone()).to_string());
                }
                false
            }
            (ModelPick::Recorded(run), Some(known)) => !known.iter().any(|head| head.id == run),
            _ => false,
        };
        if lost {
            chosen.set(ModelPick::PLANNER.to_owned());
            gone.set(true);
        }
    });
}

#[component]
fn RunChoice(id: &'static str, runs: Fetched<Option<Vec<RunHead>>>, chosen: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let shown = move || {
        let mine = recorded(chosen).unwrap_or_default();
        let all = runs.get().flatten().unwrap_or_default();
        let near = |(place, head): (usize, RunHead)| (place < MAX_RUNS || head.id == mine).then_some(head);
        all.into_iter().enumerate().filter_map(near).collect::<Vec<_>>()
    };
    let none = move || runs.get().flatten().is_some_and(|all| all.is_empty());
    let row = move |head: RunHead| {
        let mine = head.id.clone();
        let value = ModelPick::Recorded(head.id.clone()).to_string();
        let words = move || summary(i18n, &head);
        let selected = move || recorded(chosen).as_ref() == Some(&mine);
        view! { <option value=value prop:selected=selected>{words}</option> }
    };
    view! {
        <label class="choice recorded-run">
            <span>{t!(i18n, person.choice.run)}</span>
            <select id=format!("{id}-run") on:change=move |e| chosen.set(event_target_value(&e))>
                {each(shown, |head| head.id.clone(), row)}
            </select>
        </label>
        <When holds=none><p class="hint" role="status">{t!(i18n, person.choice.no_runs)}</p></When>
    }
}

/// Question (or name), method and model (tracked).
fn summary(i18n: I18n, head: &RunHead) -> String {
    let title = if head.name.is_empty() { &head.question } else { &head.name };
    let mut short: String = title.chars().take(MAX_TITLE).collect();
    if title.chars().nth(MAX_TITLE).is_some() {
        short.push('…');
    }
    format!("{short} · {}", by_words(i18n, &head.method_name, &head.model))
}
