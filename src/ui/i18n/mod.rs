//! Languages: typed text keys (made by `build.rs` from `locales/`) and which language is on.
//!
//! In a component: `let i18n = use_i18n();`, then `t!(i18n, runs.empty.title)` in a view, or
//! `text!(i18n, runs.empty.title)` for a part's property (a `Signal<String>`). Values are named:
//! `t!(i18n, runs.count, count = move || n.get())` (a closure), `text!(i18n, runs.count, count = n.get())` (a value,
//! read again whenever it changes). There are no plural forms: word texts so that they need none ("Calls: 3").

mod language;

mod generated {
    #![allow(unused_imports, dead_code)] // it offers more than we use
    include!(concat!(env!("OUT_DIR"), "/i18n.rs"));
}

pub use generated::i18n::{Locale, t, t_string, td_string, tu_string, use_i18n};
pub use language::{Language, first_known, html_lang, provide_language, use_language};

/// A text as a `Signal<String>` that follows the language: what the parts' properties take.
macro_rules! text {
    ($i18n:expr, $($key:tt)*) => {{
        let i18n = $i18n;
        ::leptos::prelude::Signal::derive(move || $crate::ui::i18n::t_string!(i18n, $($key)*).to_string())
    }};
}
pub(crate) use text;
