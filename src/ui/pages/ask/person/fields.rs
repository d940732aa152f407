//! The arguments of a call as a form made from the function's schema.

use super::desk::{Draft, field_id, fields_of};
use crate::domain::chat::ChatRequest;
use crate::domain::form::{FieldKind, FieldProblem, FormField, typed};
use crate::ui::i18n::{I18n, Words, t, text, use_i18n};
use leptos::{ev, prelude::*};
use std::sync::Arc;

/// A field for each argument of the chosen function.
#[component]
pub fn ArgumentFields(
    /// What is written so far.
    draft: Draft,
    /// What is asked.
    request: Arc<ChatRequest>,
) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        let name = draft.function.get();
        let fields = fields_of(&request, &name);
        let none = (fields.is_empty() && !name.is_empty())
            .then(|| view! { <p class="hint">{t!(i18n, person.field.none)}</p> });
        let fields = fields.into_iter().enumerate();
        let fields: Vec<AnyView> = fields.map(|(place, field)| argument(i18n, draft, place, field)).collect();
        view! { {none} {fields} }.into_any()
    }
}

/// Why a control cannot be used as it is; empty while it can.
#[component]
pub fn ProblemLine(
    /// Id of the control.
    id: String,
    /// Where problems are kept.
    draft: Draft,
) -> impl IntoView {
    let i18n = use_i18n();
    let own = format!("{id}-problem");
    view! { <p class="problem" id=own>{move || draft.problem(&id).map(|problem| problem_words(i18n, problem).get())}</p> }
}

fn problem_words(i18n: I18n, problem: FieldProblem) -> Words {
    match problem {
        FieldProblem::Missing => text!(i18n, person.problem.missing),
        FieldProblem::NoNumber => text!(i18n, person.problem.no_number),
        FieldProblem::NoInteger => text!(i18n, person.problem.no_integer),
        FieldProblem::NoChoice => text!(i18n, person.problem.no_choice),
        FieldProblem::NoList => text!(i18n, person.problem.no_list),
        FieldProblem::NoObject => text!(i18n, person.problem.no_object),
    }
}

fn kind_words(i18n: I18n, kind: &FieldKind) -> Words {
    match kind {
        FieldKind::Text => text!(i18n, person.kind.text),
        FieldKind::Number => text!(i18n, person.kind.number),
        FieldKind::Integer => text!(i18n, person.kind.integer),
        FieldKind::Boolean => text!(i18n, person.kind.boolean),
        FieldKind::Choice(_) => text!(i18n, person.kind.choice),
        FieldKind::List => text!(i18n, person.kind.list),
        FieldKind::Object => text!(i18n, person.kind.object),
    }
}

fn argument(i18n: I18n, draft: Draft, place: usize, field: FormField) -> AnyView {
    let id = field_id(place);
    let needed = if field.required { t!(i18n, person.field.required) } else { t!(i18n, person.field.optional) };
    let kind = kind_words(i18n, &field.kind);
    let example = field.example.clone();
    let (name, description) = (field.name.clone(), field.description.clone());
    let control = control(i18n, draft, id.clone(), field);
    view! {
        <div class="person-field">
            <label for=id.clone()>
                <code>{name}</code> " " <span class="hint">{kind} " · " {needed}</span>
            </label>
            {control}
            <p class="hint" id=format!("{id}-about")>
                {description}
                {example.map(|example| view! { " " {t!(i18n, person.field.example)} " " <code>{example}</code> })}
            </p>
            <ProblemLine id draft />
        </div>
    }
    .into_any()
}

/// What one types into, or chooses from.
fn control(i18n: I18n, draft: Draft, id: String, field: FormField) -> AnyView {
    let described = format!("{id}-about {id}-problem");
    let (name, shown, written) = (field.name.clone(), field.name.clone(), field.name.clone());
    let value = move || draft.value(&shown);
    let write = move |event| draft.set_value(&written, event_target_value(&event));
    let own = id.clone();
    let invalid = move || draft.problem(&own).map(|_| "true");
    let required = if field.required { "true" } else { "false" };
    let choices = match &field.kind {
        FieldKind::Boolean => vec!["true".to_owned(), "false".to_owned()],
        FieldKind::Choice(values) => values.iter().map(typed).collect(),
        _ => Vec::new(),
    };
    if !choices.is_empty() {
        let none = if field.required { t!(i18n, person.field.choose) } else { t!(i18n, person.field.left_out) };
        let options: Vec<AnyView> = choices
            .into_iter()
            .map(|choice| {
                let (name, value, mine) = (name.clone(), choice.clone(), choice.clone());
                let selected = move || draft.value(&name) == mine;
                view! { <option value=value prop:selected=selected>{choice}</option> }.into_any()
            })
            .collect();
        return view! {
            <select
                id=id aria-required=required aria-invalid=invalid aria-describedby=described
                on:change=write
            >
                <option value="">{none}</option>
                {options}
            </select>
        }
        .into_any();
    }
    if matches!(field.kind, FieldKind::Number | FieldKind::Integer) {
        return view! {
            <input
                id=id type="text" inputmode="decimal" autocomplete="off" aria-required=required
                aria-invalid=invalid aria-describedby=described prop:value=value on:input=write
            />
        }
        .into_any();
    }
    let json = matches!(field.kind, FieldKind::List | FieldKind::Object);
    let rows = if json { "2" } else { "1" };
    // One line: Enter alone adds no other. With Shift it does, for the few texts that have several.
    let keys = move |event: ev::KeyboardEvent| {
        if !json && event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
        }
    };
    view! {
        <textarea
            id=id rows=rows class:person-json=json aria-required=required aria-invalid=invalid
            aria-describedby=described prop:value=value on:input=write on:keydown=keys
        ></textarea>
    }
    .into_any()
}
