//! What the person says in the model's place: a thought, and what is done with it.

use super::desk::{ANSWER, Act, Draft, FUNCTION, THOUGHT, offered};
use super::fields::{ArgumentFields, ProblemLine};
use crate::domain::catalog::FinishFunction;
use crate::domain::chat::{ChatRequest, FunctionSpec};
use crate::ui::i18n::{Words, say, t, use_i18n};
use crate::ui::parts::{Button, ButtonKind, When, each};
use leptos::prelude::*;
use std::sync::Arc;

/// With more functions than this there is a field to filter them.
const MANY: usize = 8;

/// The form of a reply.
#[component]
pub fn Reply(
    /// What is written so far.
    draft: Draft,
    /// What is asked.
    request: Arc<ChatRequest>,
    /// Sends it.
    send: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let compares = request.functions.is_empty();
    let (label, about) = if compares {
        (t!(i18n, person.words.label), t!(i18n, person.words.about))
    } else {
        (t!(i18n, person.thought.label), t!(i18n, person.thought.about))
    };
    let asked = request.clone();
    let wrong = move || draft.problems.with(|all| !all.is_empty());
    view! {
        <section class="person-reply" aria-labelledby="person-reply">
            <h3 id="person-reply">{t!(i18n, person.reply)}</h3>
            <Area id=THOUGHT label about rows="3" value=draft.thought draft />
            {(!compares).then(|| view! { <Acts draft request /> })}
            <When holds=move || !compares && draft.act.get() == Act::Call>
                <Call draft request=asked.clone() />
            </When>
            <When holds=move || !compares && draft.act.get() == Act::Answer>
                <Area
                    id=ANSWER label=t!(i18n, person.answer.label) about=t!(i18n, person.answer.about)
                    rows="3" value=draft.answer draft
                />
            </When>
            <div class="person-send">
                <Button kind=ButtonKind::Primary on_press=send>{t!(i18n, person.send)}</Button>
                <span class="hint"><kbd>"Ctrl"</kbd> " + " <kbd>"Enter"</kbd></span>
                <p class="problem" role="alert">{move || wrong().then(|| say!(i18n, person.wrong))}</p>
            </div>
        </section>
    }
}

/// What the reply does: radio buttons, so that arrow keys choose.
#[component]
fn Acts(draft: Draft, request: Arc<ChatRequest>) -> impl IntoView {
    let i18n = use_i18n();
    let finishes = offered(&request, FinishFunction::NAME).is_some();
    let act = move |act: Act, id: &'static str, label: Words, about: Words| {
        let choose = move |_| {
            draft.act.set(act);
            draft.problems.set(Vec::new());
        };
        view! {
            <label class="person-act">
                <input
                    id=id type="radio" name="person-act" prop:checked=move || draft.act.get() == act on:change=choose
                />
                <span>{label} " " <span class="hint">{about}</span></span>
            </label>
        }
        .into_any()
    };
    let finish = finishes.then(|| {
        [
            act(Act::Answer, "person-act-answer", t!(i18n, person.act.answer), t!(i18n, person.act.answer_about)),
            act(Act::GiveUp, "person-act-give-up", t!(i18n, person.act.give_up), t!(i18n, person.act.give_up_about)),
        ]
    });
    view! {
        <fieldset class="person-acts">
            <legend>{t!(i18n, person.act.label)}</legend>
            {act(Act::Call, "person-act-call", t!(i18n, person.act.call), t!(i18n, person.act.call_about))}
            {finish.into_iter().flatten().collect::<Vec<_>>()}
            {act(Act::Think, "person-act-think", t!(i18n, person.act.think), t!(i18n, person.act.think_about))}
        </fieldset>
    }
}

/// Which function, and its arguments: by form, or as raw text.
#[component]
fn Call(draft: Draft, request: Arc<ChatRequest>) -> impl IntoView {
    let i18n = use_i18n();
    let (form, raw, switch) = (request.clone(), request.clone(), request);
    view! {
        <When
            holds=move || draft.raw.get()
            fallback=move || view! {
                <Functions draft request=form.clone() />
                <ArgumentFields draft request=form.clone() />
            }
        >
            <RawCall draft request=raw.clone() />
        </When>
        <label class="choice-check">
            <input
                id="person-raw" type="checkbox" prop:checked=move || draft.raw.get()
                on:change=move |e| draft.set_raw(event_target_checked(&e), &switch)
            />
            <span>{t!(i18n, person.raw.switch)} " " <span class="hint">{t!(i18n, person.raw.about)}</span></span>
        </label>
    }
}

