//! A newer build is ready: offered, never forced, and not during a run.

use crate::browser::offline::{Waiting, register, reload};
use crate::ui::i18n::{t, use_i18n};
use crate::ui::pages::use_starter;
use crate::ui::parts::{Button, When};
use leptos::prelude::*;

/// The offer; nothing is drawn while there is none.
#[component]
pub fn UpdateOffer() -> impl IntoView {
    let i18n = use_i18n();
    let starter = use_starter();
    let waiting = RwSignal::new_local(None::<Waiting>);
    let changing = RwSignal::new(false);
    let offer = move |build| {
        changing.set(false);
        waiting.set(Some(build));
    };
    // A run may have begun since the press: it is offered again, after the run.
    let taken = move || if untrack(|| starter.busy()) { changing.set(false) } else { reload() };
    // After the first frame: registering fetches every file of the build.
    request_animation_frame(move || register(offer, taken));
    let update = move |()| {
        if let Some(build) = waiting.get_untracked() {
            changing.set(true);
            build.take_over();
        }
    };
    view! {
        <When holds=move || waiting.with(Option::is_some)>
            <div class="update" role="status">
                <span>{t!(i18n, shell.update.ready)}</span>
                <When
                    holds=move || !starter.busy()
                    fallback=move || view! { <span class="hint">{t!(i18n, shell.update.after_run)}</span> }
                >
                    <When
                        holds=move || !changing.get()
                        fallback=move || view! { <span class="hint">{t!(i18n, shell.update.changing)}</span> }
                    >
                        <Button on_press=update>{t!(i18n, shell.update.action)}</Button>
                    </When>
                </When>
            </div>
        </When>
    }
}
