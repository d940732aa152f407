//! An API's parameters as a table.

use crate::{
    domain::catalog::Parameter,
    ui::i18n::{say, t, use_i18n},
};
use leptos::prelude::*;
use serde_json::Value;

/// Required ones first. On narrow screens each row becomes a block (`style/apis.css`).
#[component]
pub fn Parameters(required: Vec<Parameter>, optional: Vec<Parameter>) -> impl IntoView {
    let i18n = use_i18n();
    if required.is_empty() && optional.is_empty() {
        return view! { <p class="soft">{t!(i18n, apis.no_parameters)}</p> }.into_any();
    }
    let rows = required
        .into_iter()
        .map(|parameter| (parameter, true))
        .chain(optional.into_iter().map(|parameter| (parameter, false)))
        .map(|(parameter, required)| view! { <Row parameter required /> })
        .collect_view();
    view! {
        <table class="parameters">
            <thead>
                <tr>
                    <th scope="col">{t!(i18n, apis.parameter.name)}</th>
                    <th scope="col">{t!(i18n, apis.parameter.kind)}</th>
                    <th scope="col">{t!(i18n, apis.parameter.meaning)}</th>
                    <th scope="col">{t!(i18n, apis.parameter.example)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn Row(parameter: Parameter, required: bool) -> impl IntoView {
    let i18n = use_i18n();
    let need = move || {
        if required {
            t!(i18n, apis.parameter.required).into_any()
        } else {
            t!(i18n, apis.parameter.optional).into_any()
        }
    };
    view! {
        <tr>
            <th scope="row">
                <code>{parameter.name}</code>
                <span class="parameter-need" class:parameter-required=required>
                    {need}
                </span>
            </th>
            <td class="soft">{parameter.kind.to_lowercase()}</td>
            <td>{parameter.description}</td>
            <td data-label=move || say!(i18n, apis.parameter.example)>{example(&parameter.default).map(|text| view! { <code>{text}</code> })}</td>
        </tr>
    }
}

/// A default as one reads it: texts without quotes; `None` for none.
fn example(default: &Value) -> Option<String> {
    match default {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
