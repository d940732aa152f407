//! Values that one parameter could take, each with its place and how well it fits.

use super::filling::{Proposal, Scene, has_unit_choice};
use super::functions::{Function, Slot, Takes};
use super::mentions::{Mention, Number, What};
use super::text::{Span, Text, TokenKind, stems};
use super::units::{self, Dimension};
use serde_json::{Value, json};

/// Tokens before and after a mention in which words tell what it is.
const BEFORE: usize = 5;
const AFTER: usize = 3;
/// Parts of the names of parameters that say where something begins, and where it ends.
const FROM: [&str; 5] = ["from", "origin", "start", "old", "min"];
const TO: [&str; 5] = ["to", "destination", "end", "new", "max"];

/// All proposals for a parameter.
pub(super) fn propose(slot: &Slot, function: &Function, scene: Scene<'_>) -> Vec<Proposal> {
    let of_mentions = |read: &dyn Fn(&Mention) -> Option<(Value, f32)>| -> Vec<Proposal> {
        let found = scene.mentions.iter();
        found.filter_map(|m| read(m).map(|(value, score)| Proposal { value, span: m.span.clone(), score })).collect()
    };
    match &slot.takes {
        Takes::Number { whole } => {
            let mut out = of_mentions(&|m| number(slot, function, scene, m, *whole));
            out.extend(worded(slot, scene));
            out
        }
        Takes::Year => of_mentions(&|m| year(slot, scene, m)),
        Takes::Date => of_mentions(&|m| match &m.what {
            What::Date(date) => Some((json!(date), 2.5 + role(slot, scene.text, &m.span))),
            _ => None,
        }),
        Takes::Time => of_mentions(&|m| match &m.what {
            What::Time(time) => Some((json!(time), 2.5 + role(slot, scene.text, &m.span))),
            _ => None,
        }),
        Takes::Place => places(slot, function, scene),
        Takes::Choice(choices) => super::choices::propose(slot, choices, function, scene),
        Takes::NumberList { rows } => lists(*rows, function, scene),
        Takes::WordList => word_list(scene),
        Takes::Shape(shape) => {
            let whole = 0..scene.text.text.len();
            let found = shape.find(scene.text, &whole).into_iter();
            found
                .map(|(span, text)| Proposal { value: json!(text), score: 2.5 + role(slot, scene.text, &span), span })
                .collect()
        }
        Takes::Text => super::subjects::texts(slot, function, scene),
        Takes::Thing => super::subjects::things(slot, function, scene),
        Takes::Flag => Vec::new(),
    }
}

fn number(slot: &Slot, function: &Function, scene: Scene<'_>, mention: &Mention, whole: bool) -> Option<(Value, f32)> {
    let What::Number(number) = &mention.what else { return None };
    let (mut value, mut score) = (number.value, 1.0);
    match (slot.unit, number.unit) {
        (Some(wanted), Some(given)) if wanted.is(given) => score += 2.0,
        (Some(wanted), Some(given)) => {
            value = given.convert(number.value, wanted)?;
            score += 1.6;
        }
        // A pure number may be in the unit; a share is nearly always written as one.
        (Some(wanted), None) => score -= if wanted.dimension == Dimension::Share { 0.3 } else { 0.2 },
        (None, Some(given)) => score += foreign_unit(slot, function, given.dimension)?,
        (None, None) => {}
    }
    if number.ordinal != slot.ordinal {
        // `the 20000th prime` is no number to be looked at itself.
        score -= if number.ordinal { 3.0 } else { 0.1 };
        if number.ordinal {
            return None;
        }
    } else if number.ordinal {
        score += 1.5;
    }
    if whole && value.fract() != 0.0 {
        score -= 1.0;
    }
    if let Some((low, high)) = slot.range {
        score += if (low..=high).contains(&value) { 0.2 } else { -0.3 };
    }
    Some((plain(value), score + role(slot, scene.text, &mention.span)))
}

/// How a number with a unit suits a parameter that names none; `None` where it cannot be meant.
fn foreign_unit(slot: &Slot, function: &Function, dimension: Dimension) -> Option<f32> {
    let about = |words: &[&str]| words.iter().any(|w| slot.about_stems.iter().chain(&slot.name_stems).any(|s| s == w));
    match dimension {
        Dimension::Money => {
            Some(if about(&["money", "price", "amount", "bill", "cost", "princip", "deposit"]) { 1.5 } else { -0.5 })
        }
        Dimension::Share => None,
        _ if has_unit_choice(function) => Some(1.0),
        Dimension::Duration => {
            about(&["year", "month", "dai", "day", "hour", "minut", "durat", "time", "often"]).then_some(0.5)
        }
        _ => Some(if about(&["price", "peopl", "percent"]) { -1.0 } else { 0.0 }),
    }
}

