//! Julian days and the difference between dynamical and clock time.

use super::super::dates::{days_from, plus_days};
use jiff::civil::Date;

/// Julian day of 1970-01-01, 0 h.
const EPOCH: f64 = 2_440_587.5;

/// Julian day of a date's midnight, UTC.
pub(super) fn of_date(date: Date) -> f64 {
    EPOCH + days_from(Date::constant(1970, 1, 1), date) as f64
}

/// Date and minute of the day, rounded to the minute.
pub(super) fn to_minute(julian: f64) -> Option<(Date, i64)> {
    let minutes = ((julian - EPOCH) * 1440.0).round() as i64;
    Some((plus_days(Date::constant(1970, 1, 1), minutes.div_euclid(1440))?, minutes.rem_euclid(1440)))
}

/// `HH:MM` of a minute of the day.
pub(super) fn clock(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// Dynamical time (ephemerides) to UTC, in days: between measured values up to 2020 and a cautious guess after it.
pub(super) fn to_utc(julian: f64) -> f64 {
    const SECONDS: [(f64, f64); 9] = [
        (1900.0, -2.7),
        (1920.0, 21.2),
        (1940.0, 24.3),
        (1960.0, 33.2),
        (1980.0, 50.5),
        (2000.0, 63.8),
        (2020.0, 69.4),
        (2050.0, 80.0),
        (2100.0, 120.0),
    ];
    let year = 2000.0 + (julian - 2_451_545.0) / 365.25;
    let seconds = SECONDS.windows(2).find(|pair| year <= pair[1].0).map_or(120.0, |pair| {
        let [(from, low), (to, high)] = [pair[0], pair[1]];
        low + (high - low) * ((year - from) / (to - from)).clamp(0.0, 1.0)
    });
    julian - seconds / 86_400.0
}
