//! Which prompt set new runs are made with: ours, or one from a file.

use super::state::Ask;
use crate::browser::files;
use crate::browser::task::spawn;
use crate::domain::search::prompt_hash;
use crate::domain::trace::PromptSet;
use crate::ui::i18n::{say, t, use_i18n};
use crate::ui::parts::{FilePicker, each};
use crate::ui::stores::use_stores;
use leptos::prelude::*;

/// The sets to choose from, and a picker that takes prompt sets and answer files.
#[component]
pub fn PromptChoice(
    /// What is chosen.
    ask: Ask,
) -> impl IntoView {
    let i18n = use_i18n();
    let stores = use_stores();
    let sets = RwSignal::new(Vec::<PromptSet>::new());
    let problem = RwSignal::new(None::<String>);
    let reload = move || {
        spawn(async move {
            match stores.prompt_sets().await.list().await {
                Ok(found) => drop(sets.try_set(found)),
                Err(error) => drop(problem.try_set(Some(error.to_string()))),
            }
        });
    };
    reload();
    let chosen = move || ask.prompts.with(|set| set.as_ref().map(prompt_hash)).unwrap_or_default();
    let choose = move |event| {
        let wanted = event_target_value(&event);
        ask.prompts.set(sets.with_untracked(|sets| sets.iter().find(|set| prompt_hash(set) == wanted).cloned()));
    };
    let take = move |files: web_sys::FileList| {
        let files = files::all(&files);
        spawn(async move {
            let mut problems = Vec::new();
            for file in files {
                let name = file.name();
                let Some(text) = files::text(&file).await else {
                    problems.push(format!("{name}: {}", untrack(|| say!(i18n, judge.error.unread))));
                    continue;
                };
                match stores.prompt_sets().await.bring(&name, &text).await {
                    Ok(set) => ask.prompts.set(Some(set)),
                    Err(error) => problems.push(format!("{name}: {error}")),
                }
            }
            let _gone = problem.try_set((!problems.is_empty()).then(|| problems.join("\n")));
            reload();
        });
    };
    let option = move |set: PromptSet| {
        let hash = prompt_hash(&set);
        let mine = hash.clone();
        view! { <option value=hash selected=move || chosen() == mine>{format!("{} ({})", set.name, set.version)}</option> }
    };
    view! {
        <label class="knob">
            <span>{t!(i18n, ask.settings.prompts.label)}</span>
            <select id="prompts" on:change=choose>
                <option value="" selected=move || chosen().is_empty()>{t!(i18n, ask.settings.prompts.ours)}</option>
                {each(move || sets.get(), prompt_hash, option)}
            </select>
            <span class="hint">{t!(i18n, ask.settings.prompts.about)}</span>
        </label>
        <FilePicker
            label=t!(i18n, ask.settings.prompts.import)
            hint=t!(i18n, ask.settings.prompts.import_hint)
            accept="application/json,.json"
            on_files=UnsyncCallback::new(take)
        />
        <p class="problem" role="alert">{move || problem.get()}</p>
    }
}
