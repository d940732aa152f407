//! The parameters of a method, under ToolBench's names: each with one line that says what it does.

use super::budget_settings::BudgetSettings;
use super::prompt_choice::PromptChoice;
use super::state::{Ask, use_ask};
use crate::domain::trace::{Fidelity, Limits, Method, Shaping};
use crate::ui::i18n::{I18n, Words, say, t, use_i18n};
use crate::ui::later::{Later, later};
use crate::ui::parts::{Button, ButtonKind, When};
use leptos::prelude::*;

/// A number of a method.
#[derive(Clone, Copy)]
struct Knob {
    /// As ToolBench calls it.
    name: &'static str,
    /// Least and most.
    range: (u32, u32),
    get: fn(&Limits) -> u32,
    set: fn(&mut Limits, u32),
    about: fn(I18n) -> Words,
    /// Whether the method looks at it.
    of: fn(Method) -> bool,
}

const fn every(_: Method) -> bool {
    true
}

const fn trees(method: Method) -> bool {
    !matches!(method, Method::Chain { .. })
}

const KNOBS: [Knob; 7] = [
    Knob {
        name: "tree_beam_size",
        range: (1, 8),
        get: |l| l.width,
        set: |l, n| l.width = n,
        about: |i18n| t!(i18n, ask.settings.width),
        of: trees,
    },
    Knob {
        name: "single_chain_max_step",
        range: (3, 120),
        get: |l| l.max_depth,
        set: |l, n| l.max_depth = n,
        about: |i18n| t!(i18n, ask.settings.depth),
        of: every,
    },
    Knob {
        name: "max_query_count",
        range: (1, 2000),
        get: |l| l.max_model_calls,
        set: |l, n| l.max_model_calls = n,
        about: |i18n| t!(i18n, ask.settings.calls),
        of: every,
    },
    Knob {
        name: "answer",
        range: (1, 8),
        get: |l| l.answers,
        set: |l, n| l.answers = n,
        about: |i18n| t!(i18n, ask.settings.answers),
        of: every,
    },
    Knob {
        name: "final_answer_back_length",
        range: (1, 20),
        get: |l| l.final_answer_back_length,
        set: |l, n| l.final_answer_back_length = n,
        about: |i18n| t!(i18n, ask.settings.answer_back),
        of: trees,
    },
    Knob {
        name: "prune_back_length",
        range: (1, 20),
        get: |l| l.prune_back_length,
        set: |l, n| l.prune_back_length = n,
        about: |i18n| t!(i18n, ask.settings.prune_back),
        of: trees,
    },
    Knob {
        name: "max_observation_length",
        range: (64, 32_768),
        get: |l| l.max_observation_length,
        set: |l, n| l.max_observation_length = n,
        about: |i18n| t!(i18n, ask.settings.observation),
        of: every,
    },
];

/// Tries of [`Method::Chain`].
const TRIES: (u32, u32) = (1, 10);

/// All parameters of the chosen method, closed at first: they come when they are first opened.
#[component]
pub fn SearchSettings() -> impl IntoView {
    let i18n = use_i18n();
    let opened = RwSignal::new(false);
    view! {
        <details class="search-settings" on:toggle=move |_| opened.set(true)>
            <summary>{t!(i18n, ask.settings.title)}</summary>
            <When holds=move || opened.get()>{later(Later::Search)}</When>
        </details>
    }
}

/// What stands in [`SearchSettings`].
#[component]
pub fn SearchParameters() -> impl IntoView {
    let i18n = use_i18n();
    let ask = use_ask();
    let (limits, method) = (ask.limits, ask.method);
    let knob = move |knob: Knob| {
        let value = Signal::derive(move || limits.with(knob.get));
        let choose = Callback::new(move |n| limits.update(|l| (knob.set)(l, n)));
        let field = move || {
            view! { <Number name=knob.name range=knob.range about=(knob.about)(i18n) value choose /> }
        };
        view! { <When holds=move || (knob.of)(method.get())>{field()}</When> }
    };
    let tries = Signal::derive(move || if let Method::Chain { tries } = method.get() { tries } else { 1 });
    let choose_tries = Callback::new(move |tries| method.set(Method::Chain { tries }));
    let toolbench = Callback::new(move |()| {
        limits.set(Limits::default());
        ask.fidelity.set(Fidelity::ToolBench);
    });
    let repaired = Callback::new(move |()| {
        limits.set(Limits::default());
        ask.fidelity.set(Fidelity::Fixed);
        ask.cache_calls.set(true);
    });
    view! {
            <div class="settings-row">
                <Button kind=ButtonKind::Quiet on_press=repaired>{t!(i18n, ask.settings.preset_ours)}</Button>
                <Button kind=ButtonKind::Quiet on_press=toolbench>{t!(i18n, ask.settings.preset_toolbench)}</Button>
            </div>
            <div class="knobs">
                <When holds=move || matches!(method.get(), Method::Chain { .. })>
                    <Number
                        name="pass_at" range=TRIES about=t!(i18n, ask.settings.tries) value=tries choose=choose_tries
                    />
                </When>
                {KNOBS.into_iter().map(knob).collect_view()}
                <BudgetSettings ask />
                <FidelityChoice ask />
                <CacheChoice ask />
                <ShapingChoice ask />
                <PromptChoice ask />
            </div>
    }
}

