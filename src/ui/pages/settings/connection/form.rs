//! Add or change an endpoint; test it before or after saving.

use super::{
    super::keep_choice::KeepChoice,
    draft::{Draft, Problem, Ready},
    exam::Exam,
    field::{Field, Kind},
    limits::{LimitFields, NUMBER_FIELDS},
    models::ModelList,
    presets::Presets,
    report::{Actions, ExamReport},
    tell_unless_stored,
};
use crate::{
    browser::{
        llm::{Connection, ConnectionsError},
        task::spawn,
        vault::{Keep, SealedError, SealedState},
    },
    domain::chat::Remedy,
    ui::{
        i18n::{say, t, text, use_i18n},
        parts::{
            Button, ButtonKind, ConnectionsState, KeyAct, Toast, When, sealed_error_text, use_connections, use_keys,
            use_toasts,
        },
    },
};
use leptos::{ev::SubmitEvent, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The form. `close` is run after saving and on Cancel.
#[component]
pub(super) fn ConnectionForm(#[prop(optional)] existing: Option<Connection>, close: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let connections = use_connections();
    let keep = existing.as_ref().and_then(|c| untrack(|| connections.kept(c))).unwrap_or_default();
    let draft = Draft::new(existing.as_ref(), keep);
    let test = Test::new(draft);
    let save = save(draft, test, close);
    let title = existing.map_or_else(
        || text!(i18n, connection.form.new),
        |c| text!(i18n, connection.form.change, name = c.title().to_owned()),
    );
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        save.run(());
    };
    view! {
        <form class="endpoint-form" aria-label=move || title.get() autocomplete="off" on:submit=submit>
            <h3>{move || title.get()}</h3>
            <Presets draft />
            <Fields draft test />
            <KeepChoice
                id="endpoint" keep=draft.keep problem=draft.keep_problem
                locked=Signal::derive(move || is_locked(connections, draft))
            />
            <LimitFields draft />
            <div class="endpoint-buttons">
                <button type="submit" class="btn btn-primary">{t!(i18n, connection.form.save)}</button>
                <Button disabled=test.exam.running() on_press=move |()| test.start()>{t!(i18n, connection.form.test)}</Button>
                <ForgetButton draft />
                <Button
                    kind=ButtonKind::Quiet
                    on_press=move |()| {
                        test.exam.stop();
                        close.run(());
                    }
                >
                    {t!(i18n, shell.cancel)}
                </Button>
            </div>
            <ExamReport exam=test.exam actions=test.actions() />
        </form>
    }
}

#[component]
fn Fields(draft: Draft, test: Test) -> impl IntoView {
    let i18n = use_i18n();
    let connections = use_connections();
    let shown = move |problem: Option<Problem>| problem.filter(|_| draft.asked.get());
    let held = Signal::derive(move || {
        let known = Connection { id: draft.id(), base_url: draft.base_url.get(), ..Connection::default() };
        connections.kept(&known).is_some()
    });
    let key_hint = Signal::derive(move || {
        if held.get() { say!(i18n, connection.form.key_held) } else { say!(i18n, connection.form.key_hint) }
    });
    // True of every way of keeping; what is particular to one stands with the choice below.
    let goes = move || match draft.origin() {
        Some(origin) => say!(i18n, connection.form.key_goes, origin = origin.to_string()),
        None => say!(i18n, connection.form.key_goes_unknown),
    };
    view! {
        <Field
            id="endpoint-url"
            kind=Kind::Url
            label=text!(i18n, connection.form.base_url)
            hint=text!(i18n, connection.form.base_url_hint)
            value=draft.base_url
            problem=Signal::derive(move || shown(draft.url_problem()))
            element=test.url
        />
        <Field
            id="endpoint-model"
            kind=Kind::Text
            label=text!(i18n, connection.form.model)
            hint=text!(i18n, connection.form.model_hint)
            value=draft.model
            problem=Signal::derive(move || shown(draft.model_problem()))
            element=test.model
        />
        <ModelList draft />
        <Field
            id="endpoint-name"
            kind=Kind::Text
            label=text!(i18n, connection.form.label)
            hint=text!(i18n, connection.form.label_hint)
            value=draft.label
            problem=Signal::derive(move || shown(draft.label_problem()))
            element=test.name
        />
        <Field
            id="endpoint-key"
            kind=Kind::Key
            label=text!(i18n, connection.form.key)
            hint=key_hint
            value=draft.key
            problem=Signal::derive(move || shown(draft.key_problem()))
            element=test.key
        />
        <p class="endpoint-goes">{goes}</p>
    }
}

/// True where the key held for the draft's address waits for the passphrase (tracked).
fn is_locked(connections: ConnectionsState, draft: Draft) -> bool {
    let known = Connection { id: draft.id(), base_url: draft.base_url.get(), ..Connection::default() };
    connections.locked(&known)
}

#[component]
fn ForgetButton(draft: Draft) -> impl IntoView {
    let i18n = use_i18n();
    let connections = use_connections();
    let toasts = use_toasts();
    let held = move || {
        let known = Connection { id: draft.id(), base_url: draft.base_url.get(), ..Connection::default() };
        connections.kept(&known).is_some() || !draft.key.read().is_empty()
    };
    let forget = move |()| {
        draft.key.set(String::new());
        connections.forget_key(&draft.id());
        toasts.show(Toast::new(untrack(|| say!(i18n, connection.form.forgotten))));
    };
    view! {
        <When holds=held>
            <Button kind=ButtonKind::Danger on_press=forget>{t!(i18n, connection.form.forget)}</Button>
        </When>
    }
}

