//! An offered function as the policy reads it: stems of its texts and what each parameter takes.

use super::shapes::Shape;
use super::text::{Text, stems};
use super::units::{self, Unit};
use crate::domain::chat::FunctionSpec;
use serde_json::Value;
use std::collections::BTreeMap;

/// Most parameters that are looked at.
const MAX_SLOTS: usize = 24;
/// Most values of an enumeration that are looked at.
const MAX_CHOICES: usize = 100;
/// Most characters of a description that are looked at.
const MAX_DESCRIPTION: usize = 1_000;

/// What a parameter takes.
#[derive(Clone, Debug)]
pub(super) enum Takes {
    Number {
        whole: bool,
    },
    Year,
    Date,
    Time,
    Place,
    /// One of these.
    Choice(Vec<String>),
    NumberList {
        rows: bool,
    },
    WordList,
    Shape(Shape),
    Text,
    /// A thing by its name: an element, a food, a currency.
    Thing,
    Flag,
}

/// A parameter.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub(super) name: String,
    pub(super) required: bool,
    pub(super) takes: Takes,
    pub(super) name_stems: Vec<String>,
    pub(super) about_stems: Vec<String>,
    pub(super) unit: Option<&'static Unit>,
    /// Least and largest value told by the description.
    pub(super) range: Option<(f64, f64)>,
    /// Another parameter that it may not exceed.
    pub(super) at_most: Option<String>,
    /// Whether it takes a place in an order: `20th`.
    pub(super) ordinal: bool,
    /// Numbers that the description gives words for: `2 for binary`.
    pub(super) worded: Vec<(String, f64)>,
}

/// An offered function.
#[derive(Clone, Debug)]
pub(super) struct Function {
    pub(super) name: String,
    /// Place in the offer; the best match of the retriever stands first.
    pub(super) rank: usize,
    /// Stems with their weight: name above description above parameters.
    pub(super) stems: BTreeMap<String, f32>,
    pub(super) name_stems: Vec<String>,
    pub(super) slots: Vec<Slot>,
}

impl Function {
    pub(super) fn read(spec: &FunctionSpec, rank: usize) -> Self {
        let (api, tool) = spec.name.split_once("_for_").unwrap_or((spec.name.as_str(), ""));
        let description: String = spec.description.chars().take(MAX_DESCRIPTION).collect();
        let slots = slots(&spec.parameters, &description);
        let mut weights: BTreeMap<String, f32> = BTreeMap::new();
        let mut add = |text: &str, weight: f32| {
            // Read as questions are, so that everyday words meet on both sides. What comes first is what it is about.
            for cue in Text::new(&crate::domain::retrieval::split_identifiers(text)).cues {
                let place = 1.0 - 0.6 * (cue.token as f32 / 36.0).min(1.0);
                let entry = weights.entry(cue.stem).or_insert(0.0);
                *entry = entry.max(weight * cue.weight * place);
            }
        };
        add(api, 1.6);
        add(&description, 1.0);
        add(tool, 0.5);
        for slot in &slots {
            add(&slot.name, 0.6);
            if let Takes::Choice(choices) = &slot.takes {
                choices.iter().for_each(|c| add(c, 0.6));
            }
        }
        for slot in &slots {
            for stem in &slot.about_stems {
                weights.entry(stem.clone()).or_insert(0.3);
            }
        }
        Self { name: spec.name.clone(), rank, stems: weights, name_stems: stems(api), slots }
    }
}

fn slots(parameters: &Value, function: &str) -> Vec<Slot> {
    let Some(properties) = parameters.get("properties").and_then(Value::as_object) else { return Vec::new() };
    let listed = |key: &str, name: &str| {
        let list = parameters.get(key).and_then(Value::as_array);
        list.is_some_and(|l| l.iter().any(|v| v.as_str() == Some(name)))
    };
    properties
        .iter()
        .take(MAX_SLOTS)
        .map(|(name, schema)| slot(name, schema, listed("required", name), function))
        .collect()
}

fn slot(name: &str, schema: &Value, required: bool, function: &str) -> Slot {
    let text = |key: &str| schema.get(key).and_then(Value::as_str).unwrap_or_default();
    let about: String = text("description").chars().take(MAX_DESCRIPTION).collect();
    let example = match schema.get("example_value") {
        Some(Value::String(s)) => s.clone(),
        None | Some(Value::Null) => String::new(),
        Some(other) => other.to_string(),
    };
    let choices = choices(schema, &about);
    let takes = takes(&Seen { name, about: &about, kind: text("type"), example: &example, function }, choices);
    let lower = about.to_lowercase();
    let ordinal = matches!(takes, Takes::Number { .. })
        && ["position", "percentile", "rank", "period", "group", "term"]
            .iter()
            .any(|w| lower.contains(w) || name.contains(w));
    Slot {
        name: name.to_owned(),
        required,
        name_stems: stems(name),
        about_stems: stems(about.split("e.g.").next().unwrap_or("")),
        unit: if matches!(takes, Takes::Number { .. }) { unit_of(name, &lower) } else { None },
        range: range(&lower),
        at_most: lower.split(" to ").nth(1).map(|r| first_word(r).to_owned()).filter(|w| !w.is_empty()),
        ordinal,
        worded: worded(&lower),
        takes,
    }
}

struct Seen<'a> {
    name: &'a str,
    about: &'a str,
    kind: &'a str,
    example: &'a str,
    function: &'a str,
}

