//! Model endpoints: the list, and one form to add or change one.

mod draft;
mod field;
mod form;
mod outcome;

use super::SettingsSection;
use crate::{
    browser::{
        llm::{Connection, ConnectionsError},
        vault::Keep,
    },
    ui::{
        i18n::{Locale, t, text, use_i18n},
        parts::{Badge, Button, ButtonKind, Toast, Tone, use_connections, use_toasts},
    },
};
use form::ConnectionForm;
use leptos::prelude::*;
use leptos_i18n::I18nContext;

/// What the form is about.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Editing {
    Nothing,
    New,
    Existing(Connection),
}

/// Endpoints and their keys.
#[component]
pub fn ConnectionSection() -> impl IntoView {
    let i18n = use_i18n();
    let connections = use_connections();
    let editing = RwSignal::new(Editing::Nothing);
    let close = Callback::new(move |()| editing.set(Editing::Nothing));
    let form = move || match editing.get() {
        Editing::Nothing => view! {
            <div>
                <Button on_press=move |()| editing.set(Editing::New)>{t!(i18n, connection.add)}</Button>
            </div>
        }
        .into_any(),
        Editing::New => view! { <ConnectionForm close /> }.into_any(),
        Editing::Existing(connection) => view! { <ConnectionForm existing=connection close /> }.into_any(),
    };
    let edit = Callback::new(move |connection| editing.set(Editing::Existing(connection)));
    let gone = Callback::new(move |id: String| {
        if matches!(&*editing.read_untracked(), Editing::Existing(open) if open.id == id) {
            editing.set(Editing::Nothing);
        }
    });
    view! {
        <SettingsSection title=text!(i18n, connection.title) text=text!(i18n, connection.text)>
            <Show
                when=move || !connections.list().is_empty()
                fallback=move || view! { <p class="endpoint-none">{t!(i18n, connection.none)}</p> }
            >
                <ul class="endpoints" aria-label=move || text!(i18n, connection.list).get()>
                    <For
                        each=move || connections.list()
                        key=|connection| format!("{connection:?}")
                        children=move |connection| view! { <EndpointRow connection edit gone /> }
                    />
                </ul>
            </Show>
            {form}
        </SettingsSection>
    }
}

#[component]
fn EndpointRow(connection: Connection, edit: Callback<Connection>, gone: Callback<String>) -> impl IntoView {
    let i18n = use_i18n();
    let connections = use_connections();
    let toasts = use_toasts();
    let name = StoredValue::new(connection.title().to_owned());
    let row = StoredValue::new(connection.clone());
    let kept = Signal::derive(move || row.with_value(|row| connections.kept(row)));
    let tell = tell_unless_stored();
    let undo = move || tell.run(connections.put(row.get_value()));
    let remove = move |()| {
        let id = row.with_value(|row| row.id.clone());
        tell.run(connections.remove(&id));
        gone.run(id);
        let text = untrack(|| text!(i18n, connection.removed, name = name.get_value()).get());
        toasts.show(Toast::new(text).with_undo(undo));
    };
    view! {
        <li class="endpoint">
            <div class="endpoint-what">
                <strong>{name.get_value()}</strong>
                <code>{connection.model}</code>
                <code class="endpoint-url">{connection.base_url}</code>
                <Badge
                    tone=Signal::derive(move || if kept.get().is_some() { Tone::Good } else { Tone::Neutral })
                    text=Signal::derive(move || key_text(i18n, kept.get()).get())
                />
            </div>
            <div class="endpoint-actions">
                <Button
                    kind=ButtonKind::Quiet
                    label=text!(i18n, connection.edit_named, name = name.get_value())
                    on_press=move |()| edit.run(row.get_value())
                >
                    {t!(i18n, connection.edit)}
                </Button>
                <Button
                    kind=ButtonKind::Quiet
                    label=text!(i18n, connection.remove_named, name = name.get_value())
                    on_press=remove
                >
                    {t!(i18n, connection.remove)}
                </Button>
            </div>
        </li>
    }
}

fn key_text(i18n: I18nContext<Locale>, kept: Option<Keep>) -> Signal<String> {
    match kept {
        Some(Keep::Memory) => text!(i18n, connection.key_memory),
        Some(Keep::Tab) => text!(i18n, connection.key_tab),
        None => text!(i18n, connection.key_none),
    }
}

/// Says so when a change will be forgotten.
fn tell_unless_stored() -> Callback<Result<(), ConnectionsError>> {
    let i18n = use_i18n();
    let toasts = use_toasts();
    Callback::new(move |stored: Result<(), ConnectionsError>| {
        let text = match stored {
            Ok(()) => return,
            Err(ConnectionsError::NotStored) => untrack(|| text!(i18n, connection.not_stored).get()),
            Err(ConnectionsError::Newer) => untrack(|| text!(i18n, connection.newer).get()),
        };
        toasts.show(Toast::new(text));
    })
}
