//! The APIs that will be offered, each with its reason; keep, remove, add by search.

use super::start::Starter;
use super::state::{ModelState, Offered, Retrieval, Shared, title};
use crate::browser::recommender::RecommendError;
use crate::browser::retriever::Remedy;
use crate::domain::catalog::ApiRef;
use crate::ui::collection::use_collection;
use crate::ui::i18n::{I18n, in_language, say, t, text, use_i18n};
use crate::ui::parts::{Button, ButtonKind, ErrorBanner, ProgressBar, ProgressUnit, Toast, When, each, use_toasts};
use crate::ui::route::{ApisRoute, Link, Route};
use leptos::prelude::*;

/// Most results of the search for an API to add.
const ADDABLE: usize = 8;

/// The panel.
#[component]
pub fn ApisPanel(
    /// The state.
    starter: Starter,
) -> impl IntoView {
    let i18n = use_i18n();
    let collection = use_collection();
    let ask = starter.ask;
    let total = move || collection.ready().map_or(0, |c| c.apis().count()).to_string();
    view! {
        <h2 class="panel-title">{t!(i18n, ask.apis.title)}</h2>
        <super::sources::SourceChoice starter />
        <How starter />
        <When
            holds=move || !ask.offered().is_empty()
            fallback=move || view! { <p class="hint">{text!(i18n, ask.apis.empty, total = total())}</p> }
        >
            <ol class="hits">
                {each(
                    move || ask.offered(),
                    |o| (o.at, o.pinned, o.found.as_ref().map(|f| f.score.to_bits())),
                    move |offered| view! { <Hit starter offered /> },
                )}
            </ol>
        </When>
        <Add starter />
    }
}

/// How the list was found, and the state of the model.
#[component]
fn How(starter: Starter) -> impl IntoView {
    let i18n = use_i18n();
    let ask = starter.ask;
    let done = Signal::derive(move || if let ModelState::Downloading(n, _) = ask.embedding.get() { n } else { 0 });
    let total = Signal::derive(move || match ask.embedding.get() {
        ModelState::Downloading(_, total) if total > 0 => Some(total),
        _ => None,
    });
    let downloading = move || matches!(ask.embedding.get(), ModelState::Downloading(..));
    let failed = move || match ask.embedding.get() {
        ModelState::Failed(error) => Some(failed(starter, i18n, &error)),
        _ => None,
    };
    let chinese = move || ask.question.with(|q| q.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)));
    view! {
        <p
            class="hint" id="retrieval-state" data-state=move || state_name(&ask.retrieval.get())
            data-ranked=move || ask.ranked.get()
            data-model=move || if ask.embedding.get() == ModelState::Ready { "ready" } else { "waiting" }
        >
            {move || match ask.retrieval.get() {
                Retrieval::Idle => say!(i18n, ask.how.idle),
                Retrieval::Words if ask.embedding.get() == ModelState::NoVectors => say!(i18n, ask.how.no_vectors),
                Retrieval::Words => say!(i18n, ask.how.words),
                Retrieval::Meaning => say!(i18n, ask.how.meaning),
                Retrieval::WordsOnly(_) => say!(i18n, ask.how.words_only),
            }}
        </p>
        <When holds=chinese><p class="hint">{t!(i18n, ask.how.english_model)}</p></When>
        <When holds=downloading>
            <ProgressBar label=text!(i18n, ask.how.downloading) done=done total=total unit=ProgressUnit::Bytes />
        </When>
        <When holds=move || ask.embedding.get() == ModelState::Preparing>
            <p class="hint" role="status">{t!(i18n, ask.how.preparing)}</p>
        </When>
        {failed}
    }
}

/// Why meaning cannot be used, with the one thing that helps, if any does.
fn failed(starter: Starter, i18n: I18n, error: &RecommendError) -> AnyView {
    let (message, details) = (text!(i18n, ask.how.failed), Signal::stored(error.to_string()));
    match error.remedy() {
        Remedy::Retry => {
            let retry = Callback::new(move |()| starter.recommend.load_model(starter.ask));
            view! { <ErrorBanner message details remedy=text!(i18n, shell.retry) on_remedy=retry /> }.into_any()
        }
        Remedy::Reload => {
            // Fails only where the page is being left anyway.
            let reload = Callback::new(|()| _ = window().location().reload());
            view! { <ErrorBanner message details remedy=text!(i18n, shell.reload) on_remedy=reload /> }.into_any()
        }
        Remedy::GoOnWithout => view! { <ErrorBanner message details /> }.into_any(),
    }
}

const fn state_name(retrieval: &Retrieval) -> &'static str {
    match retrieval {
        Retrieval::Idle => "idle",
        Retrieval::Words => "words",
        Retrieval::Meaning => "meaning",
        Retrieval::WordsOnly(_) => "words-only",
    }
}

