//! What the test of an endpoint found.

use crate::{
    browser::llm::Checked,
    domain::chat::{ModelError, Remedy},
    ui::{
        i18n::{t, text, use_i18n},
        parts::{Badge, Button, ModelErrorBanner, Tone},
    },
};
use leptos::prelude::*;

/// A test's course: None -> Running -> Answers or Fails; a stopped one goes back to None.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TestState {
    None,
    Running,
    Answers(Checked),
    Fails(ModelError),
}

#[component]
pub(super) fn TestOutcome(
    state: RwSignal<TestState>,
    /// Another base URL to try.
    suggestion: Signal<Option<String>>,
    #[prop(into)] on_suggestion: Callback<()>,
    #[prop(into)] on_remedy: Callback<Remedy>,
    #[prop(into)] on_stop: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let show = move || match state.get() {
        TestState::None => ().into_any(),
        TestState::Running => view! {
            <div class="endpoint-outcome">
                <Badge tone=Tone::Busy text=text!(i18n, connection.test.running) />
                <Button on_press=on_stop>{t!(i18n, shell.cancel)}</Button>
            </div>
        }
        .into_any(),
        TestState::Answers(checked) => view! { <Answers checked /> }.into_any(),
        TestState::Fails(error) => view! { <ModelErrorBanner error on_remedy /> }.into_any(),
    };
    let offer = move || {
        suggestion.get().map(|url| {
            view! {
                <div>
                    <Button on_press=on_suggestion>{t!(i18n, connection.form.use_v1, url = url)}</Button>
                </div>
            }
        })
    };
    view! {
        <div class="endpoint-result" aria-live="polite">
            {show}
            {offer}
        </div>
    }
}

#[component]
fn Answers(checked: Checked) -> impl IntoView {
    let i18n = use_i18n();
    let seconds = format!("{:.1}", checked.took_ms as f64 / 1_000.0);
    let (tone, word, sentence) = if checked.calls_functions {
        let sentence = text!(i18n, connection.test.good_text, seconds = seconds.clone());
        (Tone::Good, text!(i18n, connection.test.good), sentence)
    } else {
        (Tone::Warn, text!(i18n, connection.test.no_call), text!(i18n, connection.test.no_call_text))
    };
    let streams = (!checked.streams).then(|| view! { <p>{t!(i18n, connection.test.no_stream)}</p> });
    let model = checked.model.map(|model| view! { <p>{t!(i18n, connection.test.answered_as, model = model)}</p> });
    let tokens = checked.usage.map(|usage| {
        let (prompt, completion) = (usage.prompt, usage.completion);
        view! { <p>{t!(i18n, connection.test.tokens, prompt = prompt, completion = completion)}</p> }
    });
    view! {
        <div class="endpoint-answers">
            <Badge tone text=word />
            <p>{move || sentence.get()}</p>
            {streams}
            {model}
            {tokens}
        </div>
    }
}