/// Keeps connection and key, then closes the form. A key that cannot be remembered leaves it open and says why.
fn save(draft: Draft, test: Test, close: Callback<()>) -> Callback<()> {
    let i18n = use_i18n();
    let (connections, keys) = (use_connections(), use_keys());
    let toasts = use_toasts();
    let tell = tell_unless_stored();
    let finish = move |connection: Connection| {
        let stored = connections.put(connection);
        if stored.is_ok() {
            toasts.show(Toast::new(untrack(|| say!(i18n, connection.saved))));
        }
        tell(stored);
        // The page may have been left while the key was being sealed.
        _ = close.try_run(());
    };
    Callback::new(move |()| {
        draft.asked.set(true);
        draft.keep_problem.set(None);
        let Some(Ready { connection, key, .. }) = untrack(|| draft.ready()) else {
            return untrack(|| focus_problem(draft, test));
        };
        if !connections.has_room(&connection.id) {
            return tell(Err(ConnectionsError::TooMany));
        }
        let keep = draft.keep.get_untracked();
        // A held key that is to be held otherwise is put again.
        let key = key.or_else(|| connections.key(&connection));
        match key {
            Some(_) if keep == Keep::Passphrase && untrack(|| keys.state()) == Some(SealedState::NoPassphrase) => {
                draft.keep_problem.set(Some(untrack(|| say!(i18n, keys.error.no_passphrase))));
            }
            Some(key) if keep == Keep::Passphrase => spawn(async move {
                match keys.act(KeyAct::Remember(connection.id.clone(), key)).await {
                    Ok(_) => finish(connection),
                    Err(error) => _ = draft.keep_problem.try_set(Some(sealed_error_text(i18n, &error))),
                }
            }),
            None if keep != Keep::Passphrase && untrack(|| connections.locked(&connection)) => {
                draft.keep_problem.set(Some(sealed_error_text(i18n, &SealedError::Locked)));
            }
            Some(key) => {
                if !connections.put_key(&connection.id, key, keep) {
                    toasts.show(Toast::new(untrack(|| say!(i18n, connection.form.tab_refused))));
                }
                finish(connection);
            }
            None => finish(connection),
        }
    })
}

/// To the first field that keeps the form from being saved.
fn focus_problem(draft: Draft, test: Test) {
    let fields = [
        (draft.url_problem(), test.url),
        (draft.model_problem(), test.model),
        (draft.label_problem(), test.name),
        (draft.key_problem(), test.key),
    ];
    let first = fields.into_iter().find(|(problem, _)| problem.is_some());
    let mut numbers = NUMBER_FIELDS.into_iter().zip(draft.number_problems());
    let wrong = numbers.find_map(|(id, problem)| problem.map(|_| id));
    if let (None, Some(id)) = (first.as_ref(), wrong) {
        // The part that it stands in opens first.
        request_animation_frame(move || focus_on(id));
    }
    if let Some(input) = first.and_then(|(_, field)| field.get_untracked()) {
        // Fails for detached elements only.
        let _ = input.focus();
    }
}

/// The test of what was typed, and the fields that its remedies point at.
#[derive(Clone, Copy)]
struct Test {
    draft: Draft,
    exam: Exam,
    url: NodeRef<html::Input>,
    model: NodeRef<html::Input>,
    name: NodeRef<html::Input>,
    key: NodeRef<html::Input>,
}

impl Test {
    fn new(draft: Draft) -> Self {
        let exam = Exam::new(Callback::new(move |()| draft.ready()));
        Self { draft, exam, url: NodeRef::new(), model: NodeRef::new(), name: NodeRef::new(), key: NodeRef::new() }
    }

    fn start(self) {
        self.draft.asked.set(true);
        self.exam.start();
    }

    /// What the report's buttons do here: change a field and test again, or go to the field.
    fn actions(self) -> Actions {
        let put = move |field: RwSignal<String>| {
            Callback::new(move |text| {
                field.set(text);
                self.start();
            })
        };
        Actions {
            on_remedy: Callback::new(move |remedy| self.remedy(remedy)),
            on_model: put(self.draft.model),
            on_url: put(self.draft.base_url),
        }
    }

    fn remedy(self, remedy: Remedy) {
        let field = match remedy {
            Remedy::CheckKey => self.key,
            Remedy::CheckUrl => self.url,
            Remedy::CheckModel => self.model,
            // What [`Unlock`] shows while the keys are locked.
            Remedy::Unlock => return focus_on("endpoint-passphrase"),
            _ => return self.start(),
        };
        if let Some(input) = field.get_untracked() {
            // Fails for detached elements only.
            let _ = input.focus();
        }
    }
}

/// To a field that is known by its id.
fn focus_on(id: &str) {
    let field = document().get_element_by_id(id).and_then(|e| e.dyn_into::<HtmlElement>().ok());
    if let Some(field) = field {
        // Fails for detached elements only.
        let _ = field.focus();
    }
}
