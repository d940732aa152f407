//! Which prompt set new runs are made with: ours, or one from a file.

use super::state::Ask;
use crate::browser::files;
use crate::browser::store::{BringError, MAX_PROMPTS_BYTES};
use crate::browser::task::spawn;
use crate::domain::search::prompt_hash;
use crate::domain::trace::PromptSet;
use crate::ui::i18n::{I18n, t, use_i18n};
use crate::ui::parts::{FilePicker, each, not_taken_words, store_error_text, text_of};
use crate::ui::stores::{Stores, use_stores};
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
                Err(error) => drop(problem.try_set(Some(store_error_text(i18n, &error).get_untracked()))),
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
            let problems = bring(files, stores, ask, i18n).await;
            let _gone = problem.try_set((!problems.is_empty()).then(|| problems.join("\n")));
            reload();
        });
    };
    let option = move |set: PromptSet| {
        let hash = prompt_hash(&set);
        let mine = hash.clone();
        view! { <option value=hash prop:selected=move || chosen() == mine>{format!("{} ({})", set.name, set.version)}</option> }
    };
    view! {
        <label class="knob">
            <span>{t!(i18n, ask.settings.prompts.label)}</span>
            <select id="prompts" on:change=choose>
                <option value="" prop:selected=move || chosen().is_empty()>{t!(i18n, ask.settings.prompts.ours)}</option>
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

/// Takes files in and chooses the last of them; gives what is wrong with the others.
async fn bring(files: Vec<web_sys::File>, stores: Stores, ask: Ask, i18n: I18n) -> Vec<String> {
    let mut problems = Vec::new();
    for file in files {
        let name = file.name();
        let Some(text) = text_of(i18n, &file, MAX_PROMPTS_BYTES, &mut problems).await else { continue };
        match stores.prompt_sets().await.bring(&name, &text).await {
            Ok(set) => ask.prompts.set(Some(set)),
            Err(error) => problems.push(format!("{name}: {}", refusal(i18n, &error))),
        }
    }
    problems
}

/// Why a file was not taken in.
fn refusal(i18n: I18n, error: &BringError) -> String {
    untrack(|| match error {
        BringError::Store(error) => store_error_text(i18n, error).get(),
        BringError::Unreadable(error) => not_taken_words(i18n, error),
    })
}