#[component]
fn Number(
    name: &'static str,
    range: (u32, u32),
    about: Words,
    value: Signal<u32>,
    choose: Callback<u32>,
) -> impl IntoView {
    let (least, most) = range;
    let set = move |event| {
        // What is no number leaves the old one; the field shows it again.
        let number = event_target_value(&event).trim().parse().unwrap_or_else(|_| value.get_untracked());
        choose.run(number.clamp(least, most));
    };
    view! {
        <label class="knob">
            <code>{name}</code>
            <input
                id=name type="number" inputmode="numeric" min=least.to_string() max=most.to_string()
                prop:value=move || value.get().to_string() on:change=set
            />
            <span class="hint">{about}</span>
        </label>
    }
}

#[component]
fn FidelityChoice(ask: Ask) -> impl IntoView {
    let i18n = use_i18n();
    let fidelity = ask.fidelity;
    let original = move || fidelity.get() == Fidelity::ToolBench;
    let choose = move |event| {
        let original = event_target_value(&event) == "toolbench";
        fidelity.set(if original { Fidelity::ToolBench } else { Fidelity::Fixed });
    };
    view! {
        <label class="knob">
            <span>{t!(i18n, ask.settings.fidelity.label)}</span>
            <select id="fidelity" on:change=choose>
                <option value="fixed" prop:selected=move || !original()>{t!(i18n, ask.settings.fidelity.fixed)}</option>
                <option value="toolbench" prop:selected=original>{t!(i18n, ask.settings.fidelity.toolbench)}</option>
            </select>
            <span class="hint">{t!(i18n, ask.settings.fidelity.about)}</span>
        </label>
    }
}

#[component]
fn ShapingChoice(ask: Ask) -> impl IntoView {
    let i18n = use_i18n();
    let original = move || ask.fidelity.get() == Fidelity::ToolBench;
    let choose = move |event| {
        ask.shaping.set(match event_target_value(&event).as_str() {
            "schema" => Shaping::Schema,
            "compact" => Shaping::Compact,
            "random" => Shaping::Random,
            _ => Shaping::Whole,
        });
    };
    let is = move |shaping| move || ask.shaping.get() == shaping;
    view! {
        <label class="knob">
            <span>{t!(i18n, tools.shaping.label)}</span>
            <select id="shaping" on:change=choose>
                <option value="whole" prop:selected=is(Shaping::Whole)>{t!(i18n, tools.shaping.whole)}</option>
                <option value="schema" prop:selected=is(Shaping::Schema)>{t!(i18n, tools.shaping.schema)}</option>
                <When holds=move || !original()>
                    <option value="compact" prop:selected=is(Shaping::Compact)>{t!(i18n, tools.shaping.compact)}</option>
                </When>
                <When holds=original>
                    <option value="random" prop:selected=is(Shaping::Random)>{t!(i18n, tools.shaping.random)}</option>
                </When>
            </select>
            <span class="hint">
                {move || if original() { say!(i18n, tools.shaping.original) } else { say!(i18n, tools.shaping.about) }}
            </span>
        </label>
    }
}

#[component]
fn CacheChoice(ask: Ask) -> impl IntoView {
    let i18n = use_i18n();
    let original = move || ask.fidelity.get() == Fidelity::ToolBench;
    view! {
        <label class="knob">
            <span>{t!(i18n, ask.settings.cache.label)}</span>
            <input
                id="cache_calls" type="checkbox" disabled=original
                prop:checked=move || ask.cache_calls.get() && !original()
                on:change=move |e| ask.cache_calls.set(event_target_checked(&e))
            />
            <span class="hint">{t!(i18n, ask.settings.cache.about)}</span>
        </label>
    }
}
