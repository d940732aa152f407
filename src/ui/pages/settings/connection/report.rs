//! What the examination of a connection shows: its checks while they run, then the cause and what helps.

use super::{
    exam::{Exam, ExamState},
    words::{advice_words, cause_words, check_words, state_words},
};
use crate::{
    browser::{
        clipboard::copy,
        llm::{self, Checked, Connection, with_v1},
    },
    domain::{
        chat::{Exchange, ModelError, Remedy},
        connection::{Cause, Check, CheckState, Diagnosis, Line, Remedies},
    },
    ui::{
        i18n::{I18n, say, t, text, use_i18n},
        parts::{Badge, Button, ButtonKind, Tone, remedy_text},
        run::exchange_view,
    },
};
use leptos::prelude::*;

/// What was found, of which connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Report {
    pub(super) found: llm::Report,
    pub(super) connection: Connection,
}

/// What the report's buttons do.
#[derive(Clone, Copy)]
pub(super) struct Actions {
    /// Goes to what is to be changed.
    pub(super) on_remedy: Callback<Remedy>,
    /// Takes a model that the endpoint has.
    pub(super) on_model: Callback<String>,
    /// Takes another base URL.
    pub(super) on_url: Callback<String>,
}

/// Progress or report; nothing before the first start.
#[component]
pub(super) fn ExamReport(exam: Exam, actions: Actions) -> impl IntoView {
    let i18n = use_i18n();
    let show = move || match exam.state.get() {
        ExamState::None => ().into_any(),
        ExamState::Running(checks) => progress(i18n, exam, &checks),
        ExamState::Done(report) => done(i18n, &report, actions),
    };
    view! { <div class="doctor">{show}</div> }
}

fn progress(i18n: I18n, exam: Exam, checks: &[(Check, CheckState)]) -> AnyView {
    let now = checks.iter().find(|(_, state)| *state == CheckState::Running);
    let words = now.map_or_else(String::new, |(check, _)| check_words(i18n, *check));
    view! {
        <div class="endpoint-outcome" role="status">
            <Badge tone=Tone::Busy text=text!(i18n, doctor.running) />
            <p class="soft">{words}</p>
            <Button on_press=move |()| exam.stop()>{t!(i18n, shell.cancel)}</Button>
        </div>
        {check_list(i18n, checks)}
    }
    .into_any()
}

fn check_list(i18n: I18n, checks: &[(Check, CheckState)]) -> AnyView {
    let row = |(check, state): &(Check, CheckState)| {
        let tone = match state {
            CheckState::Waiting | CheckState::Skipped => Tone::Neutral,
            CheckState::Running => Tone::Busy,
            CheckState::Passed => Tone::Good,
            CheckState::Failed => Tone::Bad,
        };
        view! {
            <li>
                <Badge tone text=state_words(i18n, *state) />
                <span>{check_words(i18n, *check)}</span>
            </li>
        }
        .into_any()
    };
    let rows: Vec<AnyView> = checks.iter().map(row).collect();
    view! { <ul class="doctor-checks" aria-label=say!(i18n, doctor.checks)>{rows}</ul> }.into_any()
}

fn done(i18n: I18n, report: &Report, actions: Actions) -> AnyView {
    let how = check_list(i18n, &report.found.checks);
    let raw = raw(i18n, &report.found.exchanges);
    let copied = report_text(i18n, report);
    let verdict = match &report.found.checked {
        Some(checked) if checked.calls_functions => answers(i18n, checked),
        _ => verdict(i18n, report, actions),
    };
    view! {
        {verdict}
        <details class="doctor-how">
            <summary>{say!(i18n, doctor.how)}</summary>
            {how}
            <Button kind=ButtonKind::Quiet on_press=move |()| copy(&copied)>{t!(i18n, doctor.copy_report)}</Button>
        </details>
        {raw}
    }
    .into_any()
}

/// The request that was made as a run would make it, with what came.
fn raw(i18n: I18n, exchanges: &[Exchange]) -> Option<AnyView> {
    let all: Vec<AnyView> = exchanges.iter().map(|one| exchange_view(i18n, one.clone())).collect();
    (!all.is_empty())
        .then(|| view! { <details class="sent"><summary>{t!(i18n, run.raw.title)}</summary>{all}</details> }.into_any())
}

/// A connection that a search can run on.
fn answers(i18n: I18n, checked: &Checked) -> AnyView {
    let sentences: Vec<AnyView> =
        answer_words(i18n, checked).into_iter().map(|words| view! { <p>{words}</p> }.into_any()).collect();
    let tone = if checked.streams { Tone::Good } else { Tone::Warn };
    view! {
        <div class="endpoint-answers" role="status">
            <Badge tone text=t!(i18n, connection.test.good) />
            {sentences}
        </div>
    }
    .into_any()
}

fn answer_words(i18n: I18n, checked: &Checked) -> Vec<String> {
    let seconds = format!("{:.1}", checked.took_ms as f64 / 1_000.0);
    let mut out = Vec::new();
    if checked.calls_functions {
        out.push(say!(i18n, connection.test.good_text, seconds = seconds));
    }
    if !checked.streams {
        out.push(say!(i18n, connection.test.no_stream));
        out.push(say!(i18n, doctor.advice.no_stream));
    }
    if let Some(model) = &checked.model {
        out.push(say!(i18n, connection.test.answered_as, model = model.clone()));
    }
    if let Some(usage) = checked.usage {
        out.push(say!(i18n, connection.test.tokens, prompt = usage.prompt, completion = usage.completion));
    }
    out
}

