//! How an endpoint is spoken to, and how often: closed at first, since the presets set it.

use super::draft::{Draft, Problem, problem_text};
use crate::browser::llm::Protocol;
use crate::ui::i18n::{I18n, Words, t, use_i18n};
use leptos::prelude::*;

/// Ids of the number fields, in the order of [`Draft::number_problems`].
pub(super) const NUMBER_FIELDS: [&str; 4] =
    ["endpoint-parallel", "endpoint-minute", "endpoint-context", "endpoint-output"];

/// Protocol, requests at once, requests a minute, tokens read and written.
#[component]
pub(super) fn LimitFields(draft: Draft) -> impl IntoView {
    let i18n = use_i18n();
    let choose = move |event| {
        let word = event_target_value(&event);
        if let Some(protocol) = Protocol::ALL.into_iter().find(|p| p.word() == word) {
            draft.protocol.set(protocol);
        }
    };
    let option = move |protocol: Protocol| {
        let chosen = move || draft.protocol.get() == protocol;
        view! { <option value=protocol.word() prop:selected=chosen>{protocol_name(i18n, protocol)}</option> }
    };
    let problem =
        move |place: usize| Signal::derive(move || draft.number_problems()[place].filter(|_| draft.asked.get()));
    // A problem is not hidden.
    let open = Memo::new(move |_| draft.asked.get() && draft.number_problems().iter().any(Option::is_some));
    let [parallel, minute, context, output] = NUMBER_FIELDS;
    let spoken = Protocol::ALL.into_iter().filter(|p| *p != Protocol::BuiltIn);
    view! {
        <label class="choice">
            <span>{t!(i18n, provider.protocol.label)}</span>
            <select id="endpoint-protocol" on:change=choose>{spoken.map(option).collect_view()}</select>
        </label>
        <details class="endpoint-limits" prop:open=move || open.get()>
            <summary>{t!(i18n, provider.limits.title)}</summary>
            <p class="hint">{t!(i18n, provider.limits.about)}</p>
            {number(i18n, parallel, t!(i18n, provider.limits.parallel), draft.max_parallel, problem(0))}
            {number(i18n, minute, t!(i18n, provider.limits.minute), draft.per_minute, problem(1))}
            {number(i18n, context, t!(i18n, provider.limits.context), draft.context_tokens, problem(2))}
            {number(i18n, output, t!(i18n, provider.limits.output), draft.max_output_tokens, problem(3))}
        </details>
    }
}

fn number(
    i18n: I18n,
    id: &'static str,
    label: Words,
    value: RwSignal<String>,
    problem: Signal<Option<Problem>>,
) -> AnyView {
    let words = move || problem.get().map(|problem| problem_text(i18n, problem).get());
    // Not of the type "number": such a field keeps to itself what is none.
    view! {
        <label class="choice">
            <span>{label}</span>
            <input
                id=id
                type="text"
                inputmode="numeric"
                autocomplete="off"
                aria-describedby=format!("{id}-problem")
                aria-invalid=move || problem.get().is_some().then_some("true")
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
        </label>
        <p id=format!("{id}-problem") class="problem" role="alert">{words}</p>
    }
    .into_any()
}

fn protocol_name(i18n: I18n, protocol: Protocol) -> Words {
    match protocol {
        Protocol::OpenAi | Protocol::BuiltIn => t!(i18n, provider.protocol.openai),
        Protocol::Anthropic => t!(i18n, provider.protocol.anthropic),
        Protocol::Gemini => t!(i18n, provider.protocol.gemini),
        Protocol::ToolLlamaChat => t!(i18n, provider.protocol.toolllama_chat),
        Protocol::ToolLlamaCompletion => t!(i18n, provider.protocol.toolllama_completion),
    }
}
