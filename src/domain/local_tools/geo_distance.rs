//! Distances and directions over a spherical Earth of mean radius (errors against the ellipsoid stay below 0.6 %).

use super::places::{self, EARTH_RADIUS_KM, Place, distance_km};
use super::support::{self, Outcome, fixed};
use super::world_gazetteer::tables::{self, City};
use super::{Arguments, LocalReply, LocalTool};
use serde_json::{Value, json};

const KM_PER_MILE: f64 = 1.609_344;
const KM_PER_NAUTICAL_MILE: f64 = 1.852;
/// Half of the circumference, rounded up: nothing is farther.
const FARTHEST_KM: f64 = 20_040.0;
/// Places nearer than this are the same place, and no direction leads from one to the other.
const SAME_KM: f64 = 0.001;
const COMPASS: [&str; 16] = [
    "north",
    "north-north-east",
    "north-east",
    "east-north-east",
    "east",
    "east-south-east",
    "south-east",
    "south-south-east",
    "south",
    "south-south-west",
    "south-west",
    "west-south-west",
    "west",
    "west-north-west",
    "north-west",
    "north-north-west",
];

pub(super) const TOOL: LocalTool = LocalTool {
    name: "geo_distance",
    apis: &[
        ("distance_between", |a| support::reply(distance_between(a))),
        ("coordinate_distance", |a| support::reply(coordinate_distance(a))),
        ("bearing_between", |a| support::reply(bearing_between(a))),
        ("midpoint", |a| support::reply(midpoint(a))),
        ("destination_point", |a| support::reply(destination_point(a))),
        ("nearest_cities", |a| support::reply(nearest_cities(a))),
    ],
};

fn point(place: &Place) -> (f64, f64) {
    (place.latitude, place.longitude)
}

fn distance_between(arguments: &Arguments<'_>) -> Outcome {
    let origin = places::place(arguments, "origin")?;
    let destination = places::place(arguments, "destination")?;
    let unit = support::choice(arguments, "unit", &["kilometers", "miles", "nautical_miles"], Some("kilometers"))?;
    let km = distance_km(point(&origin), point(&destination));
    let distance = match unit {
        "miles" => km / KM_PER_MILE,
        "nautical_miles" => km / KM_PER_NAUTICAL_MILE,
        _ => km,
    };
    Ok(json!({
        "origin": origin.label, "destination": destination.label, "distance": fixed(distance, 1), "unit": unit,
        "distance_km": fixed(km, 1), "distance_miles": fixed(km / KM_PER_MILE, 1),
    }))
}

fn coordinate_distance(arguments: &Arguments<'_>) -> Outcome {
    let read = |latitude: &str, longitude: &str| {
        Ok::<_, LocalReply>((
            support::real(arguments, latitude, -90.0, 90.0, None)?,
            support::real(arguments, longitude, -180.0, 180.0, None)?,
        ))
    };
    let (a, b) = (read("latitude_1", "longitude_1")?, read("latitude_2", "longitude_2")?);
    let km = distance_km(a, b);
    let bearing = if km < SAME_KM { Value::Null } else { fixed(bearing(a, b), 1) };
    Ok(json!({
        "distance_km": fixed(km, 3), "distance_miles": fixed(km / KM_PER_MILE, 3),
        "distance_nautical_miles": fixed(km / KM_PER_NAUTICAL_MILE, 3), "initial_bearing_degrees": bearing,
    }))
}

/// Initial course from `a` to `b`, degrees clockwise from north, 0 to below 360.
fn bearing(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat_a, lat_b, across) = (a.0.to_radians(), b.0.to_radians(), (b.1 - a.1).to_radians());
    let y = across.sin() * lat_b.cos();
    let x = lat_a.cos() * lat_b.sin() - lat_a.sin() * lat_b.cos() * across.cos();
    y.atan2(x).to_degrees().rem_euclid(360.0)
}

fn compass(bearing: f64) -> &'static str {
    COMPASS[((bearing / 22.5).round() as usize) % COMPASS.len()]
}

