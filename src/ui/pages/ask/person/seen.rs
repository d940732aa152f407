//! What a model would be shown: the conversation and the functions.

use crate::domain::chat::{ChatRequest, FunctionSpec, Message, Role};
use crate::ui::i18n::{I18n, Words, say, t, text, use_i18n};
use leptos::prelude::*;
use std::sync::Arc;

/// An older message longer than this starts closed, in characters.
const LONG: usize = 320;
/// Of a closed message so many characters are shown.
const START: usize = 90;

/// Messages, oldest first, and functions.
#[component]
pub fn Seen(
    /// What is asked.
    request: Arc<ChatRequest>,
) -> impl IntoView {
    let i18n = use_i18n();
    let newest = request.messages.len().saturating_sub(1);
    let messages: Vec<AnyView> =
        request.messages.iter().enumerate().map(|(place, message)| told(i18n, message, place == newest)).collect();
    let functions = (!request.functions.is_empty()).then(|| functions(i18n, &request.functions));
    view! {
        <section class="person-seen" aria-labelledby="person-seen">
            <h3 id="person-seen">{t!(i18n, person.seen.title)}</h3>
            <p class="hint">{t!(i18n, person.seen.about)}</p>
            <ol class="person-messages">{messages}</ol>
            {functions}
        </section>
    }
}

fn told(i18n: I18n, message: &Message, newest: bool) -> AnyView {
    let call = message.function_call.as_ref().map(|call| format!("{}({})", call.name, call.arguments));
    let whole = [message.content.clone(), call].into_iter().flatten().collect::<Vec<_>>().join("\n");
    let (role, who) = role_words(i18n, message.role);
    let name = message.name.clone().map(|name| format!(" {name}"));
    let long = whole.chars().count() > LONG;
    let head = view! { <code class="person-role">{role}{name}</code> " " <span class="hint">{who}</span> }.into_any();
    let content = if long {
        let start: String = whole.chars().take(START).collect();
        view! {
            <details open=newest>
                <summary>{head} <span class="person-start">{start} "…"</span></summary>
                <pre>{whole}</pre>
            </details>
        }
        .into_any()
    } else {
        view! { <div>{head}</div> <pre>{whole}</pre> }.into_any()
    };
    view! { <li class="person-message" class:newest=newest data-role=role>{content}</li> }.into_any()
}

fn role_words(i18n: I18n, role: Role) -> (&'static str, Words) {
    match role {
        Role::System => ("system", text!(i18n, person.role.system)),
        Role::User => ("user", text!(i18n, person.role.user)),
        Role::Assistant => ("assistant", text!(i18n, person.role.assistant)),
        Role::Function => ("function", text!(i18n, person.role.function)),
    }
}

fn functions(i18n: I18n, offered: &[FunctionSpec]) -> AnyView {
    let count = offered.len().to_string();
    let row = |function: &FunctionSpec| {
        let schema = serde_json::to_string_pretty(&function.parameters).unwrap_or_default();
        view! {
            <li>
                <code>{function.name.clone()}</code>
                <p>{function.description.clone()}</p>
                <details>
                    <summary>{t!(i18n, person.seen.schema)}</summary>
                    <pre>{schema}</pre>
                </details>
            </li>
        }
        .into_any()
    };
    let rows: Vec<AnyView> = offered.iter().map(row).collect();
    view! {
        <details class="person-functions">
            <summary>{move || say!(i18n, person.seen.functions, count = count.clone())}</summary>
            <ul>{rows}</ul>
        </details>
    }
    .into_any()
}
