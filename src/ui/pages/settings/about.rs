//! Which build this is.

use super::SettingsSection;
use crate::browser::build_id::build_id;
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
                    <code>{build_id()}</code>
                </dd>
            </dl>
        </SettingsSection>
    }
}
