//! Which collection is looked at: the one that comes with the site, or one that a person brought.

use crate::browser::files;
use crate::browser::store::{BroughtError, MAX_BROUGHT, SHIPPED};
use crate::browser::task::spawn;
use crate::ui::collection::{CollectionState, use_collection};
use crate::ui::i18n::{I18n, say, t, text, use_i18n};
use crate::ui::parts::{
    Button, ButtonKind, FilePicker, HealthState, Toast, Toasts, ToolsState, When, each, kept_words, not_taken_words,
    store_error_text, text_of, too_large_words, use_health, use_toasts, use_tools,
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
                Err(error) => self.say_problem(store_error_text(self.i18n, &error).get_untracked()),
            }
        });
    }

    /// The page may be gone meanwhile.
    fn say_problem(self, problem: String) {
        let _gone = self.problem.try_set(Some(problem));
    }

    /// Takes files in and looks at the last of them.
    fn bring(self, files: &web_sys::FileList) {
        let files = files::all(files);
        spawn(async move {
            let _gone = self.problem.try_set(None);
            let mut problems = Vec::new();
            for file in files {
                let name = file.name();
                let Some(text) = text_of(self.i18n, &file, MAX_BROUGHT, &mut problems).await else { continue };
                match self.take_in(&name, &text).await {
                    Ok(collection) => self.state.choose(Some(collection)),
                    Err(error) => problems.push(format!("{name}: {}", self.refusal(&error))),
                }
            }
            // What taking one in had to say stays.
            if !problems.is_empty() {
                self.say_problem(problems.join("\n"));
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

    /// Why a file was not taken in.
    fn refusal(self, error: &BroughtError) -> String {
        untrack(|| match error {
            BroughtError::Store(error) => store_error_text(self.i18n, error).get(),
            BroughtError::TooLarge { .. } => too_large_words(self.i18n, MAX_BROUGHT),
            BroughtError::ShippedName => say!(self.i18n, tools.collection.shipped_name, name = SHIPPED),
            error => not_taken_words(self.i18n, error),
        })
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
                (Err(error), _) => self.say_problem(store_error_text(self.i18n, &error).get_untracked()),
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
            self.say_problem(kept_words(self.i18n, error));
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
                    Err(error) => self.say_problem(self.refusal(&error)),
                }
                self.stores.changed();
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
    source.stores.on_change(move || source.reload());
    let state = source.state;
    let choose = move |event| state.choose(Some(event_target_value(&event)).filter(|name| !name.is_empty()));
    let option = move |name: String| {
        let (mine, value) = (name.clone(), name.clone());
        view! { <option value=value prop:selected=move || state.chosen().as_deref() == Some(mine.as_str())>{name}</option> }
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
                    <option value="" prop:selected=move || state.chosen().is_none()>{t!(i18n, tools.collection.starter)}</option>
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