/// `in binary` where the description says `2 for binary`.
fn worded(slot: &Slot, scene: Scene<'_>) -> Vec<Proposal> {
    let mut out = Vec::new();
    for (stem, value) in &slot.worded {
        let at = scene.text.cues.iter().find(|c| &c.stem == stem).and_then(|c| scene.text.tokens.get(c.token));
        if let Some(token) = at {
            let before = direction(slot, scene.text, scene.text.tokens_in(&token.span).start);
            out.push(Proposal { value: plain(*value), span: token.span.clone(), score: 2.6 + before });
        }
    }
    out
}

fn year(slot: &Slot, scene: Scene<'_>, mention: &Mention) -> Option<(Value, f32)> {
    match &mention.what {
        What::Number(Number { value, ordinal: false, unit }) if value.fract() == 0.0 => {
            let named = unit.is_some_and(|u| u.dimension == Dimension::Duration);
            if unit.is_some() && !named {
                return None;
            }
            let usual = if (1000.0..3000.0).contains(value) { 2.0 } else { 0.0 };
            Some((plain(*value), usual + role(slot, scene.text, &mention.span)))
        }
        What::Date(date) => Some((json!(date.get(..4)?.parse::<u32>().ok()?), 1.0)),
        _ => None,
    }
}

/// A number as JSON: whole ones without a point.
pub(super) fn plain(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9e15 { json!(value as i64) } else { json!(value) }
}

/// How far the words around a place speak of a parameter.
pub(super) fn role(slot: &Slot, text: &Text, span: &Span) -> f32 {
    let at = text.tokens_in(span);
    let window = at.start.saturating_sub(BEFORE)..at.end + AFTER;
    let mut best: f32 = 0.0;
    let first = text.cues.partition_point(|c| c.token < window.start);
    for cue in text.cues[first..].iter().take_while(|c| c.token < window.end) {
        if let Some(distance) = clear_way(text, cue.token, &at) {
            let near = 1.0 / (1.0 + 0.35 * distance as f32);
            if slot.name_stems.contains(&cue.stem) {
                best = best.max(1.6 * near * cue.weight);
            } else if slot.about_stems.contains(&cue.stem) {
                best = best.max(0.6 * near * cue.weight);
            }
        }
    }
    best + direction(slot, text, at.start)
}

/// Tokens between a word and a mention; `None` where another number or the end of a sentence stands between.
fn clear_way(text: &Text, token: usize, at: &std::ops::Range<usize>) -> Option<usize> {
    let between = if token < at.start { token + 1..at.start } else { at.end..token.max(at.end) };
    let stop = |i: usize| {
        text.tokens.get(i).is_some_and(|t| t.kind == TokenKind::Number) || matches!(text.token(i), "?" | ";")
    };
    (!between.clone().any(stop)).then_some(between.len())
}

/// `from`, `to`, `out of` and their like right before a mention.
fn direction(slot: &Slot, text: &Text, first: usize) -> f32 {
    let before = first.checked_sub(1).map(|i| text.lower(i)).unwrap_or_default();
    match before.as_str() {
        "from" | "从" | "leaving" if is_named(slot, &FROM) => 1.0,
        "to" | "到" | "reach" if is_named(slot, &TO) || is_named(slot, &["wanted"]) => 1.0,
        "from" | "从" if is_named(slot, &TO) => -0.6,
        "to" | "到" if is_named(slot, &FROM) => -0.6,
        _ => 0.0,
    }
}

/// A clock time beside a place is valid there, so what is asked for is elsewhere: `9:00 in Berlin`, `柏林9点`.
fn beside_a_time(slot: &Slot, scene: Scene<'_>, place: &Span) -> f32 {
    let at = scene.text.tokens_in(place);
    let is_beside = |mention: &Mention| {
        let time = scene.text.tokens_in(&mention.span);
        let in_it = time.end + 1 == at.start && scene.text.lower(time.end) == "in";
        matches!(mention.what, What::Time(_)) && (in_it || at.end == time.start)
    };
    match (is_named(slot, &FROM), is_named(slot, &TO)) {
        (false, false) => 0.0,
        _ if !scene.mentions.iter().any(is_beside) => 0.0,
        // Less than what `from` and `to` say.
        (true, _) => 0.6,
        (false, true) => -0.4,
    }
}

/// Whether one of these words is a part of the parameter's name.
fn is_named(slot: &Slot, words: &[&str]) -> bool {
    slot.name.split('_').any(|part| words.contains(&part))
}

