//! The list: filter, import, choose some to judge.

use super::row::{RunRow, title};
use crate::browser::build_id::build_id;
use crate::browser::clock::{now_ms, sleep_ms};
use crate::browser::files;
use crate::browser::judge::{JudgeError, study_of_runs};
use crate::browser::store::{MAX_RUNS_FILE, RunHead, RunImported, StoreError, StoredHead, read_brought};
use crate::browser::task::spawn;
use crate::domain::preference::{Pairing, pair_up};
use crate::ui::i18n::{I18n, Words, say, t, text, use_i18n};
use crate::ui::parts::{
    Button, ButtonKind, EmptyState, ErrorBanner, FilePicker, Toast, Toasts, When, each, store_error_text, text_of,
    use_toasts,
};
use crate::ui::route::{JudgeRoute, Link, Page, Route, use_router};
use crate::ui::run::live::{Live, use_live};
use crate::ui::run::words::by_words;
use crate::ui::stores::{Stores, use_stores};
use leptos::{ev, prelude::*};

/// Deleted runs are removed for good when the list is next opened this long after, in milliseconds.
const BIN_MS: u64 = 60_000;

/// A run that begins is in the list by then, in milliseconds.
const BEGUN_MS: u64 = 400;

/// What the list's parts share.
#[derive(Clone, Copy)]
pub struct List {
    /// Where runs are kept.
    pub stores: Stores,
    /// Rows, newest first; `None` while they are read.
    pub rows: RwSignal<Option<Vec<StoredHead>>>,
    /// Runs ticked for judging.
    pub ticked: RwSignal<Vec<String>>,
    /// The run of which something is being typed, and what.
    pub renaming: RwSignal<Option<(String, Naming)>>,
    /// What went wrong last: in words, and as the program tells it.
    pub problem: RwSignal<Option<(String, String)>>,
    /// Words.
    pub i18n: I18n,
    /// Notices.
    pub toasts: Toasts,
}

/// What a person can say of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// What it is called.
    Run,
    /// The model that made it: an imported answer file does not tell. Votes are counted by method and model.
    Model,
}

impl List {
    /// Reads the rows again.
    pub fn reload(self) {
        spawn(async move {
            let runs = self.stores.runs().await;
            match runs.list().await {
                Ok((rows, bad)) => {
                    let now = now_ms();
                    for head in rows.iter().filter_map(|r| r.clone().known()) {
                        if head.deleted_ms.is_some_and(|at| now.saturating_sub(at) > BIN_MS) {
                            // It stays in the bin if this fails, and is tried again next time.
                            let _ = runs.remove(&head.id).await;
                        }
                    }
                    let _gone = self.rows.try_set(Some(rows));
                    if let Some(error) = bad.first() {
                        self.tell(t!(self.i18n, runs.error), error);
                    }
                }
                Err(error) => {
                    let _gone = self.rows.try_set(Some(Vec::new()));
                    self.tell(store_error_text(self.i18n, &error), &error);
                }
            }
        });
    }

    /// Reads the rows again each time that the run that is being driven begins or ends.
    fn follow(self, live: Live) {
        let (id, unfinished) = (live.model().id, live.unfinished());
        let state = Memo::new(move |_| (id.get(), unfinished.get()));
        Effect::new(move |before: Option<()>| {
            let (_, begins) = state.get();
            if before.is_none() {
                return;
            }
            let session = live.session();
            spawn(async move {
                if begins {
                    sleep_ms(BEGUN_MS).await;
                } else if let Some(session) = session {
                    // Its last events are on their way to the database.
                    session.flush().await;
                }
                // A name that is being typed stays; saving it reads the rows, too.
                if self.renaming.try_get_untracked() == Some(None) {
                    self.reload();
                }
            });
        });
    }

    /// Gives a run another name and shows it.
    pub fn rename(self, id: String, name: String) {
        spawn(async move {
            let renamed = self.stores.runs().await.rename(&id, name).await;
            self.after(renamed);
        });
    }

    /// Says which model made a run that came without its name.
    pub fn name_model(self, id: String, model: String) {
        spawn(async move {
            let named = self.stores.runs().await.name_model(&id, model).await;
            self.after(named);
        });
    }

