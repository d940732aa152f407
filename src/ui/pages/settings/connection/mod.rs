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
        i18n::{I18n, say, t, text, use_i18n},
        parts::{Badge, Button, ButtonKind, Toast, Tone, When, each, use_connections, use_toasts},
    },
};
use form::ConnectionForm;
use leptos::prelude::*;

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
    let toasts = use_toasts();
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
    let tell = tell_unless_stored();
    let remove = Callback::new(move |connection: Connection| {
        if matches!(&*editing.read_untracked(), Editing::Existing(open) if open.id == connection.id) {
            editing.set(Editing::Nothing);
        }
        tell(connections.remove(&connection.id));
        let name = connection.title().to_owned();
        let text = untrack(|| say!(i18n, connection.removed, name = name.clone()));
        // The notice may outlive this page: what it holds belongs to the app.
        let undo = move || tell(connections.put(connection.clone()));
        toasts.show(Toast::new(text).with_undo(undo));
    });
    view! {
        <SettingsSection title=text!(i18n, connection.title) text=text!(i18n, connection.text)>
            <When
                holds=move || !connections.list().is_empty()
                fallback=move || view! { <p class="endpoint-none">{t!(i18n, connection.none)}</p> }
            >
                <ul class="endpoints" aria-label=move || say!(i18n, connection.list)>
                    {each(
                        move || connections.list(),
                        |connection| format!("{connection:?}"),
                        move |connection| view! { <EndpointRow connection edit remove /> },
                    )}
                </ul>
            </When>
            {form}
        </SettingsSection>
    }
}

#[component]
fn EndpointRow(connection: Connection, edit: Callback<Connection>, remove: Callback<Connection>) -> impl IntoView {
    let i18n = use_i18n();
    let connections = use_connections();
    let name = StoredValue::new(connection.title().to_owned());
    let row = StoredValue::new(connection.clone());
    let kept = Signal::derive(move || row.with_value(|row| connections.kept(row)));
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
                    on_press=move |()| remove.run(row.get_value())
                >
                    {t!(i18n, connection.remove)}
                </Button>
            </div>
        </li>
    }
}

fn key_text(i18n: I18n, kept: Option<Keep>) -> Signal<String> {
    match kept {
        Some(Keep::Memory) => text!(i18n, connection.key_memory),
        Some(Keep::Tab) => text!(i18n, connection.key_tab),
        None => text!(i18n, connection.key_none),
    }
}

/// Says so when a change will be forgotten. Holds nothing of the component that asks for it, so that it may run after
/// that is gone.
fn tell_unless_stored() -> impl Fn(Result<(), ConnectionsError>) + Copy + Send + Sync + 'static {
    let i18n = use_i18n();
    let toasts = use_toasts();
    move |stored| {
        let text = match stored {
            Ok(()) => return,
            Err(ConnectionsError::NotStored) => untrack(|| say!(i18n, connection.not_stored)),
            Err(ConnectionsError::Newer) => untrack(|| say!(i18n, connection.newer)),
        };
        toasts.show(Toast::new(text));
    }
}
