//! What a question names: numbers with their units, dates, times, names, quoted texts, lists.

use super::dates;
use super::names;
use super::text::{Span, Text, TokenKind, unit_at};
use super::units::{Dimension, Unit};

/// A number as it stands in the question.
#[derive(Clone, Debug)]
pub(super) struct Number {
    pub(super) value: f64,
    pub(super) unit: Option<&'static Unit>,
    /// `20000th`, `第20000个`.
    pub(super) ordinal: bool,
}

/// What is mentioned.
#[derive(Clone, Debug)]
pub(super) enum What {
    Number(Number),
    /// `YYYY-MM-DD`.
    Date(String),
    /// `HH:MM`.
    Time(String),
    /// A proper name: a capitalised run, or Chinese characters that are no everyday word.
    Name(String),
    Quote(String),
    /// A unit that no number stands before.
    Unit(&'static Unit),
    /// Numbers in a row, as text: `, ` between them, `; ` between rows.
    List(String),
}

/// A mention and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    pub(super) what: What,
    pub(super) span: Span,
}

/// All mentions in the order of the text. Lists overlap the numbers they are made of.
pub(super) fn mentions(text: &Text) -> Vec<Mention> {
    let mut out = quotes(text);
    let mut taken: Vec<bool> = vec![false; text.tokens.len()];
    mark(text, &out, &mut taken);
    let found = dates::dates_and_times(text, &taken);
    mark(text, &found, &mut taken);
    out.extend(found);
    let numbers = numbers(text, &mut taken);
    out.extend(lists(text, &numbers));
    out.extend(numbers.into_iter().map(|(_, mention)| mention));
    let units = bare_units(text, &mut taken);
    out.extend(units);
    out.extend(names::names(text, &taken));
    out.sort_by_key(|m| (m.span.start, m.span.end));
    out
}

fn mark(text: &Text, mentions: &[Mention], taken: &mut [bool]) {
    for mention in mentions {
        for index in text.tokens_in(&mention.span) {
            if let Some(slot) = taken.get_mut(index) {
                *slot = true;
            }
        }
    }
}

const QUOTES: [(char, char); 9] = [
    ('"', '"'),
    ('“', '”'),
    ('‘', '’'),
    ('「', '」'),
    ('『', '』'),
    ('《', '》'),
    ('«', '»'),
    ('`', '`'),
    ('\'', '\''),
];

fn quotes(text: &Text) -> Vec<Mention> {
    let mut out = Vec::new();
    let mut skip_to = 0;
    let mut before = ' ';
    for (at, c) in text.text.char_indices() {
        let previous = std::mem::replace(&mut before, c);
        let closing = QUOTES.iter().find(|(open, _)| *open == c).map(|q| q.1);
        let Some(closing) = closing.filter(|_| at >= skip_to && (c != '\'' || !previous.is_alphanumeric())) else {
            continue;
        };
        let start = at + c.len_utf8();
        let rest = text.text.get(start..).unwrap_or("");
        let end = rest.char_indices().find(|&(i, r)| {
            let word_goes_on = || rest[i + r.len_utf8()..].starts_with(|n: char| n.is_ascii_alphabetic());
            r == closing && (closing != '\'' || !word_goes_on())
        });
        if let Some((length, last)) = end.filter(|(length, _)| *length > 0) {
            let stop = start + length + last.len_utf8();
            out.push(Mention { what: What::Quote(rest[..length].to_owned()), span: at..stop });
            skip_to = stop;
        }
    }
    out
}

/// Numbers that are no part of a date, a time or a quote, with the index of their token.
fn numbers(text: &Text, taken: &mut [bool]) -> Vec<(usize, Mention)> {
    let mut out: Vec<(usize, Mention)> = Vec::new();
    let mut index = 0;
    while index < text.tokens.len() {
        let next = if taken[index] { None } else { number_at(text, index) };
        let Some((number, end)) = next else {
            index += 1;
            continue;
        };
        let start = sign_start(text, index).unwrap_or(text.tokens[index].span.start);
        let span = start..text.tokens.get(end - 1).map_or(start, |t| t.span.end);
        for slot in taken.iter_mut().take(end).skip(index) {
            *slot = true;
        }
        match out.last_mut() {
            Some((last, before)) if *last == index && joins(before, &number) => {
                join(before, &number);
                before.span.end = span.end;
                *last = end;
            }
            _ => out.push((end, Mention { what: What::Number(number), span })),
        }
        index = end;
    }
    out
}

/// `5 feet 11 inches`: a smaller unit of the same dimension right behind.
fn joins(before: &Mention, number: &Number) -> bool {
    let What::Number(first) = &before.what else { return false };
    let (Some(large), Some(small)) = (first.unit, number.unit) else { return false };
    large.dimension == small.dimension && large.factor > small.factor && small.factor > 0.0
}

