//! Being the model: what a model would see, and a form for what it would say.

mod desk;
mod fields;
mod reply;
mod seen;

pub use desk::PersonDesk;

use super::start::Starter;
use super::state::use_ask;
use crate::browser::llm::{PersonModel, Waiting};
use crate::domain::trace::{RunState, steps};
use crate::ui::i18n::{I18n, say, t, use_i18n};
use crate::ui::later::{Later, later};
use crate::ui::parts::{Button, ButtonKind, When};
use crate::ui::run::RunModel;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The panel; there while the run on the page is a person's and has not ended.
#[component]
pub fn PersonPanel(
    /// Where requests wait.
    starter: Starter,
    /// The run on the page.
    model: RunModel,
) -> impl IntoView {
    let i18n = use_i18n();
    let live = starter.live.model();
    let unfinished = starter.live.unfinished();
    let mine = move || {
        let is_live = live.id.with(|id| id.is_some() && model.id.with(|shown| shown == id));
        let by_person = live.trace.with(|t| t.as_ref().is_some_and(|t| t.spec.model == PersonModel::NAME));
        is_live && by_person && unfinished.get()
    };
    let desk = starter.ask.desk;
    view! {
        <When holds=mine>
            <section class="person" class:waiting=move || desk.waiting().is_some() aria-labelledby="person-title">
                <header class="person-head">
                    <h2 id="person-title" tabindex="-1">{t!(i18n, person.title)}</h2>
                    <p class="person-turn" role="status">{move || turn(i18n, starter)}</p>
                </header>
                {later(Later::Person)}
            </section>
        </When>
    }
}

/// The request that waits, with what is needed to answer it: a part that comes with the first run of a person's.
#[component]
pub fn PersonAtDesk() -> impl IntoView {
    let desk = use_ask().desk;
    move || desk.waiting().map(|waiting| view! { <AtDesk desk waiting /> })
}

/// Whose turn it is, which step, how many calls are left (tracked).
fn turn(i18n: I18n, starter: Starter) -> String {
    let live = starter.live.model();
    let (step, used, paused) = live
        .tree
        .with(|tree| (steps(tree).len().max(1), tree.counters.model_calls, matches!(tree.state, RunState::Paused(_))));
    let all = live.trace.with(|t| t.as_ref().map_or(0, |t| t.spec.limits.max_model_calls));
    let (step, left) = (step.to_string(), all.saturating_sub(used).to_string());
    match starter.ask.desk.waiting() {
        None if paused => say!(i18n, person.turn.paused),
        None => say!(i18n, person.turn.others),
        Some(waiting) if waiting.request.functions.is_empty() => {
            say!(i18n, person.turn.compare, left = left.clone())
        }
        Some(_) => say!(i18n, person.turn.yours, step = step.clone(), left = left.clone()),
    }
}

/// One request and its reply. The focus moves to the panel's heading, which says that something is wanted.
#[component]
fn AtDesk(desk: PersonDesk, waiting: Waiting) -> impl IntoView {
    let i18n = use_i18n();
    let request = waiting.request.clone();
    let send = Callback::new(move |()| {
        if let Some(wrong) = desk.send(&waiting) {
            focus(&wrong);
        }
    });
    let keys = move |event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) && !event.is_composing() {
            event.prevent_default();
            send.run(());
        }
    };
    Effect::new(move |_| focus("person-title"));
    view! {
        <div class="person-desk" on:keydown=keys>
            <div class="person-skip">
                <Button kind=ButtonKind::Quiet on_press=|()| focus(desk::THOUGHT)>{t!(i18n, person.skip)}</Button>
            </div>
            <seen::Seen request=request.clone() />
            <reply::Reply draft=desk.draft request send />
        </div>
    }
}

fn focus(id: &str) {
    let element = document().get_element_by_id(id).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = element {
        // Fails for detached elements only.
        let _ = element.focus();
    }
}
