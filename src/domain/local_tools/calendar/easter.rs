//! Easter Sunday.

use super::super::dates::plus_days;
use jiff::civil::Date;

/// Western Easter by the Gregorian computus (the anonymous algorithm, as in Meeus, Astronomical Algorithms, chapter 8).
pub(super) fn western(year: i16) -> Option<Date> {
    let year_number = i32::from(year);
    let (a, b, c) = (year_number % 19, year_number / 100, year_number % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (b - (b + 8) / 25 + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let l = (32 + 2 * e + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let month_and_day = h + l - 7 * m + 114;
    let small = |n: i32| i8::try_from(n).ok();
    Date::new(year, small(month_and_day / 31)?, small(month_and_day % 31 + 1)?).ok()
}

/// Orthodox Easter: the Julian computus, told in the Gregorian calendar.
pub(super) fn orthodox(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 4, y % 7, y % 19);
    let d = (19 * c + 15) % 30;
    let e = (2 * a + 4 * b - d + 34) % 7;
    let month_and_day = d + e + 114;
    let small = |n: i32| i8::try_from(n).ok();
    let julian = Date::new(year, small(month_and_day / 31)?, small(month_and_day % 31 + 1)?).ok()?;
    // Days that the Julian calendar is behind in spring.
    let behind = y / 100 - y / 400 - 2;
    plus_days(julian, i64::from(behind))
}