fn join(before: &mut Mention, number: &Number) {
    if let What::Number(first) = &mut before.what
        && let (Some(large), Some(small)) = (first.unit, number.unit)
    {
        first.value += small.convert(number.value, large).unwrap_or(0.0);
    }
}

/// A number at a token, and the token behind it and its unit.
fn number_at(text: &Text, index: usize) -> Option<(Number, usize)> {
    if let Some((unit, end)) = single(text, index) {
        return Some((Number { value: 1.0, unit: Some(unit), ordinal: false }, end));
    }
    let mut end = index + 1;
    let mut value = match text.tokens.get(index)?.kind {
        TokenKind::Number => text.token(index).replace(',', "").parse::<f64>().ok()?,
        TokenKind::Word => word_value(&text.lower(index))?,
        TokenKind::Unknown | TokenKind::Han(_) => chinese_value(text.token(index))?,
        TokenKind::Sign => return None,
    };
    while let Some(factor) = multiplier(&text.lower(end)) {
        value *= factor;
        end += 1;
    }
    let behind = text.lower(end);
    let numbered = text.adjoins(end) && matches!(behind.as_str(), "st" | "nd" | "rd" | "th");
    let before = index.checked_sub(1).map(|i| text.token(i)).unwrap_or_default();
    let ordinal = numbered || before == "第";
    end += usize::from(numbered);
    let mut unit = None;
    if matches!(before, "$" | "€" | "£" | "¥" | "￥") {
        unit = super::units::named(match before {
            "$" => "dollar",
            "€" => "euro",
            "£" => "gbp",
            _ => "yuan",
        });
    } else if before == "百分之" {
        unit = super::units::named("percent");
    } else if text.token(end) == "折" {
        // Seven out of ten are left to pay: thirty percent off.
        (value, unit) = (100.0 - if value < 10.0 { value * 10.0 } else { value }, super::units::named("percent"));
        end += 1;
    } else if let Some((found, next)) = behind_number(text, end, ordinal) {
        (unit, end) = (Some(found), next);
    }
    if sign_start(text, index).is_some() || matches!(before, "minus" | "零下") {
        value = -value;
    }
    value.is_finite().then_some((Number { value, unit, ordinal }, end))
}

/// `a mile`, `one acre`: one of a unit.
fn single(text: &Text, index: usize) -> Option<(&'static Unit, usize)> {
    matches!(text.lower(index).as_str(), "a" | "an" | "one" | "一").then_some(())?;
    let (unit, end) = unit_at(text, index + 1, text.chinese)?;
    let per = matches!(unit.dimension, Dimension::Duration | Dimension::Share | Dimension::Money);
    (!per && !matches!(text.lower(end).as_str(), "of")).then_some((unit, end))
}

/// The unit behind a number; `degrees` alone and joining hyphens are stepped over.
fn behind_number(text: &Text, index: usize, ordinal: bool) -> Option<(&'static Unit, usize)> {
    if ordinal {
        return None;
    }
    let steps = usize::from(
        matches!(text.token(index), "-" | "个" | "°" | "degrees" | "degree") && text.tokens.len() > index + 1,
    );
    unit_at(text, index, true).or_else(|| unit_at(text, index + steps, true).filter(|_| steps > 0))
}

/// Where a minus sign right before a number begins.
fn sign_start(text: &Text, index: usize) -> Option<usize> {
    let sign = index.checked_sub(1)?;
    let joined = text.adjoins(index) && matches!(text.token(sign), "-" | "−" | "–");
    let before = sign.checked_sub(1).map_or(",", |i| text.token(i));
    let free = !text.adjoins(sign) || matches!(before, "," | "[" | "(" | ";" | "=");
    (joined && free).then(|| text.tokens[sign].span.start)
}

