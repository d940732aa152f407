//! Where a forked run comes from, in one line.

use super::words::changed_words;
use crate::domain::trace::ForkedFrom;
use crate::ui::i18n::{t, use_i18n};
use crate::ui::route::{Link, Route, RunsRoute};
use leptos::prelude::*;

/// Links to the source at the moment before the change.
#[component]
pub fn ForkedLine(
    /// As the spec has it.
    from: ForkedFrom,
) -> impl IntoView {
    let i18n = use_i18n();
    let changed = changed_words(i18n, from.changed);
    let event = (from.event + 1).to_string();
    let to = Route::Runs(RunsRoute { run: Some(from.run), at: Some(from.event), ..RunsRoute::default() });
    view! {
        <p class="hint forked-from">
            {t!(i18n, run.fork.from, n = event)} " " {changed} " "
            <Link to=to>{t!(i18n, run.fork.source)}</Link>
        </p>
    }
}
