//! Both methods on one question, then straight to judging them.

use super::controls::start_problem;
use super::start::Starter;
use crate::browser::build_id::build_id;
use crate::browser::judge::study_of_runs;
use crate::domain::trace::Method;
use crate::ui::collection::use_collection;
use crate::ui::i18n::use_i18n;
use crate::ui::route::{JudgeRoute, Route};
use crate::ui::task::Job;
use leptos::prelude::*;

/// Runs DFSDT, then ReACT, then opens the blind comparison.
pub fn both_action(starter: Starter) -> Job {
    let collection = use_collection();
    let i18n = use_i18n();
    Job::new(move || async move {
        starter.ask.problem.set(None);
        let Some(loaded) = untrack(|| collection.ready()) else { return };
        starter.ask.both.set(Some(1));
        let first = match starter.start(&loaded, Method::Dfsdt).await {
            Ok(first) => first,
            Err(error) => {
                starter.ask.problem.set(Some(start_problem(i18n, error).get_untracked()));
                return starter.ask.both.set(None);
            }
        };
        if starter.ended().await {
            starter.ask.both.set(Some(2));
            if let Ok(second) = starter.start(&loaded, Method::REACT).await
                && starter.ended().await
            {
                judge(starter, first, second).await;
            }
        }
        starter.ask.both.set(None);
    })
}

/// Runs the other method on the question of the run that just ended, then opens the comparison.
pub fn against_action(starter: Starter) -> Job {
    let collection = use_collection();
    Job::new(move || async move {
        let Some(loaded) = untrack(|| collection.ready()) else { return };
        let shown = starter.shown_run().await;
        let Some(first) = shown else { return };
        let other = if first.method == Method::Dfsdt { Method::REACT } else { Method::Dfsdt };
        starter.ask.question.set(first.question.clone());
        starter.ask.both.set(Some(2));
        if let Ok(second) = starter.start(&loaded, other).await
            && starter.ended().await
        {
            judge(starter, first.id, second).await;
        }
        starter.ask.both.set(None);
    })
}

async fn judge(starter: Starter, first: String, second: String) {
    match study_of_runs(&starter.stores.kv().await, &build_id(), &[(first, second)]).await {
        Ok(hash) => {
            starter.router.navigate(Route::Judge(JudgeRoute { study: Some(hash), item: None }));
        }
        Err(error) => starter.ask.problem.set(Some(error.to_string())),
    }
}
