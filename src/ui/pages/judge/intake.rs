//! Files in: chosen or dropped; studies and votes alike.

use super::words;
use crate::browser::judge::{Imported, JudgeError, VotesReport, file_bytes, take_file};
use crate::browser::task::spawn;
use crate::ui::i18n::{say, t, text, use_i18n};
use crate::ui::parts::{Badge, Button, ButtonKind, ErrorBanner, FilePicker, Icon, IconView, Tone, When};
use crate::ui::route::{JudgeRoute, Route, Router, use_router};
use crate::ui::stores::{Stores, use_stores};
use leptos::{ev, prelude::*};

type Outcome = Result<Imported, JudgeError>;

/// What takes files in, and what became of the last ones.
#[derive(Clone, Copy)]
pub struct Intake {
    stores: Stores,
    router: Router,
    done: RwSignal<Vec<(String, Outcome)>>,
    /// Raised whenever something new is kept.
    pub arrived: RwSignal<u32>,
    /// Whether a file is being held over the page.
    pub over: RwSignal<bool>,
}

impl Intake {
    /// While a component is being built.
    pub fn new() -> Self {
        Self {
            stores: use_stores(),
            router: use_router(),
            done: RwSignal::new(Vec::new()),
            arrived: RwSignal::new(0),
            over: RwSignal::new(false),
        }
    }

    /// Lets files, and nothing else, be dropped.
    pub fn dragged(self, event: &ev::DragEvent) {
        let types = event.data_transfer().map(|data| data.types());
        if types.is_some_and(|types| types.iter().any(|t| t.as_string().as_deref() == Some("Files"))) {
            event.prevent_default();
            self.over.set(true);
        }
    }

    /// Takes in what was dropped.
    pub fn dropped(self, event: &ev::DragEvent) {
        self.over.set(false);
        if let Some(files) = event.data_transfer().and_then(|data| data.files()).filter(|files| files.length() > 0) {
            event.prevent_default();
            self.take(&files);
        }
    }

    fn take(self, files: &web_sys::FileList) {
        let files = crate::browser::files::all(files);
        spawn(async move {
            let kv = self.stores.kv().await;
            let mut done = Vec::with_capacity(files.len());
            for file in files {
                let outcome = match file_bytes(&file).await {
                    Ok(bytes) => take_file(&kv, &file.name(), &bytes).await,
                    Err(error) => Err(error),
                };
                done.push((file.name(), outcome));
            }
            // One study alone is opened at once.
            let alone = match done.as_slice() {
                [(_, Ok(Imported::Study { hash, .. }))] => Some(hash.clone()),
                _ => None,
            };
            if self.done.try_set(done).is_some() {
                return; // the page was left meanwhile; what was read is kept
            }
            self.arrived.update(|n| *n += 1);
            if alone.is_some() {
                self.router.navigate(Route::Judge(JudgeRoute { study: alone, item: None }));
            }
        });
    }
}

/// The button that opens the file picker.
#[component]
pub fn Picker(
    /// What takes the files.
    intake: Intake,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <FilePicker
            label=t!(i18n, judge.import.action)
            hint=t!(i18n, judge.import.hint)
            accept=".json,.jsonl,.ndjson,application/json"
            on_files=UnsyncCallback::new(move |files| intake.take(&files))
        />
    }
}

/// What became of the last files.
#[component]
pub fn Report(
    /// What took them.
    intake: Intake,
) -> impl IntoView {
    let i18n = use_i18n();
    let rows = move || {
        let done = intake.done.get();
        done.into_iter().map(|(name, outcome)| view! { <li><Line name outcome /></li> }).collect_view()
    };
    view! {
        <div role="status">
            <When holds=move || intake.done.with(|done| !done.is_empty())>
                <div class="judge-report">
                    <ul>{rows}</ul>
                    <Button
                        kind=ButtonKind::Quiet label=text!(i18n, shell.close)
                        on_press=move |()| intake.done.set(Vec::new())
                    >
                        <IconView icon=Icon::Close />
                    </Button>
                </div>
            </When>
        </div>
    }
}

#[component]
fn Line(name: String, outcome: Outcome) -> impl IntoView {
    let i18n = use_i18n();
    match outcome {
        Ok(Imported::Study { name: title, items, .. }) => {
            let words = move || say!(i18n, judge.import.study, file = name.clone(), name = title.clone(), n = items);
            view! { <p><Badge tone=Tone::Good text=text!(i18n, judge.import.kept) /> " " {words}</p> }.into_any()
        }
        Ok(Imported::Votes(report)) => view! { <Votes name report /> }.into_any(),
        Err(error) => {
            let details = error.to_string();
            let message = Signal::derive(move || format!("{name}: {}", words::error(i18n, &error)));
            view! { <ErrorBanner message details /> }.into_any()
        }
    }
}

#[component]
fn Votes(name: String, report: VotesReport) -> impl IntoView {
    let i18n = use_i18n();
    let (added, known, lost) = (report.added, report.known, report.refused.len() + report.unreadable_count);
    let sum = move || say!(i18n, judge.import.votes, file = name.clone(), added = added, known = known, refused = lost);
    let (tone, word) = if lost == 0 {
        (Tone::Good, text!(i18n, judge.import.kept))
    } else {
        (Tone::Warn, text!(i18n, judge.import.partly))
    };
    let waiting = report.without_study;
    let reasons = Signal::derive(move || {
        let refused = report.refused.iter().map(|(id, why)| format!("{id}: {}", words::refusal(i18n, why)));
        refused.chain(report.unreadable.iter().cloned()).collect::<Vec<_>>().join("\n")
    });
    view! {
        <p><Badge tone text=word /> " " {sum}</p>
        <When holds=move || { waiting > 0 }>
            <p class="soft">{t!(i18n, judge.import.waiting, n = waiting)}</p>
        </When>
        <When holds=move || { lost > 0 }>
            <details>
                <summary>{t!(i18n, judge.import.reasons)}</summary>
                <pre>{move || reasons.get()}</pre>
            </details>
        </When>
    }
}
