//! Language and theme at one press; Settings has the same choices in full.

use crate::{
    browser::prefs::PrefsError,
    ui::{
        i18n::{Locale, html_lang, say, use_i18n, use_language},
        parts::{Button, ButtonKind, Icon, IconView, Toast, use_toasts},
        theme::{ThemeChoice, use_theme},
    },
};
use leptos::prelude::*;

/// Offers the other language, in that language.
#[component]
pub fn LanguageSwitch() -> impl IntoView {
    let language = use_language();
    let tell = tell_unless_kept();
    let other = move || match language.current() {
        Locale::en => Locale::zh,
        Locale::zh => Locale::en,
    };
    view! {
        <Button
            kind=ButtonKind::Quiet
            on_press=move |()| tell.run(language.choose(Some(untrack(other))))
        >
            <span lang=move || html_lang(other())>{move || own_name(other())}</span>
        </Button>
    }
}

/// A language's name in that language: the same in every translation.
pub fn own_name(language: Locale) -> &'static str {
    match language {
        Locale::en => "English",
        Locale::zh => "简体中文",
    }
}

/// Goes through system, light, dark.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let i18n = use_i18n();
    let theme = use_theme();
    let tell = tell_unless_kept();
    let label = Signal::derive(move || match theme.choice() {
        ThemeChoice::System => say!(i18n, shell.theme.system),
        ThemeChoice::Light => say!(i18n, shell.theme.light),
        ThemeChoice::Dark => say!(i18n, shell.theme.dark),
    });
    let icon = move || match theme.choice() {
        ThemeChoice::System => Icon::System,
        ThemeChoice::Light => Icon::Sun,
        ThemeChoice::Dark => Icon::Moon,
    };
    view! {
        <Button
            kind=ButtonKind::Quiet
            label=label
            on_press=move |()| tell.run(theme.choose(untrack(|| theme.choice().next())))
        >
            {move || view! { <IconView icon=icon() /> }}
        </Button>
    }
}

/// Says so when a choice will be forgotten with the tab.
pub fn tell_unless_kept() -> Callback<Result<(), PrefsError>> {
    let i18n = use_i18n();
    let toasts = use_toasts();
    Callback::new(move |kept: Result<(), PrefsError>| match kept {
        Ok(()) => {}
        Err(PrefsError::NotKept) => toasts.show(Toast::new(untrack(|| say!(i18n, shell.not_kept)))),
    })
}
