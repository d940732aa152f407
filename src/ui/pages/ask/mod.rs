//! Ask: a question, the APIs retrieved for it, the search that calls them, the answer.

mod answer;
mod apis;
mod both;
mod budget_settings;
mod builtin;
mod controls;
mod counters;
mod failed;
mod fork;
mod go_on;
mod model_choice;
mod person;
mod prompt_choice;
mod question;
mod retrieve;
mod search_settings;
mod sources;
mod start;
mod state;
mod tour;
mod who;

pub use fork::{ForkForm, fork_panel};
pub use model_choice::ModelChoice;
pub use person::PersonAtDesk;
pub use retrieve::provide_recommend;
pub use search_settings::SearchParameters;
pub use state::provide_ask;

use retrieve::use_recommend;
use start::Starter;
use state::use_ask;

use crate::domain::trace::NodeId;
use crate::ui::collection::use_collection;
use crate::ui::i18n::{t, text, use_i18n};
use crate::ui::parts::{CollectionFailed, ErrorBanner, Tab, TabList, TabPanel, When, use_connections, use_tools};
use crate::ui::route::{AskRoute, Route, use_router};
use crate::ui::run::live::use_live;
use crate::ui::run::stored::{Opened, open_run};
use crate::ui::run::{Inspector, RunModel, RunView};
use crate::ui::stores::use_stores;
use leptos::prelude::*;

/// Everything that starting a run needs, from the context.
pub fn use_starter() -> Starter {
    Starter {
        ask: use_ask(),
        recommend: use_recommend(),
        live: use_live(),
        stores: use_stores(),
        connections: use_connections(),
        collection: use_collection(),
        tools: use_tools(),
        router: use_router(),
    }
}

/// The page.
#[component]
pub fn AskPage() -> impl IntoView {
    let i18n = use_i18n();
    let starter = use_starter();
    let (stored, model) = shown_run(starter);
    let missing = Signal::derive(move || stored.error.get().map(|error| error.to_string()).unwrap_or_default());
    let part = RwSignal::new("tree");
    let tabs = vec![
        Tab::new("apis", text!(i18n, ask.parts.apis)),
        Tab::new("tree", text!(i18n, ask.parts.tree)),
        Tab::new("step", text!(i18n, ask.parts.step)),
    ];
    // At 390 px, choosing a node in the tree is followed by reading it.
    Effect::new(move |_| {
        if model.selected.get().is_some() && part.get_untracked() == "tree" {
            part.set("step");
        }
    });
    view! {
        <h1 class="visually-hidden">{t!(i18n, shell.nav.ask)}</h1>
        <tour::Tour />
        <div class="ask">
            <div class="ask-head">
                <question::QuestionBox starter />
                <controls::Controls starter />
                <CollectionFailed />
                <When holds=move || !missing.with(String::is_empty)>
                    <ErrorBanner message=text!(i18n, runs.gone) details=missing />
                </When>
                <counters::Counters model />
                <person::PersonPanel starter model />
                <answer::AnswerCard starter model />
            </div>
            <div class="ask-tabs">
                <TabList group="ask" label=text!(i18n, ask.parts.label) tabs=tabs selected=part />
            </div>
            <div class="ask-body">
                <TabPanel group="ask" tab="apis" selected=part class="ask-apis">
                    <apis::ApisPanel starter />
                </TabPanel>
                <TabPanel group="ask" tab="tree" selected=part class="ask-tree">
                    <RunView model />
                </TabPanel>
                <TabPanel group="ask" tab="step" selected=part class="ask-step">
                    <Inspector model below=fork_panel />
                </TabPanel>
            </div>
        </div>
    }
}

/// The run on the page: the live one, or the one that the address names (after a reload), with its question.
fn shown_run(starter: Starter) -> (Opened, RunModel) {
    let wanted = Memo::new(move |_| starter.router.with(|r| if let Route::Ask(a) = r { a.run.clone() } else { None }));
    let asked =
        Memo::new(move |_| starter.router.with(|r| if let Route::Ask(a) = r { a.question.clone() } else { None }));
    Effect::new(move |_| {
        if let Some(question) = asked.get()
            && starter.ask.question.get_untracked() != question
        {
            starter.ask.question.set(question);
        }
    });
    let live = starter.live.model();
    let stored: Opened = open_run(starter.stores, wanted.into(), live.id);
    Effect::new(move |_| {
        if let Some(run) = stored.run.get() {
            starter.ask.question.set(run.head.question.clone());
        }
    });
    let model = stored.or_live(live, wanted.into());
    follow_node(starter, model, wanted);
    (stored, model)
}

/// The selected node stands in the address, both ways; it is of the run that stands there, and no other's.
fn follow_node(starter: Starter, model: RunModel, wanted: Memo<Option<String>>) {
    Effect::new(move |before: Option<Option<String>>| {
        let run = wanted.get();
        // Without a run in the address the live one may be shown, as it was left.
        if run.is_some() || before.is_some() {
            let node = starter.router.with_untracked(|r| if let Route::Ask(a) = r { a.node } else { None });
            model.selected.set(node.map(NodeId));
        }
        run
    });
    Effect::new(move |_| {
        let node = model.selected.get().map(|node| node.0);
        let now = starter.router.with_untracked(|r| if let Route::Ask(a) = r { Some(a.clone()) } else { None });
        if let Some(now) = now.filter(|now| now.run.is_some() && now.node != node) {
            starter.router.replace(Route::Ask(AskRoute { node, ..now }));
        }
    });
}
