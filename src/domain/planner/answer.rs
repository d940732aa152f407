//! A short answer from what was observed: the fields that the question speaks of first, numbers exactly as they came.

use super::history::Call;
use super::lexicon::label;
use super::text::{Span, Text, stems};
use serde_json::Value;

/// A result with at most this many fields is told whole.
const SHORT: usize = 8;
/// Fields told beside the ones asked for, where there are more.
const BESIDE: usize = 3;
/// Entries told of a list.
const ENTRIES: usize = 12;
/// Longest text of one field, in characters.
const MAX_FIELD: usize = 400;

/// A value with the name it stands under.
#[derive(Clone, Debug)]
struct Field {
    name: String,
    value: String,
    truth: Option<bool>,
}

/// One sentence about a clause from the call that answered it.
pub(super) fn sentence(text: &Text, clause: &Span, call: &Call, name_stems: &[String]) -> String {
    let mut fields = fields(call);
    if fields.is_empty() {
        let shown: String = call.output.chars().take(MAX_FIELD).collect();
        return shown.trim().to_owned();
    }
    let tokens = text.tokens_in(clause);
    let cues: Vec<&str> = text.cues.iter().filter(|c| tokens.contains(&c.token)).map(|c| c.stem.as_str()).collect();
    let yes_no = yes_no(text, clause);
    let mut scores: Vec<f32> = fields.iter().map(|f| relevance(f, &cues, name_stems, yes_no, call)).collect();
    let best = (0..fields.len()).fold(0, |best, i| if scores[i] > scores[best] { i } else { best });
    let headline = fields.remove(best);
    let first = scores.remove(best);
    let unit = fields.iter().position(|f| first_is_amount(&headline) && matches!(f.name.as_str(), "to_unit" | "unit"));
    let unit = unit.map(|i| {
        scores.remove(i);
        fields.remove(i).value
    });
    let mut rest: Vec<usize> = (0..fields.len()).collect();
    if fields.len() > SHORT {
        rest.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
        let asked = rest.iter().filter(|&&i| scores[i] >= 1.0 && first > 0.0).count();
        rest.truncate(asked.clamp(BESIDE, SHORT));
        rest.sort_unstable();
    }
    let rest: Vec<&Field> = rest.into_iter().filter_map(|i| fields.get(i)).collect();
    if text.chinese { frame_zh(&headline, unit, &rest) } else { frame_en(&headline, unit, &rest, yes_no) }
}

fn first_is_amount(field: &Field) -> bool {
    field.value.parse::<f64>().is_ok()
}

fn frame_en(headline: &Field, unit: Option<String>, rest: &[&Field], yes_no: bool) -> String {
    let name = spaced(&headline.name);
    let main = match headline.truth {
        Some(truth) if yes_no => format!("{}, {name}: {truth}", if truth { "Yes" } else { "No" }),
        _ => {
            let unit = unit.map(|u| format!(" {}", spaced(&u))).unwrap_or_default();
            let about = rounded(&headline.value).map(|r| format!(", about {r}{unit}")).unwrap_or_default();
            let verb = if plural(&name) { "are" } else { "is" };
            format!("The {name} {verb} {}{unit}{about}", headline.value)
        }
    };
    let rest: Vec<String> = rest.iter().map(|f| format!("{}: {}", spaced(&f.name), f.value)).collect();
    if rest.is_empty() { format!("{main}.") } else { format!("{main} ({}).", rest.join("; ")) }
}

fn frame_zh(headline: &Field, unit: Option<String>, rest: &[&Field]) -> String {
    let unit = unit.map(|u| format!(" {}", spaced(&u))).unwrap_or_default();
    let about = rounded(&headline.value).map(|r| format!("，约 {r}{unit}")).unwrap_or_default();
    let main = format!("{}是 {}{unit}{about}", chinese_name(&headline.name).trim_start(), headline.value);
    let rest: Vec<String> = rest.iter().map(|f| format!("{}：{}", chinese_name(&f.name), f.value)).collect();
    if rest.is_empty() { format!("{main}。") } else { format!("{main}（{}）。", rest.join("；")) }
}

/// A number with more than four decimals, rounded to two: said beside the exact one.
fn rounded(value: &str) -> Option<String> {
    let (_, decimals) = value.split_once('.')?;
    let number: f64 = value.parse().ok()?;
    (decimals.len() > 4 && number.abs() >= 1.0).then(|| format!("{number:.2}"))
}

fn plural(name: &str) -> bool {
    name.ends_with('s') && !name.ends_with("ss") && !name.ends_with("us") && !name.ends_with("is")
}

fn chinese_name(name: &str) -> String {
    let whole = label(name).map(str::to_owned);
    whole.unwrap_or_else(|| format!(" {} ", spaced(name)))
}

