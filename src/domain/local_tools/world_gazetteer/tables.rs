//! The gazetteer's tables and how a name is found in them. Facts were written by hand and checked against ISO 3166,
//! the time zone database and outlines of the countries; populations are rounded.

use std::sync::LazyLock;

/// One country, or an area with its own ISO 3166 code.
pub(in super::super) struct Country {
    pub alpha2: &'static str,
    pub alpha3: &'static str,
    /// Three digits; empty for a user-assigned code.
    pub numeric: &'static str,
    pub name: &'static str,
    pub name_zh: &'static str,
    pub capital: &'static str,
    /// What else a reader should know about the capital; mostly empty.
    pub capital_note: &'static str,
    /// Two-letter continent, see [`REGIONS`].
    pub region: &'static str,
    pub population: f64,
    pub area_km2: f64,
    pub currency: &'static str,
    /// Digits without the plus sign.
    pub calling: &'static str,
    languages: &'static str,
    neighbours: &'static str,
    /// IANA zone of the capital.
    pub zone: &'static str,
    keys: Vec<String>,
}

/// One larger city.
pub(in super::super) struct City {
    pub name: &'static str,
    pub name_zh: &'static str,
    pub country: &'static Country,
    /// Degrees, north positive.
    pub latitude: f64,
    /// Degrees, east positive.
    pub longitude: f64,
    pub population: f64,
    /// IANA zone.
    pub zone: &'static str,
    keys: Vec<String>,
}

/// One currency.
pub(super) struct Currency {
    pub code: &'static str,
    pub name: &'static str,
    keys: Vec<String>,
}

/// Continents: code in the table, name in replies.
pub(super) const REGIONS: [(&str, &str); 6] = [
    ("AF", "Africa"),
    ("AS", "Asia"),
    ("EU", "Europe"),
    ("NA", "North America"),
    ("SA", "South America"),
    ("OC", "Oceania"),
];

/// Not members of the United Nations; the first two are observers, from the index `TERRITORIES` on they are areas of other states or of open status.
const OUTSIDE_UN: [&str; 11] = ["PS", "VA", "TW", "XK", "HK", "MO", "PR", "GL", "EH", "GF", "GI"];
/// Where territories begin in [`OUTSIDE_UN`].
const TERRITORIES: usize = 4;

const LANDLOCKED: &str = "AD AF AM AT AZ BF BI BO BT BW BY CF CH CZ ET HU KG KZ LA LI LS LU MD MK ML MN MW NE NP PY \
                          RS RW SK SM SS SZ TD TJ TM UG UZ VA XK ZM ZW";

static COUNTRIES: LazyLock<Vec<Country>> =
    LazyLock::new(|| rows(include_str!("countries.tsv")).map(|row| country_row(&row)).collect());

static CITIES: LazyLock<Vec<City>> =
    LazyLock::new(|| rows(include_str!("cities.tsv")).filter_map(|row| city_row(&row)).collect());

static CURRENCIES: LazyLock<Vec<Currency>> = LazyLock::new(|| {
    rows(include_str!("currencies.tsv"))
        .map(|[code, name, zh, ..]| Currency { code, name, keys: keys([code, name].into_iter().chain(zh.split(','))) })
        .collect()
});

/// Cells of each line that is not a comment; missing ones are empty.
fn rows(table: &'static str) -> impl Iterator<Item = [&'static str; 15]> {
    table.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let mut cells = line.split('\t');
        std::array::from_fn(|_| cells.next().unwrap_or(""))
    })
}

fn country_row(row: &[&'static str; 15]) -> Country {
    let [alpha2, alpha3, numeric, name, name_zh, capital, region, people, area, currency, calling, ..] = *row;
    let (capital, note) = capital.split_once(" (").unwrap_or((capital, ""));
    let names = [name, name_zh, alpha2, alpha3];
    Country {
        alpha2,
        alpha3,
        numeric,
        name,
        name_zh,
        capital,
        capital_note: note.trim_end_matches(')'),
        region: REGIONS.iter().find(|(code, _)| *code == region).map_or("", |(_, name)| name),
        population: people.parse::<f64>().unwrap_or(0.0) * 1000.0,
        area_km2: area.parse().unwrap_or(0.0),
        currency,
        calling,
        languages: row[11],
        neighbours: row[12],
        zone: row[13],
        keys: keys(names.into_iter().chain(row[14].split(','))),
    }
}

fn city_row(row: &[&'static str; 15]) -> Option<City> {
    let [name, name_zh, country, latitude, longitude, people, zone, aliases, ..] = *row;
    let country = countries().iter().find(|c| c.alpha2 == country)?;
    Some(City {
        name,
        name_zh,
        country,
        latitude: latitude.parse().ok()?,
        longitude: longitude.parse().ok()?,
        population: people.parse::<f64>().ok()? * 1000.0,
        zone: if zone.is_empty() { country.zone } else { zone },
        keys: keys([name, name_zh].into_iter().chain(aliases.split(','))),
    })
}

fn keys<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    names.map(key).filter(|k| !k.is_empty()).collect()
}

/// A name as it is compared: lower case, without accents, spaces and punctuation, without a leading `the`.
pub(in super::super) fn key(name: &str) -> String {
    let lower = name.trim().to_lowercase();
    let bare = lower.strip_prefix("the ").unwrap_or(&lower);
    bare.chars().filter(|c| c.is_alphanumeric()).map(plain).collect()
}

/// A Latin letter without its accent.
fn plain(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ā' => 'a',
        'é' | 'è' | 'ê' | 'ë' | 'ě' => 'e',
        'í' | 'ì' | 'î' | 'ï' | 'ı' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' | 'ć' | 'č' => 'c',
        'ñ' | 'ń' => 'n',
        'ś' | 'š' | 'ş' | 'ș' => 's',
        'ź' | 'ż' | 'ž' => 'z',
        'ł' => 'l',
        'ý' => 'y',
        other => other,
    }
}

