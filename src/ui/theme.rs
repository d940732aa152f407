//! Light, dark, or as the system has it. The colours are in `style/tokens.css`; this sets `<html data-theme>`.

use crate::browser::prefs;
use leptos::prelude::*;

const KEY: &str = "toolgrove.theme";

/// What the person chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeChoice {
    /// As the system has it.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl ThemeChoice {
    /// In the order in which the top bar's button goes through them.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// As stored, and as the style sheet reads it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The choice of a name; `None` for anything else.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.name() == name)
    }

    /// What one more press gives.
    pub const fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }
}

/// The theme in use; lives in the context.
#[derive(Clone, Copy)]
pub struct Theme(RwSignal<ThemeChoice>);

/// Reads the kept choice and makes the document follow.
pub fn provide_theme() {
    let choice = prefs::read(KEY).and_then(|name| ThemeChoice::from_name(&name)).unwrap_or_default();
    let theme = Theme(RwSignal::new(choice));
    provide_context(theme);
    apply(choice); // now, not in an effect: the first frame must have the right colours
    Effect::new(move |_| apply(theme.choice()));
}

/// The theme in use.
pub fn use_theme() -> Theme {
    expect_context()
}

impl Theme {
    /// What the person chose (tracked).
    pub fn choice(self) -> ThemeChoice {
        self.0.get()
    }

    /// Switches and remembers. `Err` means that it is not remembered beyond this tab.
    pub fn choose(self, choice: ThemeChoice) -> Result<(), prefs::PrefsError> {
        self.0.set(choice);
        prefs::write(KEY, (choice != ThemeChoice::System).then_some(choice.name()))
    }
}

fn apply(choice: ThemeChoice) {
    if let Some(root) = document().document_element() {
        let _ = match choice {
            ThemeChoice::System => root.remove_attribute("data-theme"),
            named => root.set_attribute("data-theme", named.name()),
        };
    }
}
