//! Clock times around the world, from the bundled IANA time zone database. There is no clock here: every date is given.

use super::support::{self, Outcome, num};
use super::world_gazetteer::{find_city, tables};
use super::{Arguments, LocalReply, LocalTool, dates};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// Years in which offsets are told; later rules are guesses.
const YEARS: (i16, i16) = (1970, 2100);
/// Whose rules tell a zone's standard time where no date is given.
const REFERENCE_YEAR: i16 = 2025;

pub(super) const TOOL: LocalTool = LocalTool {
    name: "time_zones",
    apis: &[
        ("convert_time", |a| support::reply(convert_time(a))),
        ("time_difference", |a| support::reply(time_difference(a))),
        ("zone_offset", |a| support::reply(zone_offset(a))),
        ("daylight_saving", |a| support::reply(daylight_saving(a))),
        ("flight_arrival", |a| support::reply(flight_arrival(a))),
    ],
};

/// A place with a clock.
struct Clock {
    label: String,
    /// IANA name, or the offset as text.
    id: String,
    zone: TimeZone,
}

/// What a clock shows relative to UTC at one moment.
struct Shown {
    offset: Offset,
    daylight: bool,
    abbreviation: String,
}

impl Clock {
    fn shown(&self, at: Timestamp) -> Shown {
        let info = self.zone.to_offset_info(at);
        let flagged = info.dst().is_dst();
        // Ireland's and Namibia's law call summer the standard time and the database follows; people do not.
        let daylight = match self.id.as_str() {
            "Europe/Dublin" | "Eire" | "Africa/Windhoek" => {
                info.offset() > self.winter_offset(self.zone.to_datetime(at).year())
            }
            // Morocco goes back for Ramadan: nothing is ever put forward.
            "Africa/Casablanca" | "Africa/El_Aaiun" => false,
            _ => flagged,
        };
        Shown { offset: info.offset(), daylight, abbreviation: info.abbreviation().to_owned() }
    }

    fn winter_offset(&self, year: i16) -> Offset {
        let at = |month| self.zone.to_offset(first_of(year, month));
        at(1).min(at(7))
    }

    /// The clock on a day (at noon), or its standard time where no day is given, and whether daylight time exists.
    fn on(&self, day: Option<Date>) -> (Shown, bool) {
        let year = day.map_or(REFERENCE_YEAR, Date::year);
        let (winter, summer) = (self.shown(first_of(year, 1)), self.shown(first_of(year, 7)));
        let changes = winter.daylight || summer.daylight;
        let shown = match day {
            Some(day) => {
                let noon = day.to_datetime(Time::constant(12, 0, 0, 0));
                let moment = self.zone.to_ambiguous_timestamp(noon).compatible().unwrap_or_default();
                self.shown(moment)
            }
            None if winter.daylight => summer,
            None => winter,
        };
        (shown, changes)
    }
}

fn first_of(year: i16, month: i8) -> Timestamp {
    Date::new(year, month, 1)
        .ok()
        .and_then(|d| TimeZone::UTC.to_ambiguous_timestamp(d.to_datetime(Time::midnight())).compatible().ok())
        .unwrap_or_default()
}

/// Countries whose clocks differ from region to region in ways that a traveller notices.
const MANY_ZONES: [&str; 7] = ["US", "CA", "RU", "AU", "BR", "MX", "ID"];

/// Abbreviations with one common meaning, in minutes from UTC.
const ABBREVIATIONS: [(&str, i32); 19] = [
    ("EST", -300),
    ("EDT", -240),
    ("CDT", -300),
    ("MST", -420),
    ("MDT", -360),
    ("PST", -480),
    ("PDT", -420),
    ("AKST", -540),
    ("HST", -600),
    ("WET", 0),
    ("CET", 60),
    ("CEST", 120),
    ("EET", 120),
    ("EEST", 180),
    ("MSK", 180),
    ("JST", 540),
    ("KST", 540),
    ("AEST", 600),
    ("AEDT", 660),
];

/// Reads a place with a clock: UTC offset, abbreviation, IANA zone, city or country.
fn clock(arguments: &Arguments<'_>, name: &str) -> Result<Clock, LocalReply> {
    let text = support::bounded_text(arguments, name, 100)?;
    let upper = text.to_uppercase().replace(' ', "");
    if matches!(upper.as_str(), "CST" | "IST" | "BST" | "AST") {
        let message =
            format!("'{text}' in parameter '{name}' means several zones; give a city or a zone such as UTC+8");
        return Err(LocalReply::error(422, message));
    }
    let short = ABBREVIATIONS.iter().find(|(known, _)| *known == upper).map(|(_, minutes)| *minutes);
    if let Some(minutes) = short.or_else(|| utc_minutes(&upper)) {
        return fixed_clock(name, &text, minutes);
    }
    if text.contains('/')
        && let Ok(zone) = TimeZone::get(&text)
    {
        let id = zone.iana_name().unwrap_or(&text).to_owned();
        return Ok(Clock { label: id.clone(), id, zone });
    }
    let (label, id) = place_zone(name, &text)?;
    let zone = TimeZone::get(id)
        .map_err(|_| LocalReply::error(404, format!("Time zone '{id}' of '{text}' is not in the database")))?;
    Ok(Clock { label, id: id.to_owned(), zone })
}