fn places(slot: &Slot, function: &Function, scene: Scene<'_>) -> Vec<Proposal> {
    let mut out = Vec::new();
    for mention in scene.mentions {
        let (value, score) = match &mention.what {
            What::Name(name) => {
                let known = stems(name).iter().any(|s| function.stems.contains_key(s));
                (name, if known { 0.6 } else { 2.2 })
            }
            What::Quote(quote) => (quote, 1.5),
            _ => continue,
        };
        // Descriptions of places speak of everything around them: only the name of the parameter tells them apart.
        let bare = Slot { about_stems: Vec::new(), ..slot.clone() };
        let score = score + role(&bare, scene.text, &mention.span) + beside_a_time(slot, scene, &mention.span);
        out.push(Proposal { value: json!(value), span: mention.span.clone(), score });
    }
    out.extend(coordinates(scene));
    if out.is_empty() {
        // People write names in small letters too.
        out.extend(
            super::subjects::things(slot, function, scene).into_iter().map(|p| Proposal { score: p.score - 0.3, ..p }),
        );
    }
    out
}

/// `48.85, 2.35`.
fn coordinates(scene: Scene<'_>) -> Vec<Proposal> {
    let read = |m: &Mention| match &m.what {
        What::List(list) if list.split(", ").count() == 2 && list.contains('.') => {
            Some(Proposal { value: json!(list.replace(' ', "")), span: m.span.clone(), score: 1.5 })
        }
        _ => None,
    };
    scene.mentions.iter().filter_map(read).collect()
}

fn lists(rows: bool, function: &Function, scene: Scene<'_>) -> Vec<Proposal> {
    let mut out = Vec::new();
    if rows {
        out.extend(bracketed(scene.text));
    }
    // `1, 2 and 3, 4` is one list, or two for a function that takes two.
    let two = function.slots.iter().filter(|s| matches!(s.takes, Takes::NumberList { .. })).count() > 1;
    let is_list = |m: &&Mention| matches!(m.what, What::List(_));
    let inside = |a: &Span, b: &Span| a != b && b.start <= a.start && a.end <= b.end;
    let fits = |m: &Mention| {
        let mut others = scene.mentions.iter().filter(is_list);
        !others.any(|o| if two { inside(&o.span, &m.span) } else { inside(&m.span, &o.span) })
    };
    for mention in scene.mentions.iter().filter(|m| fits(m)) {
        if let What::List(list) = &mention.what {
            out.push(Proposal { value: json!(list), span: mention.span.clone(), score: 3.0 });
        }
    }
    out
}

/// `[[1, 2], [3, 4]]` as `1, 2; 3, 4`.
fn bracketed(text: &Text) -> Vec<Proposal> {
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(at) = text.text.get(from..).and_then(|r| r.find('[')).map(|i| i + from) {
        let (mut depth, mut end) = (0i32, None);
        for (i, c) in text.text[at..].char_indices() {
            match c {
                '[' => depth += 1,
                ']' => depth -= 1,
                c if c.is_ascii_digit() || matches!(c, ',' | '.' | '-' | ';' | ' ') => {}
                _ => break,
            }
            if depth == 0 {
                end = Some(at + i + 1);
                break;
            }
        }
        let Some(end) = end else { break };
        let inner: String = text.text[at..end].replace([' ', '\n'], "").replace("],[", ";");
        let inner = inner.trim_matches(['[', ']']).replace(',', ", ").replace(';', "; ");
        out.push(Proposal { value: json!(inner), span: at..end, score: 3.5 });
        from = end;
    }
    out
}

/// `Ann, Bob and Carla`: what is listed behind a colon, or words between commas.
fn word_list(scene: Scene<'_>) -> Vec<Proposal> {
    let slice = scene.text.slice(scene.clause);
    let end = slice.trim_end_matches(['?', '.', '!', ' ']).len();
    let colon = slice.find(": ").map(|i| i + 2);
    let start = colon.or_else(|| {
        let comma = slice.find(',')?;
        let head = &slice[..comma];
        let opener = ["between ", "from ", "among ", "of ", "shuffle ", "list "]
            .iter()
            .filter_map(|w| head.to_lowercase().rfind(w).map(|i| i + w.len()))
            .max();
        opener.or_else(|| head.rfind(' ').map(|i| i + 1))
    });
    let Some(listed) = start.and_then(|s| slice.get(s..end)).filter(|l| l.contains([',', ';'])) else {
        return Vec::new();
    };
    let joined = listed.replace(", and ", ", ").replace(", or ", ", ").replace(" and ", ", ").replace(" or ", ", ");
    let from = scene.clause.start + start.unwrap_or(0);
    vec![Proposal {
        value: json!(joined),
        span: from..from + listed.len(),
        score: if colon.is_some() { 3.0 } else { 2.0 },
    }]
}

/// Whether two spellings name the same unit.
pub(super) fn same_unit(choice: &str, unit: &units::Unit) -> bool {
    units::named(choice).is_some_and(|u| u.is(unit))
}
