//! A place in a parameter: a city, a country (then its capital) or a pair of coordinates.

use super::world_gazetteer::tables::{self, City};
use super::world_gazetteer::{find_city, unknown};
use super::{Arguments, LocalReply, support};

/// Where something is.
pub(super) struct Place {
    /// As told in replies.
    pub label: String,
    /// Degrees, -90 to 90, north positive.
    pub latitude: f64,
    /// Degrees, -180 to 180, east positive.
    pub longitude: f64,
    /// Zone, where the gazetteer knows one.
    pub zone: Option<&'static str>,
}

/// Mean radius of the Earth (IUGG), in kilometers.
pub(super) const EARTH_RADIUS_KM: f64 = 6371.0088;

/// Reads a place.
///
/// # Errors
/// 400 where absent, 404 where unknown (with near names), 422 where coordinates are out of range.
pub(super) fn place(arguments: &Arguments<'_>, name: &str) -> Result<Place, LocalReply> {
    let text = support::bounded_text(arguments, name, 100)?;
    if let Some((latitude, longitude)) = coordinates(&text) {
        return at(name, latitude, longitude);
    }
    if let Some(country) = tables::country(&text).filter(|_| tables::cities_named(&text).next().is_none()) {
        return country.capital_city().map(of_city).ok_or_else(|| no_such(&text));
    }
    let found = find_city("place", &text, None);
    match found.or_else(|refusal| behind_country(&text).ok_or(refusal)) {
        Ok(city) => Ok(of_city(city)),
        // A city of that name somewhere else keeps its own, clearer refusal.
        Err(refusal) if text.contains([',', '，']) => Err(refusal),
        Err(_) => Err(no_such(&text)),
    }
}

/// A city behind its country, with nothing between them, as Chinese writes it: 挪威特罗姆瑟.
fn behind_country(text: &str) -> Option<&'static City> {
    if text.is_ascii() {
        return None;
    }
    text.char_indices().skip(1).find_map(|(at, _)| {
        let (country, city) = text.split_at(at);
        let country = tables::country(country)?;
        tables::cities_named(city).find(|city| city.country.name == country.name)
    })
}

fn no_such(text: &str) -> LocalReply {
    let hint = ". Only larger cities and countries are known by name; for others give 'latitude,longitude'";
    unknown("place", text, &tables::near_places(text), hint)
}

fn of_city(city: &'static City) -> Place {
    Place {
        label: format!("{}, {}", city.name, city.country.name),
        latitude: city.latitude,
        longitude: city.longitude,
        zone: Some(city.zone),
    }
}

/// A place from numbers already read.
///
/// # Errors
/// 422 where one is out of range.
pub(super) fn at(name: &str, latitude: f64, longitude: f64) -> Result<Place, LocalReply> {
    if !(-90.0..=90.0).contains(&latitude) {
        return Err(support::out_of_range(name, latitude, "a latitude from -90 to 90"));
    }
    if !(-180.0..=180.0).contains(&longitude) {
        return Err(support::out_of_range(name, longitude, "a longitude from -180 to 180"));
    }
    Ok(Place { label: format!("{latitude}, {longitude}"), latitude, longitude, zone: None })
}

/// `48.85,2.35`, also in brackets, with degree signs or N, S, E, W behind the numbers.
fn coordinates(text: &str) -> Option<(f64, f64)> {
    let bare = text.trim_matches(|c: char| matches!(c, '(' | ')' | '[' | ']') || c.is_whitespace());
    let (first, second) = bare.split_once([',', ';', '，']).or_else(|| bare.split_once(' '))?;
    Some((degrees(first, 'N', 'S')?, degrees(second, 'E', 'W')?))
}

fn degrees(text: &str, plus: char, minus: char) -> Option<f64> {
    let text = text.trim().to_uppercase().replace('°', "");
    let (digits, sign) = match text.strip_suffix(minus) {
        Some(rest) => (rest, -1.0),
        None => (text.strip_suffix(plus).unwrap_or(&text), 1.0),
    };
    let digits = digits.trim();
    // `parse` also reads words such as "inf" and "nan".
    let readable = digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'));
    digits.parse::<f64>().ok().filter(|_| readable).map(|value| sign * value)
}

/// Great-circle distance by the haversine formula on a sphere, in kilometers.
pub(super) fn distance_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let across = ((b.1 - a.1).to_radians() / 2.0).sin();
    let along = ((lat_b - lat_a) / 2.0).sin();
    let h = along * along + lat_a.cos() * lat_b.cos() * across * across;
    2.0 * EARTH_RADIUS_KM * h.clamp(0.0, 1.0).sqrt().asin()
}
