//! The calendar, sun and moon. Sun and moon are held against the PyEphem and Astral libraries, to the minute or two.

use super::{check, refuse, run};
use serde_json::{Value, json};

#[test]
fn days_and_dates() {
    // 358 days from New Year to Christmas: 51 weeks and a day; 51 * 5 + 1 (Wednesday) business days.
    check(
        "days_between",
        json!({"start_date": "2025-01-01", "end_date": "2025-12-25"}),
        json!({"days": 358, "weeks": 51, "remaining_days": 1, "years": 0, "months": 11, "days_of_month": 24, "business_days": 256}),
    );
    check(
        "days_between",
        json!({"start_date": "2025-12-25", "end_date": "2025年1月1日"}),
        json!({"days": -358, "business_days": -256}),
    );
    // Saturday to Monday: no working day lies before the Monday.
    check(
        "days_between",
        json!({"start_date": "2025-03-01", "end_date": "2025/3/3"}),
        json!({"days": 2, "business_days": 0}),
    );
    let add = |date: &str, amount: i64, unit: &str, result: &str| {
        check("add_days", json!({"date": date, "amount": amount, "unit": unit}), json!({"result": result}));
    };
    add("2025-01-15", 90, "days", "2025-04-15");
    add("2024-01-31", 1, "months", "2024-02-29");
    add("2024-02-29", -1, "years", "2023-02-28");
    add("2025-01-03", 1, "business_days", "2025-01-06");
    add("2025-01-06", -1, "business days", "2025-01-03");
    add("2025-01-04", 1, "business_days", "2025-01-06");
    add("2025-01-01", 12, "business_days", "2025-01-17");
    add("2025-01-01", -2, "weeks", "2024-12-18");
    check(
        "day_of_week",
        json!({"date": "2024-12-30"}),
        // The last days of 2024 belong to the first week of 2025.
        json!({"weekday": "Monday", "iso_week": "2025-W01", "day_of_year": 365, "days_left_in_year": 1, "quarter": 4}),
    );
    check("day_of_week", json!({"date": "1969-07-20"}), json!({"weekday": "Sunday", "is_weekend": true}));
    check(
        "leap_year",
        json!({"year": 2100}),
        json!({"is_leap_year": false, "days": 365, "previous_leap_year": 2096, "next_leap_year": 2104}),
    );
    check("leap_year", json!({"year": 2020}), json!({"is_leap_year": true, "iso_weeks": 53}));
}

#[test]
fn dates_out_of_the_calendar_are_refused() {
    let refused =
        |date: &str, status: u16, message: &str| refuse("day_of_week", json!({"date": date}), status, message);
    refused("2025-02-30", 422, "Parameter 'date' must be an existing day of the calendar, got 2025-02-30");
    refused("1899-12-31", 422, "Parameter 'date' must be a date from 1900-01-01 to 2100-12-31, got 1899-12-31");
    refused("tomorrow", 400, "Parameter 'date' must be a date as YYYY-MM-DD, got 'tomorrow'");
    refused("03/04/2025", 400, "Parameter 'date' must be a date as YYYY-MM-DD, got '03/04/2025'");
    assert_eq!(run("add_days", json!({"date": "2100-12-31", "amount": 1})).status, 422);
    assert_eq!(run("add_days", json!({"date": "2100-12-31", "amount": 80_000, "unit": "years"})).status, 422);
}

#[test]
fn easter_and_holidays() {
    let easter = |year: i64, church: &str, day: &str| {
        check("easter_date", json!({"year": year, "church": church}), json!({"easter_sunday": day}));
    };
    // The earliest and the latest of the two centuries, and years in which both churches agree and do not.
    easter(1913, "western", "1913-03-23");
    easter(1943, "western", "1943-04-25");
    easter(2027, "western", "2027-03-28");
    easter(2025, "orthodox", "2025-04-20");
    easter(2024, "orthodox", "2024-05-05");
    easter(2100, "orthodox", "2100-05-02");
    check("easter_date", json!({"year": 2025}), json!({"ash_wednesday": "2025-03-05", "pentecost": "2025-06-08"}));

    let day = |country: &str, year: i64, name: &str| {
        let reply = run("public_holidays", json!({"country": country, "year": year})).body;
        let list = reply["holidays"].as_array().unwrap_or_else(|| panic!("{reply}")).clone();
        list.into_iter()
            .find(|h| h["name"].as_str().unwrap().starts_with(name))
            .map_or(Value::Null, |h| if h["observed"].is_null() { h["date"].clone() } else { h["observed"].clone() })
    };
    assert_eq!(day("US", 2025, "Thanksgiving"), "2025-11-27");
    assert_eq!(day("United States", 2026, "Independence"), "2026-07-03");
    assert_eq!(day("GB", 2027, "Christmas"), "2027-12-27");
    assert_eq!(day("GB", 2027, "Boxing"), "2027-12-28");
    assert_eq!(day("CA", 2025, "Victoria"), "2025-05-19");
    assert_eq!(day("法国", 2025, "Bastille"), "2025-07-14");
    assert_eq!(day("NL", 2025, "King"), "2025-04-26");
    assert_eq!(day("IE", 2030, "St Brigid"), "2030-02-01");
    assert_eq!(day("SE", 2025, "Midsummer"), "2025-06-21");
    assert_eq!(day("CN", 2025, "Spring Festival (Chinese"), "2025-01-29");
    assert_eq!(day("CN", 2025, "Dragon Boat"), "2025-05-31");
    assert_eq!(day("CN", 2025, "Mid-Autumn"), "2025-10-06");
    assert_eq!(day("CN", 2025, "Qingming"), "2025-04-04");
    assert_eq!(day("JP", 2025, "Vernal"), "2025-03-20");
    assert_eq!(day("JP", 2026, "Citizens"), "2026-09-22");
    // Three holidays in a row from Sunday, 3 May 2026: the day off comes after them.
    assert_eq!(day("JP", 2026, "Constitution"), "2026-05-06");
    assert_eq!(day("MX", 2030, "Transfer"), "2030-10-01");
    assert_eq!(day("MX", 2025, "Transfer"), Value::Null);
    assert_eq!(run("public_holidays", json!({"country": "Kenya", "year": 2025})).status, 404);
    assert_eq!(run("public_holidays", json!({"country": "US", "year": 2023})).status, 422);
}

