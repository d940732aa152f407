//! Languages: typed text keys (made by `build.rs` from `locales/`) and which language is on.
//!
//! In a component: `let i18n = use_i18n();`, then `t!(i18n, runs.empty.title)`: a [`Words`], for a view as for a part's
//! property. Values are named: `t!(i18n, runs.count, count = n)`; in `text!(i18n, runs.count, count = n.get())` the
//! value is an expression that is read again whenever it changes. Inside a closure that is read again anyway, `say!`
//! gives the plain `String`. There are no plural forms: word texts so that they need none ("Calls: 3").
//!
//! All texts have one type, because the page's size is made of types: leptos_i18n's own `t!` gives a new closure type
//! per text, and every one of them costs a kilobyte of view code.

mod language;

mod generated {
    #![allow(unused_imports, dead_code)] // it offers more than we use
    include!(concat!(env!("OUT_DIR"), "/i18n.rs"));
}

pub use generated::i18n::{Locale, td_string};
pub use language::{Language, first_known, html_lang, in_language, provide_language, use_language};

use leptos::prelude::Signal;

/// What texts need to know: the language. (leptos_i18n's own context brings cookies and locale parsing, 30 kB.)
pub type I18n = Language;

/// For the texts of a component.
pub fn use_i18n() -> I18n {
    use_language()
}

/// A text that follows the language.
pub type Words = Signal<String>;

/// [`Words`] without values. A function pointer, so that this code exists once for all texts.
pub fn words(i18n: I18n, text: fn(Locale) -> &'static str) -> Words {
    Signal::derive(move || text(i18n.current()).to_owned())
}

/// A text without values, now (tracked).
pub fn said(i18n: I18n, text: fn(Locale) -> &'static str) -> String {
    text(i18n.current()).to_owned()
}

/// [`Words`]; values are taken once.
macro_rules! t {
    ($i18n:expr, $($key:ident).+) => {
        $crate::ui::i18n::words($i18n, |locale| $crate::ui::i18n::td_string!(locale, $($key).+))
    };
    ($i18n:expr, $($key:ident).+, $($name:ident = $value:expr),+ $(,)?) => {{
        let i18n = $i18n;
        let ($($name,)+) = ($($value,)+);
        ::leptos::prelude::Signal::derive(move || {
            $crate::ui::i18n::td_string!(i18n.current(), $($key).+, $($name = $name.clone()),+).to_string()
        })
    }};
}
pub(crate) use t;

/// [`Words`]; values are expressions that are read again whenever they change.
macro_rules! text {
    ($i18n:expr, $($key:ident).+) => { $crate::ui::i18n::t!($i18n, $($key).+) };
    ($i18n:expr, $($key:tt)*) => {{
        let i18n = $i18n;
        ::leptos::prelude::Signal::derive(move || $crate::ui::i18n::td_string!(i18n.current(), $($key)*).to_string())
    }};
}
pub(crate) use text;

/// The text now, as a `String` (tracked).
macro_rules! say {
    ($i18n:expr, $($key:ident).+) => {
        $crate::ui::i18n::said($i18n, |locale| $crate::ui::i18n::td_string!(locale, $($key).+))
    };
    ($i18n:expr, $($key:tt)*) => { $crate::ui::i18n::td_string!($i18n.current(), $($key)*).to_string() };
}
pub(crate) use say;
