//! How an endpoint is spoken to, and how often: closed at first, since the presets set it.

use super::draft::Draft;
use crate::browser::llm::Protocol;
use crate::ui::i18n::{I18n, Words, t, use_i18n};
use leptos::prelude::*;

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
        view! { <option value=protocol.word() selected=chosen>{protocol_name(i18n, protocol)}</option> }
    };
    let spoken = Protocol::ALL.into_iter().filter(|p| *p != Protocol::BuiltIn);
    view! {
        <label class="choice">
            <span>{t!(i18n, provider.protocol.label)}</span>
            <select id="endpoint-protocol" on:change=choose>{spoken.map(option).collect_view()}</select>
        </label>
        <details class="endpoint-limits">
            <summary>{t!(i18n, provider.limits.title)}</summary>
            <p class="hint">{t!(i18n, provider.limits.about)}</p>
            {number("endpoint-parallel", t!(i18n, provider.limits.parallel), draft.max_parallel)}
            {number("endpoint-minute", t!(i18n, provider.limits.minute), draft.per_minute)}
            {number("endpoint-context", t!(i18n, provider.limits.context), draft.context_tokens)}
            {number("endpoint-output", t!(i18n, provider.limits.output), draft.max_output_tokens)}
        </details>
    }
}

fn number(id: &'static str, label: Words, value: RwSignal<String>) -> AnyView {
    view! {
        <label class="choice">
            <span>{label}</span>
            <input
                id=id
                type="number"
                min="1"
                inputmode="numeric"
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
        </label>
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
