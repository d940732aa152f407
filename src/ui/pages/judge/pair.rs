//! Two paths side by side. Long texts are folded on both sides by one rule and unfolded on both by one button.

use crate::domain::preference::{BlindItem, SolutionPath, Step};
use crate::ui::i18n::{t, text, use_i18n};
use crate::ui::parts::Button;
use crate::ui::parts::When;
use leptos::prelude::*;

/// Characters beyond which a text is folded.
const LONG_CHARS: usize = 420;
/// Lines beyond which a text is folded.
const LONG_LINES: usize = 8;

/// Question, A and B.
#[component]
pub fn Pair(
    /// What the rater may see.
    blind: BlindItem,
) -> impl IntoView {
    let i18n = use_i18n();
    let unfolded = RwSignal::new(false);
    let foldable = [&blind.a, &blind.b].iter().any(|path| texts(path).any(is_long));
    // Answer and heading, then a row for each step: so that both sides' steps stand level.
    let rows = 2 + blind.a.steps.len().max(blind.b.steps.len());
    let unfold = foldable.then(|| {
        view! {
            <Button pressed=Signal::from(unfolded) on_press=move |()| unfolded.update(|on| *on = !*on)>
                {t!(i18n, judge.pair.unfold)}
            </Button>
        }
    });
    view! {
        <section class="judge-question" aria-labelledby="judge-question">
            <h2 id="judge-question" class="judge-label">{t!(i18n, judge.pair.question)}</h2>
            <p class="judge-question-text">{blind.query}</p>
            {unfold}
        </section>
        <div class="judge-pair" class:judge-unfolded=move || unfolded.get() style=("--judge-rows", rows.to_string())>
            <Side name=text!(i18n, judge.pair.a) letter="a" path=blind.a />
            <Side name=text!(i18n, judge.pair.b) letter="b" path=blind.b />
        </div>
    }
}

fn texts(path: &SolutionPath) -> impl Iterator<Item = &str> {
    path.steps.iter().flat_map(|s| [s.thought.as_str(), &s.action_input, &s.observation])
}

fn is_long(text: &str) -> bool {
    text.chars().nth(LONG_CHARS).is_some() || text.lines().nth(LONG_LINES).is_some()
}

#[component]
fn Side(name: Signal<String>, letter: &'static str, path: SolutionPath) -> impl IntoView {
    let i18n = use_i18n();
    let answer = path.final_answer.filter(|text| !text.trim().is_empty());
    let answer = match answer {
        Some(text) => view! { <p class="judge-answer-text">{text}</p> }.into_any(),
        None => view! { <p class="judge-answer-text soft">{t!(i18n, judge.pair.no_answer)}</p> }.into_any(),
    };
    let count = path.steps.len();
    let steps = path.steps.into_iter().enumerate().map(|(i, step)| view! { <StepView n=i + 1 step /> });
    let steps = steps.collect_view();
    let id = format!("judge-side-{letter}");
    view! {
        <section class=format!("judge-side judge-side-{letter}") aria-labelledby=id.clone()>
            <div class="judge-answer">
                <h2 id=id.clone() class="judge-side-name">{move || name.get()}</h2>
                <h3 class="judge-label">{t!(i18n, judge.pair.answer)}</h3>
                {answer}
            </div>
            <h3 class="judge-label judge-path-title">{t!(i18n, judge.pair.path)}</h3>
            <When holds=move || count == 0>
                <p class="soft">{t!(i18n, judge.pair.no_steps)}</p>
            </When>
            <ol class="judge-steps" role="list">{steps}</ol>
        </section>
    }
}

#[component]
fn StepView(n: usize, step: Step) -> impl IntoView {
    let i18n = use_i18n();
    let Step { thought, action, action_input, observation } = step;
    let action =
        (!action.is_empty()).then(|| view! { <Part name=text!(i18n, judge.pair.action) text=action code=true /> });
    view! {
        <li class="judge-step">
            <span class="judge-step-n" aria-hidden="true">{n}</span>
            <dl>
                {part(text!(i18n, judge.pair.thought), thought, false)}
                {action}
                {part(text!(i18n, judge.pair.arguments), action_input, true)}
                {part(text!(i18n, judge.pair.observation), observation, true)}
            </dl>
        </li>
    }
}

/// Nothing where there is no text.
fn part(name: Signal<String>, text: String, code: bool) -> Option<impl IntoView> {
    (!text.trim().is_empty()).then(|| view! { <Part name text code /> })
}

#[component]
fn Part(name: Signal<String>, text: String, code: bool) -> impl IntoView {
    let long = is_long(&text);
    view! {
        <div class="judge-part" class:judge-long=long class:judge-code=code>
            <dt>{move || name.get()}</dt>
            <dd>{text}</dd>
        </div>
    }
}
