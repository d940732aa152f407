//! Recorded calls: whether runs keep and use them, and the record as a file.

use super::Change;
use crate::browser::clipboard::download;
use crate::browser::store::CallsImported;
use crate::browser::task::spawn;
use crate::browser::tools::Recording;
use crate::ui::i18n::{I18n, Words, say, t, text, use_i18n};
use crate::ui::parts::{Button, ButtonKind, FilePicker, Toast, ToolsState, When, use_toasts};
use crate::ui::stores::use_stores;
use crate::ui::task::Job;
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// The choice, the number of calls, export, import, and taking all away.
#[component]
pub(super) fn Record(tools: ToolsState, change: Change) -> impl IntoView {
    let i18n = use_i18n();
    let (stores, toasts) = (use_stores(), use_toasts());
    let count = RwSignal::new(None::<usize>);
    let problem = RwSignal::new(None::<String>);
    let recount = move || {
        spawn(async move {
            let all = stores.calls().await.all().await;
            _ = count.try_set(all.ok().map(|all| all.len()));
        });
    };
    recount();
    let choose = move |event| {
        let word = event_target_value(&event);
        let recording = Recording::ALL.into_iter().find(|one| one.word() == word).unwrap_or_default();
        change.run(Box::new(move |settings| settings.recording = recording));
    };
    let export = Job::new(move || async move {
        problem.set(None);
        let failed = match stores.calls().await.export().await {
            Ok(file) => download("toolgrove-calls.json", "application/json", &file).err().map(|e| format!("{e:?}")),
            Err(error) => Some(error.to_string()),
        };
        problem.set(failed);
    });
    let import = move |files: web_sys::FileList| {
        let files: Vec<_> = (0..files.length()).filter_map(|i| files.get(i)).collect();
        spawn(async move {
            let mut problems = Vec::new();
            for file in files {
                let name = file.name();
                let text = JsFuture::from(file.text()).await.ok().and_then(|t| t.as_string()).unwrap_or_default();
                match stores.calls().await.import(&text).await {
                    Ok(CallsImported { taken, older, problems: left_out }) => {
                        let (taken, older) = (taken.to_string(), older.to_string());
                        let words =
                            untrack(|| say!(i18n, tools.record.imported, n = taken.clone(), older = older.clone()));
                        toasts.show(Toast::new(words));
                        problems.extend(left_out.into_iter().map(|problem| format!("{name}: {problem}")));
                    }
                    Err(error) => problems.push(format!("{name}: {error}")),
                }
            }
            let _gone = problem.try_set((!problems.is_empty()).then(|| problems.join("\n")));
            recount();
        });
    };
    let clear = Job::new(move || async move {
        // What was taken away can be brought back as long as the page shows it.
        let before = stores.calls().await.export().await;
        let failed = stores.calls().await.clear().await.err();
        problem.set(failed.map(|error| error.to_string()));
        recount();
        if let Ok(before) = before {
            let undo = move || {
                let before = before.clone();
                spawn(async move {
                    let _kept = stores.calls().await.import(&before).await;
                    recount();
                });
            };
            toasts.show(Toast::new(untrack(|| say!(i18n, tools.record.cleared))).with_undo(undo));
        }
    });
    let some = move || count.get().is_some_and(|n| n > 0);
    view! {
        <h3>{t!(i18n, tools.record.title)}</h3>
        <p class="hint">{t!(i18n, tools.record.about)}</p>
        <label class="choice">
            <span>{t!(i18n, tools.record.mode)}</span>
            <select id="tools-recording" on:change=choose>
                {Recording::ALL
                    .into_iter()
                    .map(|one| view! {
                        <option value=one.word() prop:selected=move || tools.settings().recording == one>
                            {mode_words(i18n, one)}
                        </option>
                    })
                    .collect_view()}
            </select>
        </label>
        <p class="hint" id="tools-recorded" data-count=move || count.get().unwrap_or_default().to_string()>
            {move || {
                let n = count.get().unwrap_or_default().to_string();
                say!(i18n, tools.record.count, n = n.clone())
            }}
        </p>
        <FilePicker
            label=text!(i18n, tools.record.import) hint=text!(i18n, tools.record.import_hint)
            accept="application/json,.json" on_files=UnsyncCallback::new(import)
        />
        <When holds=some>
            <span class="tools-line">
                <Button disabled=export.running() on_press=move |()| export.start()>{t!(i18n, tools.record.export)}</Button>
                <Button kind=ButtonKind::Danger disabled=clear.running() on_press=move |()| clear.start()>
                    {t!(i18n, tools.record.clear)}
                </Button>
            </span>
        </When>
        <p class="problem" role="alert">{move || problem.get()}</p>
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
