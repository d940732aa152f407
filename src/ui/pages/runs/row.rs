//! One run in the list.

use super::list::{List, Naming};
use crate::browser::clipboard::download;
use crate::browser::clock::now_ms;
use crate::browser::store::{RunHead, StoreError, StoredHead};
use crate::browser::task::spawn;
use crate::domain::preference::MAX_NAME;
use crate::domain::trace::{self, RunState};
use crate::ui::format::count;
use crate::ui::i18n::{say, t, text, use_i18n};
use crate::ui::parts::{Badge, Button, ButtonKind, Toast, Tone, age};
use crate::ui::route::{AskRoute, Link, Route, RunsRoute};
use crate::ui::run::live::use_live;
use crate::ui::run::words::{by_words, outcome_tone, outcome_word};
use leptos::{ev, html, prelude::*};

/// Characters of a name.
const MOST_NAME: usize = 200;
/// Characters of a model's name: a study takes no more bytes of it than these may have.
const MOST_MODEL: usize = MAX_NAME / 4;

/// Question, method, model, outcome, size, age; and what can be done with it.
#[component]
pub fn RunRow(
    /// The list it stands in.
    list: List,
    /// The run.
    row: StoredHead,
) -> impl IntoView {
    let i18n = use_i18n();
    match row {
        StoredHead::Known(head) => view! { <Known list head=*head /> }.into_any(),
        StoredHead::Newer { question, .. } => view! {
            <li class="run-row">
                <p class="run-question">{question}</p>
                <p class="hint">{t!(i18n, runs.newer)}</p>
            </li>
        }
        .into_any(),
    }
}

/// What a run is called.
pub fn title(head: &RunHead) -> String {
    if head.name.is_empty() { head.question.clone() } else { head.name.clone() }
}

#[component]
fn Known(list: List, head: RunHead) -> impl IntoView {
    let i18n = use_i18n();
    let renamed_id = head.id.clone();
    let editing = Memo::new(move |_| {
        list.renaming.with(|of| of.as_ref().filter(|(id, _)| *id == renamed_id).map(|(_, what)| *what))
    });
    let outcome = head.summary.outcome;
    let id = head.id.clone();
    let tick_id = head.id.clone();
    let ticked = move || list.ticked.with(|t| t.contains(&tick_id));
    let tick = move |_| {
        let id = id.clone();
        list.ticked.update(|t| match t.iter().position(|x| *x == id) {
            Some(i) => {
                t.remove(i);
            }
            None => t.push(id),
        });
    };
    let open = Route::Runs(RunsRoute { run: Some(head.id.clone()), ..RunsRoute::default() });
    let by = head.clone();
    let by = move || by_words(i18n, &by.method_name, &by.model);
    let imported = head.source.is_some();
    let (steps, tokens) = (count(u64::from(head.summary.steps)), count(head.summary.tokens));
    let cost = head.summary.cost.as_ref().map(|cost| format!("{} · ", cost.text()));
    let named = title(&head);
    let ticked_name = named.clone();
    let renamed = head.clone();
    let answer = head.summary.answer.clone();
    let updated = head.updated_ms;
    view! {
        <li class="run-row" data-run=head.id.clone()>
            <div class="run-head">
                <input
                    type="checkbox" prop:checked=ticked on:change=tick
                    aria-label=move || say!(i18n, runs.select, name = ticked_name.clone())
                />
                {move || if let Some(what) = editing.get() {
                    view! { <Rename list head=renamed.clone() what /> }.into_any()
                } else {
                    let named = named.clone();
                    view! { <Link to=open.clone() class="run-question">{named}</Link> }.into_any()
                }}
                <Outcome id=head.id.clone() outcome />
            </div>
            {answer.map(|a| view! { <p class="run-answer">{a}</p> })}
            <p class="hint">
                {by} " · " {t!(i18n, runs.steps)} " " {steps} " · " {t!(i18n, runs.tokens)} " " {tokens} " · " {cost}
                {move || age(i18n, updated)}
                {imported.then(|| view! { " · " {t!(i18n, runs.from_answer)} })}
            </p>
            <Actions list head=head.clone() />
        </li>
    }
}

/// How the run ended, or that it is under way.
#[component]
pub fn Outcome(id: String, outcome: Option<trace::event::Outcome>) -> impl IntoView {
    let i18n = use_i18n();
    let running = under_way(id);
    let ended = outcome_word(i18n, outcome);
    let words = Signal::derive(move || if running.get() { say!(i18n, runs.running) } else { ended.get() });
    let tone = Signal::derive(move || if running.get() { Tone::Busy } else { outcome_tone(outcome) });
    view! { <Badge tone text=words /> }
}

/// The way to Ask: to go on with a run, or to watch it while it is at work.
#[component]
pub fn GoOn(
    /// The run.
    id: String,
    /// How it looks.
    #[prop(default = "btn btn-secondary")]
    class: &'static str,
) -> impl IntoView {
    let i18n = use_i18n();
    let to = Route::Ask(AskRoute { question: None, run: Some(id.clone()), node: None });
    let running = under_way(id);
    let words = move || if running.get() { say!(i18n, runs.watch) } else { say!(i18n, runs.resume) };
    view! { <Link to class>{words}</Link> }
}