fn place_zone(name: &str, text: &str) -> Result<(String, &'static str), LocalReply> {
    let is_city = tables::cities_named(text).next().is_some();
    if let Some(country) = tables::country(text).filter(|_| !is_city) {
        if MANY_ZONES.contains(&country.alpha2) {
            let message = format!("{} has several time zones; parameter '{name}' must name a city in it", country.name);
            return Err(LocalReply::error(422, message));
        }
        return Ok((country.name.to_owned(), country.zone));
    }
    match find_city("city", text, None) {
        Ok(city) => Ok((format!("{}, {}", city.name, city.country.name), city.zone)),
        Err(refusal) if text.contains(',') => Err(refusal),
        Err(_) => {
            let hint = ". Give a larger city, a country, an IANA zone such as Asia/Tokyo or an offset such as UTC+9";
            Err(super::world_gazetteer::unknown("place or zone", text, &tables::near_places(text), hint))
        }
    }
}

/// `UTC`, `GMT`, `Z`, `UTC+8`, `GMT-3:30`, `+05:30` in minutes.
fn utc_minutes(upper: &str) -> Option<i32> {
    let rest = upper.strip_prefix("UTC").or_else(|| upper.strip_prefix("GMT")).unwrap_or(upper);
    if rest.is_empty() || rest == "Z" {
        return Some(0);
    }
    let (sign, digits) = match rest.strip_prefix('+') {
        Some(digits) => (1, digits),
        None => (-1, rest.strip_prefix(['-', '−'])?),
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some(pair) => pair,
        None if digits.len() == 4 => digits.split_at_checked(2)?,
        None => (digits, "0"),
    };
    let whole = |text: &str| text.parse::<i32>().ok().filter(|_| text.len() <= 2 && text.is_ascii());
    Some(sign * (whole(hours)? * 60 + whole(minutes)?))
}

fn fixed_clock(name: &str, text: &str, minutes: i32) -> Result<Clock, LocalReply> {
    let offset = Offset::from_seconds(minutes * 60).ok().filter(|_| (-720..=840).contains(&minutes));
    let offset = offset.ok_or_else(|| support::out_of_range(name, text, "an offset from UTC-12 to UTC+14"))?;
    let id = utc_text(offset);
    Ok(Clock { label: id.clone(), id, zone: TimeZone::fixed(offset) })
}

