//! Things and texts that a clause is about: what is quoted, what stands behind a colon, the noun behind `of`.

use super::filling::{Proposal, Scene};
use super::functions::{Function, Slot};
use super::mentions::What;
use super::proposals::role;
use super::text::{TokenKind, stems};
use super::units::{self, Dimension};
use serde_json::json;

/// Words before a subject.
const LEADS: &[&str] = &[
    "of", "for", "in", "is", "to", "from", "about", "does", "with", "by", "are", "the", "eating", "word", "name",
    "uses", "use",
];
/// Words that introduce a text.
const INTRODUCTIONS: &[&str] = &[
    "word", "text", "phrase", "password", "message", "sentence", "string", "name", "spell", "单词", "文本", "文字",
    "密码", "词",
];
/// Words that are never a subject.
const NEVER: &[&str] = &[
    "many", "much", "long", "number", "year", "years", "day", "days", "date", "time", "people", "person", "someone",
    "it", "that", "this", "there", "i", "value", "kind", "list", "code", "called", "does", "valid", "correct", "right",
];

/// Proposals for a text.
pub(super) fn texts(slot: &Slot, function: &Function, scene: Scene<'_>) -> Vec<Proposal> {
    let mut out = Vec::new();
    for mention in scene.mentions {
        let (value, score) = match &mention.what {
            What::Quote(quote) => (quote.clone(), 3.0),
            What::Name(name) => (name.clone(), 0.9),
            _ => continue,
        };
        out.push(Proposal {
            value: json!(value),
            score: score + role(slot, scene.text, &mention.span),
            span: mention.span.clone(),
        });
    }
    if out.iter().any(|p| p.score >= 3.0) {
        return out;
    }
    out.extend(behind_colon(scene));
    for index in scene.text.tokens_in(scene.clause) {
        let introduced = index.checked_sub(1).is_some_and(|i| INTRODUCTIONS.contains(&scene.text.lower(i).as_str()));
        let word = matches!(scene.text.tokens[index].kind, TokenKind::Word | TokenKind::Unknown | TokenKind::Number);
        if introduced && word && !NEVER.contains(&scene.text.lower(index).as_str()) {
            let span = scene.text.tokens[index].span.clone();
            if !LEADS.contains(&scene.text.lower(index).as_str()) {
                out.push(Proposal { value: json!(scene.text.token(index)), span, score: 1.8 });
            }
        }
    }
    out.extend(things(slot, function, scene).into_iter().map(|p| Proposal { score: p.score - 0.5, ..p }));
    out
}

fn behind_colon(scene: Scene<'_>) -> Option<Proposal> {
    let slice = scene.text.slice(scene.clause);
    let at =
        slice.find(": ").map(|i| i + 2).or_else(|| slice.find(':').filter(|_| scene.text.chinese).map(|i| i + 1))?;
    let value = slice.get(at..)?.trim();
    let span = scene.clause.start + at..scene.clause.start + at + value.len();
    (!value.is_empty()).then(|| Proposal { value: json!(value), span, score: 2.5 })
}

/// `US dollar`: where a currency ends that follows a name.
fn money_behind(scene: Scene<'_>, end: usize) -> Option<usize> {
    let next = scene.mentions.iter().find(|m| m.span.start == end + 1)?;
    matches!(&next.what, What::Unit(u) if u.dimension == Dimension::Money).then_some(next.span.end)
}

/// Proposals for a thing by its name.
pub(super) fn things(slot: &Slot, function: &Function, scene: Scene<'_>) -> Vec<Proposal> {
    let text = scene.text;
    let mut out = Vec::new();
    for mention in scene.mentions {
        if let What::Name(name) | What::Quote(name) = &mention.what {
            let known = stems(name).iter().any(|s| function.name_stems.contains(s));
            let score = if known { 0.3 } else { 1.8 } + role(slot, text, &mention.span);
            let money = money_behind(scene, mention.span.end);
            let span = mention.span.start..money.unwrap_or(mention.span.end);
            let value = if money.is_some() { text.slice(&span) } else { name.as_str() };
            out.push(Proposal { value: json!(value), span: span.clone(), score });
        }
        if let What::Unit(unit) = &mention.what
            && unit.dimension == Dimension::Money
        {
            out.push(Proposal { value: json!(text.slice(&mention.span)), span: mention.span.clone(), score: 1.3 });
        }
    }
    for index in text.tokens_in(scene.clause) {
        let token = &text.tokens[index];
        let word = text.lower(index);
        let in_mention =
            scene.mentions.iter().any(|m| m.span.start <= token.span.start && token.span.end <= m.span.end);
        let (value, content) = match token.kind {
            TokenKind::Word => (text.token(index).to_owned(), stems(&word)),
            TokenKind::Han(meaning) => (text.token(index).to_owned(), stems(meaning)),
            TokenKind::Unknown => (text.token(index).to_owned(), vec![word.clone()]),
            _ => continue,
        };
        if in_mention || content.is_empty() || NEVER.contains(&word.as_str()) || units::named_alone(&word).is_some() {
            continue;
        }
        let named = content.iter().any(|s| function.name_stems.contains(s) || slot.name_stems.contains(s));
        let documented = content.iter().any(|s| function.stems.get(s).is_some_and(|w| *w > 0.3));
        let lead = index.checked_sub(1).is_some_and(|i| LEADS.contains(&text.lower(i).as_str()));
        let mut score = if named {
            0.0
        } else if documented {
            0.7
        } else {
            1.0
        };
        if score > 0.0 {
            score += if lead { 0.5 } else { 0.0 };
            out.push(Proposal { value: json!(value), span: token.span.clone(), score });
        }
    }
    out
}