#[test]
fn every_holiday_stands_in_its_year() {
    let refusal = run("public_holidays", json!({"country": "Kenya", "year": 2025})).body;
    let (_, codes) = refusal["error"].as_str().unwrap().split_once("one of: ").unwrap();
    for code in codes.split(", ") {
        for year in 2024..=2099 {
            let reply = run("public_holidays", json!({"country": code, "year": year}));
            let days: Vec<String> = reply.body["holidays"]
                .as_array()
                .unwrap()
                .iter()
                .map(|h| h["date"].as_str().unwrap().to_owned())
                .collect();
            assert!(days.len() >= 3 && days.is_sorted(), "{code} {year}");
            assert!(days.iter().all(|day| day.starts_with(&year.to_string())), "{code} {year}");
        }
    }
}

#[test]
fn zodiac_years_begin_at_chinese_new_year() {
    check(
        "chinese_zodiac",
        json!({"year": 2024}),
        json!({"animal": "Dragon", "animal_zh": "龙", "element": "Wood", "stem_branch": "甲辰", "new_year_date": "2024-02-10"}),
    );
    check(
        "chinese_zodiac",
        json!({"year": 2024, "birth_date": "2024-01-20"}),
        json!({"animal": "Rabbit", "stem_branch": "癸卯"}),
    );
    check("chinese_zodiac", json!({"year": 1900}), json!({"animal": "Rat", "new_year_date": "1900-01-31"}));
    // Nights on which the new moon falls close to midnight in Beijing.
    check("chinese_zodiac", json!({"year": 2027}), json!({"new_year_date": "2027-02-06"}));
    check("chinese_zodiac", json!({"year": 2030}), json!({"new_year_date": "2030-02-03"}));
    check("chinese_zodiac", json!({"year": 2100}), json!({"new_year_date": "2100-02-09"}));
    assert_eq!(run("chinese_zodiac", json!({"year": 2024, "birth_date": "2023-01-20"})).status, 422);
}

/// Minutes since midnight of `HH:MM`.
fn minutes(text: &Value) -> i64 {
    let (hours, minutes) = text.as_str().unwrap_or_else(|| panic!("{text}")).split_at(2);
    hours.parse::<i64>().unwrap() * 60 + minutes[1..3].parse::<i64>().unwrap()
}

#[track_caller]
fn near(got: &Value, wanted: &str) {
    let off = (minutes(got) - minutes(&json!(wanted))).abs();
    assert!(off <= 2, "{got}, expected {wanted}");
}

