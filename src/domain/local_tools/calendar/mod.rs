//! Date arithmetic and calendars, Gregorian, from 1900 to 2100.

mod easter;
mod holiday_days;
mod holiday_tables;
mod holidays;
mod lunar;

use super::support::{self, Outcome};
use super::world_gazetteer::tables;
use super::{Arguments, LocalReply, LocalTool, dates};
use dates::{days_from, plus_days, weekday_name};
use jiff::civil::{Date, Weekday};
use jiff::{Span, Unit};
use serde_json::json;

const YEARS: (i16, i16) = (1900, 2100);
/// Years that holiday rules are good for.
const HOLIDAY_YEARS: (i64, i64) = (2024, 2099);

pub(super) const TOOL: LocalTool = LocalTool {
    name: "calendar",
    apis: &[
        ("days_between", |a| support::reply(days_between(a))),
        ("add_days", |a| support::reply(add_days(a))),
        ("day_of_week", |a| support::reply(day_of_week(a))),
        ("leap_year", |a| support::reply(leap_year(a))),
        ("easter_date", |a| support::reply(easter_date(a))),
        ("public_holidays", |a| support::reply(public_holidays(a))),
        ("chinese_zodiac", |a| support::reply(chinese_zodiac(a))),
    ],
};

fn year_argument(arguments: &Arguments<'_>, low: i64, high: i64) -> Result<i16, LocalReply> {
    let year = support::whole(arguments, "year", low, high, None)?;
    i16::try_from(year).map_err(|_| support::out_of_range("year", year, &format!("from {low} to {high}")))
}

fn beyond() -> LocalReply {
    LocalReply::error(422, "The result is outside of the calendar, which goes from 1900-01-01 to 2100-12-31")
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// Mondays to Fridays from `start` to the day before `end`.
fn business_days(start: Date, end: Date) -> i64 {
    let days = days_from(start, end);
    let rest = (0..days % 7).filter(|n| plus_days(start, *n).is_some_and(|day| !is_weekend(day))).count();
    days / 7 * 5 + i64::try_from(rest).unwrap_or(0)
}

fn days_between(arguments: &Arguments<'_>) -> Outcome {
    let start = dates::date(arguments, "start_date", YEARS)?;
    let end = dates::date(arguments, "end_date", YEARS)?;
    let days = days_from(start, end);
    let (first, last) = (start.min(end), start.max(end));
    let span = first.until((Unit::Year, last)).unwrap_or_default();
    let sign = days.signum();
    Ok(json!({
        "start_date": start.to_string(), "end_date": end.to_string(), "days": days, "weeks": days / 7,
        "remaining_days": days % 7, "years": sign * i64::from(span.get_years()),
        "months": sign * i64::from(span.get_months()), "days_of_month": sign * i64::from(span.get_days()),
        "business_days": sign * business_days(first, last),
    }))
}

fn add_days(arguments: &Arguments<'_>) -> Outcome {
    let start = dates::date(arguments, "date", YEARS)?;
    let amount = support::whole(arguments, "amount", -80_000, 80_000, None)?;
    let units = ["days", "business_days", "weeks", "months", "years"];
    let unit = support::choice(arguments, "unit", &units, Some("days"))?;
    let span = match unit {
        "weeks" => Span::new().try_weeks(amount),
        "months" => Span::new().try_months(amount),
        "years" => Span::new().try_years(amount),
        _ => Span::new().try_days(amount),
    };
    let result = match (unit, span) {
        ("business_days", _) => add_business_days(start, amount),
        (_, Ok(span)) => start.checked_add(span).ok(),
        (_, Err(_)) => None,
    };
    let result = result.filter(|day| (YEARS.0..=YEARS.1).contains(&day.year())).ok_or_else(beyond)?;
    Ok(json!({
        "start_date": start.to_string(), "amount": amount, "unit": unit, "result": result.to_string(),
        "weekday": weekday_name(result.weekday()),
    }))
}

/// Whole weeks at once, the rest day by day. On a weekend the count begins at the working day before the step.
fn add_business_days(start: Date, amount: i64) -> Option<Date> {
    let step = amount.signum();
    let mut day = start;
    while step != 0 && is_weekend(day) {
        day = plus_days(day, -step)?;
    }
    day = plus_days(day, amount / 5 * 7)?;
    for _ in 0..(amount % 5).abs() {
        day = plus_days(day, step)?;
        while is_weekend(day) {
            day = plus_days(day, step)?;
        }
    }
    Some(day)
}

fn day_of_week(arguments: &Arguments<'_>) -> Outcome {
    let day = dates::date(arguments, "date", YEARS)?;
    let week = day.iso_week_date();
    Ok(json!({
        "date": day.to_string(), "weekday": weekday_name(day.weekday()),
        "iso_week": format!("{}-W{:02}", week.year(), week.week()), "iso_week_number": week.week(),
        "day_of_year": day.day_of_year(), "days_left_in_year": day.days_in_year() - day.day_of_year(),
        "quarter": (day.month() - 1) / 3 + 1, "is_leap_year": day.in_leap_year(), "is_weekend": is_weekend(day),
    }))
}

fn is_leap(year: i16) -> bool {
    Date::new(year, 1, 1).is_ok_and(Date::in_leap_year)
}

fn leap_year(arguments: &Arguments<'_>) -> Outcome {
    let year = year_argument(arguments, i64::from(YEARS.0), i64::from(YEARS.1))?;
    let weeks = Date::new(year, 12, 28).map_or(52, |day| day.iso_week_date().week());
    // Leap years are at most eight years apart, around 1900 and 2100.
    let previous = (1..=8).map(|n| year - n).find(|y| is_leap(*y));
    let next = (1..=8).map(|n| year + n).find(|y| is_leap(*y));
    Ok(json!({
        "year": year, "is_leap_year": is_leap(year), "days": if is_leap(year) { 366 } else { 365 },
        "iso_weeks": weeks, "previous_leap_year": previous, "next_leap_year": next,
    }))
}

fn easter_date(arguments: &Arguments<'_>) -> Outcome {
    let year = year_argument(arguments, i64::from(YEARS.0), i64::from(YEARS.1))?;
    let church = support::choice(arguments, "church", &["western", "orthodox"], Some("western"))?;
    let sunday = if church == "western" { easter::western(year) } else { easter::orthodox(year) }.ok_or_else(beyond)?;
    let after = |days| plus_days(sunday, days).map(|day| day.to_string());
    let mut out = json!({
        "year": year, "church": church, "easter_sunday": sunday.to_string(), "good_friday": after(-2),
        "easter_monday": after(1),
    });
    // The Eastern Lent begins on a Monday.
    let (lent, days) = if church == "western" { ("ash_wednesday", -46) } else { ("clean_monday", -48) };
    out[lent] = json!(after(days));
    out["ascension_day"] = json!(after(39));
    out["pentecost"] = json!(after(49));
    Ok(out)
}

fn public_holidays(arguments: &Arguments<'_>) -> Outcome {
    let text = support::bounded_text(arguments, "country", 100)?;
    let code = tables::country(&text).map_or("", |country| country.alpha2);
    let year = year_argument(arguments, HOLIDAY_YEARS.0, HOLIDAY_YEARS.1)?;
    let Some(list) = holidays::of(code, year) else {
        let covered = holidays::countries().join(", ");
        let message = format!("No public holidays for '{text}'; parameter 'country' must be one of: {covered}");
        return Err(LocalReply::error(404, message));
    };
    Ok(json!({"country": code, "year": year, "total": list.len(), "holidays": list}))
}

const ANIMALS: [(&str, &str); 12] = [
    ("Rat", "鼠"),
    ("Ox", "牛"),
    ("Tiger", "虎"),
    ("Rabbit", "兔"),
    ("Dragon", "龙"),
    ("Snake", "蛇"),
    ("Horse", "马"),
    ("Goat", "羊"),
    ("Monkey", "猴"),
    ("Rooster", "鸡"),
    ("Dog", "狗"),
    ("Pig", "猪"),
];
const ELEMENTS: [&str; 5] = ["Wood", "Fire", "Earth", "Metal", "Water"];
const STEMS: [char; 10] = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];
const BRANCHES: [char; 12] = ['子', '丑', '寅', '卯', '辰', '巳', '午', '未', '申', '酉', '戌', '亥'];

