//! Whose APIs are looked at: those computed here by default, those on the network where the person wants them.

use super::start::Starter;
use crate::browser::prefs;
use crate::domain::catalog::Provider;
use crate::ui::i18n::{t, text, use_i18n};
use crate::ui::parts::When;
use leptos::prelude::*;

const STORAGE: &str = "toolgrove.ask.sources";

/// Which providers' APIs are ranked and offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sources {
    local: bool,
    public: bool,
    rapid_api: bool,
}

impl Default for Sources {
    fn default() -> Self {
        Self { local: true, public: false, rapid_api: false }
    }
}

impl Sources {
    /// As kept on this device.
    pub fn load() -> Self {
        let Some(words) = prefs::read(STORAGE) else { return Self::default() };
        let has = |word: &str| words.split(' ').any(|w| w == word);
        Self { local: has("local"), public: has("public"), rapid_api: has("rapid_api") }
    }

    /// True for APIs that are looked at.
    pub const fn take(self, provider: Provider) -> bool {
        match provider {
            Provider::Local => self.local,
            Provider::Public => self.public,
            Provider::RapidApi => self.rapid_api,
        }
    }

    fn toggle(&mut self, provider: Provider) {
        let on = match provider {
            Provider::Local => &mut self.local,
            Provider::Public => &mut self.public,
            Provider::RapidApi => &mut self.rapid_api,
        };
        *on = !*on;
    }

    fn keep(self) {
        let words = [(self.local, "local"), (self.public, "public"), (self.rapid_api, "rapid_api")];
        let words: Vec<&str> = words.into_iter().filter(|(on, _)| *on).map(|(_, word)| word).collect();
        // A choice that cannot be kept still holds until the tab is closed.
        let _ = prefs::write(STORAGE, Some(&words.join(" ")));
    }
}

/// The three, to tick.
#[component]
pub fn SourceChoice(starter: Starter) -> impl IntoView {
    let i18n = use_i18n();
    let ask = starter.ask;
    let tick = move |provider: Provider, name: &'static str, label: Signal<String>| {
        let change = move |_| {
            ask.sources.update(|sources| sources.toggle(provider));
            ask.sources.get_untracked().keep();
            starter.recommend.again(ask);
        };
        view! {
            <label class="radio">
                <input
                    type="checkbox" name="sources" value=name
                    prop:checked=move || ask.sources.get().take(provider) on:change=change
                />
                <span>{move || label.get()}</span>
            </label>
        }
    };
    view! {
        <fieldset class="sources">
            <legend>{t!(i18n, tools.sources.label)}</legend>
            {tick(Provider::Local, "local", text!(i18n, tools.sources.local))}
            {tick(Provider::Public, "public", text!(i18n, tools.sources.public))}
            {tick(Provider::RapidApi, "rapid_api", text!(i18n, tools.sources.rapid_api))}
        </fieldset>
        <When holds=move || ask.sources.get().take(Provider::Public)>
            <p class="hint">{t!(i18n, tools.sources.public_note)}</p>
        </When>
        <When holds=move || ask.sources.get().take(Provider::RapidApi)>
            <p class="hint">{t!(i18n, tools.sources.rapid_api_note)}</p>
        </When>
    }
}
