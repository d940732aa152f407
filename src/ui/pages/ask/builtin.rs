//! The browser's own model below the choice of models: whether it is there, and fetching it.

use crate::browser::llm::{Availability, availability, download};
use crate::browser::net::CancelToken;
use crate::ui::i18n::{t, text, use_i18n};
use crate::ui::parts::{Button, ModelErrorBanner, ProgressBar, When};
use crate::ui::task::{Fetched, Job};
use leptos::prelude::*;

/// The progress bar's full length.
const WHOLE: f64 = 100.0;

/// To be shown while that model is chosen.
#[component]
pub fn BuiltInState() -> impl IntoView {
    let i18n = use_i18n();
    let state = Fetched::new(availability);
    let done = RwSignal::new(0_u64);
    let problem = RwSignal::new(None);
    let cancel = StoredValue::new(CancelToken::default());
    let fetch = Job::new(move || async move {
        let token = CancelToken::default();
        cancel.set_value(token.clone());
        problem.set(None);
        done.set(0);
        // The part may be gone while the browser still fetches.
        let hear = move |part: f64| {
            let _ = done.try_set((part * WHOLE) as u64);
        };
        if let Err(error) = download(hear, &token).await {
            let _ = problem.try_set(Some(error));
        }
        state.refetch();
    });
    let words = move || match state.get() {
        None => None,
        Some(Availability::Available) => Some(t!(i18n, builtin.available)),
        Some(Availability::Downloading) => Some(t!(i18n, builtin.downloading)),
        Some(Availability::Downloadable) => Some(t!(i18n, builtin.downloadable)),
        Some(Availability::Unavailable | Availability::Absent) => Some(t!(i18n, builtin.unavailable)),
    };
    let fetchable = move || matches!(state.get(), Some(Availability::Downloadable | Availability::Downloading));
    let running = fetch.running();
    view! {
        <div class="builtin">
            <p class="hint" role="status">{move || words()}</p>
            <When holds=move || fetchable() && !running.get()>
                <Button on_press=move |()| fetch.start()>{t!(i18n, builtin.fetch)}</Button>
            </When>
            <When holds=move || running.get()>
                <ProgressBar
                    label=text!(i18n, builtin.fetching)
                    done=done
                    total=Signal::stored(Some(WHOLE as u64))
                    on_cancel=move |()| cancel.with_value(CancelToken::cancel)
                />
            </When>
            {move || problem.get().map(|error| view! { <ModelErrorBanner error /> })}
        </div>
    }
}
