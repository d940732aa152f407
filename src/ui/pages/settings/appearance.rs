//! Language and theme.

use super::SettingsSection;
use crate::ui::{
    i18n::{Locale, html_lang, say, t, text, use_i18n, use_language},
    shell::{own_name, tell_unless_kept},
    theme::{ThemeChoice, use_theme},
};
use leptos::prelude::*;

/// Language and theme.
#[component]
pub fn AppearanceSection() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <SettingsSection title=text!(i18n, settings.appearance.title) text=text!(i18n, settings.appearance.text)>
            <LanguageChoice />
            <ThemeChoices />
        </SettingsSection>
    }
}

#[component]
fn LanguageChoice() -> impl IntoView {
    let i18n = use_i18n();
    let language = use_language();
    let tell = tell_unless_kept();
    let option = move |value: Option<Locale>| {
        let name = move || value.map_or_else(|| say!(i18n, settings.language.browser), |l| own_name(l).to_owned());
        let lang = value.map(html_lang);
        radio(
            "language",
            Signal::derive(name),
            lang,
            Signal::derive(move || language.chosen() == value),
            Callback::new(move |()| tell.run(language.choose(value))),
        )
    };
    view! {
        <fieldset class="choice">
            <legend>{t!(i18n, settings.language.title)}</legend>
            {[None, Some(Locale::en), Some(Locale::zh)].map(option).collect_view()}
        </fieldset>
    }
}

#[component]
fn ThemeChoices() -> impl IntoView {
    let i18n = use_i18n();
    let theme = use_theme();
    let tell = tell_unless_kept();
    let name = move |choice| match choice {
        ThemeChoice::System => text!(i18n, settings.theme.system),
        ThemeChoice::Light => text!(i18n, settings.theme.light),
        ThemeChoice::Dark => text!(i18n, settings.theme.dark),
    };
    let option = move |choice: ThemeChoice| {
        radio(
            "theme",
            name(choice),
            None,
            Signal::derive(move || theme.choice() == choice),
            Callback::new(move |()| tell.run(theme.choose(choice))),
        )
    };
    view! {
        <fieldset class="choice">
            <legend>{t!(i18n, settings.theme.title)}</legend>
            {ThemeChoice::ALL.map(option).collect_view()}
        </fieldset>
    }
}

fn radio(
    group: &'static str,
    label: Signal<String>,
    lang: Option<&'static str>,
    on: Signal<bool>,
    choose: Callback<()>,
) -> impl IntoView {
    view! {
        <label class="radio">
            <input type="radio" name=group prop:checked=move || on.get() on:change=move |_| choose.run(()) />
            <span lang=lang>{move || label.get()}</span>
        </label>
    }
}
