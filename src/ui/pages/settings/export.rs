//! Everything that a person would not want to lose, as a file.

use super::SettingsSection;
use crate::browser::clipboard::download;
use crate::ui::i18n::{t, text, use_i18n};
use crate::ui::parts::{Button, ErrorBanner, When};
use crate::ui::stores::use_stores;
use crate::ui::task::Job;
use leptos::prelude::*;

/// All runs, one a line. Studies and votes are exported on the Judge page, each study with its own.
#[component]
pub fn ExportSection() -> impl IntoView {
    let i18n = use_i18n();
    let stores = use_stores();
    let problem = RwSignal::new(None::<String>);
    let export = Job::new(move || async move {
        problem.set(None);
        match stores.runs().await.export_all().await {
            Ok((lines, left_out)) => {
                if let Err(error) = download("toolgrove-runs.jsonl", "application/x-ndjson", &lines) {
                    problem.set(Some(error.to_string()));
                } else if let Some(first) = left_out.first() {
                    problem.set(Some(first.to_string()));
                }
            }
            Err(error) => problem.set(Some(error.to_string())),
        }
    });
    let details = Signal::derive(move || problem.get().unwrap_or_default());
    view! {
        <SettingsSection title=text!(i18n, settings.export.title) text=text!(i18n, settings.export.text)>
            <Button disabled=export.running() on_press=move |()| export.start()>
                {t!(i18n, settings.export.action)}
            </Button>
            <When holds=move || problem.with(Option::is_some)>
                <ErrorBanner message=text!(i18n, settings.export.problem) details=details />
            </When>
        </SettingsSection>
    }
}
