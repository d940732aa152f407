//! What became of a step's call on its way: who answered, how the arguments were sent, what of the observation the model
//! saw. All of it follows from the trace.

use super::RunModel;
use super::raw::StepQuota;
use crate::domain::search::{checked_arguments, seen};
use crate::domain::service::{Checked, Mended, Mending, shape};
use crate::domain::trace::event::AnsweredBy;
use crate::domain::trace::{RunSpec, StepView};
use crate::ui::i18n::{I18n, Words, say, t, text, use_i18n};
use crate::ui::parts::{Badge, Tone};
use leptos::prelude::*;
use serde_json::Value;

/// Below the observation; nothing for steps that called nothing.
pub fn called(model: RunModel, step: &StepView) -> Option<AnyView> {
    let i18n = use_i18n();
    let spec = model.trace.with_untracked(|trace| trace.as_ref().map(|trace| trace.spec.clone()))?;
    let by = step.answered_by.map(|by| by_view(i18n, by));
    let mended = mended(&spec, step);
    let mended = (!mended.is_empty()).then(|| mended_view(i18n, mended));
    let seen = step.observation.as_ref().map(|observation| seen_view(i18n, &spec, step.function, observation));
    let outside = step.answered_by.is_some_and(|by| !matches!(by, AnsweredBy::Local | AnsweredBy::Simulated));
    let quota = outside.then(|| view! { <StepQuota model nodes=step.nodes.clone() /> });
    Some(view! { {by} {quota} {mended} {seen} }.into_any())
}

fn by_view(i18n: I18n, by: AnsweredBy) -> AnyView {
    let words = by_words(i18n, by);
    let tone = if by == AnsweredBy::Simulated { Tone::Warn } else { Tone::Info };
    let name = match by {
        AnsweredBy::Local => "local",
        AnsweredBy::Public => "public",
        AnsweredBy::RapidApi => "rapid_api",
        AnsweredBy::ToolServer => "tool_server",
        AnsweredBy::Simulated => "simulated",
    };
    view! { <p class="answered-by" data-by=name><Badge tone text=Signal::derive(move || words.get()) /></p> }.into_any()
}

fn by_words(i18n: I18n, by: AnsweredBy) -> Words {
    match by {
        AnsweredBy::Local => t!(i18n, tools.by.local),
        AnsweredBy::Public => t!(i18n, tools.by.public),
        AnsweredBy::RapidApi => t!(i18n, tools.by.rapid_api),
        AnsweredBy::ToolServer => t!(i18n, tools.by.tool_server),
        AnsweredBy::Simulated => t!(i18n, tools.by.simulated),
    }
}

/// How the arguments were changed before they were sent; the same reading as the search's.
fn mended(spec: &RunSpec, step: &StepView) -> Vec<Mended> {
    let (Some(function), Some(arguments)) = (step.function, &step.arguments) else { return Vec::new() };
    match checked_arguments(spec, function, arguments) {
        Some(Checked::Fit { mended, .. }) => mended,
        Some(Checked::Misfit(_)) | None => Vec::new(),
    }
}

fn mended_view(i18n: I18n, mended: Vec<Mended>) -> AnyView {
    let line = move |Mended { name, how }: Mended| {
        let words = move || match &how {
            Mending::Renamed(to) => say!(i18n, tools.mended.renamed, name = name.clone(), to = to.clone()),
            Mending::Read(value) => {
                let to = value.to_string();
                say!(i18n, tools.mended.read, name = name.clone(), to = to.clone())
            }
            Mending::LeftOut => say!(i18n, tools.mended.left_out, name = name.clone()),
        };
        view! { <li>{words}</li> }
    };
    view! {
        <div class="field mended">
            <h3>{t!(i18n, tools.mended.title)}</h3>
            <ul class="inspector-reasons">{mended.into_iter().map(line).collect_view()}</ul>
        </div>
    }
    .into_any()
}

/// What the model was shown, where that is not all, with what is missing.
fn seen_view(i18n: I18n, spec: &RunSpec, function: Option<u32>, observation: &str) -> Option<AnyView> {
    let shown = seen(spec, function, observation);
    if shown == observation {
        return None;
    }
    let schema = function.and_then(|function| spec.seen.schemas.get(function as usize)).unwrap_or(&Value::Null);
    let shaped = shape(observation, spec.seen.shaping, schema);
    let max = spec.limits.max_observation_length as usize;
    let cut = shaped.text.chars().count().saturating_sub(max);
    let count = |n: usize| n.to_string();
    let (fields, nulls, items, cut_n) = (count(shaped.fields), count(shaped.nulls), count(shaped.items), count(cut));
    let lines: Vec<Signal<String>> = [
        (shaped.fields > 0).then(|| text!(i18n, tools.seen.fields, n = fields.clone())),
        (shaped.nulls > 0).then(|| text!(i18n, tools.seen.nulls, n = nulls.clone())),
        (shaped.items > 0).then(|| text!(i18n, tools.seen.items, n = items.clone())),
        (cut > 0).then(|| text!(i18n, tools.seen.cut, n = cut_n.clone())),
    ]
    .into_iter()
    .flatten()
    .collect();
    let lines = lines.into_iter().map(|line| view! { <p class="hint">{move || line.get()}</p> }).collect_view();
    Some(
        view! {
            <details class="sent seen">
                <summary>{t!(i18n, tools.seen.title)}</summary>
                {lines}
                <pre class="inspector-code">{shown}</pre>
            </details>
        }
        .into_any(),
    )
}
