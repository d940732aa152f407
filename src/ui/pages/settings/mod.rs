//! This device's choices. One section per file; a new section is one more line in [`SettingsPage`].

mod about;
mod appearance;
mod connection;
mod export;
mod keep_choice;
mod keys;
mod prices;
mod roles;
mod storage;
mod tools;

use crate::ui::i18n::{t, use_i18n};
use about::AboutSection;
use appearance::AppearanceSection;
use connection::ConnectionSection;
use export::ExportSection;
use keys::KeysSection;
use leptos::prelude::*;
use prices::PricesSection;
use roles::RolesSection;
use storage::StorageSection;
use tools::ToolsSection;

/// The page.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <h1 class="page-title">{t!(i18n, shell.nav.settings)}</h1>
        <div class="settings">
            <ConnectionSection />
            <ToolsSection />
            <KeysSection />
            <RolesSection />
            <PricesSection />
            <AppearanceSection />
            <StorageSection />
            <ExportSection />
            <AboutSection />
        </div>
    }
}

/// A titled block of settings.
#[component]
pub fn SettingsSection(
    /// Heading.
    #[prop(into)]
    title: Signal<String>,
    /// One sentence on what these choices do.
    #[prop(into, optional)]
    text: Signal<String>,
    /// The choices.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="settings-section" aria-label=move || title.get()>
            <div class="settings-about">
                <h2>{move || title.get()}</h2>
                <p>{move || text.get()}</p>
            </div>
            <div class="settings-body">{children()}</div>
        </section>
    }
}
