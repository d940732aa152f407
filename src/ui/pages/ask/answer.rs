//! What came of the run: the answer, or why there is none and what can be done.

use super::both;
use super::failed::ModelFailed;
use super::go_on::ReopenError;
use super::start::Starter;
use crate::browser::clipboard::download;
use crate::browser::driver::ResumeError;
use crate::domain::trace::event::{Outcome, PauseCause};
use crate::domain::trace::{AnswerOrder, RankedAnswer, RunState, Tree, ranked_answers};
use crate::ui::i18n::{I18n, Words, say, t, text, use_i18n};
use crate::ui::parts::{Badge, Button, ButtonKind, Tone, When, each, model_failure_text, store_error_text};
use crate::ui::run::RunModel;
use crate::ui::run::live::Notice;
use crate::ui::run::words::budget_sentence;
use crate::ui::task::Job;
use leptos::prelude::*;

/// Answer, outcome, and whatever needs the person.
#[component]
pub fn AnswerCard(
    /// What Resume and Judge need.
    starter: Starter,
    /// The run.
    model: RunModel,
) -> impl IntoView {
    let tree = model.tree;
    let ended = move || tree.with(|t| t.outcome().is_some());
    let driven = Memo::new(move |_| model.id.with(|id| starter.live.is(id.as_deref())));
    let failed = move || driven.get() && tree.with(|t| t.state == RunState::Paused(PauseCause::ModelFailed));
    let interrupted = move || {
        !driven.get() && model.id.with(Option::is_some) && tree.with(|t| t.outcome().is_none() && t.applied > 0)
    };
    view! {
        <When holds=move || driven.get()><NoticeLine starter /></When>
        <When holds=failed><ModelFailed starter model /></When>
        <When holds=interrupted><Interrupted starter model /></When>
        <When holds=ended><Ended starter model /></When>
    }
}

#[component]
fn Ended(starter: Starter, model: RunModel) -> impl IntoView {
    let i18n = use_i18n();
    let tree = model.tree;
    let answer = move || tree.with(|t| best_answer(t));
    let both = both::against_action(starter, model.id);
    let tone = Signal::derive(move || if answer().is_some() { Tone::Good } else { Tone::Warn });
    let word = Signal::derive(move || outcome_words(i18n, &tree.get()));
    let show_path = move |()| model.selected.set(tree.with(|t| ranked_answers(t).first().map(|a| a.node)));
    view! {
        <section class="answer" class:without=move || answer().is_none() aria-live="polite">
            <header>
                <Badge tone=tone text=word />
            </header>
            <p class="answer-text">{move || answer().unwrap_or_else(|| no_answer(i18n, &tree.get()))}</p>
            <div class="answer-actions">
                <When holds=move || answer().is_some()>
                    <Button kind=ButtonKind::Quiet on_press=show_path>{t!(i18n, ask.answer.show_path)}</Button>
                </When>
                <Button
                    kind=ButtonKind::Quiet disabled=Signal::derive(move || starter.busy())
                    on_press=move |()| both.start()
                >
                    {t!(i18n, ask.both.against)}
                </Button>
            </div>
            <When holds=move || tree.with(|t| t.answers.len() > 1)><Answers model /></When>
        </section>
    }
}

fn best_answer(tree: &Tree) -> Option<String> {
    ranked_answers(tree).into_iter().next().map(|a| a.answer)
}

/// All answers, best first, each with what its place depends on.
#[component]
fn Answers(model: RunModel) -> impl IntoView {
    let i18n = use_i18n();
    let row = move |answer: RankedAnswer| {
        let (failed, steps) = (answer.failed_calls.to_string(), answer.steps.to_string());
        let why = answer.before_next.map(|order| order_words(i18n, order));
        let node = answer.node;
        view! {
            <li>
                <p class="answer-text">{answer.answer}</p>
                <p class="hint">
                    {t!(i18n, ask.answers.facts, failed = failed, steps = steps)} " " {why}
                </p>
                <Button kind=ButtonKind::Quiet on_press=move |()| model.selected.set(Some(node))>
                    {t!(i18n, ask.answer.show_path)}
                </Button>
            </li>
        }
    };
    view! {
        <h3>{t!(i18n, ask.answers.title)}</h3>
        <ol class="answers">
            {each(
                move || model.tree.with(|t| ranked_answers(t)),
                |a| (a.node.0, a.before_next.map(|order| order as u8)),
                row,
            )}
        </ol>
    }
}

