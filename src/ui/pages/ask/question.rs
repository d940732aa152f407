//! The question and its examples.

use super::start::Starter;
use crate::ui::i18n::{say, t, text, use_i18n};
use crate::ui::parts::When;
use leptos::{ev::KeyboardEvent, prelude::*};

/// The box, with examples below while it is empty.
#[component]
pub fn QuestionBox(
    /// What Run needs.
    starter: Starter,
) -> impl IntoView {
    let i18n = use_i18n();
    let question = starter.ask.question;
    let run = super::controls::run_action(starter);
    let keys = move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            if !event.repeat() && !untrack(|| starter.busy()) {
                run.start();
            }
        }
    };
    view! {
        <div class="question">
            <label class="field-label" for="question">{t!(i18n, ask.question.label)}</label>
            <textarea
                id="question"
                rows="2"
                maxlength="4000"
                placeholder=move || say!(i18n, ask.question.placeholder)
                prop:value=move || question.get()
                on:input=move |e| question.set(event_target_value(&e))
                on:keydown=keys
            ></textarea>
            <When holds=move || question.with(|q| q.trim().is_empty())>
                <Examples starter />
            </When>
        </div>
    }
}

#[component]
fn Examples(starter: Starter) -> impl IntoView {
    let i18n = use_i18n();
    let texts = [
        text!(i18n, ask.examples.a),
        text!(i18n, ask.examples.b),
        text!(i18n, ask.examples.c),
        text!(i18n, ask.examples.d),
        text!(i18n, ask.examples.e),
        text!(i18n, ask.examples.f),
    ];
    let items = texts
        .into_iter()
        .map(|example| {
            view! {
                <li>
                    <button
                        type="button"
                        class="example"
                        on:click=move |_| starter.ask.question.set(example.get_untracked())
                    >
                        {move || example.get()}
                    </button>
                </li>
            }
        })
        .collect_view();
    view! {
        <p class="hint">{t!(i18n, ask.examples.label)}</p>
        <ul class="examples">{items}</ul>
    }
}