/// The functions in a list, with a filter where they are many. `Finish` has its own places above.
#[component]
fn Functions(draft: Draft, request: Arc<ChatRequest>) -> impl IntoView {
    let i18n = use_i18n();
    let many = request.functions.len() > MANY + 1;
    let (listed, described) = (request.clone(), request);
    let shown = move || {
        let (filter, chosen) = (draft.filter.get().to_lowercase(), draft.function.get());
        let fits = |f: &FunctionSpec| {
            f.name == chosen
                || f.name.to_lowercase().contains(&filter)
                || f.description.to_lowercase().contains(&filter)
        };
        let calls = listed.functions.iter().filter(|f| f.name != FinishFunction::NAME && fits(f));
        calls.map(|f| f.name.clone()).collect::<Vec<_>>()
    };
    let option = move |name: String| {
        let (value, mine) = (name.clone(), name.clone());
        view! { <option value=value prop:selected=move || draft.function.get() == mine>{name}</option> }
    };
    let about = move || offered(&described, &draft.function.get()).map(|f| f.description.clone());
    view! {
        {many.then(|| view! {
            <label class="choice">
                <span>{t!(i18n, person.function.filter)}</span>
                <input
                    id="person-filter" type="search" prop:value=move || draft.filter.get()
                    on:input=move |e| draft.filter.set(event_target_value(&e))
                />
            </label>
        })}
        <label class="choice">
            <span>{t!(i18n, person.function.label)}</span>
            <select
                id=FUNCTION on:change=move |e| draft.take_function(event_target_value(&e))
                aria-invalid=move || draft.problem(FUNCTION).map(|_| "true")
                aria-describedby="person-function-about person-function-problem"
            >
                <option value="" prop:selected=move || draft.function.with(String::is_empty)>
                    {t!(i18n, person.function.none)}
                </option>
                {each(shown, Clone::clone, option)}
            </select>
        </label>
        <p class="hint" id="person-function-about">{about}</p>
        <ProblemLine id=FUNCTION.to_owned() draft />
    }
}

/// A call as careless as a model's may be: any name, any text.
#[component]
fn RawCall(draft: Draft, request: Arc<ChatRequest>) -> impl IntoView {
    let i18n = use_i18n();
    let names = request.functions.iter().map(|f| view! { <option value=f.name.clone()></option> }).collect_view();
    view! {
        <label class="choice">
            <span>{t!(i18n, person.raw.name)}</span>
            <input
                id=FUNCTION type="text" list="person-names" autocomplete="off" spellcheck="false"
                prop:value=move || draft.function.get() on:input=move |e| draft.function.set(event_target_value(&e))
                aria-invalid=move || draft.problem(FUNCTION).map(|_| "true")
                aria-describedby="person-function-problem"
            />
        </label>
        <datalist id="person-names">{names}</datalist>
        <ProblemLine id=FUNCTION.to_owned() draft />
        <Area
            id="person-arguments" label=t!(i18n, person.raw.arguments) about=t!(i18n, person.raw.arguments_about)
            rows="4" value=draft.arguments draft
        />
    }
}

/// A labelled text of several lines.
#[component]
fn Area(
    id: &'static str,
    label: Words,
    about: Words,
    rows: &'static str,
    value: RwSignal<String>,
    draft: Draft,
) -> impl IntoView {
    view! {
        <div class="person-field">
            <label for=id>{label}</label>
            <textarea
                id=id rows=rows prop:value=move || value.get()
                on:input=move |e| value.set(event_target_value(&e))
                aria-invalid=move || draft.problem(id).map(|_| "true")
                aria-describedby=format!("{id}-about {id}-problem")
            ></textarea>
            <p class="hint" id=format!("{id}-about")>{about}</p>
            <ProblemLine id=id.to_owned() draft />
        </div>
    }
}
