//! Which public holidays a country keeps nationwide, as rules. Days moved or added once by decree are left out.

use super::super::dates::plus_days;
use super::holiday_days::*;
use super::holidays::{Moves, Rule};
use super::lunar;
use jiff::civil::Weekday;

use Rule::{By, Easter, From, Nth, On};
use Weekday::{Monday, Thursday};

/// ISO code, what weekends do, and the holidays.
pub(super) type Calendar = (&'static str, Moves, &'static [Entry]);

/// Every country that is covered.
#[rustfmt::skip] // a country in a few lines
pub(super) const CALENDARS: &[Calendar] = &[
    ("US", Moves::Nearest, &[
        NEW_YEAR, (Nth(1, Monday, 3), "Martin Luther King Jr. Day"),
        (Nth(2, Monday, 3), "Washington's Birthday (Presidents' Day)"), (Nth(5, Monday, -1), "Memorial Day"),
        (On(6, 19), "Juneteenth"), (On(7, 4), "Independence Day"), (Nth(9, Monday, 1), "Labor Day"),
        (Nth(10, Monday, 2), "Columbus Day"), (On(11, 11), "Veterans Day"),
        (Nth(11, Thursday, 4), "Thanksgiving Day"), CHRISTMAS,
    ]),
    // England and Wales.
    ("GB", Moves::Onward, &[
        NEW_YEAR, GOOD_FRIDAY, EASTER_MONDAY, (Nth(5, Monday, 1), "Early May Bank Holiday"),
        (Nth(5, Monday, -1), "Spring Bank Holiday"), (Nth(8, Monday, -1), "Summer Bank Holiday"), CHRISTMAS,
        BOXING,
    ]),
    ("CA", Moves::No, &[
        NEW_YEAR, GOOD_FRIDAY, (From(5, 18, Monday), "Victoria Day"), (On(7, 1), "Canada Day"),
        (Nth(9, Monday, 1), "Labour Day"), (On(9, 30), "National Day for Truth and Reconciliation"),
        (Nth(10, Monday, 2), "Thanksgiving"), (On(11, 11), "Remembrance Day"), CHRISTMAS, BOXING,
    ]),
    ("AU", Moves::No, &[
        NEW_YEAR, (On(1, 26), "Australia Day"), GOOD_FRIDAY, EASTER_MONDAY, (On(4, 25), "Anzac Day"),
        CHRISTMAS, BOXING,
    ]),
    ("IE", Moves::No, &[
        NEW_YEAR, (By(saint_brigid), "St Brigid's Day"), (On(3, 17), "St Patrick's Day"), EASTER_MONDAY,
        (Nth(5, Monday, 1), "May Day"), (Nth(6, Monday, 1), "June Holiday"),
        (Nth(8, Monday, 1), "August Holiday"), (Nth(10, Monday, -1), "October Holiday"), CHRISTMAS, STEPHEN,
    ]),
    ("DE", Moves::No, &[
        NEW_YEAR, GOOD_FRIDAY, EASTER_MONDAY, LABOUR, ASCENSION, WHIT_MONDAY, (On(10, 3), "German Unity Day"),
        CHRISTMAS, (On(12, 26), "Second Day of Christmas"),
    ]),
    ("AT", Moves::No, &[
        NEW_YEAR, EPIPHANY, EASTER_MONDAY, LABOUR, ASCENSION, WHIT_MONDAY, CORPUS_CHRISTI, ASSUMPTION,
        (On(10, 26), "National Day"), ALL_SAINTS, IMMACULATE, CHRISTMAS, STEPHEN,
    ]),
    ("CH", Moves::No, &[
        NEW_YEAR, ASCENSION, (On(8, 1), "Swiss National Day"), CHRISTMAS,
    ]),
    ("FR", Moves::No, &[
        NEW_YEAR, EASTER_MONDAY, LABOUR, (On(5, 8), "Victory in Europe Day"), ASCENSION, WHIT_MONDAY,
        (On(7, 14), "Bastille Day (National Day)"), ASSUMPTION, ALL_SAINTS, (On(11, 11), "Armistice Day"),
        CHRISTMAS,
    ]),
    ("BE", Moves::No, &[
        NEW_YEAR, EASTER_MONDAY, LABOUR, ASCENSION, WHIT_MONDAY, (On(7, 21), "Belgian National Day"),
        ASSUMPTION, ALL_SAINTS, (On(11, 11), "Armistice Day"), CHRISTMAS,
    ]),
    ("NL", Moves::No, &[
        NEW_YEAR, EASTER_SUNDAY, EASTER_MONDAY, (By(kings_day), "King's Day"), (On(5, 5), "Liberation Day"),
        ASCENSION, PENTECOST, WHIT_MONDAY, CHRISTMAS, (On(12, 26), "Second Day of Christmas"),
    ]),
    ("IT", Moves::No, &[
        NEW_YEAR, EPIPHANY, EASTER_MONDAY, (On(4, 25), "Liberation Day"), LABOUR, (On(6, 2), "Republic Day"),
        ASSUMPTION, (By(saint_francis), "St Francis' Day"), ALL_SAINTS, IMMACULATE, CHRISTMAS, STEPHEN,
    ]),
    ("ES", Moves::No, &[
        NEW_YEAR, EPIPHANY, GOOD_FRIDAY, LABOUR, ASSUMPTION, (On(10, 12), "National Day"), ALL_SAINTS,
        (On(12, 6), "Constitution Day"), IMMACULATE, CHRISTMAS,
    ]),
    ("PT", Moves::No, &[
        NEW_YEAR, GOOD_FRIDAY, EASTER_SUNDAY, (On(4, 25), "Freedom Day"), LABOUR, CORPUS_CHRISTI,
        (On(6, 10), "Portugal Day"), ASSUMPTION, (On(10, 5), "Republic Day"), ALL_SAINTS,
        (On(12, 1), "Restoration of Independence"), IMMACULATE, CHRISTMAS,
    ]),
    ("PL", Moves::No, &[
        NEW_YEAR, EPIPHANY, EASTER_SUNDAY, EASTER_MONDAY, LABOUR, (On(5, 3), "Constitution Day"), PENTECOST,
        CORPUS_CHRISTI, ASSUMPTION, ALL_SAINTS, (On(11, 11), "Independence Day"),
        (By(polish_christmas_eve), "Christmas Eve"), CHRISTMAS, (On(12, 26), "Second Day of Christmas"),
    ]),
    ("SE", Moves::No, &[
        NEW_YEAR, EPIPHANY, GOOD_FRIDAY, EASTER_SUNDAY, EASTER_MONDAY, LABOUR, ASCENSION, PENTECOST,
        (On(6, 6), "National Day"), NORDIC_MIDSUMMER, NORDIC_ALL_SAINTS, CHRISTMAS,
        (On(12, 26), "Second Day of Christmas"),
    ]),
    ("NO", Moves::No, &[
        NEW_YEAR, MAUNDY_THURSDAY, GOOD_FRIDAY, EASTER_SUNDAY, EASTER_MONDAY, LABOUR,
        (On(5, 17), "Constitution Day"), ASCENSION, PENTECOST, WHIT_MONDAY, CHRISTMAS,
        (On(12, 26), "Second Day of Christmas"),
    ]),
    ("DK", Moves::No, &[
        NEW_YEAR, MAUNDY_THURSDAY, GOOD_FRIDAY, EASTER_SUNDAY, EASTER_MONDAY, ASCENSION, PENTECOST,
        WHIT_MONDAY, CHRISTMAS, (On(12, 26), "Second Day of Christmas"),
    ]),
    ("FI", Moves::No, &[
        NEW_YEAR, EPIPHANY, GOOD_FRIDAY, EASTER_SUNDAY, EASTER_MONDAY, LABOUR, ASCENSION, PENTECOST,
        NORDIC_MIDSUMMER, NORDIC_ALL_SAINTS, (On(12, 6), "Independence Day"), CHRISTMAS, STEPHEN,
    ]),
    ("BR", Moves::No, &[
        NEW_YEAR, GOOD_FRIDAY, (On(4, 21), "Tiradentes Day"), LABOUR, (On(9, 7), "Independence Day"),
        (On(10, 12), "Our Lady of Aparecida"), (On(11, 2), "All Souls' Day"), (On(11, 15), "Republic Day"),
        (On(11, 20), "Black Awareness Day"), CHRISTMAS,
    ]),
    ("MX", Moves::No, &[
        NEW_YEAR, (Nth(2, Monday, 1), "Constitution Day"), (Nth(3, Monday, 3), "Benito Juarez's Birthday"),
        LABOUR, (On(9, 16), "Independence Day"), (By(mexican_inauguration), "Transfer of Federal Power"),
        (Nth(11, Monday, 3), "Revolution Day"), CHRISTMAS,
    ]),
    ("IN", Moves::No, &[
        (On(1, 26), "Republic Day"), (On(8, 15), "Independence Day"), (On(10, 2), "Gandhi Jayanti"),
    ]),
    ("ZA", Moves::SundayOnward, &[
        NEW_YEAR, (On(3, 21), "Human Rights Day"), GOOD_FRIDAY, (Easter(1), "Family Day"),
        (On(4, 27), "Freedom Day"), (On(5, 1), "Workers' Day"), (On(6, 16), "Youth Day"),
        (On(8, 9), "National Women's Day"), (On(9, 24), "Heritage Day"), (On(12, 16), "Day of Reconciliation"),
        CHRISTMAS, (On(12, 26), "Day of Goodwill"),
    ]),
    ("JP", Moves::SundayOnward, &[
        NEW_YEAR, (Nth(1, Monday, 2), "Coming of Age Day"), (On(2, 11), "National Foundation Day"),
        (On(2, 23), "Emperor's Birthday"),
        (By(|year| lunar::japanese_equinox(year, false)), "Vernal Equinox Day"), (On(4, 29), "Showa Day"),
        (On(5, 3), "Constitution Memorial Day"), (On(5, 4), "Greenery Day"), (On(5, 5), "Children's Day"),
        (Nth(7, Monday, 3), "Marine Day"), (On(8, 11), "Mountain Day"),
        (Nth(9, Monday, 3), "Respect for the Aged Day"), (By(between_september_holidays), "Citizens' Holiday"),
        (By(|year| lunar::japanese_equinox(year, true)), "Autumnal Equinox Day"),
        (Nth(10, Monday, 2), "Sports Day"), (On(11, 3), "Culture Day"),
        (On(11, 23), "Labour Thanksgiving Day"),
    ]),
    ("CN", Moves::No, &[
        NEW_YEAR, (By(new_years_eve), "Spring Festival Eve"),
        (By(lunar::new_year), "Spring Festival (Chinese New Year)"),
        (By(|year| plus_days(lunar::new_year(year)?, 1)), "Spring Festival"),
        (By(|year| plus_days(lunar::new_year(year)?, 2)), "Spring Festival"),
        (By(lunar::qingming), "Qingming Festival (Tomb-Sweeping Day)"), LABOUR,
        (By(|year| since(2025, year, 5, 2)), "Labour Day"), (By(lunar::dragon_boat), "Dragon Boat Festival"),
        (By(lunar::mid_autumn), "Mid-Autumn Festival"), (On(10, 1), "National Day"),
        (On(10, 2), "National Day"), (On(10, 3), "National Day"),
    ]),
];
