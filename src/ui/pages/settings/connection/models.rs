//! The models that an endpoint has, to choose from.

use super::draft::Draft;
use crate::browser::llm::{HttpModel, Protocol};
use crate::browser::net::CancelToken;
use crate::domain::chat::ModelError;
use crate::ui::i18n::{I18n, t, use_i18n};
use crate::ui::parts::{Button, ButtonKind, ModelErrorBanner, When, use_connections};
use crate::ui::task::Job;
use leptos::prelude::*;

/// A button that asks the endpoint, and the list that came.
#[component]
pub(super) fn ModelList(draft: Draft) -> impl IntoView {
    let i18n = use_i18n();
    let connections = use_connections();
    let found = RwSignal::new(None::<Result<Vec<String>, ModelError>>);
    let cancel = StoredValue::new(CancelToken::default());
    let ask = Job::new(move || async move {
        let Some(ready) = untrack(|| draft.reachable()) else { return draft.asked.set(true) };
        let key = ready.key.or_else(|| connections.key(&ready.connection));
        if key.is_none() && untrack(|| connections.locked(&ready.connection)) {
            return found.set(Some(Err(ModelError::KeyLocked)));
        }
        let token = CancelToken::default();
        cancel.set_value(token.clone());
        // Typed and asked for by the person: that is the permission.
        let _passing = connections.permits().pass(ready.origin);
        let model = HttpModel::new(ready.connection, key, connections.outside());
        let outcome = model.models(&token).await;
        // The form may have been closed meanwhile, or asks another endpoint by now.
        if !token.is_cancelled() {
            let _ = found.try_set(Some(outcome));
        }
    });
    let stop = move || {
        let _ = cancel.try_with_value(CancelToken::cancel);
    };
    // What one endpoint has says nothing of another.
    Effect::new(move |before: Option<(String, Protocol)>| {
        let now = (draft.base_url.get(), draft.protocol.get());
        if before.is_some_and(|before| before != now) {
            stop();
            found.set(None);
        }
        now
    });
    on_cleanup(stop);
    let running = ask.running();
    view! {
        <div class="endpoint-models">
            <Button disabled=running on_press=move |()| ask.start()>{t!(i18n, provider.models.action)}</Button>
            <When holds=move || running.get()>
                <Button kind=ButtonKind::Quiet on_press=move |()| stop()>{t!(i18n, shell.cancel)}</Button>
            </When>
            {move || shown(i18n, draft, found.get())}
        </div>
    }
}

/// What came.
fn shown(i18n: I18n, draft: Draft, found: Option<Result<Vec<String>, ModelError>>) -> AnyView {
    let choose = move |event| draft.model.set(event_target_value(&event));
    match found {
        None => ().into_any(),
        Some(Err(error)) => view! { <ModelErrorBanner error /> }.into_any(),
        Some(Ok(names)) if names.is_empty() => {
            view! { <p class="hint">{t!(i18n, provider.models.none)}</p> }.into_any()
        }
        Some(Ok(names)) => {
            let count = names.len();
            let options = names.into_iter().map(|name| {
                let value = name.clone();
                view! { <option value=value.clone() prop:selected=move || draft.model.with(|m| *m == value)>{name}</option> }
            });
            view! {
                <label class="choice">
                    <span>{t!(i18n, provider.models.found, count = count)}</span>
                    <select id="endpoint-models" on:change=choose>
                        <option value="">"–"</option>
                        {options.collect_view()}
                    </select>
                </label>
            }
            .into_any()
        }
    }
}
