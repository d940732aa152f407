//! Which collection is looked at: the one that comes with the site, or one that a person brought.

use crate::browser::task::spawn;
use crate::ui::collection::use_collection;
use crate::ui::i18n::{say, t, text, use_i18n};
use crate::ui::parts::{Button, ButtonKind, FilePicker, Toast, When, each, use_toasts, use_tools};
use crate::ui::stores::use_stores;
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// The choice, and how to add one.
#[component]
pub fn SourcePanel() -> impl IntoView {
    let i18n = use_i18n();
    let (state, stores, tools, toasts) = (use_collection(), use_stores(), use_tools(), use_toasts());
    let names = RwSignal::new(Vec::<String>::new());
    let problem = RwSignal::new(None::<String>);
    let reload = move || {
        spawn(async move {
            match stores.collections().await.names().await {
                Ok(found) => drop(names.try_set(found)),
                Err(error) => drop(problem.try_set(Some(error.to_string()))),
            }
        });
    };
    reload();
    let choose = move |event| state.choose(Some(event_target_value(&event)).filter(|name| !name.is_empty()));
    let bring = move |files: web_sys::FileList| {
        let files: Vec<_> = (0..files.length()).filter_map(|i| files.get(i)).collect();
        spawn(async move {
            let mut problems = Vec::new();
            for file in files {
                let name = file.name();
                let text = JsFuture::from(file.text()).await.ok().and_then(|t| t.as_string()).unwrap_or_default();
                match stores.collections().await.bring(&name, &text).await {
                    // What was left out of it is told where it is shown.
                    Ok((collection, _)) => state.choose(Some(collection)),
                    Err(error) => problems.push(format!("{name}: {error}")),
                }
            }
            let _gone = problem.try_set((!problems.is_empty()).then(|| problems.join("\n")));
            reload();
        });
    };
    let remove = move |()| {
        let Some(name) = state.chosen() else { return };
        state.choose(None);
        spawn(async move {
            let collections = stores.collections().await;
            let before = collections.bundle(&name).await.ok().flatten();
            if let Err(error) = collections.remove(&name).await {
                let _gone = problem.try_set(Some(error.to_string()));
            } else if let Some(before) = before {
                let words = untrack(|| say!(i18n, tools.collection.removed, name = name.clone()));
                let undo = move || {
                    let (name, before) = (name.clone(), before.clone());
                    spawn(async move {
                        let _back = stores.collections().await.bring(&name, &before).await;
                        reload();
                    });
                };
                toasts.show(Toast::new(words).with_undo(undo));
            }
            reload();
        });
    };
    let private = move || state.chosen().is_some_and(|name| tools.settings().allows_private(&name));
    let allow = move |event| {
        let Some(name) = state.chosen() else { return };
        let on = event_target_checked(&event);
        let kept = tools.change(|settings| {
            settings.private.retain(|known| *known != name);
            if on {
                settings.private.push(name);
            }
        });
        problem.set(kept.err().map(|error| error.to_string()));
    };
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
                    {each(move || names.get(), Clone::clone, option)}
                </select>
            </label>
            <FilePicker
                label=text!(i18n, tools.collection.import) hint=text!(i18n, tools.collection.import_hint)
                accept="application/json,.json" on_files=UnsyncCallback::new(bring)
            />
            <When holds=move || state.chosen().is_some()>
                <label class="radio">
                    <input id="collection-private" type="checkbox" prop:checked=private on:change=allow />
                    <span>{t!(i18n, tools.collection.private)}</span>
                </label>
                <Button kind=ButtonKind::Danger on_press=remove>{t!(i18n, tools.collection.remove)}</Button>
            </When>
            <p class="problem" role="alert">{move || problem.get()}</p>
        </details>
    }
}
