//! Which collection is looked at: the one that comes with the site, or one that a person brought.

use crate::browser::files;
use crate::browser::store::BroughtError;
use crate::browser::task::spawn;
use crate::ui::collection::{CollectionState, use_collection};
use crate::ui::i18n::{I18n, say, t, text, use_i18n};
use crate::ui::parts::{
    Button, ButtonKind, FilePicker, HealthState, Toast, Toasts, ToolsState, When, each, kept_words, use_health,
    use_toasts, use_tools,
};
use crate::ui::stores::{Stores, use_stores};
use leptos::prelude::*;

/// What the panel's parts share.
#[derive(Clone, Copy)]
struct Source {
    i18n: I18n,
    state: CollectionState,
    stores: Stores,
    toasts: Toasts,
    tools: ToolsState,
    health: HealthState,
    /// Names of those that a person brought.
    names: RwSignal<Vec<String>>,
    problem: RwSignal<Option<String>>,
}

impl Source {
    fn reload(self) {
        spawn(async move {
            match self.stores.collections().await.names().await {
                Ok(found) => drop(self.names.try_set(found)),
                Err(error) => drop(self.problem.try_set(Some(error.to_string()))),
            }
        });
    }

    /// Takes files in and looks at the last of them.
    fn bring(self, files: &web_sys::FileList) {
        let files = files::all(files);
        spawn(async move {
            let _gone = self.problem.try_set(None);
            let mut problems = Vec::new();
            for file in files {
                let name = file.name();
                let Some(text) = files::text(&file).await else {
                    problems.push(format!("{name}: {}", untrack(|| say!(self.i18n, judge.error.unread))));
                    continue;
                };
                match self.take_in(&name, &text).await {
                    Ok(collection) => self.state.choose(Some(collection)),
                    Err(error) => problems.push(format!("{name}: {error}")),
                }
            }
            // What taking one in had to say stays.
            if !problems.is_empty() {
                let _gone = self.problem.try_set(Some(problems.join("\n")));
            }
            self.reload();
        });
    }

    /// Takes one in and gives its name. What was left out of it is told where it is shown; one that gave way can be
    /// brought back.
    async fn take_in(self, file: &str, text: &str) -> Result<String, BroughtError> {
        let brought = self.stores.collections().await.bring(file, text).await?;
        let name = brought.name;
        self.withdraw(&name);
        self.health.abandon(&name);
        if let Some(before) = brought.replaced {
            let words = untrack(|| say!(self.i18n, tools.collection.replaced, name = name.clone()));
            self.offer_back(words, name.clone(), before);
        }
        Ok(name)
    }

    /// Takes the chosen one away; it can be brought back as long as the page says so.
    fn remove(self) {
        let Some(name) = untrack(|| self.state.chosen()) else { return };
        self.withdraw(&name);
        self.health.abandon(&name);
        self.state.choose(None);
        spawn(async move {
            let collections = self.stores.collections().await;
            let before = collections.bundle(&name).await.ok().flatten();
            match (collections.remove(&name).await, before) {
                (Err(error), _) => drop(self.problem.try_set(Some(error.to_string()))),
                (Ok(()), Some(before)) => {
                    let words = untrack(|| say!(self.i18n, tools.collection.removed, name = name.clone()));
                    self.offer_back(words, name, before);
                }
                (Ok(()), None) => {}
            }
            self.reload();
        });
    }

    /// Other documents under a name do not inherit what its former ones were allowed.
    fn withdraw(self, name: &str) {
        if let Err(error) = self.tools.withdraw(name) {
            let _gone = self.problem.try_set(Some(kept_words(self.i18n, error)));
        }
    }

    /// Undo takes the former documents in as if they were new: what others were allowed under their name meanwhile is
    /// not theirs.
    fn offer_back(self, words: String, name: String, bundle: String) {
        let undo = move || {
            let (name, bundle) = (name.clone(), bundle.clone());
            spawn(async move {
                match self.take_in(&name, &bundle).await {
                    // It is looked at under this name: now in its former form.
                    Ok(name) if untrack(|| self.state.chosen()).as_ref() == Some(&name) => {
                        self.state.choose(Some(name));
                    }
                    Ok(_) => {}
                    Err(error) => drop(self.problem.try_set(Some(error.to_string()))),
                }
                self.reload();
            });
        };
        self.toasts.show(Toast::new(words).with_undo(undo));
    }
}

/// The choice, and how to add one.
#[component]
pub fn SourcePanel() -> impl IntoView {
    let i18n = use_i18n();
    let source = Source {
        i18n,
        state: use_collection(),
        stores: use_stores(),
        toasts: use_toasts(),
        tools: use_tools(),
        health: use_health(),
        names: RwSignal::new(Vec::new()),
        problem: RwSignal::new(None),
    };
    source.reload();
    let state = source.state;
    let choose = move |event| state.choose(Some(event_target_value(&event)).filter(|name| !name.is_empty()));
    let option = move |name: String| {
        let (mine, value) = (name.clone(), name.clone());
        view! { <option value=value selected=move || state.chosen().as_deref() == Some(mine.as_str())>{name}</option> }
    };
    view! {
        <details class="collection-source">
            <summary>
                {t!(i18n, tools.collection.title)} ": "
                {move || state.chosen().unwrap_or_else(|| say!(i18n, tools.collection.starter))}
            </summary>
            <label class="choice">
                <span>{t!(i18n, tools.collection.choose)}</span>
                <select id="collection" on:change=choose>
                    <option value="" selected=move || state.chosen().is_none()>{t!(i18n, tools.collection.starter)}</option>
                    {each(move || source.names.get(), Clone::clone, option)}
                </select>
            </label>
            <FilePicker
                label=text!(i18n, tools.collection.import) hint=text!(i18n, tools.collection.import_hint)
                accept="application/json,.json" on_files=UnsyncCallback::new(move |files| source.bring(&files))
            />
            <When holds=move || state.chosen().is_some()>
                <Private source />
                <Button kind=ButtonKind::Danger on_press=move |()| source.remove()>{t!(i18n, tools.collection.remove)}</Button>
            </When>
            <p class="problem" role="alert">{move || source.problem.get()}</p>
        </details>
    }
}

/// Whether the chosen one may call devices of the person.
#[component]
fn Private(source: Source) -> impl IntoView {
    let Source { i18n, tools, .. } = source;
    let private = move || source.state.chosen().is_some_and(|name| tools.settings().allows_private(&name));
    let allow = move |event| {
        let Some(name) = untrack(|| source.state.chosen()) else { return };
        let on = event_target_checked(&event);
        let kept = tools.change(|settings| {
            settings.private.retain(|known| *known != name);
            if on {
                settings.private.push(name);
            }
        });
        source.problem.set(kept.err().map(|error| kept_words(i18n, error)));
    };
    view! {
        <label class="radio">
            <input id="collection-private" type="checkbox" prop:checked=private on:change=allow />
            <span>{t!(i18n, tools.collection.private)}</span>
        </label>
    }
}
