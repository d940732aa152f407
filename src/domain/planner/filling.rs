//! Arguments for a function from what a clause mentions.
//!
//! Every parameter proposes values with the place they stand at and how well they fit; the best pair is taken first,
//! and no place is used twice.

use super::functions::{Function, Slot, Takes};
use super::mentions::{Mention, What};
use super::proposals::propose;
use super::text::{Span, Text};
use serde_json::{Map, Value};

/// A fitting value below this is no reason to give an optional parameter.
const EVIDENCE: f32 = 2.0;
/// What it costs to take a value from outside the clause.
const BORROWED: f32 = 1.5;

/// A value that a parameter could take.
#[derive(Clone, Debug)]
pub(super) struct Proposal {
    pub(super) value: Value,
    pub(super) span: Span,
    pub(super) score: f32,
}

/// What filling works on.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) text: &'a Text,
    pub(super) mentions: &'a [Mention],
    pub(super) clause: &'a Span,
}

/// Arguments, and how they came about.
#[derive(Clone, Debug)]
pub(super) struct Filled {
    pub(super) arguments: Map<String, Value>,
    /// Places of the question that became arguments.
    pub(super) used: Vec<Span>,
    /// Mean fit of the values; 0 where nothing is asked for.
    pub(super) fit: f32,
    /// Values that stand outside the clause.
    pub(super) borrowed: usize,
    /// Whether every required parameter has a value.
    pub(super) complete: bool,
}

/// Fills a function's parameters.
pub(super) fn fill(function: &Function, scene: Scene<'_>) -> Filled {
    let mut all: Vec<(usize, Proposal)> = Vec::new();
    for (index, slot) in function.slots.iter().enumerate() {
        for mut proposal in propose(slot, function, scene) {
            let inside = proposal.span.start >= scene.clause.start && proposal.span.start < scene.clause.end;
            if !inside {
                proposal.score -= BORROWED;
            }
            if slot.required {
                proposal.score += 0.5;
            }
            if slot.required || inside && proposal.score >= EVIDENCE {
                all.push((index, proposal));
            }
        }
    }
    all.sort_by(|(i, a), (j, b)| b.score.total_cmp(&a.score).then(i.cmp(j)).then(a.span.start.cmp(&b.span.start)));
    let mut chosen: Vec<Option<Proposal>> = vec![None; function.slots.len()];
    for (index, proposal) in all {
        let clash = |other: &Proposal| other.span.start < proposal.span.end && proposal.span.start < other.span.end;
        let open = chosen.get(index).is_some_and(Option::is_none);
        if open
            && !chosen.iter().flatten().any(clash)
            && let Some(place) = chosen.get_mut(index)
        {
            *place = Some(proposal);
        }
    }
    in_order(&function.slots, &mut chosen);
    let complete = function.slots.iter().zip(&chosen).all(|(s, c)| c.is_some() || !s.required);
    let taken: Vec<&Proposal> = chosen.iter().flatten().collect();
    let outside = |p: &&&Proposal| !(scene.clause.start..scene.clause.end).contains(&p.span.start);
    let borrowed = taken.iter().filter(outside).count();
    let fit = taken.iter().map(|p| p.score).sum::<f32>() / taken.len().max(1) as f32;
    let used = taken.iter().map(|p| p.span.clone()).collect();
    let arguments = function.slots.iter().zip(chosen).filter_map(|(s, c)| Some((s.name.clone(), c?.value))).collect();
    Filled { arguments, used, fit, borrowed, complete }
}

/// A parameter that may not exceed another one trades places with it where it does (`k`, 0 to `n`).
fn in_order(slots: &[Slot], chosen: &mut [Option<Proposal>]) {
    for index in 0..slots.len() {
        let Some(other) = slots[index].at_most.as_ref().and_then(|n| slots.iter().position(|s| &s.name == n)) else {
            continue;
        };
        let value = |at: usize| chosen.get(at).and_then(Option::as_ref).and_then(|p| p.value.as_f64());
        if let (Some(low), Some(high)) = (value(index), value(other))
            && low > high
        {
            chosen.swap(index, other);
        }
    }
}

/// The mentions of a clause that a sound call should use, each place once: numbers, dates, times, names, quotes, and
/// units asked for. Names that the function's own documents speak of (`Roman` numerals) ask for nothing.
pub(super) fn to_cover(function: &Function, scene: Scene<'_>) -> Vec<Span> {
    let known = |name: &str| {
        let stems = super::text::stems(name);
        !stems.is_empty() && stems.iter().all(|s| function.stems.contains_key(s))
    };
    scene
        .mentions
        .iter()
        .filter(|m| m.span.start >= scene.clause.start && m.span.end <= scene.clause.end)
        .filter(|m| match &m.what {
            What::Number(_) | What::Date(_) | What::Time(_) | What::Quote(_) => true,
            What::Name(name) => !known(name),
            What::Unit(unit) => {
                use super::units::Dimension::{Duration, Share};
                !matches!(unit.dimension, Duration | Share)
            }
            What::List(_) => false,
        })
        .map(|m| m.span.clone())
        .collect()
}

/// Whether a parameter takes amounts in units that another parameter names.
pub(super) fn has_unit_choice(function: &Function) -> bool {
    function.slots.iter().any(|s| match &s.takes {
        Takes::Choice(choices) => choices.iter().any(|c| super::units::named(c).is_some()),
        _ => false,
    })
}