/// Two places with one shortest route between them.
fn route(arguments: &Arguments<'_>) -> Result<(Place, Place), LocalReply> {
    let origin = places::place(arguments, "origin")?;
    let destination = places::place(arguments, "destination")?;
    let km = distance_km(point(&origin), point(&destination));
    if km < SAME_KM {
        let message = format!("'origin' and 'destination' are the same place ({})", origin.label);
        return Err(LocalReply::error(422, message));
    }
    if km > std::f64::consts::PI * EARTH_RADIUS_KM - SAME_KM {
        return Err(LocalReply::error(422, "The places are antipodes: every direction is a shortest route"));
    }
    Ok((origin, destination))
}

fn bearing_between(arguments: &Arguments<'_>) -> Outcome {
    let (origin, destination) = route(arguments)?;
    let initial = bearing(point(&origin), point(&destination));
    let last = (bearing(point(&destination), point(&origin)) + 180.0).rem_euclid(360.0);
    Ok(json!({
        "origin": origin.label, "destination": destination.label, "initial_bearing_degrees": fixed(initial, 1),
        "final_bearing_degrees": fixed(last, 1), "compass": compass(initial),
    }))
}

fn midpoint(arguments: &Arguments<'_>) -> Outcome {
    let (origin, destination) = route(arguments)?;
    let half = distance_km(point(&origin), point(&destination)) / 2.0;
    let middle = travel(point(&origin), bearing(point(&origin), point(&destination)), half);
    Ok(with_nearest(json!({"origin": origin.label, "destination": destination.label}), middle))
}

/// Where a great circle leads. Longitude in -180 to below 180.
fn travel(start: (f64, f64), bearing: f64, km: f64) -> (f64, f64) {
    let (lat, course, angle) = (start.0.to_radians(), bearing.to_radians(), km / EARTH_RADIUS_KM);
    let sine = lat.sin() * angle.cos() + lat.cos() * angle.sin() * course.cos();
    let y = course.sin() * angle.sin() * lat.cos();
    let x = angle.cos() - lat.sin() * sine;
    let longitude = start.1 + y.atan2(x).to_degrees();
    (sine.clamp(-1.0, 1.0).asin().to_degrees(), (longitude + 180.0).rem_euclid(360.0) - 180.0)
}

fn by_distance(from: (f64, f64)) -> Vec<(f64, &'static City)> {
    let mut found: Vec<_> =
        tables::cities().iter().map(|city| (distance_km(from, (city.latitude, city.longitude)), city)).collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    found
}

fn with_nearest(mut out: Value, at: (f64, f64)) -> Value {
    out["latitude"] = fixed(at.0, 4);
    out["longitude"] = fixed(at.1, 4);
    if let Some((km, city)) = by_distance(at).first() {
        out["nearest_city"] = json!(city.name);
        out["nearest_city_country"] = json!(city.country.name);
        out["nearest_city_km"] = fixed(*km, 0);
    }
    out
}

fn destination_point(arguments: &Arguments<'_>) -> Outcome {
    let start = places::place(arguments, "start")?;
    let course = support::real(arguments, "bearing", 0.0, 360.0, None)?;
    let km = support::real(arguments, "distance_km", 0.0, FARTHEST_KM, None)?;
    Ok(with_nearest(json!({"start": start.label}), travel(point(&start), course, km)))
}

fn nearest_cities(arguments: &Arguments<'_>) -> Outcome {
    let place = places::place(arguments, "place")?;
    let limit = support::whole(arguments, "limit", 1, 20, Some(5))?;
    let reach = support::real(arguments, "max_distance_km", 1.0, FARTHEST_KM, Some(FARTHEST_KM))?;
    let here = point(&place);
    let cities: Vec<Value> = by_distance(here)
        .into_iter()
        .filter(|(km, _)| *km >= SAME_KM && *km <= reach)
        .take(usize::try_from(limit).unwrap_or(5))
        .map(|(km, city)| {
            let course = bearing(here, (city.latitude, city.longitude));
            json!({
                "city": city.name, "country": city.country.name, "distance_km": fixed(km, 0),
                "compass": compass(course),
            })
        })
        .collect();
    if cities.is_empty() {
        return Err(LocalReply::error(404, format!("No larger city within {reach} km of {}", place.label)));
    }
    Ok(json!({"place": place.label, "total": cities.len(), "cities": cities}))
}
