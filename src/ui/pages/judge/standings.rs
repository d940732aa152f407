//! Wins by method and model: a table whose last column draws each share with its interval.

use super::words;
use crate::domain::preference::{Proportion, Standing, Tally};
use crate::ui::i18n::{t, use_i18n};
use crate::ui::run::words::by_words;
use leptos::prelude::*;

/// Width of the drawing, in units of its own.
const WIDTH: f64 = 200.0;
/// Room at both ends for half a dot.
const EDGE: f64 = 6.0;
const MIDDLE: f64 = 10.0;

/// `67 % (21–94 %)`.
pub fn interval(share: &Proportion) -> String {
    let percent = |x: f64| (x * 100.0).round();
    format!("{} % ({}–{} %)", percent(share.share), percent(share.low), percent(share.high))
}

/// The table.
#[component]
pub fn Standings(
    /// The count.
    tally: Memo<Tally>,
) -> impl IntoView {
    let i18n = use_i18n();
    let rows = move || {
        tally.with(|t| t.standings.iter().map(|standing| view! { <Row standing=standing.clone() /> }).collect_view())
    };
    view! {
        <div class="judge-table" role="region" tabindex="0" aria-labelledby="judge-standings">
            <table>
                <caption id="judge-standings">{t!(i18n, judge.table.caption)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t!(i18n, judge.table.contestant)}</th>
                        <th scope="col">{t!(i18n, judge.table.wins)}</th>
                        <th scope="col">{t!(i18n, judge.table.losses)}</th>
                        <th scope="col">{t!(i18n, judge.table.ties)}</th>
                        <th scope="col">{t!(i18n, judge.table.both_bad)}</th>
                        <th scope="col">{t!(i18n, judge.table.rate)}</th>
                        <td class="judge-plot" aria-hidden="true"><Axis /></td>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(standing: Standing) -> impl IntoView {
    let i18n = use_i18n();
    let rate = standing.win_rate();
    let words = move || match rate {
        Ok(share) => interval(&share),
        Err(reason) => words::undefined(i18n, reason),
    };
    let Standing { contestant, wins, losses, ties, both_bad } = standing;
    view! {
        <tr>
            <th scope="row">{move || by_words(i18n, &contestant.method, &contestant.model)}</th>
            <td>{wins}</td>
            <td>{losses}</td>
            <td>{ties}</td>
            <td>{both_bad}</td>
            <td>{words}</td>
            <td class="judge-plot" aria-hidden="true">{rate.ok().map(|share| view! { <Dot share /> })}</td>
        </tr>
    }
}

fn x(share: f64) -> f64 {
    EDGE + share * (WIDTH - 2.0 * EDGE)
}

/// The scale, in the head of the column.
#[component]
fn Axis() -> impl IntoView {
    let marks = [(0.0, "start", "0"), (0.5, "middle", "50"), (1.0, "end", "100 %")];
    let marks = marks.map(|(share, anchor, words)| {
        let at = if anchor == "middle" { x(share) } else { share * WIDTH };
        view! { <text x=at.to_string() y="14" text-anchor=anchor>{words}</text> }
    });
    view! { <svg viewBox="0 0 200 20" width="200" height="20" focusable="false">{marks.into_iter().collect_view()}</svg> }
}

/// A share and its interval; the line in the middle is an even share.
#[component]
fn Dot(share: Proportion) -> impl IntoView {
    let even = x(0.5).to_string();
    let (low, high) = (x(share.low), x(share.high));
    let cap = |at: f64| format!("M{at:.1} {}V{}", MIDDLE - 4.0, MIDDLE + 4.0);
    let line = format!("M{low:.1} {MIDDLE}H{high:.1}{}{}", cap(low), cap(high));
    view! {
        <svg viewBox="0 0 200 20" width="200" height="20" focusable="false">
            <line class="judge-even" x1=even.clone() x2=even y1="0" y2="20" />
            <path class="judge-interval" d=line />
            <circle class="judge-dot" cx=format!("{:.1}", x(share.share)) cy=MIDDLE.to_string() r="4.5" />
        </svg>
    }
}
