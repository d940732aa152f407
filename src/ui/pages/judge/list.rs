//! What is kept: studies, how far this rater is in each, how to let go of one, and how to get more.

use super::intake::{Intake, Picker};
use super::words;
use crate::browser::judge::{JudgeError, put_study, rater_id, remove_study, studies, votes};
use crate::browser::task::spawn;
use crate::domain::preference::{Progress, Queue, SealedStudy};
use crate::ui::i18n::{I18n, t, text, use_i18n};
use crate::ui::parts::{Badge, Button, ButtonKind, EmptyState, ErrorBanner, Toast, Toasts, Tone, When, use_toasts};
use crate::ui::route::{JudgeRoute, Link, Page, Route};
use crate::ui::stores::{Stores, use_stores};
use crate::ui::task::Fetched;
use leptos::prelude::*;
use std::sync::Arc;

/// One kept study.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    hash: String,
    name: String,
    created_ms: u64,
    progress: Progress,
}

async fn rows(stores: Stores) -> Result<Vec<Row>, JudgeError> {
    let kv = stores.kv().await;
    let (kept, log, rater) = (studies(&kv).await?, votes(&kv).await?, rater_id());
    let row = |study: &SealedStudy| Row {
        hash: study.hash().to_owned(),
        name: study.study().name.clone(),
        created_ms: study.study().created_ms,
        progress: Queue::new(study, &rater).progress(&log),
    };
    Ok(kept.iter().map(row).collect())
}

/// Where deleted studies go to; each can be brought back.
#[derive(Clone, Copy)]
struct Bin {
    i18n: I18n,
    stores: Stores,
    toasts: Toasts,
    problem: RwSignal<Option<JudgeError>, LocalStorage>,
}

impl Bin {
    fn remove(self, hash: String, title: String) {
        spawn(async move {
            let gone = remove_study(&self.stores.kv().await, &hash).await;
            if let Some(gone) = self.done(gone).map(Arc::new) {
                let words = text!(self.i18n, judge.list.deleted, name = title.clone()).get_untracked();
                self.toasts.show(Toast::new(words).with_undo(move || self.bring_back(Arc::clone(&gone))));
            }
        });
    }

    fn bring_back(self, study: Arc<SealedStudy>) {
        spawn(async move {
            self.done(put_study(&self.stores.kv().await, &study).await);
        });
    }

    /// The list may be gone meanwhile, and another one be there.
    fn done<T>(self, outcome: Result<T, JudgeError>) -> Option<T> {
        self.stores.changed();
        let (done, problem) = match outcome {
            Ok(done) => (Some(done), None),
            Err(error) => (None, Some(error)),
        };
        let _gone = self.problem.try_set(problem);
        done
    }
}

/// The list.
#[component]
pub fn StudyList(
    /// What takes files in.
    intake: Intake,
) -> impl IntoView {
    let i18n = use_i18n();
    let stores = use_stores();
    let kept = Fetched::new(move || {
        intake.arrived.track();
        stores.track();
        rows(stores)
    });
    let bin = Bin { i18n, stores, toasts: use_toasts(), problem: RwSignal::new_local(None) };
    let show = move || match kept.get() {
        None => view! { <p class="soft">{t!(i18n, shell.loading)}</p> }.into_any(),
        Some(Err(error)) => {
            let details = error.to_string();
            let message = Signal::derive(move || words::error(i18n, &error));
            let again = Callback::new(move |()| kept.refetch());
            view! { <ErrorBanner message details remedy=text!(i18n, shell.retry) on_remedy=again /> }.into_any()
        }
        Some(Ok(rows)) if rows.is_empty() => view! {
            <EmptyState title=text!(i18n, judge.empty.title) text=text!(i18n, judge.empty.text)>
                <Link to=Page::Ask.route() class="btn btn-primary">{t!(i18n, judge.empty.action)}</Link>
            </EmptyState>
        }
        .into_any(),
        Some(Ok(rows)) => {
            let rows = rows.into_iter().map(|row| view! { <StudyRow row bin /> }).collect_view();
            view! { <ul class="judge-studies">{rows}</ul> }.into_any()
        }
    };
    let problem = move || {
        bin.problem.get().map(|error| {
            let details = error.to_string();
            view! { <ErrorBanner message=Signal::derive(move || words::error(i18n, &error)) details /> }
        })
    };
    view! {
        {problem}
        {show}
        <Picker intake />
    }
}

#[component]
fn StudyRow(row: Row, bin: Bin) -> impl IntoView {
    let i18n = use_i18n();
    let Row { hash, name, created_ms, progress } = row;
    let Progress { judged, total, identical } = progress;
    let (tone, word) = match judged {
        _ if total == 0 => (Tone::Neutral, text!(i18n, judge.list.nothing)),
        n if n == total => (Tone::Good, text!(i18n, judge.list.done)),
        0 => (Tone::Neutral, text!(i18n, judge.list.fresh)),
        _ => (Tone::Busy, text!(i18n, judge.list.begun)),
    };
    let id = words::short(&hash);
    let title = if name.trim().is_empty() { id.clone() } else { name };
    let to = Route::Judge(JudgeRoute { study: Some(hash.clone()), item: None });
    let gone = title.clone();
    view! {
        <li class="judge-study">
            <Link to class="judge-study-name">{title}</Link>
            <p class="judge-study-facts soft">
                <Badge tone text=word />
                <span>{t!(i18n, judge.list.progress, judged = judged, total = total)}</span>
                <When holds=move || { identical > 0 }>
                    <span>{t!(i18n, judge.list.identical, n = identical)}</span>
                </When>
                <time>{local_minute(created_ms)}</time>
                <code>{id}</code>
                <Button kind=ButtonKind::Quiet on_press=move |()| bin.remove(hash.clone(), gone.clone())>
                    {t!(i18n, judge.list.delete)}
                </Button>
            </p>
        </li>
    }
}

/// `2026-03-01 09:05` on this device's clock.
fn local_minute(ms: u64) -> String {
    let date = js_sys::Date::new(&(ms as f64).into());
    let (day, minute) = ((date.get_full_year(), date.get_month() + 1, date.get_date()), date.get_minutes());
    format!("{}-{:02}-{:02} {:02}:{minute:02}", day.0, day.1, day.2, date.get_hours())
}
