//! States, told by shape, word and colour together.

use leptos::prelude::*;

/// What a state means to the reader; each has its own shape and colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to report: ring.
    Neutral,
    /// Worth knowing: dot.
    Info,
    /// Under way: half-filled ring.
    Busy,
    /// Went well: tick.
    Good,
    /// Needs a look, pruned, given up: triangle.
    Warn,
    /// Failed: cross.
    Bad,
}

impl Tone {
    /// Suffix of the classes `badge-*` and `tone-*`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Info => "info",
            Self::Busy => "busy",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }

    /// The shape on a 12 x 12 grid, for badges and for marks in drawings.
    pub const fn shape(self) -> &'static str {
        match self {
            Self::Neutral => {
                "M6 1.6a4.4 4.4 0 1 0 0 8.8 4.4 4.4 0 1 0 0-8.8zm0 1.6a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 1 1 0-5.6z"
            }
            Self::Info => "M6 1.6a4.4 4.4 0 1 0 0 8.8 4.4 4.4 0 1 0 0-8.8z",
            Self::Busy => "M6 1.2a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 1 0 0-9.6zm0 1.4v6.8a3.4 3.4 0 1 1 0-6.8z",
            Self::Good => "M1.2 6.3 2.6 4.9l2.3 2.3L9.5 2.4l1.3 1.4-5.9 6.2z",
            Self::Warn => "M6 1.2 11.2 10.6H.8z",
            Self::Bad => "M2.6 1.4 6 4.8l3.4-3.4 1.2 1.2L7.2 6l3.4 3.4-1.2 1.2L6 7.2l-3.4 3.4-1.2-1.2L4.8 6 1.4 2.6z",
        }
    }
}

/// A state's shape and word.
#[component]
pub fn Badge(
    /// What it means.
    #[prop(into)]
    tone: Signal<Tone>,
    /// The word.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    view! {
        <span class=move || format!("badge tone-{}", tone.get().name())>
            <svg class="badge-shape" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" focusable="false">
                <path fill-rule="evenodd" d=move || tone.get().shape() />
            </svg>
            {move || text.get()}
        </span>
    }
}