const SMALL: &[&str] = &[
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

fn word_value(word: &str) -> Option<f64> {
    // `one` is a pronoun more often than a number.
    let small = SMALL.iter().position(|w| *w == word).filter(|&n| n != 1).map(|n| n as f64);
    small.or(match word {
        "thirty" => Some(30.0),
        "forty" => Some(40.0),
        "fifty" => Some(50.0),
        "sixty" => Some(60.0),
        "hundred" => Some(100.0),
        "dozen" => Some(12.0),
        _ => None,
    })
}

fn multiplier(word: &str) -> Option<f64> {
    match word {
        "hundred" | "百" => Some(1e2),
        "thousand" | "千" => Some(1e3),
        "万" => Some(1e4),
        "million" | "百万" => Some(1e6),
        "亿" => Some(1e8),
        "billion" | "十亿" => Some(1e9),
        _ => None,
    }
}

/// A run of Chinese numerals below ten thousand.
fn chinese_value(run: &str) -> Option<f64> {
    let (mut total, mut digit) = (0.0, None);
    for c in run.chars() {
        let place = match c {
            '十' => 10.0,
            '百' => 100.0,
            '千' => 1000.0,
            _ => {
                digit = Some("零一二三四五六七八九".chars().position(|d| d == c || c == '两' && d == '二')? as f64);
                continue;
            }
        };
        total += digit.take().unwrap_or(1.0) * place;
    }
    (!run.is_empty()).then_some(total + digit.unwrap_or(0.0))
}

fn bare_units(text: &Text, taken: &mut [bool]) -> Vec<Mention> {
    let mut out = Vec::new();
    let mut index = 0;
    while index < text.tokens.len() {
        match unit_at(text, index, false).filter(|(_, end)| !taken[index..*end].contains(&true)) {
            Some((unit, end)) => {
                let span = text.tokens[index].span.start..text.tokens[end - 1].span.end;
                // Words of time and share stay free: they are parts of names and dates more often than units asked for.
                out.push(Mention { what: What::Unit(unit), span });
                if !matches!(unit.dimension, Dimension::Duration | Dimension::Share) {
                    taken[index..end].fill(true);
                }
                index = end;
            }
            None => index += 1,
        }
    }
    out
}

/// Two or more plain numbers with nothing but separators between them.
fn lists(text: &Text, numbers: &[(usize, Mention)]) -> Vec<Mention> {
    let mut out: Vec<Mention> = halves(text, numbers);
    let mut run: Option<(String, usize, Span)> = None;
    for (end, mention) in numbers {
        let What::Number(number) = &mention.what else { continue };
        let plain = number.unit.is_none() && !number.ordinal;
        let first = text.tokens_in(&mention.span).start;
        let joint = run.as_ref().filter(|_| plain).and_then(|(_, last, _)| separator(text, *last..first));
        match (&mut run, joint) {
            (Some((written, last, span)), Some(separator)) => {
                written.push_str(separator);
                written.push_str(&number.value.to_string());
                *last = *end;
                span.end = mention.span.end;
            }
            _ => {
                flush(run.take(), &mut out);
                run = plain.then(|| (number.value.to_string(), *end, mention.span.clone()));
            }
        }
    }
    flush(run, &mut out);
    out
}

/// `1, 2, 3 and 4, 5, 6`: both sides of an `and` between runs of commas of equal length.
fn halves(text: &Text, numbers: &[(usize, Mention)]) -> Vec<Mention> {
    let plain: Vec<(&Mention, usize, f64)> = numbers
        .iter()
        .filter_map(|(end, m)| match &m.what {
            What::Number(n) if n.unit.is_none() && !n.ordinal => Some((m, *end, n.value)),
            _ => None,
        })
        .collect();
    let link = |pair: &[(&Mention, usize, f64)]| match pair {
        [(_, end, _), (next, ..)] => {
            let between = *end..text.tokens_in(&next.span).start;
            let words: Vec<String> = between.map(|i| text.lower(i)).collect();
            match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
                [","] => ',',
                ["and" | "with" | "和" | "与" | "against"] => '&',
                _ => '.',
            }
        }
        _ => '.',
    };
    let links: Vec<char> = plain.windows(2).map(link).collect();
    let Some(middle) = links.iter().position(|l| *l == '&') else { return Vec::new() };
    let before = links[..middle].iter().rev().take_while(|l| **l == ',').count();
    let after = links[middle + 1..].iter().take_while(|l| **l == ',').count();
    if before == 0 || before != after {
        return Vec::new();
    }
    let list = |from: usize, to: usize| {
        let written: Vec<String> = plain[from..=to].iter().map(|p| p.2.to_string()).collect();
        let span = plain[from].0.span.start..plain[to].0.span.end;
        Mention { what: What::List(written.join(", ")), span }
    };
    vec![list(middle - before, middle), list(middle + 1, middle + 1 + after)]
}

fn flush(run: Option<(String, usize, Span)>, out: &mut Vec<Mention>) {
    if let Some((written, _, span)) = run.filter(|(written, ..)| written.contains(", ") || written.contains("; ")) {
        out.push(Mention { what: What::List(written), span });
    }
}

fn separator(text: &Text, between: std::ops::Range<usize>) -> Option<&'static str> {
    let mut rows = false;
    let mut count = 0;
    for index in between {
        match text.lower(index).as_str() {
            "," | "and" | "&" | "和" | "与" | "-" | "−" => {}
            ";" => rows = true,
            _ => return None,
        }
        count += 1;
    }
    // `] , [` ends a row of a matrix; that is read by its brackets elsewhere.
    (count <= 3).then_some(if rows { "; " } else { ", " })
}
