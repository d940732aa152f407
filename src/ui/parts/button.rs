//! Buttons.

use leptos::prelude::*;

/// How much a button asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one next action of its surroundings.
    Primary,
    /// An ordinary action.
    #[default]
    Secondary,
    /// An action among many, without a frame.
    Quiet,
    /// Takes something away for good.
    Danger,
}

impl ButtonKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "btn btn-primary",
            Self::Secondary => "btn",
            Self::Quiet => "btn btn-quiet",
            Self::Danger => "btn btn-danger",
        }
    }
}

/// A native button.
#[component]
pub fn Button(
    /// How much it asks for.
    #[prop(optional)]
    kind: ButtonKind,
    /// Cannot be pressed now. Say why beside it.
    #[prop(into, optional)]
    disabled: Signal<bool>,
    /// Its name where the children are no words.
    #[prop(into, optional)]
    label: Option<Signal<String>>,
    /// For toggles: is it on?
    #[prop(into, optional)]
    pressed: Option<Signal<bool>>,
    /// What it does.
    #[prop(into)]
    on_press: Callback<()>,
    /// What it shows.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class=kind.class()
            disabled=move || disabled.get()
            aria-label=move || label.map(|label| label.get())
            title=move || label.map(|label| label.get())
            aria-pressed=move || pressed.map(|on| if on.get() { "true" } else { "false" })
            on:click=move |_| on_press.run(())
        >
            {children()}
        </button>
    }
}