fn spaced(name: &str) -> String {
    name.replace('_', " ")
}

/// Whether a clause can be answered with yes or no.
fn yes_no(text: &Text, clause: &Span) -> bool {
    let skip = ["and", "or", "then", ","];
    let first = text.tokens_in(clause).find(|&i| !skip.contains(&text.lower(i).as_str()));
    let opens = first.is_some_and(|i| {
        matches!(text.lower(i).as_str(), "is" | "are" | "does" | "do" | "can" | "was" | "were" | "did" | "has" | "have")
    });
    opens || ["吗", "是否", "是不是"].iter().any(|w| text.slice(clause).contains(w))
}

/// How far a field is what a clause asks for.
fn relevance(field: &Field, cues: &[&str], name_stems: &[String], yes_no: bool, call: &Call) -> f32 {
    let mut score = 0.0;
    let names = stems(&field.name);
    for stem in &names {
        if cues.contains(&stem.as_str()) {
            score += 1.5 / names.len().max(1) as f32 + 0.5;
        } else if name_stems.contains(stem) {
            score += 0.4;
        }
    }
    if yes_no && field.truth.is_some() {
        score += 2.0;
    }
    if matches!(field.name.as_str(), "result" | "answer" | "value" | "summary" | "output") {
        score += if field.name == "value" { 0.3 } else { 1.2 };
    }
    // What was given comes back in many results: it answers nothing.
    let given = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned).eq_ignore_ascii_case(&field.value);
    if call.arguments.contains_key(&field.name) || call.arguments.values().any(given) {
        score -= 2.0;
    }
    score
}

/// The fields of a result in order, inner ones under joined names.
fn fields(call: &Call) -> Vec<Field> {
    let mut out = Vec::new();
    match serde_json::from_str::<Value>(&call.output) {
        Ok(Value::Object(map)) => {
            let response = map.get("response").cloned().unwrap_or(Value::Object(map));
            flatten("", &response, 0, &mut out);
        }
        Ok(other) => flatten("", &other, 0, &mut out),
        // Cut at the length limit: the pairs that arrived whole.
        Err(_) => out = whole_pairs(&call.output),
    }
    out
}

fn flatten(name: &str, value: &Value, depth: usize, out: &mut Vec<Field>) {
    const MOST: usize = 60;
    const DEPTH: usize = 4;
    if out.len() >= MOST || depth > DEPTH {
        return;
    }
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                let joined = if name.is_empty() { key.clone() } else { format!("{name}_{key}") };
                flatten(&joined, inner, depth + 1, out);
            }
        }
        Value::Null => {}
        Value::String(s) if s.trim().is_empty() => {}
        other => {
            let name = if name.is_empty() { "result" } else { name };
            out.push(Field { name: name.to_owned(), value: shown(other), truth: other.as_bool() });
        }
    }
}

/// A value in one line; lists of objects by their first two fields.
fn shown(value: &Value) -> String {
    let text = match value {
        Value::String(s) => s.clone(),
        Value::Array(items) => {
            let mut parts: Vec<String> = items.iter().take(ENTRIES).map(entry).collect();
            if items.len() > ENTRIES {
                parts.push("…".to_owned());
            }
            parts.join(", ")
        }
        other => other.to_string(),
    };
    let cut: String = text.chars().take(MAX_FIELD).collect();
    if cut.len() < text.len() { format!("{cut}…") } else { cut }
}

fn entry(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let simple = map.values().filter(|v| !v.is_object() && !v.is_array()).take(4);
            simple.map(shown).collect::<Vec<_>>().join(" ")
        }
        Value::Array(items) => format!("[{}]", items.iter().take(ENTRIES).map(entry).collect::<Vec<_>>().join(", ")),
        other => shown(other),
    }
}

/// `"name": value` pairs of JSON that was cut; a pair counts only where its value is closed.
fn whole_pairs(text: &str) -> Vec<Field> {
    let mut out = Vec::new();
    let body = text.split_once("\"response\":").map_or(text, |(_, body)| body);
    let mut rest = body;
    while let Some(colon) = rest.find("\":") {
        let name = rest[..colon].rsplit('"').next().unwrap_or("").to_owned();
        rest = &rest[colon + 2..];
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        let Some(Ok(value)) = values.next() else { continue };
        let end = values.byte_offset();
        // A number at the very end may have lost digits.
        if value.is_null() || end >= rest.trim_end_matches(['.', ' ']).len() {
            continue;
        }
        out.push(Field { truth: value.as_bool(), value: shown(&value), name });
        rest = rest.get(end..).unwrap_or("");
        if out.len() > 40 {
            break;
        }
    }
    out
}
