//! Which language is on: a choice kept on this device, else the browser's preference, else English.

use super::Locale;
use crate::browser::prefs;
use leptos::prelude::*;

const KEY: &str = "toolgrove.language";

/// The language in use; lives in the context.
#[derive(Clone, Copy)]
pub struct Language {
    chosen: RwSignal<Option<Locale>>,
    preferred: Locale,
}

/// Starts translation for everything below; `<html lang>` follows.
pub fn provide_language() {
    let chosen = prefs::read(KEY).and_then(|tag| match_language(&tag));
    let preferred = first_known(prefs::browser_languages());
    let language = Language { chosen: RwSignal::new(chosen), preferred };
    provide_context(language);
    Effect::new(move |_| {
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("lang", html_lang(language.current()));
        }
    });
}

/// The language in use.
pub fn use_language() -> Language {
    expect_context()
}

impl Language {
    /// The language shown now (tracked).
    pub fn current(self) -> Locale {
        self.chosen.get().unwrap_or(self.preferred)
    }

    /// The person's own choice; `None` follows the browser (tracked).
    pub fn chosen(self) -> Option<Locale> {
        self.chosen.get()
    }

    /// Switches and remembers. `Err` means that it is not remembered beyond this tab.
    pub fn choose(self, language: Option<Locale>) -> Result<(), prefs::PrefsError> {
        self.chosen.set(language);
        prefs::write(KEY, language.map(html_lang))
    }
}

/// The tag for `lang` attributes: Han script is named, so that browsers take Simplified glyphs.
pub const fn html_lang(language: Locale) -> &'static str {
    match language {
        Locale::en => "en",
        Locale::zh => "zh-Hans",
    }
}

/// Only the primary subtag counts: `zh-TW` readers get our Chinese rather than English.
fn match_language(tag: &str) -> Option<Locale> {
    match tag.split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
        "en" => Some(Locale::en),
        "zh" => Some(Locale::zh),
        _ => None,
    }
}

/// The first language in order of preference (BCP 47 tags) that we speak; English when there is none.
pub fn first_known<S: AsRef<str>>(tags: impl IntoIterator<Item = S>) -> Locale {
    tags.into_iter().find_map(|tag| match_language(tag.as_ref())).unwrap_or(Locale::en)
}

/// A line of data in the reader's language, where there is one.
pub fn in_language(english: &str, chinese: &str) -> Signal<String> {
    let language = use_language();
    let (english, chinese) = (english.trim().to_owned(), chinese.trim().to_owned());
    Signal::derive(move || match language.current() {
        Locale::zh if !chinese.is_empty() => chinese.clone(),
        _ => english.clone(),
    })
}
