//! The models that an endpoint has, to choose from.

use super::draft::Draft;
use crate::browser::llm::HttpModel;
use crate::browser::net::CancelToken;
use crate::domain::chat::ModelError;
use crate::ui::i18n::{t, use_i18n};
use crate::ui::parts::{Button, ModelErrorBanner, use_connections};
use crate::ui::task::Job;
use leptos::prelude::*;

/// A button that asks the endpoint, and the list that came.
#[component]
pub(super) fn ModelList(draft: Draft) -> impl IntoView {
    let i18n = use_i18n();
    let connections = use_connections();
    let found = RwSignal::new(None::<Result<Vec<String>, ModelError>>);
    let ask = Job::new(move || async move {
        let Some(ready) = untrack(|| draft.reachable()) else { return draft.asked.set(true) };
        // Typed and asked for by the person: that is the permission.
        connections.permits().allow(ready.origin);
        let key = ready.key.or_else(|| connections.key(&ready.connection));
        let model = HttpModel::new(ready.connection, key, connections.outside());
        let outcome = model.models(&CancelToken::default()).await;
        // The form may have been closed meanwhile.
        let _ = found.try_set(Some(outcome));
    });
    let choose = move |event| draft.model.set(event_target_value(&event));
    let show = move || match found.get() {
        None => ().into_any(),
        Some(Err(error)) => view! { <ModelErrorBanner error /> }.into_any(),
        Some(Ok(names)) if names.is_empty() => {
            view! { <p class="hint">{t!(i18n, provider.models.none)}</p> }.into_any()
        }
        Some(Ok(names)) => {
            let count = names.len();
            let options = names.into_iter().map(|name| {
                let value = name.clone();
                view! { <option value=value.clone() selected=move || draft.model.with(|m| *m == value)>{name}</option> }
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
    };
    view! {
        <div class="endpoint-models">
            <Button disabled=ask.running() on_press=move |()| ask.start()>{t!(i18n, provider.models.action)}</Button>
            {show}
        </div>
    }
}