fn chinese_zodiac(arguments: &Arguments<'_>) -> Outcome {
    let year = year_argument(arguments, i64::from(YEARS.0), i64::from(YEARS.1))?;
    let birth = dates::optional_date(arguments, "birth_date", YEARS)?;
    if let Some(birth) = birth.filter(|birth| birth.year() != year) {
        let message = format!("Parameter 'birth_date' ({birth}) must lie in the year given, {year}");
        return Err(LocalReply::error(422, message));
    }
    let new_year = lunar::new_year(year).ok_or_else(beyond)?;
    let before = birth.is_some_and(|birth| birth < new_year);
    let zodiac_year = if before { year - 1 } else { year };
    // The year 4 was Jia-Zi, the first of the cycle of sixty.
    let cycle = usize::try_from((i32::from(zodiac_year) - 4).rem_euclid(60)).unwrap_or(0);
    let (stem, branch) = (cycle % 10, cycle % 12);
    let note = match (birth, before) {
        (None, _) => format!("Born before {new_year} belongs to the animal of the year before"),
        (Some(_), true) => format!("Before Chinese New Year: counts to {zodiac_year}"),
        (Some(_), false) => format!("On or after Chinese New Year: counts to {zodiac_year}"),
    };
    Ok(json!({
        "year": year, "animal": ANIMALS[branch].0, "animal_zh": ANIMALS[branch].1, "element": ELEMENTS[stem / 2],
        "stem_branch": format!("{}{}", STEMS[stem], BRANCHES[branch]),
        "yin_yang": if stem % 2 == 0 { "yang" } else { "yin" }, "new_year_date": new_year.to_string(), "note": note,
    }))
}
