//! Both methods on one question, then straight to judging them.

use super::controls::tell_problem;
use super::start::{StartError, Starter};
use super::state::Shared;
use crate::browser::build_id::build_id;
use crate::browser::judge::study_of_runs;
use crate::domain::trace::Method;
use crate::ui::collection::use_collection;
use crate::ui::i18n::{say, text, use_i18n};
use crate::ui::route::{JudgeRoute, Route};
use crate::ui::task::Job;
use leptos::prelude::*;

/// Runs DFSDT, then ReACT on the very same offer, then opens the blind comparison.
pub fn both_action(starter: Starter) -> Job {
    let collection = use_collection();
    let i18n = use_i18n();
    Job::new(move || async move {
        if untrack(|| starter.busy()) {
            return;
        }
        starter.ask.problem.set(None);
        let Some(loaded) = untrack(|| collection.ready()) else {
            return starter.ask.problem.set(Some(text!(i18n, ask.problem.no_collection).get_untracked()));
        };
        starter.ask.both.set(Some(1));
        tell_problem(starter, i18n, run_both(starter, &loaded, || say!(i18n, ask.both.no_judging)).await);
        starter.ask.both.set(None);
    })
}

/// Runs the other method as the run on the page was run, then opens the comparison.
pub fn against_action(starter: Starter, shown: Signal<Option<String>>) -> Job {
    let i18n = use_i18n();
    Job::new(move || async move {
        let Some(first) = shown.get_untracked() else { return };
        if untrack(|| starter.busy()) {
            return;
        }
        starter.ask.problem.set(None);
        starter.ask.both.set(Some(2));
        tell_problem(starter, i18n, run_against(starter, first, || say!(i18n, ask.both.no_judging)).await);
        starter.ask.both.set(None);
    })
}

async fn run_both(starter: Starter, loaded: &Shared, failed: impl Fn() -> String) -> Result<(), StartError> {
    let first = starter.start(loaded, Method::Dfsdt).await?;
    if starter.ended().await {
        starter.ask.both.set(Some(2));
        run_second(starter, first, Method::REACT, failed).await?;
    }
    Ok(())
}

async fn run_against(starter: Starter, first: String, failed: impl Fn() -> String) -> Result<(), StartError> {
    if let Some(session) = starter.live.session() {
        // It has ended, perhaps just now.
        session.flush().await;
    }
    let run = starter.stores.runs().await.load(&first).await.map_err(|_| StartError::SourceGone)?;
    let other = if run.head.method == Method::Dfsdt { Method::REACT } else { Method::Dfsdt };
    starter.ask.question.set(run.head.question);
    run_second(starter, first, other, failed).await
}

async fn run_second(
    starter: Starter,
    first: String,
    method: Method,
    failed: impl Fn() -> String,
) -> Result<(), StartError> {
    let second = starter.start_like(&first, method).await?;
    if starter.ended().await {
        match study_of_runs(&starter.stores.kv().await, &build_id(), &[(first, second)]).await {
            Ok(hash) => starter.router.navigate(Route::Judge(JudgeRoute { study: Some(hash), item: None })),
            Err(_) => starter.ask.problem.set(Some(failed())),
        }
    }
    Ok(())
}
