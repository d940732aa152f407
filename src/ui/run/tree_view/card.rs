//! One card of the drawing.

use super::Drawing;
use super::scene::{Card, HEIGHT, WIDTH};
use crate::ui::i18n::{t, text, use_i18n};
use crate::ui::parts::Tone;
use crate::ui::run::tail;
use crate::ui::run::words::{failed_words, state_name, state_word, tone};
use leptos::prelude::*;

/// Shape, word, two lines.
#[component]
pub fn CardView(
    /// The drawing it belongs to.
    drawing: Drawing,
    /// What it shows.
    card: Card,
) -> impl IntoView {
    let i18n = use_i18n();
    let ghost = card.state.is_none();
    let look = card.state.map_or(Tone::Busy, tone);
    let word = card.state.map_or_else(|| text!(i18n, run.state.awaited), |s| state_word(i18n, s));
    let step = card.step;
    let node = card.node;
    let selected = Memo::new(move |_| !ghost && drawing.selected_step() == Some(step));
    let arriving = drawing.model.arriving;
    let title = card.title;
    let lines = move || {
        if ghost {
            arriving.with(|a| {
                let (action, said) = a.came.lines();
                // Of what is arriving, the end matters most.
                (short(action), tail(said, room(said)))
            })
        } else if step == 0 {
            (
                drawing.model.trace.with(|t| t.as_ref().map_or_else(String::new, |t| short(&t.spec.question))),
                String::new(),
            )
        } else {
            (title.clone(), card.detail.clone())
        }
    };
    let first = Memo::new(move |_| lines());
    let mark = move || if step > 0 && !ghost { format!("{step} ") } else { String::new() };
    let played = card.simulated.then(|| view! { " · " {t!(i18n, tools.by.short)} });
    let why = card.failed.map(|status| {
        let words = failed_words(i18n, status);
        Signal::derive(move || format!("{} · {}", status.number(), words.get()))
    });
    let second = move || why.map_or_else(|| first.with(|l| l.1.clone()), |why| why.get());
    let name = move || format!("{}{}: {}", mark(), word.get(), first.with(|l| l.0.clone()));
    view! {
        <g
            class=format!("card tone-{}", look.name()) class:ghost=ghost class:selected=move || selected.get()
            class:wins=card.wins data-state=card.state.map_or("awaited", state_name) data-step=step.to_string()
            transform=format!("translate({} {})", card.at.x, card.at.y)
            on:click=move |_| if !ghost { drawing.select(node) }
        >
            <title>{name}</title>
            <rect width=WIDTH.to_string() height=HEIGHT.to_string() rx="6" />
            <svg x="8" y="8" width="12" height="12" viewBox="0 0 12 12"><path fill-rule="evenodd" d=look.shape() /></svg>
            <text class="card-word" x="25" y="18">{mark}{move || word.get()}{played}</text>
            <text class="card-title" x="8" y="35">{move || first.with(|l| l.0.clone())}</text>
            <text class="card-detail" x="8" y="50">{second}</text>
        </g>
    }
}

/// Characters that fit a line of the card.
fn room(text: &str) -> usize {
    const LINE: usize = 25;
    let wide = text.chars().any(|c| ('\u{1100}'..='\u{ffef}').contains(&c));
    if wide { LINE / 2 } else { LINE }
}

fn short(text: &str) -> String {
    let room = room(text);
    let n = text.chars().count();
    if n <= room { text.to_owned() } else { format!("{}…", text.chars().take(room - 1).collect::<String>()) }
}
