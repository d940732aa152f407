//! Files out, files in, and the id under which this device votes.

use super::desk::Desk;
use super::intake::{Intake, Picker};
use super::words;
use crate::browser::clipboard::download;
use crate::browser::judge::{set_rater_id, study_json, votes_csv, votes_jsonl};
use crate::domain::preference::is_id;
use crate::ui::i18n::{say, t, text, use_i18n};
use crate::ui::parts::{Button, ErrorBanner, Panel, When};
use leptos::prelude::*;

/// The section below both judging and results.
#[component]
pub fn Exchange(
    /// The study.
    desk: Desk,
    /// What takes files in.
    intake: Intake,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Panel title=text!(i18n, judge.files.title) class="judge-files">
            <p class="soft prose">{t!(i18n, judge.files.text)}</p>
            <Downloads desk />
            <Picker intake />
            <Rater desk />
        </Panel>
    }
}

#[component]
fn Downloads(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let problem = RwSignal::new(None::<String>);
    let id = words::short(desk.study().hash());
    let offer = move |name: String, kind: &str, contents: Result<String, String>| {
        let done = contents.and_then(|text| download(&name, kind, &text).map_err(|e| e.to_string()));
        problem.set(done.err());
    };
    let names = [format!("study-{id}.json"), format!("votes-{id}.jsonl"), format!("votes-{id}.csv")];
    let [study_name, jsonl_name, csv_name] = names;
    let study = move |()| {
        offer(study_name.clone(), "application/json", study_json(&desk.study()).map_err(|e| e.to_string()));
    };
    let jsonl = move |()| {
        let text = desk.log.with_untracked(|log| votes_jsonl(log, desk.study().hash()));
        offer(jsonl_name.clone(), "application/x-ndjson", Ok(text));
    };
    let csv = move |()| {
        let text = desk.log.with_untracked(|log| votes_csv(log, desk.study().hash()));
        offer(csv_name.clone(), "text/csv", Ok(text));
    };
    let details = Signal::derive(move || problem.get().unwrap_or_default());
    view! {
        <div class="judge-row">
            <Button on_press=study>{t!(i18n, judge.files.study)}</Button>
            <Button on_press=jsonl>{t!(i18n, judge.files.jsonl)}</Button>
            <Button on_press=csv>{t!(i18n, judge.files.csv)}</Button>
        </div>
        <When holds=move || problem.with(Option::is_some)>
            <ErrorBanner message=text!(i18n, judge.files.failed) details />
        </When>
    }
}

/// The rater id, which can be set: to go on with one's own queue on another device.
#[component]
fn Rater(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let typed = RwSignal::new(desk.rater.get_untracked());
    let told = RwSignal::new(None::<bool>);
    let bad = Memo::new(move |_| !typed.with(|id| is_id(id.trim())));
    let unchanged = move || typed.with(|id| desk.rater.with(|now| now == id.trim()));
    let save = move |()| {
        let id = typed.with_untracked(|id| id.trim().to_owned());
        if is_id(&id) {
            told.set(Some(set_rater_id(&id).is_ok()));
            typed.set(id.clone());
            desk.rater.set(id);
        }
    };
    let words = move || match (bad.get(), told.get()) {
        (true, _) => say!(i18n, judge.rater.bad),
        (false, Some(true)) if unchanged() => say!(i18n, judge.rater.saved),
        (false, Some(false)) if unchanged() => say!(i18n, shell.not_kept),
        _ => say!(i18n, judge.rater.text),
    };
    view! {
        <div class="judge-rater">
            <label for="judge-rater">{t!(i18n, judge.rater.label)}</label>
            <div class="judge-row">
                <input
                    id="judge-rater" type="text" autocomplete="off" spellcheck="false" maxlength="200"
                    aria-describedby="judge-rater-note" aria-invalid=move || bad.get().then_some("true")
                    prop:value=move || typed.get() on:input=move |e| typed.set(event_target_value(&e))
                />
                <Button disabled=Signal::derive(move || bad.get() || unchanged()) on_press=save>
                    {t!(i18n, judge.rater.save)}
                </Button>
            </div>
            <p id="judge-rater-note" class="soft" role="status">{words}</p>
        </div>
    }
}
