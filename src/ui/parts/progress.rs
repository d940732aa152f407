//! Long work: what, how much, and Cancel.

use super::{Button, ButtonKind};
use crate::ui::{
    format,
    i18n::{t, use_i18n},
};
use leptos::prelude::*;

/// What is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProgressUnit {
    /// Bytes, shown as kB and MB.
    Bytes,
    /// Plain items.
    #[default]
    Items,
}

/// A native progress bar with its numbers in words.
#[component]
pub fn ProgressBar(
    /// What is being done.
    #[prop(into)]
    label: Signal<String>,
    /// So much is done.
    #[prop(into)]
    done: Signal<u64>,
    /// Of so much; `None` while that is unknown.
    #[prop(into)]
    total: Signal<Option<u64>>,
    /// What is counted.
    #[prop(optional)]
    unit: ProgressUnit,
    /// Gives up the work; without it there is no Cancel button.
    #[prop(into, optional)]
    on_cancel: Option<Callback<()>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let known = move || total.get().filter(|total| *total > 0);
    let numbers = move || amount(unit, done.get(), known());
    view! {
        <div class="progress">
            <div class="progress-line">
                <span>{move || label.get()}</span>
                <span class="progress-numbers">{numbers}</span>
                {on_cancel
                    .map(|cancel| {
                        view! {
                            <Button kind=ButtonKind::Quiet on_press=cancel>
                                {t!(i18n, shell.cancel)}
                            </Button>
                        }
                    })}
            </div>
            <progress
                aria-label=move || label.get()
                max=move || known().map(|total| total.to_string())
                value=move || known().map(|total| done.get().min(total).to_string())
            />
        </div>
    }
}

/// `3.1 of 22.7 MB`-like, without words so that it needs no translation: `3.1 MB / 22.7 MB`.
fn amount(unit: ProgressUnit, done: u64, total: Option<u64>) -> String {
    let show = |n| match unit {
        ProgressUnit::Bytes => format::bytes(n),
        ProgressUnit::Items => format::count(n),
    };
    match total {
        Some(total) => format!("{} / {}", show(done.min(total)), show(total)),
        None => show(done),
    }
}
