//! Judge: two solution paths of one question, blind; then what the votes say, and the files to exchange.
//!
//! [`intake`] takes files in, [`list`] shows what is kept, [`opening`] turns an address into a study, [`desk`] is the
//! state of judging one; [`judging`], [`pair`] and [`verdicts`] draw it blind; [`results`] reveals; [`exchange`] gives
//! files out. Invariant: nothing below [`judging`] can name a method or a model, as all it gets is a `BlindItem`.

mod desk;
mod exchange;
mod intake;
mod judging;
mod list;
mod opening;
mod pair;
mod results;
mod standings;
mod verdicts;
mod words;

use crate::ui::i18n::{t, use_i18n};
use crate::ui::route::{Route, use_router};
use leptos::prelude::*;

/// The page. A file dropped anywhere on it is taken in.
#[component]
pub fn JudgePage() -> impl IntoView {
    let i18n = use_i18n();
    let router = use_router();
    let intake = intake::Intake::new();
    let wanted = Memo::new(move |_| router.with(|r| if let Route::Judge(j) = r { j.study.clone() } else { None }));
    let show = move || match wanted.get() {
        None => view! { <list::StudyList intake /> }.into_any(),
        Some(address) => view! { <opening::Opening intake address /> }.into_any(),
    };
    view! {
        <div
            class="judge" class:judge-over=move || intake.over.get()
            on:dragover=move |e| intake.dragged(&e) on:dragleave=move |_| intake.over.set(false)
            on:drop=move |e| intake.dropped(&e)
        >
            <h1 class="page-title">{t!(i18n, shell.nav.judge)}</h1>
            <intake::Report intake />
            {show}
        </div>
    }
}