    /// Puts a run into the bin, or takes it out.
    pub fn bin(self, id: String, at_ms: Option<u64>) {
        spawn(async move {
            let binned = self.stores.runs().await.bin(&id, at_ms).await;
            self.after(binned);
        });
    }

    fn after(self, changed: Result<(), StoreError>) {
        if let Err(error) = changed {
            self.tell(store_error_text(self.i18n, &error), &error);
        }
        self.stores.changed();
    }

    /// Says what went wrong; the page may be gone meanwhile.
    pub fn tell(self, words: Words, error: &impl ToString) {
        let _gone = self.problem.try_set(Some((words.get_untracked(), error.to_string())));
    }

    /// What is judged of the ticked runs (tracked). Two are a pair whatever they answer: that they answer different
    /// questions is told when they are to be judged.
    fn pairing(self) -> Pairing {
        let ticked = self.ticked.get();
        if let [first, second] = ticked.as_slice() {
            return Pairing { pairs: vec![(first.clone(), second.clone())], alone: 0 };
        }
        self.rows.with(|rows| {
            let question = |id: &str| {
                rows.iter().flatten().find_map(|row| match row {
                    StoredHead::Known(head) if head.id == id => Some(head.question.as_str()),
                    _ => None,
                })
            };
            let runs: Vec<_> = ticked.iter().filter_map(|id| Some((id.as_str(), question(id)?))).collect();
            pair_up(&runs)
        })
    }

    /// Takes in all files, one after the other: what is wrong is named with its file, and the good ones are kept.
    fn import(self, files: Vec<web_sys::File>, done: impl Fn(&str, RunImported) + 'static) {
        spawn(async move {
            let runs = self.stores.runs().await;
            let mut problems = Vec::new();
            for file in files {
                let name = file.name();
                let Some(text) = text_of(self.i18n, &file, MAX_RUNS_FILE, &mut problems).await else { continue };
                let (good, bad) = read_brought(&name, &text, now_ms());
                problems.extend(bad.into_iter().map(|(line, error)| format!("{name}, {line}: {error}")));
                for file in good {
                    match runs.import(&file).await {
                        Ok(imported) => done(&title(&file.run), imported),
                        Err(error) => problems.push(format!("{name}: {error}")),
                    }
                }
            }
            self.problem.set(None);
            if !problems.is_empty() {
                self.tell(t!(self.i18n, runs.error), &problems.join("\n"));
            }
            self.reload();
        });
    }
}

/// The list.
#[component]
pub fn RunList() -> impl IntoView {
    let i18n = use_i18n();
    let list = List {
        stores: use_stores(),
        rows: RwSignal::new(None),
        ticked: RwSignal::new(Vec::new()),
        renaming: RwSignal::new(None),
        problem: RwSignal::new(None),
        i18n,
        toasts: use_toasts(),
    };
    list.stores.on_change(move || list.reload());
    list.follow(use_live());
    let filter = RwSignal::new(String::new());
    let shown = Memo::new(move |_| {
        let words = filter.get().to_lowercase();
        let fits = |head: &RunHead| {
            let by = by_words(i18n, &head.method_name, &head.model);
            let text = format!("{} {} {} {} {by}", head.name, head.question, head.model, head.method_name);
            let text = text.to_lowercase();
            head.deleted_ms.is_none() && words.split_whitespace().all(|w| text.contains(w))
        };
        let keep = |row: &StoredHead| !matches!(row, StoredHead::Known(head) if !fits(head));
        list.rows.get().unwrap_or_default().into_iter().filter(keep).collect::<Vec<_>>()
    });
    let is_empty = move || {
        list.rows.with(|r| {
            r.as_ref().is_some_and(|r| !r.iter().any(|h| !matches!(h, StoredHead::Known(h) if h.deleted_ms.is_some())))
        })
    };
    let problem = move || list.problem.get();
    let words = Signal::derive(move || problem().map(|(words, _)| words).unwrap_or_default());
    let details = Signal::derive(move || problem().map(|(_, details)| details).unwrap_or_default());
    view! {
        <When holds=move || list.problem.with(Option::is_some)>
            <ErrorBanner message=words details />
        </When>
        <When holds=is_empty>
            <EmptyState title=text!(i18n, runs.empty.title) text=text!(i18n, runs.empty.text)>
                <Link to=Page::Ask.route() class="btn btn-primary">{t!(i18n, runs.empty.action)}</Link>
            </EmptyState>
        </When>
        <div class="runs-tools">
            <When holds=move || !is_empty()>
                <input
                    type="search" aria-label=move || say!(i18n, runs.filter)
                    placeholder=move || say!(i18n, runs.filter) prop:value=move || filter.get()
                    on:input=move |e| filter.set(event_target_value(&e))
                />
                <JudgeTicked list />
            </When>
            <Import list />
        </div>
        <ul class="runs">
            {each(move || shown.get(), row_key, move |row| view! { <RunRow list row /> })}
        </ul>
        <When holds=move || !is_empty() && shown.with(Vec::is_empty) && list.rows.with(Option::is_some)>
            <p class="hint">{t!(i18n, runs.none)}</p>
        </When>
    }
}

