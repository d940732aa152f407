//! Add or change an endpoint; test it before or after saving.

use super::{
    draft::{Draft, Problem},
    field::{Field, Kind},
    outcome::{TestOutcome, TestState},
    tell_unless_stored,
};
use crate::ui::task::Job;
use crate::{
    browser::{
        llm::{Connection, PRESETS, Preset, check, with_v1},
        net::CancelToken,
        vault::Keep,
    },
    domain::chat::{ModelError, Remedy},
    ui::{
        i18n::{say, t, text, use_i18n},
        parts::{Button, ButtonKind, Toast, When, use_connections, use_toasts},
    },
};
use leptos::{ev::SubmitEvent, html, prelude::*};

/// The form. `close` is run after saving and on Cancel.
#[component]
pub(super) fn ConnectionForm(#[prop(optional)] existing: Option<Connection>, close: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let connections = use_connections();
    let keep = existing.as_ref().and_then(|c| untrack(|| connections.kept(c))).unwrap_or_default();
    let draft = Draft::new(existing.as_ref(), keep);
    let test = Test::new(draft);
    let save = save(draft, close);
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
            <KeepChoice draft />
            <div class="endpoint-buttons">
                <button type="submit" class="btn btn-primary">{t!(i18n, connection.form.save)}</button>
                <Button disabled=test.running() on_press=move |()| test.start()>{t!(i18n, connection.form.test)}</Button>
                <ForgetButton draft />
                <Button
                    kind=ButtonKind::Quiet
                    on_press=move |()| {
                        test.stop();
                        close.run(());
                    }
                >
                    {t!(i18n, shell.cancel)}
                </Button>
            </div>
            <TestOutcome
                state=test.state
                suggestion=Signal::derive(move || test.suggestion())
                on_suggestion=move |()| test.take_suggestion()
                on_remedy=move |remedy| test.remedy(remedy)
                on_stop=move |()| test.stop()
            />
        </form>
    }
}

#[component]
fn Presets(draft: Draft) -> impl IntoView {
    let i18n = use_i18n();
    let button = move |preset: Preset| {
        view! { <Button on_press=move |()| draft.fill(preset)>{preset.name}</Button> }
    };
    view! {
        <fieldset class="choice">
            <legend>{t!(i18n, connection.form.presets)}</legend>
            {PRESETS.map(button).collect_view()}
        </fieldset>
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
        <Field
            id="endpoint-name"
            kind=Kind::Text
            label=text!(i18n, connection.form.label)
            hint=text!(i18n, connection.form.label_hint)
            value=draft.label
            problem=Signal::derive(move || shown(draft.label_problem()))
            element=NodeRef::new()
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

#[component]
fn KeepChoice(draft: Draft) -> impl IntoView {
    let i18n = use_i18n();
    let option = move |keep: Keep, label: Signal<String>| {
        view! {
            <label class="radio">
                <input
                    type="radio"
                    name="endpoint-keep"
                    prop:checked=move || draft.keep.get() == keep
                    on:change=move |_| draft.keep.set(keep)
                />
                <span>{move || label.get()}</span>
            </label>
        }
    };
    view! {
        <fieldset class="choice">
            <legend>{t!(i18n, connection.form.keep)}</legend>
            {option(Keep::Memory, text!(i18n, connection.form.keep_memory))}
            {option(Keep::Tab, text!(i18n, connection.form.keep_tab))}
        </fieldset>
        <When holds=move || draft.keep.get() == Keep::Tab>
            <p class="endpoint-goes">{t!(i18n, connection.form.keep_tab_warning)}</p>
        </When>
    }
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

/// Keeps connection and key, then closes the form.
fn save(draft: Draft, close: Callback<()>) -> Callback<()> {
    let i18n = use_i18n();
    let connections = use_connections();
    let toasts = use_toasts();
    let tell = tell_unless_stored();
    Callback::new(move |()| {
        draft.asked.set(true);
        let Some(ready) = untrack(|| draft.ready()) else { return };
        let keep = draft.keep.get_untracked();
        // A held key that is to be held otherwise is put again.
        let key = ready.key.or_else(|| connections.key(&ready.connection));
        if let Some(key) = key
            && !connections.put_key(&ready.connection.id, key, keep)
        {
            toasts.show(Toast::new(untrack(|| say!(i18n, connection.form.tab_refused))));
        }
        let stored = connections.put(ready.connection);
        if stored.is_ok() {
            toasts.show(Toast::new(untrack(|| say!(i18n, connection.saved))));
        }
        tell(stored);
        close.run(());
    })
}

/// The running or finished test, and the fields that its remedies point at.
#[derive(Clone, Copy)]
struct Test {
    draft: Draft,
    state: RwSignal<TestState>,
    cancel: StoredValue<CancelToken>,
    action: Job,
    url: NodeRef<html::Input>,
    model: NodeRef<html::Input>,
    key: NodeRef<html::Input>,
}

impl Test {
    fn new(draft: Draft) -> Self {
        let connections = use_connections();
        let state = RwSignal::new(TestState::None);
        let cancel = StoredValue::new(CancelToken::default());
        let action = Job::new(move || async move {
            let Some(ready) = untrack(|| draft.ready()) else { return };
            let token = CancelToken::default();
            cancel.set_value(token.clone());
            state.set(TestState::Running);
            // Typed and sent off by the person: that is the permission.
            connections.permits().allow(ready.origin);
            let key = ready.key.or_else(|| connections.key(&ready.connection));
            let outcome = check(&ready.connection, key, &connections.permits(), &token).await;
            // The form may have been closed meanwhile.
            let _ = state.try_set(match outcome {
                Ok(checked) => TestState::Answers(checked),
                Err(ModelError::Stopped { .. }) => TestState::None,
                Err(error) => TestState::Fails(error),
            });
        });
        on_cleanup(move || {
            let _ = cancel.try_with_value(CancelToken::cancel);
        });
        Self { draft, state, cancel, action, url: NodeRef::new(), model: NodeRef::new(), key: NodeRef::new() }
    }

    fn running(self) -> Signal<bool> {
        Signal::derive(move || matches!(&*self.state.read(), TestState::Running))
    }

    fn start(self) {
        self.draft.asked.set(true);
        self.action.start();
    }

    fn stop(self) {
        self.cancel.with_value(CancelToken::cancel);
    }

    /// The base URL with `/v1`, where that is likely to be what is missing (tracked).
    fn suggestion(self) -> Option<String> {
        let state = self.state.read();
        let TestState::Fails(ModelError::NotJson { .. } | ModelError::NoSuchPath { .. }) = &*state else { return None };
        untrack(|| self.draft.ready()).and_then(|ready| with_v1(&ready.connection.base_url))
    }

    fn take_suggestion(self) {
        if let Some(url) = untrack(|| self.suggestion()) {
            self.draft.base_url.set(url);
            self.start();
        }
    }

    fn remedy(self, remedy: Remedy) {
        let field = match remedy {
            Remedy::CheckKey => self.key,
            Remedy::CheckUrl => self.url,
            Remedy::CheckModel => self.model,
            _ => return self.start(),
        };
        if let Some(input) = field.get_untracked() {
            // Fails for detached elements only.
            let _ = input.focus();
        }
    }
}
