//! Sun and moon for a place and a date. Times are rounded to the minute; hills, height and weather are not counted.

mod julian;
mod moon;
mod sun;

use super::places::{self, Place};
use super::support::{self, Outcome, fixed};
use super::{Arguments, LocalReply, LocalTool, dates};
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use sun::{Crossing, HORIZON, SunDay};

const YEARS: (i16, i16) = (1900, 2100);

pub(super) const TOOL: LocalTool = LocalTool {
    name: "sun_and_moon",
    apis: &[
        ("sunrise_sunset", |a| support::reply(sunrise_sunset(a))),
        ("day_length", |a| support::reply(day_length(a))),
        ("twilight_times", |a| support::reply(twilight_times(a))),
        ("moon_phase", |a| support::reply(moon_phase(a))),
        ("next_moon_phase", |a| support::reply(next_moon_phase(a))),
        ("seasons", |a| support::reply(seasons(a))),
    ],
};

/// A place, a date, and the zone in which its times are told.
struct Day {
    place: Place,
    date: Date,
    zone: String,
    sun: SunDay,
}

fn day(arguments: &Arguments<'_>) -> Result<Day, LocalReply> {
    let place = places::place(arguments, "place")?;
    let date = dates::date(arguments, "date", YEARS)?;
    let asked = arguments.optional_text("time_zone")?;
    let zone = place.zone.map(str::to_owned).or(asked).unwrap_or_else(|| "UTC".to_owned());
    let rules =
        TimeZone::get(&zone).map_err(|_| support::malformed("time_zone", &zone, "an IANA zone such as Europe/Oslo"))?;
    let noon = date.to_datetime(Time::constant(12, 0, 0, 0));
    let moment = rules.to_ambiguous_timestamp(noon).compatible().unwrap_or_default();
    let offset = f64::from(rules.to_offset(moment).seconds()) / 60.0;
    let sun = SunDay::new(date, place.latitude, place.longitude, offset);
    Ok(Day { place, date, zone, sun })
}

/// A local minute as `05:47`, marked where it falls on another day.
fn local(minutes: f64) -> String {
    let whole = minutes.round() as i64;
    let mark = match whole.div_euclid(1440) {
        0 => "",
        1 => " (next day)",
        _ => " (previous day)",
    };
    format!("{}{mark}", julian::clock(whole.rem_euclid(1440)))
}

fn sunrise_sunset(arguments: &Arguments<'_>) -> Outcome {
    let day = day(arguments)?;
    let (rise, set) = match day.sun.crossing(HORIZON) {
        Crossing::At(rise, set) => (rise, set),
        state => {
            let why = if state == Crossing::Above { "sets: polar day (midnight sun)" } else { "rises: polar night" };
            let message = format!("No sunrise or sunset at {} on {}: the sun never {why}", day.place.label, day.date);
            return Err(LocalReply::error(422, message));
        }
    };
    Ok(json!({
        "place": day.place.label, "date": day.date.to_string(), "time_zone": day.zone, "sunrise": local(rise),
        "sunset": local(set), "solar_noon": local(day.sun.noon), "day_length": dates::duration((set - rise) / 60.0),
        "day_length_hours": fixed((set - rise) / 60.0, 2),
    }))
}

/// Minutes of daylight, and what kind of day it is.
fn daylight(place: &Place, date: Date) -> (f64, &'static str) {
    match SunDay::new(date, place.latitude, place.longitude, place.longitude * 4.0).crossing(HORIZON) {
        Crossing::At(rise, set) => (set - rise, "no"),
        Crossing::Above => (1440.0, "polar day (midnight sun)"),
        Crossing::Below => (0.0, "polar night"),
    }
}

fn day_length(arguments: &Arguments<'_>) -> Outcome {
    let place = places::place(arguments, "place")?;
    let date = dates::date(arguments, "date", YEARS)?;
    let (minutes, polar) = daylight(&place, date);
    let before = date.yesterday().map_or(minutes, |yesterday| daylight(&place, yesterday).0);
    Ok(json!({
        "place": place.label, "date": date.to_string(), "day_length": dates::duration(minutes / 60.0),
        "day_length_hours": fixed(minutes / 60.0, 2), "change_minutes": fixed(minutes - before, 1), "polar": polar,
    }))
}

/// Kind, and between which altitudes of the sun in degrees it lasts.
const TWILIGHTS: [(&str, f64, f64); 4] =
    [("civil", -6.0, HORIZON), ("nautical", -12.0, -6.0), ("astronomical", -18.0, -12.0), ("golden_hour", -4.0, 6.0)];

