//! Line icons, drawn for this page on a 16 x 16 grid; they take the colour of the text beside them.

use leptos::prelude::*;

/// A picture that goes with a word, never instead of one that a screen reader needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// Page Ask.
    Ask,
    /// Page Runs.
    Runs,
    /// Page APIs.
    Apis,
    /// Page Judge.
    Judge,
    /// Page Settings.
    Settings,
    /// Light theme.
    Sun,
    /// Dark theme.
    Moon,
    /// The system's theme.
    System,
    /// Take away, shut.
    Close,
    /// Look for.
    Search,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::Ask => "M2.5 3.5h11v7.5H8L4.8 13.6V11H2.5zM5.5 6.2h5M5.5 8.4h3",
            Self::Runs => {
                "M8 2.2v3M8 5.2 4 9.2M8 5.2l4 4M4 9.2v1.6M12 9.2v1.6M8 5.2v5.6M2.9 10.8h2.2v2.6H2.9zM6.9 10.8h2.2v2.6H6.9zM10.9 10.8h2.2v2.6h-2.2z"
            }
            Self::Apis => "M2.5 2.5h4.4v4.4H2.5zM9.1 2.5h4.4v4.4H9.1zM2.5 9.1h4.4v4.4H2.5zM11.3 9.1v4.4M9.1 11.3h4.4",
            Self::Judge => "M8 2.5v11M5 13.5h6M3 4.5h10M3 4.5 1.4 9h3.2zM13 4.5 11.4 9h3.2z",
            Self::Settings => {
                "M2.5 4.5h6M11.5 4.5h2M2.5 11.5h2M7.5 11.5h6M8.5 4.5a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0M4.5 11.5a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0"
            }
            Self::Sun => {
                "M5.2 8a2.8 2.8 0 1 0 5.6 0 2.8 2.8 0 1 0-5.6 0M8 1.5v1.6M8 12.9v1.6M1.5 8h1.6M12.9 8h1.6M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M3.4 12.6l1.1-1.1M11.5 4.5l1.1-1.1"
            }
            Self::Moon => "M13 9.6A5.6 5.6 0 0 1 6.4 3 5.6 5.6 0 1 0 13 9.6z",
            Self::System => "M2 3h12v8H2zM6 13.5h4M8 11v2.5",
            Self::Close => "M4 4l8 8M12 4l-8 8",
            Self::Search => "M2.8 7a4.2 4.2 0 1 0 8.4 0 4.2 4.2 0 1 0-8.4 0M10.2 10.2l3.3 3.3",
        }
    }
}

/// Draws an icon; hidden from screen readers.
#[component]
pub fn IconView(
    /// Which one.
    icon: Icon,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
            <path d=icon.path() />
        </svg>
    }
}