fn takes(seen: &Seen<'_>, choices: Vec<String>) -> Takes {
    let about = seen.about.to_lowercase();
    let name = seen.name.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|w| about.contains(w) || name.contains(w));
    let parts: Vec<&str> = name.split('_').collect();
    match seen.kind {
        "boolean" => return Takes::Flag,
        "number" | "integer" => {
            if parts.contains(&"year") && !parts.contains(&"per") || about.contains("calendar year") {
                return Takes::Year;
            }
            if !choices.is_empty() && choices.iter().any(|c| c.parse::<f64>().is_err()) {
                return Takes::Choice(choices);
            }
            return Takes::Number { whole: seen.kind == "integer" || about.contains("whole number") };
        }
        "array" => return Takes::NumberList { rows: about.contains("rows") },
        _ => {}
    }
    if !choices.is_empty() {
        return Takes::Choice(choices);
    }
    if is_date(seen.example) || parts.contains(&"date") || about.contains("yyyy-mm-dd") {
        return Takes::Date;
    }
    if about.contains("24-hour") || parts.contains(&"time") && !parts.contains(&"zone") {
        return Takes::Time;
    }
    if about.contains("numbers separated") || about.contains("separated by commas") && is_list(seen.example) {
        return Takes::NumberList { rows: false };
    }
    if about.contains("rows separated") || is_list(seen.example) && !about.contains("latitude") {
        return Takes::NumberList { rows: about.contains("rows") };
    }
    if about.contains("items separated")
        || about.contains("separated by commas")
        || about.contains("separated by semicolons")
    {
        return Takes::WordList;
    }
    if let Some(shape) = Shape::of_parameter(&name, &about, seen.example, seen.function) {
        return Takes::Shape(shape);
    }
    if says(&["city", "country", "place"]) && !about.contains("code, e.g") {
        return Takes::Place;
    }
    if says(&["text", "message", "password", "letters", "phrase", "sentence", "string"]) || parts.contains(&"word") {
        return Takes::Text;
    }
    Takes::Thing
}

fn is_date(example: &str) -> bool {
    let mut parts = example.splitn(3, '-');
    let sizes = [4, 2, 2];
    sizes.iter().all(|&n| parts.next().is_some_and(|p| p.len() == n && p.bytes().all(|b| b.is_ascii_digit())))
}

/// Two or more numbers with commas or semicolons between.
fn is_list(example: &str) -> bool {
    let mut parts = example.split([',', ';']).peekable();
    let several = example.contains([',', ';']);
    several && parts.all(|p| p.trim().parse::<f64>().is_ok())
}

/// From the schema's `enum`, or from `one of: a, b, c` in the description.
fn choices(schema: &Value, about: &str) -> Vec<String> {
    if let Some(list) = schema.get("enum").and_then(Value::as_array) {
        return list.iter().filter_map(Value::as_str).take(MAX_CHOICES).map(str::to_owned).collect();
    }
    let Some(at) = about.find("one of: ") else { return Vec::new() };
    let rest = &about[at + "one of: ".len()..];
    let rest = rest.split([';', '.', ')']).next().unwrap_or("");
    let cut = about.chars().count() >= 256 && about.ends_with(rest);
    let mut list: Vec<String> = rest.split(',').map(|c| c.trim().to_owned()).filter(|c| !c.is_empty()).collect();
    if cut && list.len() > 1 {
        list.pop();
    }
    // `children; or ...` and explanations behind the last value are no part of it.
    list.truncate(MAX_CHOICES);
    list
}

/// The unit that a number is wanted in: from its name (`height_cm`), else from `in kilograms` in its description.
fn unit_of(name: &str, about: &str) -> Option<&'static Unit> {
    let (head, per) = name.split_once("_per_").map_or((name, false), |(h, _)| (h, true));
    let parts: Vec<&str> = head.split('_').collect();
    let from_name = parts.iter().rev().find_map(|p| {
        let last = parts.len() > 1 && parts.last() == Some(p);
        if last || p.len() > 2 { units::named(p).filter(|_| last || p.len() > 3) } else { None }
    });
    if from_name.is_some() || per {
        return from_name;
    }
    if name == "kmh" || name.ends_with("_kmh") {
        return units::named("kmh");
    }
    if about.contains("percent") {
        return units::named("percent");
    }
    let at = about.find("in ").filter(|&at| at == 0 || about[..at].ends_with(' '))?;
    let words: Vec<&str> = about[at + 3..].split([' ', ',', '.', ';']).take(3).collect();
    (1..=words.len()).rev().find_map(|n| units::named_alone(&words[..n].join(" ")))
}

/// `LOW to HIGH` in a description, e.g. `0 to 100`.
fn range(about: &str) -> Option<(f64, f64)> {
    let mut last: Option<&str> = None;
    let mut words = about.split([' ', ',']).filter(|w| !w.is_empty());
    while let Some(word) = words.next() {
        if word == "to" {
            let high = words.next()?;
            if let (Some(Ok(low)), Ok(high)) = (last.map(str::parse::<f64>), high.trim_end_matches('.').parse::<f64>())
            {
                return Some((low, high));
            }
            last = Some(high);
        } else {
            last = Some(word);
        }
    }
    None
}

/// `2 for binary, 16 for hexadecimal`: a stem and its number.
fn worded(about: &str) -> Vec<(String, f64)> {
    let words: Vec<&str> = about.split([' ', ',']).filter(|w| !w.is_empty()).collect();
    let read = |three: &[&str]| match three {
        [number, "for", word] => Some((stems(word).into_iter().next()?, number.parse().ok()?)),
        _ => None,
    };
    let found: Vec<(String, f64)> = words.windows(3).filter_map(read).collect();
    found.into_iter().filter(|(stem, _)| stem.starts_with(char::is_alphabetic)).collect()
}

fn first_word(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("")
}