#[component]
fn Hit(starter: Starter, offered: Offered) -> impl IntoView {
    let i18n = use_i18n();
    let collection = use_collection();
    let toasts = use_toasts();
    let ask = starter.ask;
    let Offered { at, found, pinned } = offered;
    let Some(loaded) = untrack(|| collection.ready()) else { return ().into_any() };
    let (name, tool) = title(&loaded, at).unwrap_or_default();
    let about = loaded.get(at).map(|(_, api)| in_language(&api.description, &api.zh));
    let remove_name = name.clone();
    let shown_name = name.clone();
    let remove = move |()| {
        let undo = ask.remove(at);
        let name = remove_name.clone();
        let words = text!(i18n, ask.apis.removed, name = name.clone()).get_untracked();
        toasts.show(Toast::new(words).with_undo(undo));
    };
    let pin_label = if pinned { text!(i18n, ask.apis.unpin) } else { text!(i18n, ask.apis.pin) };
    view! {
        <li class="hit" class:pinned=pinned data-api=name.clone()>
            <div class="hit-head">
                <div class="hit-name">
                    <Link to=document_route(&loaded, at)><code>{shown_name}</code></Link>
                    <span class="hint">{tool}</span>
                </div>
                <span class="hit-actions">
                    <button
                        type="button" class="btn btn-quiet" aria-pressed=if pinned { "true" } else { "false" }
                        on:click=move |_| ask.toggle_pin(at)
                    >
                        {move || pin_label.get()}
                    </button>
                    <Button kind=ButtonKind::Quiet on_press=remove>{t!(i18n, ask.apis.remove)}</Button>
                </span>
            </div>
            <p class="hit-about">{move || about.map(|about| about.get())}</p>
            <Reason found=found />
        </li>
    }
    .into_any()
}

fn document_route(collection: &Shared, at: ApiRef) -> Route {
    let key = collection.key(at);
    Route::Apis(ApisRoute {
        of: key.as_ref().map(|k| k.category.clone()),
        tool: key.as_ref().map(|k| k.tool.clone()),
        api: key.map(|k| k.api),
        ..ApisRoute::default()
    })
}

/// Why it was found: the sentence, the words, the similarity.
#[component]
fn Reason(found: Option<crate::browser::recommender::Recommended>) -> impl IntoView {
    let i18n = use_i18n();
    let Some(found) = found else {
        return view! { <p class="hit-why">{t!(i18n, ask.why.added)}</p> }.into_any();
    };
    let score = format!("{:.2}", found.score);
    let similarity = found.why.similarity.map(|s| format!("{s:.2}"));
    let words = found.why.words.iter().take(5).map(|(w, _)| w.clone()).collect::<Vec<_>>().join(", ");
    let has_words = !words.is_empty();
    let sentence = found.why.sentence;
    let details = move || {
        let (score, words) = (score.clone(), words.clone());
        let similarity = similarity.clone().map(|s| say!(i18n, ask.why.similarity, value = s.clone()));
        let words = has_words.then(|| say!(i18n, ask.why.words, words = words.clone()));
        [Some(say!(i18n, ask.why.score, value = score.clone())), similarity, words]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · ")
    };
    view! {
        <details class="hit-why">
            <summary>{details}</summary>
            <p>{t!(i18n, ask.why.sentence)} " " <q>{sentence}</q></p>
        </details>
    }
    .into_any()
}

/// Search for an API to add.
#[component]
fn Add(starter: Starter) -> impl IntoView {
    let i18n = use_i18n();
    let collection = use_collection();
    let ask = starter.ask;
    let query = RwSignal::new(String::new());
    let matches = move || {
        let words = query.get().to_lowercase();
        let Some(loaded) = collection.ready().filter(|_| !words.trim().is_empty()) else { return Vec::new() };
        let offered: Vec<ApiRef> = ask.offered().into_iter().map(|o| o.at).collect();
        let fits = |text: &str| words.split_whitespace().all(|w| text.contains(w));
        loaded
            .apis()
            .filter(|(at, tool, api)| {
                let text = format!("{} {} {} {} {}", api.name, tool.tool_name, api.description, api.zh, tool.zh);
                !offered.contains(at) && fits(&text.to_lowercase())
            })
            .take(ADDABLE)
            .map(|(at, tool, api)| (at, api.name.clone(), tool.tool_name.clone()))
            .collect()
    };
    let found = move |(at, name, tool)| {
        let add = move |_| {
            ask.toggle_pin(at);
            query.set(String::new());
        };
        view! { <li><button type="button" class="example" on:click=add>"+ " <code>{name}</code> " " {tool}</button></li> }
    };
    view! {
        <div class="add-api">
            <label for="add-api">{t!(i18n, ask.add.label)}</label>
            <input
                id="add-api" type="search" placeholder=move || say!(i18n, ask.add.placeholder)
                prop:value=move || query.get() on:input=move |e| query.set(event_target_value(&e))
            />
            <ul>{each(matches, |(at, ..)| *at, found)}</ul>
        </div>
    }
}