#[test]
fn the_sun_rises_and_sets() {
    let cases = [
        ("Paris", "2025-06-21", "05:47", "13:52", "21:58"),
        ("Sydney", "2025-03-15", "06:54", "13:04", "19:13"),
        ("北京", "2025-12-21", "07:33", "12:12", "16:52"),
        ("New York", "2025-11-01", "07:27", "12:40", "17:52"),
        // Clocks that are a day and more ahead of the sun, and two hours behind it.
        ("Apia", "2025-04-10", "06:33", "12:28", "18:24"),
        ("Urumqi", "2025-06-21", "06:28", "14:11", "21:55"),
        ("Oslo", "2025-12-21", "09:19", "12:15", "15:12"),
    ];
    for (place, date, rise, noon, set) in cases {
        let reply = run("sunrise_sunset", json!({"place": place, "date": date})).body;
        near(&reply["sunrise"], rise);
        near(&reply["solar_noon"], noon);
        near(&reply["sunset"], set);
    }
    // Sunset in Reykjavik at midsummer is after midnight.
    let late = run("sunrise_sunset", json!({"place": "Reykjavik", "date": "2025-06-21"})).body;
    assert!(late["sunset"].as_str().unwrap().ends_with("(next day)"), "{late}");
    check("sunrise_sunset", json!({"place": "0,0", "date": "2025-03-20"}), json!({"time_zone": "UTC"}));
    refuse(
        "sunrise_sunset",
        json!({"place": "Longyearbyen", "date": "2025-12-21"}),
        422,
        "No sunrise or sunset at Longyearbyen, Norway on 2025-12-21: the sun never rises: polar night",
    );
    assert_eq!(run("sunrise_sunset", json!({"place": "Tromso", "date": "2025-06-21"})).status, 422);
    check(
        "day_length",
        json!({"place": "Tromso", "date": "2025-06-21"}),
        json!({"day_length_hours": 24, "polar": "polar day (midnight sun)"}),
    );
    check(
        "day_length",
        json!({"place": "-90,0", "date": "2025-06-21"}),
        json!({"day_length_hours": 0, "polar": "polar night"}),
    );
    let dusk = run("twilight_times", json!({"place": "Sydney", "date": "2025-03-15", "kind": "civil"})).body;
    near(&dusk["morning_begins"], "06:29");
    near(&dusk["evening_ends"], "19:39");
    let nautical = run("twilight_times", json!({"place": "Sydney", "date": "2025-03-15", "kind": "nautical"})).body;
    near(&nautical["morning_begins"], "06:00");
    assert_eq!(nautical["morning_ends"], dusk["morning_begins"]);
    assert_eq!(run("twilight_times", json!({"place": "Reykjavik", "date": "2025-06-21"})).status, 422);
}

#[test]
fn the_moon_and_the_seasons() {
    let cases = [
        ("2025-01-01", "full_moon", "2025-01-13", "22:27"),
        ("2026-01-10", "full moon", "2026-02-01", "22:09"),
        ("1950-05-01", "new_moon", "1950-05-17", "00:54"),
        ("2090-03-03", "first_quarter", "2090-03-09", "08:19"),
        ("2025-06-01", "last_quarter", "2025-06-18", "19:19"),
        ("1905-01-01", "new_moon", "1905-01-05", "18:17"),
    ];
    for (date, phase, day, time) in cases {
        let reply = run("next_moon_phase", json!({"date": date, "phase": phase})).body;
        assert_eq!(reply["date"], day, "{reply}");
        near(&reply["time_utc"], time);
    }
    // The day of the phase itself counts.
    check("next_moon_phase", json!({"date": "2025-01-13"}), json!({"date": "2025-01-13", "days_after": 0}));
    for (date, name, lit, age) in [
        ("2025-01-13", "full moon", 99.6, 13.6),
        ("2025-01-20", "waning gibbous", 62.7, 20.6),
        ("2025-03-01", "waxing crescent", 3.1, 1.5),
    ] {
        let reply = run("moon_phase", json!({"date": date})).body;
        assert_eq!(reply["phase"], name);
        assert!((reply["illumination_percent"].as_f64().unwrap() - lit).abs() < 1.0, "{reply}");
        assert!((reply["age_days"].as_f64().unwrap() - age).abs() < 0.11, "{reply}");
    }
    for (year, times) in [
        (1910, ["1910-03-21 12:03", "1910-06-22 07:49", "1910-09-23 22:31", "1910-12-22 17:12"]),
        (2025, ["2025-03-20 09:01", "2025-06-21 02:42", "2025-09-22 18:19", "2025-12-21 15:03"]),
        (2090, ["2090-03-20 03:01", "2090-06-20 19:35", "2090-09-22 11:59", "2090-12-21 09:43"]),
    ] {
        let reply = run("seasons", json!({"year": year})).body;
        for (event, wanted) in reply["events"].as_array().unwrap().iter().zip(times) {
            let (day, time) = wanted.split_once(' ').unwrap();
            assert_eq!(event["date"], day, "{event}");
            near(&event["time_utc"], time);
        }
    }
    let south = run("seasons", json!({"year": 2025, "hemisphere": "southern"})).body;
    assert_eq!(south["events"][0]["season"], "autumn");
}

#[test]
fn the_moon_is_known_on_every_day() {
    for year in (1900..=2100).step_by(10) {
        for month in 1..=12 {
            let date = format!("{year}-{month:02}-15");
            assert_eq!(run("moon_phase", json!({"date": date})).status, 200, "{date}");
            if date.as_str() < "2100-11" {
                let next = run("next_moon_phase", json!({"date": date})).body;
                assert!(next["days_after"].as_i64().is_some_and(|days| (0..=30).contains(&days)), "{date}: {next}");
            }
        }
    }
}