fn twilight_times(arguments: &Arguments<'_>) -> Outcome {
    let day = day(arguments)?;
    let kind = support::choice(arguments, "kind", &TWILIGHTS.map(|(name, ..)| name), Some("civil"))?;
    let (low, high) =
        TWILIGHTS.iter().find(|(name, ..)| *name == kind).map_or((-6.0, HORIZON), |(_, low, high)| (*low, *high));
    let (Crossing::At(begins, ends), Crossing::At(ended, begun)) = (day.sun.crossing(low), day.sun.crossing(high))
    else {
        let message = format!(
            "No complete {kind} twilight at {} on {}: the sun does not cross both {low} and {high} degrees",
            day.place.label, day.date
        );
        return Err(LocalReply::error(422, message));
    };
    Ok(json!({
        "place": day.place.label, "date": day.date.to_string(), "time_zone": day.zone, "kind": kind,
        "morning_begins": local(begins), "morning_ends": local(ended), "evening_begins": local(begun),
        "evening_ends": local(ends),
    }))
}

/// What lies between two principal phases.
const BETWEEN: [&str; 4] = ["waxing crescent", "waxing gibbous", "waning gibbous", "waning crescent"];

/// The principal phases around a date in their order, as (Julian day, index into [`moon::PHASES`]).
fn phases_around(julian: f64) -> impl Iterator<Item = (f64, usize)> {
    let first = moon::lunation_before(julian);
    (first..first + 4).flat_map(|lunation| (0..4).map(move |quarter| (moon::phase(lunation, quarter), quarter)))
}

fn moon_phase(arguments: &Arguments<'_>) -> Outcome {
    let date = dates::date(arguments, "date", YEARS)?;
    let noon = julian::of_date(date) + 0.5;
    let past: Vec<(f64, usize)> = phases_around(noon).take_while(|(at, _)| *at <= noon).collect();
    let quarter = past.last().map_or(0, |(_, quarter)| *quarter);
    let age = past.iter().rev().find(|(_, quarter)| *quarter == 0).map_or(0.0, |(at, _)| noon - at);
    let today = phases_around(noon).find(|(at, _)| julian::to_minute(*at).is_some_and(|(day, _)| day == date));
    let name = today.map_or(BETWEEN[quarter].to_owned(), |(_, exact)| moon::PHASES[exact].replace('_', " "));
    Ok(json!({
        "date": date.to_string(), "phase": name, "illumination_percent": fixed(moon::illumination(noon) * 100.0, 1),
        "age_days": fixed(age, 1), "waxing": quarter < 2,
    }))
}

fn next_moon_phase(arguments: &Arguments<'_>) -> Outcome {
    let date = dates::date(arguments, "date", YEARS)?;
    let phase = support::choice(arguments, "phase", &moon::PHASES, Some("full_moon"))?;
    let found = phases_around(julian::of_date(date))
        .filter(|(_, quarter)| moon::PHASES[*quarter] == phase)
        .filter_map(|(at, _)| julian::to_minute(at))
        .find(|(day, _)| *day >= date);
    let Some((day, minute)) = found else {
        return Err(support::out_of_range("date", date, "a date from 1900-01-01 to 2100-10-31"));
    };
    Ok(json!({
        "phase": phase.replace('_', " "), "date": day.to_string(), "time_utc": julian::clock(minute),
        "days_after": dates::days_from(date, day),
    }))
}

fn seasons(arguments: &Arguments<'_>) -> Outcome {
    const EVENTS: [&str; 4] = ["March equinox", "June solstice", "September equinox", "December solstice"];
    const SEASONS: [&str; 4] = ["spring", "summer", "autumn", "winter"];
    let year = support::whole(arguments, "year", i64::from(YEARS.0), i64::from(YEARS.1), None)?;
    let year = i16::try_from(year).unwrap_or(2000);
    let hemisphere = support::choice(arguments, "hemisphere", &["northern", "southern"], Some("northern"))?;
    let shift = if hemisphere == "northern" { 0 } else { 2 };
    let events: Vec<Value> = sun::seasons(year)
        .iter()
        .enumerate()
        .filter_map(|(index, at)| {
            let (day, minute) = julian::to_minute(*at)?;
            Some(json!({
                "event": EVENTS[index], "season": SEASONS[(index + shift) % 4], "date": day.to_string(),
                "time_utc": julian::clock(minute),
            }))
        })
        .collect();
    Ok(json!({"year": year, "hemisphere": hemisphere, "events": events}))
}
