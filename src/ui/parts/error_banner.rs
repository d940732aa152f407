//! Something went wrong: what, and the one thing that helps.

use super::When;
use super::{Badge, Button, Tone};
use crate::ui::i18n::{t, text, use_i18n};
use leptos::prelude::*;

/// Announced at once. Match an error's remedy into `remedy` (the button's words) and `on_remedy`.
#[component]
pub fn ErrorBanner(
    /// What happened, in one or two plain sentences.
    #[prop(into)]
    message: Signal<String>,
    /// The cause as the program tells it, folded away; empty hides it.
    #[prop(into, optional)]
    details: Signal<String>,
    /// The remedy's words.
    #[prop(into, optional)]
    remedy: Option<Signal<String>>,
    /// The remedy.
    #[prop(into, optional)]
    on_remedy: Option<Callback<()>>,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="error-banner" role="alert">
            <div class="error-banner-text">
                <Badge tone=Tone::Bad text=text!(i18n, shell.problem) />
                <p>{move || message.get()}</p>
                <When holds=move || details.with(|details| !details.is_empty())>
                    <details class="error-banner-details">
                        <summary>{t!(i18n, shell.details)}</summary>
                        <pre>{move || details.get()}</pre>
                    </details>
                </When>
            </div>
            {remedy.zip(on_remedy).map(|(remedy, act)| view! { <Button on_press=act>{move || remedy.get()}</Button> })}
        </div>
    }
}
