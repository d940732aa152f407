//! A run that paused because the model gave no reply: why, the one thing that helps, and trying again.

use super::controls::waits_for_key;
use super::start::Starter;
use crate::browser::llm::Connections;
use crate::domain::chat::Remedy;
use crate::domain::trace::event::EventBody;
use crate::domain::trace::{AskId, Trace};
use crate::ui::i18n::{t, text, use_i18n};
use crate::ui::parts::{Button, ErrorBanner, Unlock, When, model_failure_text, remedy_text};
use crate::ui::route::Page;
use crate::ui::run::RunModel;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Shown while the run waits for it to be mended.
#[component]
pub fn ModelFailed(
    /// Goes on.
    starter: Starter,
    /// The run.
    model: RunModel,
) -> impl IntoView {
    let i18n = use_i18n();
    let failure = Signal::derive(move || model.tree.with(|t| t.failure.clone()).unwrap_or_default());
    let words = Signal::derive(move || failure.with(|(kind, _)| model_failure_text(i18n, kind).get()));
    let details = Signal::derive(move || failure.with(|(_, words)| words.clone()));
    let locked = move || model.tree.with(|t| waits_for_key(t));
    let again = Callback::new(move |()| {
        if let Some(session) = starter.live.session() {
            session.resume();
        }
    });
    let banner = move || {
        let remedy = failure.with(|(kind, words)| Remedy::of_stored(kind, words));
        match way(remedy) {
            Way::Again => {
                view! { <ErrorBanner message=words details remedy=text!(i18n, ask.failed.again) on_remedy=again /> }
                    .into_any()
            }
            way => {
                let act = Callback::new(move |()| go(starter, model, way));
                view! {
                    <ErrorBanner message=words details remedy=remedy_text(i18n, remedy) on_remedy=act />
                    <div>
                        <Button on_press=again>{t!(i18n, ask.failed.again)}</Button>
                    </div>
                }
                .into_any()
            }
        }
    };
    view! {
        <When holds=move || starter.live.session().is_some()>
            {banner}
            <When holds=locked><Unlock id="paused" on_open=again /></When>
            <p class="hint">{t!(i18n, ask.failed.kept)}</p>
        </When>
    }
}

/// Where a remedy leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// The request is made again, once the person has done what the words say.
    Again,
    /// To the endpoint in Settings.
    Settings,
    /// To a field on this page, by its id.
    Field(&'static str),
}

const fn way(remedy: Remedy) -> Way {
    match remedy {
        Remedy::CheckKey | Remedy::CheckUrl | Remedy::CheckModel | Remedy::Permit => Way::Settings,
        Remedy::Unlock => Way::Field("paused-passphrase"),
        Remedy::Shorten => Way::Field("method"),
        Remedy::Rephrase => Way::Field("question"),
        Remedy::CheckServer
        | Remedy::Wait { .. }
        | Remedy::Retry
        | Remedy::GoOnline
        | Remedy::TopUp
        | Remedy::RaiseOutput
        | Remedy::Resume => Way::Again,
    }
}

fn go(starter: Starter, model: RunModel, way: Way) {
    match way {
        Way::Again => {}
        Way::Settings => {
            let name = model.trace.with_untracked(|trace| trace.as_ref().map(|trace| asked_model(trace)));
            let list = untrack(|| starter.connections.list());
            let failed = name.and_then(|name| Connections::named(&list, &name).map(|c| c.id.clone()));
            starter.connections.want(failed);
            starter.router.navigate(Page::Settings.route());
        }
        Way::Field(id) => {
            let field = document().get_element_by_id(id).and_then(|e| e.dyn_into::<HtmlElement>().ok());
            if let Some(field) = field {
                // Fails for detached elements only.
                let _ = field.focus();
            }
        }
    }
}

/// The name of the model whose request failed last: the ranker's, where one compares.
fn asked_model(trace: &Trace) -> String {
    let failed = trace.events.iter().rev().find_map(|event| match &event.body {
        EventBody::ModelFailed(e) => Some(e.ask),
        _ => None,
    });
    let compares = |ask: AskId| trace.events.iter().any(|e| matches!(&e.body, EventBody::RankAsked(e) if e.ask == ask));
    let ranker = failed.filter(|ask| compares(*ask)).and(trace.spec.ranker.clone());
    ranker.unwrap_or_else(|| trace.spec.model.clone())
}
