//! Which build this is.

use super::SettingsSection;
use crate::ui::i18n::{t, text, use_i18n};
use leptos::prelude::*;

/// Version and build id: what a fault report should name.
#[component]
pub fn AboutSection() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <SettingsSection title=text!(i18n, settings.about.title) text=text!(i18n, settings.about.text)>
            <dl class="facts">
                <dt>{t!(i18n, settings.about.version)}</dt>
                <dd>{env!("CARGO_PKG_VERSION")}</dd>
                <dt>{t!(i18n, settings.about.build)}</dt>
                <dd>
                    <code>{build_id().unwrap_or_else(|| "–".to_owned())}</code>
                </dd>
            </dl>
        </SettingsSection>
    }
}

/// Written into `<meta name="toolgrove-build">` by xtask; `None` in a build made without it.
fn build_id() -> Option<String> {
    let meta = document().query_selector("meta[name=toolgrove-build]").ok()??;
    meta.get_attribute("content").filter(|id| !id.is_empty())
}
