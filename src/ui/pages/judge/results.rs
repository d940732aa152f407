//! What the votes say, and which side was which.

use super::desk::Desk;
use super::judging::{Announcer, Unsaved};
use super::standings::Standings;
use super::verdicts::{UndoButton, listen_to_keys};
use super::words;
use crate::domain::preference::{RunSide, SealedStudy, Tally, Verdict, Vote};
use crate::ui::i18n::{I18n, say, t, text, use_i18n};
use crate::ui::parts::{Badge, Button, ButtonKind, Panel, Tone, When};
use crate::ui::run::words::by_words;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Results of all votes kept here, and this rater's own, unblinded.
#[component]
pub fn Results(
    /// The study.
    desk: Desk,
) -> impl IntoView {
    let i18n = use_i18n();
    listen_to_keys(desk);
    let study = desk.study();
    let counted = study.clone();
    let tally = Memo::new(move |_| desk.log.with(|log| Tally::new(&counted, log.counting(counted.hash()))));
    let raters = Memo::new(move |_| {
        desk.log.with(|log| log.counting(study.hash()).map(|v| v.rater_id.clone()).collect::<BTreeSet<_>>().len())
    });
    let left = move || desk.progress.with(|p| p.total - p.judged);
    view! {
        <Announcer desk />
        <Unsaved desk />
        <div class="judge-row">
            <When
                holds=move || { left() > 0 }
                fallback=move || view! { <Badge tone=Tone::Good text=text!(i18n, judge.results.all_judged) /> }
            >
                <Button kind=ButtonKind::Primary on_press=move |()| desk.peeking.set(false)>
                    {t!(i18n, judge.results.go_on)}
                </Button>
            </When>
            <UndoButton desk />
        </div>
        <When holds=move || desk.progress.with(|p| p.total == 0)>
            <p class="notice">{t!(i18n, judge.results.nothing)}</p>
        </When>
        <When holds=move || desk.progress.with(|p| p.total > 0)>
        <Panel title=text!(i18n, judge.results.title) class="judge-results">
            <p>{text!(i18n, judge.results.votes, votes = tally.with(|t| t.sides.votes()), raters = raters.get())}</p>
            <Standings tally />
            <Sides tally />
            <Uncounted tally />
        </Panel>
        </When>
        <Revealed desk />
        <Identical desk />
    }
}

/// How often the left side was preferred for being left.
#[component]
fn Sides(tally: Memo<Tally>) -> impl IntoView {
    let i18n = use_i18n();
    let words = move || match tally.with(|t| t.sides.share_of_a()) {
        Ok(share) => {
            let interval = super::standings::interval(&share);
            let (a, n) = (share.successes, share.trials);
            let fair = share.low <= 0.5 && share.high >= 0.5;
            let told = say!(i18n, judge.results.sides, a = a, n = n, interval = interval);
            let judged =
                if fair { say!(i18n, judge.results.sides_fair) } else { say!(i18n, judge.results.sides_biased) };
            format!("{told} {judged}")
        }
        Err(reason) => {
            let why = words::undefined(i18n, reason);
            say!(i18n, judge.results.sides_undefined, why = why)
        }
    };
    view! { <p class="judge-sides">{words}</p> }
}

/// Votes that the table leaves out, with the reason.
#[component]
fn Uncounted(tally: Memo<Tally>) -> impl IntoView {
    let i18n = use_i18n();
    let (same, rejected) = (move || tally.with(|t| t.within_one), move || tally.with(|t| t.rejected.len()));
    view! {
        <When holds=move || { same() > 0 }>
            <p class="soft">{text!(i18n, judge.results.within_one, n = same())}</p>
        </When>
        <When holds=move || { rejected() > 0 }>
            <p class="soft">{text!(i18n, judge.results.rejected, n = rejected())}</p>
        </When>
    }
}

/// This rater's judged pairs, with what stood left and right.
#[component]
fn Revealed(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let study = desk.study();
    let rows = move || {
        desk.log.with(|log| {
            let rater = desk.rater.get();
            let votes = desk.order().into_iter().filter_map(|id| log.current(study.hash(), &rater, &id).cloned());
            votes.map(|vote| view! { <RevealedRow row=Row::new(i18n, &study, &vote) /> }).collect_view()
        })
    };
    view! {
        <When holds=move || desk.can_undo()>
            <h2 class="judge-heading">{t!(i18n, judge.results.revealed)}</h2>
        </When>
        <ol class="judge-revealed">{rows}</ol>
    }
}

/// One judged pair.
struct Row {
    question: String,
    verdict: Verdict,
    sides: [String; 2],
}

impl Row {
    /// Tracks the language.
    fn new(i18n: I18n, study: &SealedStudy, vote: &Vote) -> Self {
        let side = |run_id: &str| {
            let item = study.item(&vote.item_id);
            let side = item.and_then(|i| [&i.first, &i.second].into_iter().find(|s| s.run_id == run_id));
            side.map_or_else(|| run_id.to_owned(), |side: &RunSide| by_words(i18n, &side.method, &side.model))
        };
        Self {
            question: study.item(&vote.item_id).map(|i| i.query.clone()).unwrap_or_default(),
            verdict: vote.verdict,
            sides: [side(&vote.left_run_id), side(&vote.right_run_id)],
        }
    }
}

#[component]
fn RevealedRow(row: Row) -> impl IntoView {
    let i18n = use_i18n();
    let Row { question, verdict, sides: [a, b] } = row;
    view! {
        <li class="judge-revealed-row">
            <p>{question}</p>
            <p class="judge-row soft">
                <span>{t!(i18n, judge.results.was_a, name = a)}</span>
                <span>{t!(i18n, judge.results.was_b, name = b)}</span>
                <Badge tone=Tone::Info text=Signal::derive(move || words::verdict(i18n, verdict)) />
            </p>
        </li>
    }
}

/// Pairs that are not judged, being the same on both sides.
#[component]
fn Identical(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let study = desk.study();
    let rows = move || {
        let items = desk.identical().into_iter().filter_map(|id| study.item(&id).map(|item| item.query.clone()));
        items.map(|query| view! { <li>{query}</li> }).collect_view()
    };
    view! {
        <When holds=move || !desk.identical().is_empty()>
            <h2 class="judge-heading">{t!(i18n, judge.results.identical)}</h2>
            <p class="soft">{t!(i18n, judge.results.identical_text)}</p>
        </When>
        <ul class="judge-identical">{rows}</ul>
    }
}
