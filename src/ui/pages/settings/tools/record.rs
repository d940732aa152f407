//! Recorded calls: whether runs keep and use them, and the record as a file.

use super::Change;
use crate::browser::clipboard::download;
use crate::browser::files;
use crate::browser::store::{CallsImportError, CallsImported, MAX_CALLS_FILE, StoreError};
use crate::browser::task::spawn;
use crate::browser::tools::Recording;
use crate::ui::i18n::{I18n, Words, say, t, text, use_i18n};
use crate::ui::parts::{
    Button, ButtonKind, FilePicker, Toast, Toasts, ToolsState, When, not_taken_words, store_error_text, text_of,
    use_toasts,
};
use crate::ui::stores::{Stores, use_stores};
use crate::ui::task::Job;
use leptos::prelude::*;

/// The record as it is shown.
#[derive(Clone, Copy)]
struct Shown {
    i18n: I18n,
    stores: Stores,
    toasts: Toasts,
    count: RwSignal<Option<usize>>,
    problem: RwSignal<Option<String>>,
}

impl Shown {
    fn recount(self) {
        spawn(async move {
            let count = self.stores.calls().await.count().await;
            _ = self.count.try_set(count.ok());
        });
    }

    async fn export(self) {
        let failed = match self.stores.calls().await.export().await {
            Ok(file) => download("toolgrove-calls.json", "application/json", &file).err().map(|e| e.to_string()),
            Err(error) => Some(self.store_words(&error)),
        };
        self.say_problem(failed);
    }

    fn import(self, files: &web_sys::FileList) {
        let files = files::all(files);
        spawn(async move {
            let mut problems = Vec::new();
            for file in files {
                let name = file.name();
                let Some(text) = text_of(self.i18n, &file, MAX_CALLS_FILE, &mut problems).await else { continue };
                match self.stores.calls().await.import(&text).await {
                    Ok(imported) => problems.extend(self.tell(&name, imported)),
                    Err(error) => problems.push(format!("{name}: {}", self.refusal(&error))),
                }
            }
            let _gone = self.problem.try_set((!problems.is_empty()).then(|| problems.join("\n")));
            self.recount();
        });
    }

    /// Says what was taken in; gives what was not.
    fn tell(self, file: &str, imported: CallsImported) -> Vec<String> {
        let CallsImported { taken, older, problems } = imported;
        let (i18n, taken, older) = (self.i18n, taken.to_string(), older.to_string());
        let words = untrack(|| say!(i18n, tools.record.imported, n = taken.clone(), older = older.clone()));
        self.toasts.show(Toast::new(words));
        problems.into_iter().map(|problem| format!("{file}: {problem}")).collect()
    }

    fn store_words(self, error: &StoreError) -> String {
        store_error_text(self.i18n, error).get_untracked()
    }

    /// Why a file was not taken in.
    fn refusal(self, error: &CallsImportError) -> String {
        match error {
            CallsImportError::Store(error) => self.store_words(error),
            CallsImportError::File(error) => untrack(|| not_taken_words(self.i18n, error)),
        }
    }

    /// The page may be gone meanwhile.
    fn say_problem(self, problem: Option<String>) {
        let _gone = self.problem.try_set(problem);
    }

    /// Forgets all; what was taken away can be brought back as long as the page shows it.
    async fn clear(self) {
        let (i18n, calls) = (self.i18n, self.stores.calls().await);
        // What cannot be brought back is not taken away.
        let before = match calls.export().await {
            Ok(before) => before,
            Err(error) => return self.say_problem(Some(self.store_words(&error))),
        };
        let cleared = calls.clear().await;
        self.recount();
        self.say_problem(cleared.as_ref().err().map(|error| self.store_words(error)));
        if cleared.is_err() {
            return;
        }
        let undo = move || {
            let before = before.clone();
            spawn(async move {
                let kept = self.stores.calls().await.import(&before).await;
                self.say_problem(kept.err().map(|error| self.refusal(&error)));
                self.stores.changed();
            });
        };
        self.toasts.show(Toast::new(untrack(|| say!(i18n, tools.record.cleared))).with_undo(undo));
    }
}

/// The choice, the number of calls, export, import, and taking all away.
#[component]
pub(super) fn Record(tools: ToolsState, change: Change) -> impl IntoView {
    let i18n = use_i18n();
    let (count, problem) = (RwSignal::new(None), RwSignal::new(None));
    let record = Shown { i18n, stores: use_stores(), toasts: use_toasts(), count, problem };
    record.stores.on_change(move || record.recount());
    view! {
        <h3>{t!(i18n, tools.record.title)}</h3>
        <p class="hint">{t!(i18n, tools.record.about)}</p>
        <ModeChoice tools change />
        <p class="hint" id="tools-recorded" data-count=move || count.get().unwrap_or_default().to_string()>
            {move || {
                let n = count.get().unwrap_or_default().to_string();
                say!(i18n, tools.record.count, n = n.clone())
            }}
        </p>
        <FilePicker
            label=text!(i18n, tools.record.import) hint=text!(i18n, tools.record.import_hint)
            accept="application/json,.json" on_files=UnsyncCallback::new(move |files| record.import(&files))
        />
        <Buttons record />
        <p class="problem" role="alert">{move || problem.get()}</p>
    }
}

#[component]
fn Buttons(record: Shown) -> impl IntoView {
    let i18n = record.i18n;
    let (export, clear) = (Job::new(move || record.export()), Job::new(move || record.clear()));
    view! {
        <When holds=move || record.count.get().is_some_and(|n| n > 0)>
            <span class="tools-line">
                <Button disabled=export.running() on_press=move |()| export.start()>{t!(i18n, tools.record.export)}</Button>
                <Button kind=ButtonKind::Danger disabled=clear.running() on_press=move |()| clear.start()>
                    {t!(i18n, tools.record.clear)}
                </Button>
            </span>
        </When>
    }
}

#[component]
fn ModeChoice(tools: ToolsState, change: Change) -> impl IntoView {
    let i18n = use_i18n();
    let choose = move |event| {
        let word = event_target_value(&event);
        let recording = Recording::ALL.into_iter().find(|one| one.word() == word).unwrap_or_default();
        change.run(Box::new(move |settings| settings.recording = recording));
    };
    let option = move |one: Recording| {
        view! {
            <option value=one.word() prop:selected=move || tools.settings().recording == one>{mode_words(i18n, one)}</option>
        }
    };
    view! {
        <label class="choice">
            <span>{t!(i18n, tools.record.mode)}</span>
            <select id="tools-recording" on:change=choose>{Recording::ALL.into_iter().map(option).collect_view()}</select>
        </label>
    }
}

fn mode_words(i18n: I18n, recording: Recording) -> Words {
    match recording {
        Recording::Off => t!(i18n, tools.record.live),
        Recording::Record => t!(i18n, tools.record.record),
        Recording::ReplayThenLive => t!(i18n, tools.record.replay_then_live),
        Recording::ReplayOnly => t!(i18n, tools.record.replay_only),
    }
}
