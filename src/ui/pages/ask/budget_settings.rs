//! Budgets of ours beside ToolBench's parameters: empty fields bound nothing.

use super::state::Ask;
use crate::browser::llm::ModelPick;
use crate::domain::trace::{Budgets, Fidelity, decimal, decimal_text};
use crate::ui::i18n::{I18n, Words, t, use_i18n};
use crate::ui::parts::When;
use leptos::prelude::*;
use web_sys::HtmlInputElement;

/// A budget, or a price.
#[derive(Clone, Copy)]
struct Knob {
    name: &'static str,
    /// Decimal places of what is kept: seconds are kept as milliseconds, money as millionths.
    places: usize,
    get: fn(&Budgets) -> Option<u64>,
    set: fn(&mut Budgets, Option<u64>),
    about: fn(I18n) -> Words,
}

const BUDGETS: [Knob; 3] = [
    Knob {
        name: "max_tokens",
        places: 0,
        get: |b| b.max_tokens,
        set: |b, n| b.max_tokens = n,
        about: |i18n| t!(i18n, ask.settings.max_tokens),
    },
    Knob {
        name: "max_seconds",
        places: 3,
        get: |b| b.max_work_ms,
        set: |b, n| b.max_work_ms = n,
        about: |i18n| t!(i18n, ask.settings.max_seconds),
    },
    Knob {
        name: "max_cost",
        places: 6,
        get: |b| b.max_cost_micros,
        set: |b, n| b.max_cost_micros = n,
        about: |i18n| t!(i18n, ask.settings.max_cost),
    },
];

const PRICES: [Knob; 2] = [
    Knob {
        name: "price_prompt",
        places: 6,
        get: |b| b.price.map(|p| p.prompt_micros),
        set: |b, n| set_price(b, |price| price.0 = n.unwrap_or(0)),
        about: |i18n| t!(i18n, ask.settings.price_prompt),
    },
    Knob {
        name: "price_completion",
        places: 6,
        get: |b| b.price.map(|p| p.completion_micros),
        set: |b, n| set_price(b, |price| price.1 = n.unwrap_or(0)),
        about: |i18n| t!(i18n, ask.settings.price_completion),
    },
];

/// Changes the price of sent and received tokens; no price is left where both are nothing.
fn set_price(budgets: &mut Budgets, change: impl FnOnce(&mut (u64, u64))) {
    let old = budgets.price.unwrap_or_default();
    let mut both = (old.prompt_micros, old.completion_micros);
    change(&mut both);
    let (prompt_micros, completion_micros) = both;
    let price = crate::domain::trace::Price { prompt_micros, completion_micros };
    budgets.price = (both != (0, 0)).then_some(price);
}

/// Tokens, seconds, money; and the model's price where it matters. The original knows none of them.
#[component]
pub fn BudgetSettings(
    /// What is chosen.
    ask: Ask,
) -> impl IntoView {
    let limits = ask.limits;
    let priced = move || {
        limits.with(|l| l.budgets.max_cost_micros.is_some())
            || ask.model.with(|model| ModelPick::parse(model).may_cost())
    };
    view! {
        <When holds=move || ask.fidelity.get() == Fidelity::Fixed>
            {BUDGETS.map(|knob| view! { <Amount ask knob /> })}
            <When holds=priced>{PRICES.map(|knob| view! { <Amount ask knob /> })}</When>
        </When>
    }
}

#[component]
fn Amount(ask: Ask, knob: Knob) -> impl IntoView {
    let i18n = use_i18n();
    let limits = ask.limits;
    let text =
        move || limits.with(|l| (knob.get)(&l.budgets)).map_or_else(String::new, |n| decimal_text(n, knob.places));
    let set = move |event| {
        let written = event_target_value(&event);
        if written.trim().is_empty() {
            limits.update(|l| (knob.set)(&mut l.budgets, None));
        } else if let Some(amount) = decimal(&written, knob.places) {
            limits.update(|l| (knob.set)(&mut l.budgets, Some(amount)));
        }
        // What is no amount leaves the old one; the field shows it again.
        event_target::<HtmlInputElement>(&event).set_value(&untrack(text));
    };
    view! {
        <label class="knob">
            <code>{knob.name}</code>
            <input
                id=knob.name type="text" inputmode="decimal" autocomplete="off" prop:value=text on:change=set
            />
            <span class="hint">{(knob.about)(i18n)}</span>
        </label>
    }
}