/// True while this is the run that is being driven, and does not stand paused.
fn under_way(id: String) -> Signal<bool> {
    let live = use_live();
    let (unfinished, tree) = (live.unfinished(), live.model().tree);
    let paused = move || tree.with(|tree| matches!(tree.state, RunState::Paused(_)));
    Signal::derive(move || live.is(Some(&id)) && unfinished.get() && !paused())
}

#[component]
fn Rename(list: List, head: RunHead, what: Naming) -> impl IntoView {
    let i18n = use_i18n();
    let of = title(&head);
    let name = RwSignal::new(match what {
        Naming::Run => of.clone(),
        Naming::Model => head.model.clone(),
    });
    let label = move || match what {
        Naming::Run => say!(i18n, runs.new_name, name = of.clone()),
        Naming::Model => say!(i18n, runs.model_name, name = of.clone()),
    };
    let field = NodeRef::<html::Input>::new();
    // Whoever asked for it types next.
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
            field.select();
        }
    });
    let save = move || {
        list.renaming.set(None);
        let (id, typed) = (head.id.clone(), name.get_untracked());
        let typed = |most: usize| typed.trim().chars().take(most).collect();
        match what {
            Naming::Run => list.rename(id, typed(MOST_NAME)),
            Naming::Model => list.name_model(id, typed(MOST_MODEL)),
        }
    };
    let again = save.clone();
    let keys = move |e: ev::KeyboardEvent| match e.key().as_str() {
        // The Enter that takes over what an input method offers is not meant.
        "Enter" if !e.is_composing() => again(),
        "Escape" => {
            list.renaming.set(None);
            // What happened meanwhile.
            list.reload();
        }
        _ => {}
    };
    view! {
        <input
            class="run-name" type="text" maxlength="200" node_ref=field
            aria-label=label prop:value=move || name.get()
            on:input=move |e| name.set(event_target_value(&e)) on:keydown=keys
        />
        <Button on_press=move |()| save()>{t!(i18n, runs.save)}</Button>
    }
}

#[component]
fn Actions(list: List, head: RunHead) -> impl IntoView {
    let i18n = use_i18n();
    let live = use_live();
    let unfinished = head.summary.outcome.is_none();
    let resume_id = head.id.clone();
    let export_id = head.id.clone();
    let answer_id = head.id.clone();
    let ours = head.source.is_none();
    let export = move |()| {
        let id = export_id.clone();
        spawn(async move {
            let file = list.stores.runs().await.export(&id).await;
            save(list, file.map(|json| (format!("toolgrove-run-{id}.json"), json)));
        });
    };
    let export_answer = Callback::new(move |()| {
        let id = answer_id.clone();
        spawn(async move {
            save(list, list.stores.runs().await.export_answer(&id).await);
        });
    });
    let rename_id = head.id.clone();
    let name = move |what| list.renaming.set(Some((rename_id.clone(), what)));
    let (rename, name_model) = (name.clone(), name);
    let delete = move |()| {
        let id = head.id.clone();
        if untrack(|| live.is(Some(&id))) {
            live.stop();
        }
        list.ticked.update(|t| t.retain(|x| *x != id));
        let name = title(&head);
        let words = text!(i18n, runs.deleted, name = name.clone()).get_untracked();
        list.bin(id.clone(), Some(now_ms()));
        list.toasts.show(Toast::new(words).with_undo(move || list.bin(id.clone(), None)));
    };
    view! {
        <div class="run-actions">
            {unfinished.then(|| view! {
                <GoOn id=resume_id.clone() />
            })}
            <Button kind=ButtonKind::Quiet on_press=move |()| rename(Naming::Run)>{t!(i18n, runs.rename)}</Button>
            {(!ours).then(|| view! {
                <Button kind=ButtonKind::Quiet on_press=move |()| name_model(Naming::Model)>
                    {t!(i18n, runs.name_model)}
                </Button>
            })}
            <Button kind=ButtonKind::Quiet on_press=export>{t!(i18n, runs.export)}</Button>
            {ours.then(|| view! {
                <Button kind=ButtonKind::Quiet on_press=export_answer>{t!(i18n, runs.export_answer)}</Button>
            })}
            <Button kind=ButtonKind::Quiet on_press=delete>{t!(i18n, runs.delete)}</Button>
        </div>
    }
}

/// Hands a file (name and text) to the person, or says why there is none.
fn save(list: List, file: Result<(String, String), StoreError>) {
    let saved = file
        .map_err(|e| e.to_string())
        .and_then(|(name, json)| download(&name, "application/json", &json).map_err(|e| e.to_string()));
    if let Err(error) = saved {
        list.tell(t!(list.i18n, runs.not_exported), &error);
    }
}
