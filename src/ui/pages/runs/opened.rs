//! One stored run, opened: what came of it, its views, and a slider through its events.

use super::replay::Replay;
use super::row::{GoOn, Outcome, title};
use crate::domain::trace::NodeId;
use crate::ui::i18n::{t, text, use_i18n};
use crate::ui::pages::ask::fork_panel;
use crate::ui::parts::{ErrorBanner, When};
use crate::ui::route::{Link, Page, Route, RunsRoute, use_router};
use crate::ui::run::stored::{Opened, open_run};
use crate::ui::run::words::{by_words, how_words};
use crate::ui::run::{ForkedLine, Inspector, RunView};
use crate::ui::stores::use_stores;
use leptos::prelude::*;

/// The opened run.
#[component]
pub fn OpenedRun(
    /// Its id.
    id: String,
) -> impl IntoView {
    let i18n = use_i18n();
    let wanted = RwSignal::new(Some(id.clone()));
    let opened = open_run(use_stores(), wanted.into(), Signal::stored(None));
    follow_address(opened, id);
    let problem = Signal::derive(move || opened.error.get().map(|e| e.to_string()).unwrap_or_default());
    view! {
        <p><Link to=Page::Runs.route()>"‹ " {t!(i18n, runs.back)}</Link></p>
        <When holds=move || opened.error.with(Option::is_some)>
            <ErrorBanner message=text!(i18n, runs.gone) details=problem />
        </When>
        <When holds=move || opened.run.with(Option::is_some)>
            <Head opened />
            <Replay opened />
            <div class="run-open">
                <RunView model=opened.model() />
                <Inspector model=opened.model() below=fork_panel />
            </div>
        </When>
    }
}

/// Node and moment stand in the address, both ways.
fn follow_address(opened: Opened, id: String) {
    let router = use_router();
    let model = opened.model();
    let (node, at) = router.with_untracked(|r| if let Route::Runs(r) = r { (r.node, r.at) } else { (None, None) });
    model.selected.set(node.map(NodeId));
    opened.at.set(at);
    Effect::new(move |_| {
        let route = RunsRoute { run: Some(id.clone()), node: model.selected.get().map(|n| n.0), at: opened.at.get() };
        // Leaving the page must not be undone.
        if router.with_untracked(|r| matches!(r, Route::Runs(now) if now.run.as_ref() == Some(&id))) {
            router.replace(Route::Runs(route));
        }
    });
}

#[component]
fn Head(opened: Opened) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        opened.run.get().map(|run| {
            let head = run.head.clone();
            let outcome = head.summary.outcome;
            let by = head.clone();
            let unfinished = outcome.is_none();
            view! {
                <header class="run-opened">
                    <h1 class="page-title">{title(&head)}</h1>
                    <Outcome id=head.id.clone() outcome />
                    <span class="hint">
                        {move || by_words(i18n, &by.method_name, &by.model)} " · " {t!(i18n, runs.steps)} " "
                        {head.summary.steps} " · " {t!(i18n, runs.calls)} " " {head.summary.model_calls} " · "
                        {t!(i18n, runs.tokens)} " " {head.summary.tokens}
                        {head.summary.cost.as_ref().map(|cost| format!(" · {}", cost.text()))}
                        {head.calls.as_ref().and_then(|how| how_words(i18n, how)).map(|words| view! { " · " <span data-calls="">{move || words.get()}</span> })}
                        {head.source.is_some().then(|| view! { " · " {t!(i18n, runs.from_answer)} })}
                    </span>
                    {unfinished.then(|| view! { <GoOn id=head.id.clone() class="btn btn-primary" /> })}
                </header>
                {run.trace.spec.forked_from.clone().map(|from| view! { <ForkedLine from /> })}
                {head.summary.answer.clone().map(|a| view! { <p class="answer-text">{a}</p> })}
            }
        })
    }
}
