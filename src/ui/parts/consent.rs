//! A call that changes something asks before it is made.

use super::tools::use_tools;
use super::{Button, ButtonKind, Dialog};
use crate::browser::tools::{Consent, ConsentRequest};
use crate::ui::i18n::{t, text, use_i18n};
use leptos::prelude::*;

/// The question, wherever the person is.
#[component]
pub fn ConsentDialog() -> impl IntoView {
    let i18n = use_i18n();
    let tools = use_tools();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(tools.asked().is_some()));
    // Escape and the close button say no: a call that is not allowed is not made.
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        if before == Some(true) && !now && tools.asked_untracked() {
            tools.answer(Consent::No);
        }
        now
    });
    let line = move |part: fn(&ConsentRequest) -> String| move || tools.asked().as_ref().map(part).unwrap_or_default();
    let answer = move |consent| move |()| tools.answer(consent);
    view! {
        <Dialog open title=text!(i18n, tools.consent.title)>
            <p>{t!(i18n, tools.consent.about)}</p>
            <p><strong>{line(|asked| asked.api.tool.clone())}</strong>" "<code>{line(|asked| asked.api.api.clone())}</code></p>
            <pre class="inspector-code">{line(|asked| format!("{} {}", asked.method, asked.url))}</pre>
            <pre class="inspector-code">{line(|asked| asked.body.clone())}</pre>
            <div class="dialog-actions">
                <Button on_press=answer(Consent::No)>{t!(i18n, tools.consent.no)}</Button>
                <Button on_press=answer(Consent::Always)>{t!(i18n, tools.consent.always)}</Button>
                <Button kind=ButtonKind::Primary on_press=answer(Consent::Once)>
                    {t!(i18n, tools.consent.once)}
                </Button>
            </div>
        </Dialog>
    }
}