/// Changes with whatever a row shows.
fn row_key(row: &StoredHead) -> String {
    match row {
        StoredHead::Known(h) => format!("{} {} {} {}", h.id, h.updated_ms, h.model, h.name),
        StoredHead::Newer { id, .. } => id.clone(),
    }
}

/// Makes one study of all pairs among the ticked runs.
#[component]
fn JudgeTicked(list: List) -> impl IntoView {
    let (i18n, router) = (use_i18n(), use_router());
    let pairing = Memo::new(move |_| list.pairing());
    let judge = move |()| {
        let pairs = pairing.get_untracked().pairs;
        spawn(async move {
            match study_of_runs(&list.stores.kv().await, &build_id(), &pairs).await {
                Ok(hash) => router.navigate(Route::Judge(JudgeRoute { study: Some(hash), item: None })),
                Err(error @ JudgeError::OtherQuestion { .. }) => {
                    list.tell(t!(i18n, judge.error.other_question), &error);
                }
                Err(error) => list.tell(t!(i18n, ask.both.no_judging), &error),
            }
        });
    };
    view! {
        <When
            holds=move || pairing.with(|p| !p.pairs.is_empty())
            fallback=move || view! { <span class="hint">{t!(i18n, runs.judge_hint)}</span> }
        >
            <Button kind=ButtonKind::Primary on_press=judge>
                {move || match pairing.with(|p| p.pairs.len()) {
                    0 | 1 => say!(i18n, runs.judge),
                    n => say!(i18n, runs.judge_pairs, n = n.to_string()),
                }}
            </Button>
        </When>
        <When holds=move || list.ticked.with(|t| t.len() > 2) && pairing.with(|p| p.alone > 0)>
            <span class="hint" role="status">
                {move || say!(i18n, runs.judge_alone, n = pairing.with(|p| p.alone).to_string())}
            </span>
        </When>
    }
}

#[component]
fn Import(list: List) -> impl IntoView {
    let i18n = use_i18n();
    let take = move |files: web_sys::FileList| {
        let files = files::all(&files);
        list.import(files, move |name, imported| {
            let name = name.to_owned();
            list.toasts.show(Toast::new(match imported {
                RunImported::New => text!(i18n, runs.imported, name = name.clone()).get_untracked(),
                RunImported::Known => text!(i18n, runs.known, name = name.clone()).get_untracked(),
                RunImported::Continued => text!(i18n, runs.continued, name = name.clone()).get_untracked(),
            }));
        });
    };
    let dropped = move |event: ev::DragEvent| {
        event.prevent_default();
        if let Some(files) = event.data_transfer().and_then(|d| d.files()) {
            take(files);
        }
    };
    view! {
        <div class="import" on:dragover=|e| e.prevent_default() on:drop=dropped>
            <FilePicker
                label=t!(i18n, runs.import)
                hint=t!(i18n, runs.import_hint)
                accept="application/json,.json,.jsonl"
                on_files=UnsyncCallback::new(take)
            />
        </div>
    }
}
