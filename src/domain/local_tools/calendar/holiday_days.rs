//! Days that several countries keep, and rules of one country that are longer than a formula.

use super::super::dates::plus_days;
use super::holidays::Rule;
use super::lunar;
use Rule::{Easter, From, On};
use Weekday::{Friday, Monday, Saturday, Sunday};
use jiff::civil::{Date, Weekday};

/// A rule and the holiday's English name.
pub(super) type Entry = (Rule, &'static str);

pub(super) const NEW_YEAR: Entry = (On(1, 1), "New Year's Day");
pub(super) const EPIPHANY: Entry = (On(1, 6), "Epiphany");
pub(super) const MAUNDY_THURSDAY: Entry = (Easter(-3), "Maundy Thursday");
pub(super) const GOOD_FRIDAY: Entry = (Easter(-2), "Good Friday");
pub(super) const EASTER_SUNDAY: Entry = (Easter(0), "Easter Sunday");
pub(super) const EASTER_MONDAY: Entry = (Easter(1), "Easter Monday");
pub(super) const ASCENSION: Entry = (Easter(39), "Ascension Day");
pub(super) const PENTECOST: Entry = (Easter(49), "Pentecost");
pub(super) const WHIT_MONDAY: Entry = (Easter(50), "Whit Monday");
pub(super) const CORPUS_CHRISTI: Entry = (Easter(60), "Corpus Christi");
pub(super) const LABOUR: Entry = (On(5, 1), "Labour Day");
pub(super) const ASSUMPTION: Entry = (On(8, 15), "Assumption Day");
pub(super) const ALL_SAINTS: Entry = (On(11, 1), "All Saints' Day");
pub(super) const IMMACULATE: Entry = (On(12, 8), "Immaculate Conception");
pub(super) const CHRISTMAS: Entry = (On(12, 25), "Christmas Day");
pub(super) const BOXING: Entry = (On(12, 26), "Boxing Day");
pub(super) const STEPHEN: Entry = (On(12, 26), "St Stephen's Day");
pub(super) const NORDIC_MIDSUMMER: Entry = (From(6, 20, Saturday), "Midsummer Day");
pub(super) const NORDIC_ALL_SAINTS: Entry = (From(10, 31, Saturday), "All Saints' Day");

pub(super) fn since(first: i16, year: i16, month: i8, day: i8) -> Option<Date> {
    if year < first { None } else { Date::new(year, month, day).ok() }
}

pub(super) fn new_years_eve(year: i16) -> Option<Date> {
    if year < 2025 { None } else { plus_days(lunar::new_year(year)?, -1) }
}

/// First Monday of February, or the first where that is a Friday.
pub(super) fn saint_brigid(year: i16) -> Option<Date> {
    let first = Date::new(year, 2, 1).ok()?;
    if first.weekday() == Friday { Some(first) } else { first.nth_weekday_of_month(1, Monday).ok() }
}

/// 27 April, a day earlier where that is a Sunday.
pub(super) fn kings_day(year: i16) -> Option<Date> {
    let day = Date::new(year, 4, 27).ok()?;
    if day.weekday() == Sunday { plus_days(day, -1) } else { Some(day) }
}

pub(super) fn saint_francis(year: i16) -> Option<Date> {
    since(2026, year, 10, 4)
}

pub(super) fn polish_christmas_eve(year: i16) -> Option<Date> {
    since(2025, year, 12, 24)
}

/// Every sixth year from 2024 on.
pub(super) fn mexican_inauguration(year: i16) -> Option<Date> {
    if (year - 2024) % 6 == 0 { since(2024, year, 10, 1) } else { None }
}

/// A day between two holidays is one too: it happens where the equinox is two days after the Monday.
pub(super) fn between_september_holidays(year: i16) -> Option<Date> {
    let monday = Date::new(year, 9, 1).ok()?.nth_weekday_of_month(3, Monday).ok()?;
    let equinox = lunar::japanese_equinox(year, true)?;
    let between = plus_days(monday, 1)?;
    (plus_days(monday, 2)? == equinox).then_some(between)
}