/// `UTC+05:30`.
fn utc_text(offset: Offset) -> String {
    let seconds = offset.seconds();
    let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
    format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

fn hours(offset: Offset) -> f64 {
    f64::from(offset.seconds()) / 3600.0
}

/// What `later` minus `earlier` is called, in calendar days.
fn day_change(earlier: Date, later: Date) -> String {
    match dates::days_from(earlier, later) {
        0 => "same day".to_owned(),
        1 => "next day".to_owned(),
        -1 => "previous day".to_owned(),
        n if n > 0 => format!("{n} days later"),
        n => format!("{} days earlier", -n),
    }
}

fn hhmm(at: DateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// Why a reply may differ from what the clock shows on a given day.
fn standard_time_note(changes: bool) -> &'static str {
    if changes {
        "Standard time without daylight saving; give a date to have daylight saving counted"
    } else {
        "Valid all year: no daylight saving"
    }
}

fn convert_time(arguments: &Arguments<'_>) -> Outcome {
    let time = dates::time(arguments, "time")?;
    let (from, to) = (clock(arguments, "from_place")?, clock(arguments, "to_place")?);
    let day = dates::optional_date(arguments, "date", YEARS)?;
    let local = day.unwrap_or(Date::constant(REFERENCE_YEAR, 1, 15)).to_datetime(time);
    let out_of_time = || LocalReply::error(422, "The time is beyond the range of the calendar");
    let (there, first, second, note) = if day.is_some() {
        let ambiguous = from.zone.to_ambiguous_timestamp(local);
        let is_odd = ambiguous.is_ambiguous();
        let moment = ambiguous.compatible().map_err(|_| out_of_time())?;
        let note = if is_odd { "The clocks change at the first place around this time" } else { "" };
        (to.zone.to_datetime(moment), from.shown(moment), to.shown(moment), note)
    } else {
        let ((first, one), (second, other)) = (from.on(None), to.on(None));
        let shift = second.offset.seconds() - first.offset.seconds();
        let there = local.checked_add(SignedDuration::from_secs(i64::from(shift))).map_err(|_| out_of_time())?;
        (there, first, second, standard_time_note(one || other))
    };
    let moment = |at: DateTime| if day.is_some() { format!("{} {}", at.date(), hhmm(at)) } else { hhmm(at) };
    Ok(json!({
        "from_place": from.label, "from_time": moment(local), "from_zone": zone_text(&from, &first),
        "to_place": to.label, "to_time": moment(there), "to_zone": zone_text(&to, &second),
        "day_change": day_change(local.date(), there.date()),
        "difference_hours": num(hours(second.offset) - hours(first.offset)), "note": note,
    }))
}

fn zone_text(clock: &Clock, shown: &Shown) -> String {
    let offset = utc_text(shown.offset);
    if clock.id == offset { offset } else { format!("{} ({offset})", clock.id) }
}

fn time_difference(arguments: &Arguments<'_>) -> Outcome {
    let (a, b) = (clock(arguments, "place_a")?, clock(arguments, "place_b")?);
    let day = dates::optional_date(arguments, "date", YEARS)?;
    let ((first, one), (second, other)) = (a.on(day), b.on(day));
    let ahead = hours(second.offset) - hours(first.offset);
    let size = ahead.abs();
    let summary = if ahead == 0.0 {
        format!("{} and {} have the same time", a.label, b.label)
    } else {
        let word = if ahead > 0.0 { "ahead of" } else { "behind" };
        format!("{} is {size} hours {word} {}", b.label, a.label)
    };
    let note = if day.is_some() { "" } else { standard_time_note(one || other) };
    Ok(json!({
        "place_a": a.label, "place_b": b.label, "offset_a": utc_text(first.offset), "offset_b": utc_text(second.offset),
        "difference_hours": num(ahead), "summary": summary, "note": note,
    }))
}

fn zone_offset(arguments: &Arguments<'_>) -> Outcome {
    let place = clock(arguments, "place")?;
    let day = dates::optional_date(arguments, "date", YEARS)?;
    let (shown, changes) = place.on(day);
    let note = if day.is_some() { "" } else { standard_time_note(changes) };
    Ok(json!({
        "place": place.label, "time_zone": place.id, "date": day.map(|d| d.to_string()),
        "utc_offset": utc_text(shown.offset), "offset_hours": num(hours(shown.offset)),
        "abbreviation": shown.abbreviation, "daylight_saving": shown.daylight, "note": note,
    }))
}

fn daylight_saving(arguments: &Arguments<'_>) -> Outcome {
    let place = clock(arguments, "place")?;
    let year = support::whole(arguments, "year", i64::from(YEARS.0), i64::from(YEARS.1), None)?;
    let year = i16::try_from(year).unwrap_or(REFERENCE_YEAR);
    let (start, end) = (first_of(year, 1), first_of(year.saturating_add(1), 1));
    // No zone has ever changed its clocks more than a few times in a year; the limit is only a guard.
    let changes: Vec<Value> = place
        .zone
        .following(start)
        .take(12)
        .take_while(|t| t.timestamp() < end)
        .filter_map(|t| {
            let before = t.timestamp().checked_sub(SignedDuration::from_secs(1)).ok()?;
            let was = place.zone.to_offset(before).to_datetime(t.timestamp());
            let now = place.shown(t.timestamp());
            Some(json!({
                "date": was.date().to_string(), "from_time": hhmm(was),
                "to_time": hhmm(now.offset.to_datetime(t.timestamp())), "offset_after": utc_text(now.offset),
                "daylight_saving": now.daylight,
            }))
        })
        .collect();
    let observes = changes.iter().any(|change| change["daylight_saving"] == true);
    Ok(json!({
        "place": place.label, "time_zone": place.id, "year": year, "observes_daylight_saving": observes,
        "changes": changes,
    }))
}

fn flight_arrival(arguments: &Arguments<'_>) -> Outcome {
    let day = dates::date(arguments, "departure_date", YEARS)?;
    let time = dates::time(arguments, "departure_time")?;
    let (from, to) = (clock(arguments, "from_place")?, clock(arguments, "to_place")?);
    let duration = support::real(arguments, "duration_hours", 0.0, 100.0, None)?;
    let local = day.to_datetime(time);
    let seconds = (duration * 3600.0).round() as i64;
    let moments = from
        .zone
        .to_ambiguous_timestamp(local)
        .compatible()
        .ok()
        .and_then(|departure| Some((departure, departure.checked_add(SignedDuration::from_secs(seconds)).ok()?)));
    let Some((departure, arrival)) = moments else {
        return Err(LocalReply::error(422, "The journey ends beyond the range of the calendar"));
    };
    let there = to.zone.to_datetime(arrival);
    Ok(json!({
        "departure": format!("{} {}", local.date(), hhmm(local)),
        "arrival": format!("{} {}", there.date(), hhmm(there)), "arrival_date": there.date().to_string(),
        "arrival_time": hhmm(there), "from_zone": zone_text(&from, &from.shown(departure)),
        "to_zone": zone_text(&to, &to.shown(arrival)), "day_change": day_change(local.date(), there.date()),
    }))
}
