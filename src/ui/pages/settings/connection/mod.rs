//! Model endpoints: the list, and one form to add or change one.

mod draft;
mod exam;
mod field;
mod form;
mod limits;
mod models;
mod presets;
mod report;
mod words;

use super::SettingsSection;
use super::keys::keep_words;
use crate::{
    browser::{
        llm::{Connection, ConnectionsError, MAX_CONNECTIONS},
        net::Origin,
    },
    domain::chat::Remedy,
    ui::{
        i18n::{say, t, text, use_i18n},
        parts::{Badge, Button, ButtonKind, Toast, Tone, When, each, use_connections, use_toasts},
    },
};
use draft::Ready;
use exam::Exam;
use form::ConnectionForm;
use leptos::prelude::*;
use report::{Actions, ExamReport};

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
    let editing = RwSignal::new(connections.take_wanted().map_or(Editing::Nothing, Editing::Existing));
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
        let had_key = untrack(|| connections.kept(&connection)).is_some();
        tell(connections.remove(&connection.id));
        let name = connection.title().to_owned();
        let text = untrack(|| say!(i18n, connection.removed, name = name.clone()));
        // The notice may outlive this page: what it holds belongs to the app.
        let undo = move || {
            tell(connections.put(connection.clone()));
            if had_key {
                let name = connection.title().to_owned();
                toasts.show(Toast::new(untrack(|| say!(i18n, keys.back_without, name = name.clone()))));
            }
        };
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
    let locked = move || row.with_value(|row| connections.locked(row));
    let words = move || match kept.get() {
        Some(keep) => keep_words(i18n, keep, locked()).get(),
        None => say!(i18n, connection.key_none),
    };
    let exam = Exam::new(Callback::new(move |()| {
        let connection = row.get_value();
        let origin = Origin::of_url(&connection.base_url).ok()?;
        Some(Ready { connection, origin, key: None })
    }));
    let actions = row_actions(row, exam, edit);
    view! {
        <li class="endpoint">
            <div class="endpoint-what">
                <strong>{name.get_value()}</strong>
                <code>{connection.model}</code>
                <code class="endpoint-url">{connection.base_url}</code>
                <Badge
                    tone=Signal::derive(move || match kept.get() {
                        Some(_) if locked() => Tone::Warn,
                        Some(_) => Tone::Good,
                        None => Tone::Neutral,
                    })
                    text=Signal::derive(words)
                />
            </div>
            <div class="endpoint-actions">
                <Button
                    kind=ButtonKind::Quiet
                    disabled=exam.running()
                    label=text!(i18n, doctor.test_named, name = name.get_value())
                    on_press=move |()| exam.start()
                >
                    {t!(i18n, doctor.test)}
                </Button>
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
            <ExamReport exam actions />
        </li>
    }
}

/// What the report's buttons do in the list: change the connection, or open the form.
fn row_actions(row: StoredValue<Connection>, exam: Exam, edit: Callback<Connection>) -> Actions {
    let connections = use_connections();
    let tell = tell_unless_stored();
    let put = move |change: fn(&mut Connection, String)| {
        Callback::new(move |text| {
            let mut connection = row.get_value();
            change(&mut connection, text);
            // The row is drawn anew with it.
            tell(connections.put(connection));
        })
    };
    Actions {
        on_remedy: Callback::new(move |remedy| match remedy {
            Remedy::CheckKey | Remedy::CheckUrl | Remedy::CheckModel => edit.run(row.get_value()),
            _ => exam.start(),
        }),
        on_model: put(|connection, model| connection.model = model),
        on_url: put(|connection, url| connection.base_url = url),
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
            Err(ConnectionsError::TooMany) => {
                let most = MAX_CONNECTIONS.to_string();
                untrack(|| say!(i18n, connection.too_many, most = most.clone()))
            }
            Err(ConnectionsError::Newer) => untrack(|| say!(i18n, connection.newer)),
        };
        toasts.show(Toast::new(text));
    }
}
