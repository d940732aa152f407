//! Dates and clock times in parameters.

use super::{Arguments, LocalReply, support};
use jiff::civil::{Date, Time, Weekday};

/// Reads a required date within the years `years`.
///
/// # Errors
/// 400 where absent or not a date, 422 where there is no such day or it is out of range.
pub(super) fn date(arguments: &Arguments<'_>, name: &str, years: (i16, i16)) -> Result<Date, LocalReply> {
    let text = support::bounded_text(arguments, name, 40)?;
    read(name, &text, years)
}

/// Reads an optional date.
///
/// # Errors
/// As [`date`].
pub(super) fn optional_date(
    arguments: &Arguments<'_>,
    name: &str,
    years: (i16, i16),
) -> Result<Option<Date>, LocalReply> {
    if arguments.raw(name).is_some() { date(arguments, name, years).map(Some) } else { Ok(None) }
}

fn read(name: &str, text: &str, years: (i16, i16)) -> Result<Date, LocalReply> {
    let Some([year, month, day]) = parts(text) else {
        return Err(support::malformed(name, text, "a date as YYYY-MM-DD"));
    };
    let range = format!("a date from {}-01-01 to {}-12-31", years.0, years.1);
    let Some(year) = i16::try_from(year).ok().filter(|y| (years.0..=years.1).contains(y)) else {
        return Err(support::out_of_range(name, text, &range));
    };
    let small = |n: u32| i8::try_from(n).unwrap_or(i8::MAX);
    Date::new(year, small(month), small(day))
        .map_err(|_| support::out_of_range(name, text, "an existing day of the calendar"))
}

/// Year, month and day of `2025-03-10`, `2025/3/10`, `2025.3.10` or `2025年3月10日`; a time behind a `T` is dropped.
fn parts(text: &str) -> Option<[u32; 3]> {
    let text = text.split_once(['T', ' ']).map_or(text, |(date, _)| date);
    let text = text.strip_suffix('日').unwrap_or(text);
    let mut cells = text.split(['-', '/', '.', '年', '月']);
    let mut next = || {
        let cell = cells.next()?;
        let plain = !cell.is_empty() && cell.len() <= 4 && cell.bytes().all(|b| b.is_ascii_digit());
        cell.parse::<u32>().ok().filter(|_| plain)
    };
    let found = [next()?, next()?, next()?];
    let year_first = text.len() > 4 && text.as_bytes().iter().take(4).all(u8::is_ascii_digit);
    (cells.next().is_none() && year_first).then_some(found)
}

/// Reads a required time of day: `15:30`, `3:30 pm`, `3pm`, `noon`, `midnight`, `15:30:20`.
///
/// # Errors
/// 400 where absent or not a time, 422 where there is no such time.
pub(super) fn time(arguments: &Arguments<'_>, name: &str) -> Result<Time, LocalReply> {
    let text = support::bounded_text(arguments, name, 40)?;
    let malformed = || support::malformed(name, &text, "a time of day such as 15:30 or 3:30 pm");
    let lower = text.to_lowercase().replace(['.', ' '], "").replace('：', ":");
    match lower.as_str() {
        "noon" => return Ok(Time::constant(12, 0, 0, 0)),
        "midnight" => return Ok(Time::midnight()),
        _ => {}
    }
    let (digits, half) = match (lower.strip_suffix("am"), lower.strip_suffix("pm")) {
        (Some(rest), _) => (rest, Some(0)),
        (_, Some(rest)) => (rest, Some(12)),
        _ => (lower.as_str(), None),
    };
    let mut numbers = Vec::new();
    for cell in digits.splitn(4, ':') {
        let plain = (1..=2).contains(&cell.len()) && cell.bytes().all(|b| b.is_ascii_digit());
        numbers.push(cell.parse::<i8>().ok().filter(|_| plain).ok_or_else(malformed)?);
    }
    let (hour, minute, second) = match (numbers.as_slice(), half) {
        ([hour], Some(_)) => (*hour, 0, 0),
        ([hour, minute], _) => (*hour, *minute, 0),
        ([hour, minute, second], _) => (*hour, *minute, *second),
        _ => return Err(malformed()),
    };
    let none = || support::out_of_range(name, &text, "an existing time of day");
    let hour = match half {
        None => hour,
        Some(add) if (1..=12).contains(&hour) => hour % 12 + add,
        Some(_) => return Err(none()),
    };
    Time::new(hour, minute, second, 0).map_err(|_| none())
}

/// English name of a weekday.
pub(super) const fn weekday_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// Days as a span. Every caller bounds them far below jiff's limits.
pub(super) fn plus_days(date: Date, days: i64) -> Option<Date> {
    date.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

/// Days from one date to another, negative backwards.
pub(super) fn days_from(start: Date, end: Date) -> i64 {
    start.until(end).map_or(0, |span| i64::from(span.get_days()))
}

/// Hours as `5 h 30 min`, rounded to the minute.
pub(super) fn duration(hours: f64) -> String {
    let minutes = (hours * 60.0).round();
    format!("{} h {} min", (minutes / 60.0).floor(), minutes % 60.0)
}
