//! Enumerations: the value that the words of a question name.

use super::filling::{Proposal, Scene};
use super::functions::{Function, Slot};
use super::mentions::What;
use super::proposals::{plain, role, same_unit};
use super::text::{Span, stems};
use super::units;
use serde_json::json;

/// Proposals for a parameter with fixed values.
pub(super) fn propose(slot: &Slot, choices: &[String], function: &Function, scene: Scene<'_>) -> Vec<Proposal> {
    let mut out =
        if choices.iter().any(|c| units::named(c).is_some()) { of_units(slot, choices, scene) } else { Vec::new() };
    // Units are told by where they stand; their words alone would take the number's place.
    let no_units = out.is_empty();
    let named = choices.iter().filter(|c| no_units || units::named(c).is_none());
    for choice in named {
        if let Some((span, score)) = written(choice, scene) {
            out.push(Proposal { value: json!(choice), score: score + role(slot, scene.text, &span), span });
        }
    }
    if out.is_empty() && slot.about_stems.iter().any(|s| s == "number") {
        // A number is taken beside the names: group 17 or halogens.
        for mention in scene.mentions {
            if let What::Number(number) = &mention.what
                && number.unit.is_none()
            {
                let value = json!(plain(number.value).to_string());
                let score = 1.2 + role(slot, scene.text, &mention.span);
                out.push(Proposal { value, span: mention.span.clone(), score });
            }
        }
    }
    if out.is_empty() && slot.about_stems.iter().any(|s| s == "countri" || s == "citi") {
        // Codes of places: an API may well know the name too.
        for mention in scene.mentions {
            if let What::Name(name) = &mention.what
                && !stems(name).iter().any(|s| function.stems.contains_key(s))
            {
                out.push(Proposal { value: json!(name), span: mention.span.clone(), score: 1.2 });
            }
        }
    }
    out
}

/// Units: the one behind a number is the given one, one that stands alone is the wanted one.
fn of_units(slot: &Slot, choices: &[String], scene: Scene<'_>) -> Vec<Proposal> {
    let parts: Vec<&str> = slot.name.split('_').collect();
    let wanted = parts.contains(&"to") || parts.contains(&"target") || slot.about_stems.iter().any(|s| s == "wanted");
    let given = parts.contains(&"from") || slot.about_stems.iter().any(|s| s == "given" || s == "scale" || s == "ad");
    let mut out = Vec::new();
    for mention in scene.mentions {
        let (unit, attached) = match &mention.what {
            What::Number(number) => (number.unit, true),
            What::Unit(unit) => (Some(*unit), false),
            _ => continue,
        };
        let Some(unit) = unit else { continue };
        let Some(choice) = choices.iter().find(|c| same_unit(c, unit)) else { continue };
        if attached && wanted {
            continue;
        }
        let score = if !attached && given { 0.6 } else { 2.6 };
        // The number itself goes to another parameter: its unit has the empty place at its end.
        let span = if attached { mention.span.end..mention.span.end } else { mention.span.clone() };
        out.push(Proposal { value: json!(choice), span, score });
    }
    out
}

/// Where a value is written in the question: as a whole, in other forms of its words, or in Chinese.
fn written(choice: &str, scene: Scene<'_>) -> Option<(Span, f32)> {
    let text = scene.text;
    let squeezed = squeeze(choice);
    if squeezed.is_empty() {
        return None;
    }
    // Codes and marks: `SHA-256` for `sha256`.
    for index in 0..text.tokens.len() {
        let mut joined = String::new();
        for end in index..text.tokens.len().min(index + 4) {
            joined.push_str(&squeeze(text.token(end)));
            if joined.len() >= squeezed.len() {
                let short = choice.len() <= 2 && text.token(index) != choice;
                if joined == squeezed && !short {
                    return Some((text.tokens[index].span.start..text.tokens[end].span.end, 2.6));
                }
                break;
            }
        }
    }
    let wanted = stems(choice);
    if wanted.is_empty() || wanted.iter().all(|s| s.len() < 3) {
        return None;
    }
    let found: Vec<usize> =
        wanted.iter().filter_map(|w| text.cues.iter().find(|c| &c.stem == w).map(|c| c.token)).collect();
    let share = found.len() as f32 / wanted.len() as f32;
    let first = found.iter().min()?;
    let span = text.tokens.get(*first)?.span.clone();
    (share > 0.99).then_some((span, 2.2 + 0.1 * wanted.len() as f32))
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