/// All countries and areas.
pub(super) fn countries() -> &'static [Country] {
    &COUNTRIES
}

/// All cities.
pub(in super::super) fn cities() -> &'static [City] {
    &CITIES
}

/// All currencies.
pub(super) fn currencies() -> &'static [Currency] {
    &CURRENCIES
}

/// A country by English or Chinese name or ISO code.
pub(in super::super) fn country(text: &str) -> Option<&'static Country> {
    let wanted = key(text);
    COUNTRIES.iter().find(|c| c.keys.contains(&wanted) || c.numeric == wanted && !wanted.is_empty())
}

/// Cities by English or Chinese name; the suffix of Chinese city names may be left out or put.
pub(in super::super) fn cities_named(text: &str) -> impl Iterator<Item = &'static City> {
    let wanted = key(text);
    let short = wanted.strip_suffix('市').unwrap_or(&wanted).to_owned();
    CITIES.iter().filter(move |c| c.keys.contains(&wanted) || c.keys.contains(&short))
}

impl Country {
    /// Official or national languages.
    pub fn languages(&self) -> impl Iterator<Item = &'static str> {
        self.languages.split(',')
    }

    /// Countries with a common land border.
    pub fn neighbours(&self) -> impl Iterator<Item = &'static Country> {
        self.neighbours.split(',').filter_map(|code| countries().iter().find(|c| c.alpha2 == code))
    }

    /// Whether it has no coast.
    pub fn landlocked(&self) -> bool {
        LANDLOCKED.split(' ').any(|code| code == self.alpha2)
    }

    /// Standing in the United Nations.
    pub fn un_status(&self) -> &'static str {
        match OUTSIDE_UN.iter().position(|code| *code == self.alpha2) {
            None => "member",
            Some(0 | 1) => "observer",
            Some(_) => "not a member",
        }
    }

    /// Whether it is an area that belongs to a state or whose status is open.
    pub fn is_territory(&self) -> bool {
        OUTSIDE_UN.iter().skip(TERRITORIES).any(|code| *code == self.alpha2)
    }

    /// Its capital among the cities.
    pub fn capital_city(&self) -> Option<&'static City> {
        cities().iter().find(|city| city.is_capital() && city.country.alpha2 == self.alpha2)
    }
}

impl City {
    /// Whether it is its country's capital.
    pub fn is_capital(&self) -> bool {
        self.country.capital == self.name
    }
}

impl Currency {
    /// Whether the text is its code or one of its names.
    pub fn is_named(&self, wanted: &str) -> bool {
        self.keys.iter().any(|k| k == wanted)
    }

    /// Whether the text is part of one of its names.
    pub fn mentions(&self, wanted: &str) -> bool {
        self.keys.iter().skip(1).any(|k| k.contains(wanted))
    }
}

/// At most three country names close to a text.
pub(super) fn near_countries(text: &str) -> Vec<&'static str> {
    nearest(text, COUNTRIES.iter().map(|c| (c.name, c.keys.as_slice())))
}

/// At most three city names close to a text.
pub(super) fn near_cities(text: &str) -> Vec<&'static str> {
    nearest(text, CITIES.iter().map(|c| (c.name, c.keys.as_slice())))
}

/// At most three names of either kind close to a text.
pub(in super::super) fn near_places(text: &str) -> Vec<&'static str> {
    let countries = COUNTRIES.iter().map(|c| (c.name, c.keys.as_slice()));
    nearest(text, CITIES.iter().map(|c| (c.name, c.keys.as_slice())).chain(countries))
}

/// Names whose key is within a third of the text's length in edits, nearest first.
fn nearest<'a>(text: &str, names: impl Iterator<Item = (&'static str, &'a [String])>) -> Vec<&'static str> {
    const LONGEST: usize = 40;
    let wanted: Vec<char> = key(text).chars().take(LONGEST).collect();
    let allowed = (wanted.len() / 3).clamp(1, 3);
    // Codes of two or three letters are near to everything; a length too different needs too many edits.
    let could_be = |k: &str| k.len() > 3 && k.chars().count().abs_diff(wanted.len()) <= allowed;
    let mut found: Vec<(usize, &'static str)> = names
        .filter_map(|(name, keys)| {
            let near = keys.iter().filter(|k| could_be(k)).map(|k| edits(&wanted, k)).min()?;
            (near <= allowed).then_some((near, name))
        })
        .collect();
    found.sort_unstable();
    found.dedup_by_key(|(_, name)| *name);
    found.into_iter().take(3).map(|(_, name)| name).collect()
}

/// Levenshtein distance, in two rows.
fn edits(a: &[char], b: &str) -> usize {
    let mut row: Vec<usize> = (0..=a.len()).collect();
    for (i, cb) in b.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, ca) in a.iter().enumerate() {
            let best = (diagonal + usize::from(*ca != cb)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = std::mem::replace(&mut row[j + 1], best);
        }
    }
    row.last().copied().unwrap_or(0)
}
