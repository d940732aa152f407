//! Nationwide public holidays of a year, from rules.

use super::super::dates::{plus_days, weekday_name};
use super::easter;
use super::holiday_tables::CALENDARS;
use Weekday::{Saturday, Sunday};
use jiff::civil::{Date, Weekday};
use serde_json::{Value, json};

/// How a holiday finds its day.
#[derive(Clone, Copy)]
pub(super) enum Rule {
    /// Month and day.
    On(i8, i8),
    /// Days after Western Easter Sunday.
    Easter(i64),
    /// The n-th weekday of a month; -1 is the last.
    Nth(i8, Weekday, i8),
    /// The first such weekday on or after a day.
    From(i8, i8, Weekday),
    /// A day of its own.
    By(fn(i16) -> Option<Date>),
}

/// What happens when a day falls on a weekend.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Moves {
    /// They are lost.
    No,
    /// Saturday to Friday, Sunday to Monday.
    Nearest,
    /// Saturday and Sunday to the next free weekday.
    Onward,
    /// Sunday to the next free weekday.
    SundayOnward,
}

impl Rule {
    fn day(self, year: i16) -> Option<Date> {
        match self {
            Self::On(month, day) => Date::new(year, month, day).ok(),
            Self::Easter(days) => plus_days(easter::western(year)?, days),
            Self::Nth(month, weekday, n) => Date::new(year, month, 1).ok()?.nth_weekday_of_month(n, weekday).ok(),
            Self::From(month, day, weekday) => {
                plus_days(Date::new(year, month, day).ok()?, -1)?.nth_weekday(1, weekday).ok()
            }
            Self::By(rule) => rule(year),
        }
    }
}

/// ISO codes that are covered.
pub(super) fn countries() -> Vec<&'static str> {
    CALENDARS.iter().map(|(code, ..)| *code).collect()
}

/// The holidays of a country in a year in order, each with the day off where the weekend moves it. `None` where the
/// country is not covered.
pub(super) fn of(country: &str, year: i16) -> Option<Vec<Value>> {
    let (_, moves, entries) = CALENDARS.iter().find(|(code, ..)| *code == country)?;
    let mut days: Vec<(Date, &str)> =
        entries.iter().filter_map(|(rule, name)| Some((rule.day(year)?, *name))).collect();
    days.sort_unstable();
    let mut taken: Vec<Date> = days.iter().map(|(day, _)| *day).collect();
    let list = days.iter().map(|(day, name)| {
        let mut out = json!({"date": day.to_string(), "weekday": weekday_name(day.weekday()), "name": name});
        if let Some(off) = day_off(*day, *moves, &taken) {
            taken.push(off);
            out["observed"] = json!(off.to_string());
        }
        out
    });
    Some(list.collect())
}

/// The weekday that a holiday on a weekend is moved to.
fn day_off(day: Date, moves: Moves, taken: &[Date]) -> Option<Date> {
    let weekday = day.weekday();
    match (moves, weekday) {
        (Moves::Nearest, Saturday) => plus_days(day, -1),
        (Moves::Nearest, Sunday) => plus_days(day, 1),
        (Moves::Onward, Saturday | Sunday) | (Moves::SundayOnward, Sunday) => (1..8)
            .filter_map(|days| plus_days(day, days))
            .find(|next| !matches!(next.weekday(), Saturday | Sunday) && !taken.contains(next)),
        _ => None,
    }
}
