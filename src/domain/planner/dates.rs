//! Dates and times of day as people write them.

use super::mentions::{Mention, What};
use super::text::{Text, TokenKind};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Dates (with a year) and times among the tokens that are free.
pub(super) fn dates_and_times(text: &Text, taken: &[bool]) -> Vec<Mention> {
    let mut out = Vec::new();
    let mut index = 0;
    while index < text.tokens.len() {
        let free = taken.get(index) == Some(&false);
        let found = if free { date(text, index).or_else(|| time(text, index)) } else { None };
        match found {
            Some((what, end)) => {
                let span = text.tokens[index].span.start..text.tokens[end - 1].span.end;
                out.push(Mention { what, span });
                index = end;
            }
            None => index += 1,
        }
    }
    out
}

fn number(text: &Text, index: usize) -> Option<u32> {
    text.tokens.get(index).filter(|t| t.kind == TokenKind::Number)?;
    text.token(index).parse().ok()
}

fn month(text: &Text, index: usize) -> Option<u32> {
    let word = text.lower(index);
    let short = |m: &str| word.len() >= 3 && m.starts_with(word.as_str()) || word == "sept" && m == "september";
    MONTHS.iter().position(|m| short(m)).map(|i| i as u32 + 1)
}

/// The day of a month, with `st`, `nd`, `rd`, `th` behind it, and the token behind.
fn day(text: &Text, index: usize) -> Option<(u32, usize)> {
    let day = number(text, index).filter(|d| (1..=31).contains(d))?;
    let suffix = matches!(text.lower(index + 1).as_str(), "st" | "nd" | "rd" | "th") && text.adjoins(index + 1);
    Some((day, index + 1 + usize::from(suffix)))
}

fn year(text: &Text, index: usize) -> Option<u32> {
    number(text, index).filter(|y| (1000..=2999).contains(y))
}

fn made(year: u32, month: u32, day: u32) -> Option<What> {
    // Days that no month has are passed on: it is the API's to refuse them.
    let fits = (1..=12).contains(&month) && (1..=31).contains(&day);
    fits.then(|| What::Date(format!("{year:04}-{month:02}-{day:02}")))
}

fn date(text: &Text, index: usize) -> Option<(What, usize)> {
    numeric(text, index).or_else(|| chinese(text, index)).or_else(|| worded(text, index))
}

/// `2025-03-01`, `2025/3/1`, `12/25/2025`, `25.12.2025`.
fn numeric(text: &Text, index: usize) -> Option<(What, usize)> {
    let sign = text.token(index + 1);
    if matches!(sign, "-" | "/") && text.token(index + 3) == sign && text.adjoins(index + 1) {
        let (a, b, c) = (number(text, index)?, number(text, index + 2)?, number(text, index + 4)?);
        let what = if a > 999 {
            made(a, b, c)
        } else if a > 12 {
            made(c, b, a)
        } else {
            made(c, a, b)
        };
        return what.filter(|_| a > 999 || c > 999).map(|w| (w, index + 5));
    }
    // `25.12` reads as one number.
    let (front, back) = text.token(index).split_once('.')?;
    (text.token(index + 1) == "." && text.adjoins(index + 2)).then_some(())?;
    let what = made(year(text, index + 2)?, back.parse().ok()?, front.parse().ok()?)?;
    Some((what, index + 3))
}

/// `2025年3月1日`.
fn chinese(text: &Text, index: usize) -> Option<(What, usize)> {
    let year = year(text, index)?;
    (text.token(index + 1) == "年").then_some(())?;
    let month = number(text, index + 2)?;
    (text.token(index + 3).starts_with('月')).then_some(())?;
    let day = number(text, index + 4)?;
    let end = index + 5 + usize::from(matches!(text.token(index + 5), "日" | "号"));
    Some((made(year, month, day)?, end))
}

/// `1 March 2025`, `1st of March, 2025`, `March 1, 2025`.
fn worded(text: &Text, index: usize) -> Option<(What, usize)> {
    let skip = |at: usize, signs: &[&str]| at + usize::from(signs.contains(&text.lower(at).as_str()));
    if let Some((day, next)) = day(text, index) {
        let at = skip(next, &["of"]);
        let month = month(text, at)?;
        let at = skip(at + 1, &[",", "."]);
        return Some((made(year(text, at)?, month, day)?, at + 1));
    }
    let month = month(text, index)?;
    let (day, next) = day(text, skip(index + 1, &["."]))?;
    let at = skip(next, &[","]);
    Some((made(year(text, at)?, month, day)?, at + 1))
}

fn clock(hour: u32, minute: u32) -> Option<What> {
    (hour < 24 && minute < 60).then(|| What::Time(format!("{hour:02}:{minute:02}")))
}

/// Hour on a 24-hour clock from `am` or `pm` behind or before it.
fn half(hour: u32, word: &str) -> Option<u32> {
    match word {
        "am" | "a.m" | "上午" | "早上" | "凌晨" => Some(if hour == 12 { 0 } else { hour }),
        "pm" | "p.m" | "下午" | "晚上" | "中午" => Some(if hour < 12 { hour + 12 } else { hour }),
        _ => None,
    }
}

/// `15:30`, `3:30 pm`, `3 pm`, `3 o'clock`, `noon`, `下午3点半`.
fn time(text: &Text, index: usize) -> Option<(What, usize)> {
    match text.lower(index).as_str() {
        "noon" | "midday" => return Some((clock(12, 0)?, index + 1)),
        "midnight" => return Some((clock(0, 0)?, index + 1)),
        _ => {}
    }
    let lead = text.lower(index);
    let led = half(0, &lead).is_some() && text.chinese;
    let at = index + usize::from(led);
    let hour = number(text, at).filter(|h| *h < 25)?;
    if text.token(at + 1) == "点" {
        let (minute, end) = match text.token(at + 2) {
            "半" => (30, at + 3),
            _ => number(text, at + 2).map_or((0, at + 2), |m| (m, at + 3 + usize::from(text.token(at + 3) == "分"))),
        };
        return Some((clock(half(hour, &lead).unwrap_or(hour), minute)?, end));
    }
    let mut end = at + 1;
    let mut minute = 0;
    let mut sure = false;
    if text.token(end) == ":" && text.adjoins(end) && text.adjoins(end + 1) {
        minute = number(text, end + 1).filter(|m| *m < 60)?;
        end += 2;
        sure = true;
        if text.token(end) == ":" && number(text, end + 1).is_some() {
            end += 2;
        }
    }
    let behind = text.lower(end);
    let dotted = matches!(behind.as_str(), "a" | "p") && text.token(end + 1) == "." && text.lower(end + 2) == "m";
    let word = if dotted { format!("{behind}m") } else { behind };
    if let Some(hour) = half(hour, &word).filter(|_| !text.chinese || word.is_ascii()) {
        let width = if dotted { 3 + usize::from(text.token(end + 3) == "." && text.adjoins(end + 3)) } else { 1 };
        return Some((clock(hour, minute)?, end + width));
    }
    if word == "o'clock" || word == "o’clock" {
        return Some((clock(hour, 0)?, end + 1));
    }
    sure.then(|| clock(half(hour, &lead).unwrap_or(hour), minute).map(|w| (w, end))).flatten()
}