/// The cause or causes, each with what helps.
fn verdict(i18n: I18n, report: &Report, actions: Actions) -> AnyView {
    let several = matches!(report.found.diagnosis, Diagnosis::OneOf(_));
    let (tone, title) =
        if several { (Tone::Warn, t!(i18n, doctor.one_of)) } else { (Tone::Bad, t!(i18n, doctor.cause_found)) };
    let cause = |(cause, remedies): &(Cause, Remedies)| {
        let advice: Vec<AnyView> = remedies
            .advice
            .iter()
            .map(|advice| {
                view! { <p class="doctor-advice">{advice_words(i18n, *advice, report.found.provider)}</p> }.into_any()
            })
            .collect();
        let lines: Vec<AnyView> = remedies.lines.iter().map(|line| line_view(i18n, line)).collect();
        view! { <li><p>{cause_words(i18n, cause)}</p>{advice}{lines}</li> }.into_any()
    };
    let causes: Vec<AnyView> = report.found.remedies.iter().map(cause).collect();
    // What the endpoint said; where nothing readable came there is nothing to add.
    let said = report.found.error.as_ref().filter(|error| !is_silence(error)).map(|error| {
        view! {
            <details class="error-banner-details">
                <summary>{say!(i18n, shell.details)}</summary>
                <pre>{error.to_string()}</pre>
            </details>
        }
        .into_any()
    });
    view! {
        <div class="doctor-verdict" class:doctor-open=several role="alert">
            <Badge tone text=title />
            <ul class="doctor-causes">{causes}</ul>
            {said}
            {models_view(i18n, &report.found.models, actions.on_model)}
            {buttons(i18n, report, actions)}
        </div>
    }
    .into_any()
}

const fn is_silence(error: &ModelError) -> bool {
    matches!(error, ModelError::BlockedOrUnreachable { .. } | ModelError::Offline)
}

fn line_view(i18n: I18n, line: &Line) -> AnyView {
    let (place, shown, copied) = (line.place, line.text.clone(), line.text.clone());
    view! {
        <div class="doctor-line">
            <span class="soft">{place}</span>
            <code>{shown}</code>
            <Button
                kind=ButtonKind::Quiet
                label=text!(i18n, doctor.copy_line, place = place)
                on_press=move |()| copy(&copied)
            >
                {t!(i18n, doctor.copy)}
            </Button>
        </div>
    }
    .into_any()
}

/// The models to choose from, where the endpoint told.
fn models_view(i18n: I18n, models: &[String], on_model: Callback<String>) -> Option<AnyView> {
    let chosen = RwSignal::new(models.first()?.clone());
    let option = |model: &String| view! { <option value=model.clone()>{model.clone()}</option> }.into_any();
    let options: Vec<AnyView> = models.iter().map(option).collect();
    let count = models.len();
    Some(
        view! {
            <div class="doctor-models">
                <label>
                    <span>{say!(i18n, doctor.models, count = count)}</span>
                    <select on:change:target=move |event| chosen.set(event.target().value())>{options}</select>
                </label>
                <Button on_press=move |()| on_model.run(chosen.get_untracked())>{t!(i18n, doctor.use_model)}</Button>
            </div>
        }
        .into_any(),
    )
}

/// The one next action, and the base URL with `/v1` where that is likely to be what is missing.
fn buttons(i18n: I18n, report: &Report, actions: Actions) -> AnyView {
    let error = report.found.error.as_ref();
    let remedy = match (error, &report.found.diagnosis) {
        (None, _) => Remedy::CheckModel,
        (Some(error), Diagnosis::Found(_)) if !is_silence(error) => error.remedy(),
        _ => Remedy::Retry,
    };
    let misses_path = matches!(error, Some(ModelError::NotJson { .. } | ModelError::NoSuchPath { .. }));
    let longer = with_v1(&report.connection.base_url).filter(|_| misses_path).map(|url| {
        let taken = url.clone();
        let press = move |()| actions.on_url.run(taken.clone());
        view! { <Button on_press=press>{t!(i18n, connection.form.use_v1, url = url)}</Button> }.into_any()
    });
    let words = remedy_text(i18n, remedy);
    view! {
        <div class="endpoint-buttons">
            {longer} <Button on_press=move |()| actions.on_remedy.run(remedy)>{move || words.get()}</Button>
        </div>
    }
    .into_any()
}

/// The report as plain text, for whoever runs the server.
fn report_text(i18n: I18n, report: &Report) -> String {
    let found = &report.found;
    let mut out = vec![format!("{} · {}", report.connection.base_url, report.connection.model)];
    if let Some(checked) = &found.checked {
        out.extend(answer_words(i18n, checked));
    }
    if matches!(found.diagnosis, Diagnosis::OneOf(_)) {
        out.push(say!(i18n, doctor.one_of));
    }
    for (cause, remedies) in &found.remedies {
        out.push(format!("- {}", cause_words(i18n, cause)));
        out.extend(remedies.advice.iter().map(|advice| format!("  {}", advice_words(i18n, *advice, found.provider))));
        out.extend(remedies.lines.iter().map(|line| format!("  {}: {}", line.place, line.text)));
    }
    if let Some(error) = found.error.as_ref().filter(|error| !is_silence(error)) {
        out.push(error.to_string());
    }
    for (check, state) in &found.checks {
        out.push(format!("{}: {}", check_words(i18n, *check), state_words(i18n, *state).get()));
    }
    out.join("\n")
}