/// Why an answer stands before the next.
fn order_words(i18n: I18n, order: AnswerOrder) -> Words {
    match order {
        AnswerOrder::Ranking => text!(i18n, ask.answers.ranking),
        AnswerOrder::FewerFailures => text!(i18n, ask.answers.failures),
        AnswerOrder::ShorterPath => text!(i18n, ask.answers.shorter),
        AnswerOrder::FoundFirst => text!(i18n, ask.answers.first),
    }
}

fn outcome_words(i18n: I18n, tree: &Tree) -> String {
    match tree.outcome() {
        Some(_) if !tree.answers.is_empty() => text!(i18n, ask.outcome.answered),
        Some(Outcome::GaveUp) => text!(i18n, ask.outcome.gave_up),
        Some(Outcome::OutOfModelCalls) => text!(i18n, ask.outcome.out_of_calls),
        Some(Outcome::OutOfBudget(_)) => text!(i18n, ask.outcome.out_of_budget),
        Some(Outcome::Cancelled) => text!(i18n, ask.outcome.cancelled),
        _ => text!(i18n, ask.outcome.exhausted),
    }
    .get()
}

fn no_answer(i18n: I18n, tree: &Tree) -> String {
    match tree.outcome() {
        Some(Outcome::GaveUp) => text!(i18n, ask.no_answer.gave_up),
        Some(Outcome::OutOfModelCalls) => text!(i18n, ask.no_answer.out_of_calls),
        Some(Outcome::OutOfBudget(overrun)) => budget_sentence(i18n, overrun),
        Some(Outcome::Cancelled) => text!(i18n, ask.no_answer.cancelled),
        _ => text!(i18n, ask.no_answer.exhausted),
    }
    .get()
}

#[component]
fn Interrupted(starter: Starter, model: RunModel) -> impl IntoView {
    let i18n = use_i18n();
    let problem = RwSignal::new(None::<ReopenError>);
    let resume = Job::new(move || async move {
        let Some(id) = model.id.get_untracked() else { return };
        match starter.reopen(&id).await {
            Ok(()) => unpause(starter, &id),
            Err(error) => problem.set(Some(error)),
        }
    });
    let refused = move || {
        problem.get().map(|error| match error {
            ReopenError::Resume(ResumeError::ElsewhereActive) => say!(i18n, ask.interrupted.elsewhere),
            ReopenError::Resume(ResumeError::Replay(e)) => {
                format!("{} {e}", say!(i18n, ask.interrupted.differs))
            }
            ReopenError::Store(e) => store_error_text(i18n, &e).get(),
            ReopenError::NoModel => say!(i18n, ask.interrupted.no_model),
            ReopenError::Busy => say!(i18n, ask.interrupted.busy),
        })
    };
    view! {
        <section class="answer">
            <p>{t!(i18n, ask.interrupted.text)}</p>
            <When
                holds=move || !starter.busy()
                fallback=move || view! { <p class="hint">{t!(i18n, ask.interrupted.busy)}</p> }
            >
                <Button kind=ButtonKind::Primary disabled=resume.running() on_press=move |()| resume.start()>
                    {t!(i18n, ask.interrupted.action)}
                </Button>
            </When>
            <p class="problem" role="alert">{refused}</p>
        </section>
    }
}

/// A run that a person had paused before the page was gone stays so when it is opened again: the press that opened it
/// was to go on.
fn unpause(starter: Starter, id: &str) {
    if let Some(session) = starter.live.session().filter(|session| session.id() == id)
        && session.with(|search| search.tree().state == RunState::Paused(PauseCause::Person))
    {
        session.resume();
    }
}

#[component]
fn NoticeLine(starter: Starter) -> impl IntoView {
    let i18n = use_i18n();
    let notice = starter.live.notice();
    let words = move || {
        notice.get().map(|notice| match notice {
            Notice::Retrying { in_ms, error } => {
                let seconds = in_ms.div_ceil(1000).to_string();
                let why = model_failure_text(i18n, error.kind()).get();
                format!("{why} {}", say!(i18n, ask.retrying, seconds = seconds.clone()))
            }
            Notice::NotStored(error) => {
                format!("{} {}", say!(i18n, ask.not_stored), store_error_text(i18n, &error).get())
            }
        })
    };
    let not_stored = move || matches!(notice.get(), Some(Notice::NotStored(_)));
    let problem = RwSignal::new(None::<String>);
    let export = move |()| {
        let exported = starter.live.session().map(|session| session.export());
        if let Some(Err(error)) = exported.map(|(name, json)| download(&name, "application/json", &json)) {
            problem.set(Some(error.to_string()));
        }
    };
    view! {
        <p class="notice" role="status">{words}</p>
        <When holds=not_stored>
            <Button on_press=export>{t!(i18n, runs.export)}</Button>
            <p class="problem" role="alert">{move || problem.get()}</p>
        </When>
    }
}
