//! Numbers for a journey: fuel, time, pace and carbon dioxide.

use super::support::{self, Outcome, fixed, num};
use super::{Arguments, LocalReply, LocalTool, dates};
use serde_json::{Value, json};

const KM_PER_MILE: f64 = 1.609_344;
const LITERS_PER_US_GALLON: f64 = 3.785_411_784;
const LITERS_PER_IMPERIAL_GALLON: f64 = 4.546_09;
/// Longest trip, in kilometers.
const LONGEST: f64 = 1e6;

pub(super) const TOOL: LocalTool = LocalTool {
    name: "trip_planner",
    apis: &[
        ("fuel_cost", |a| support::reply(fuel_cost(a))),
        ("travel_time", |a| support::reply(travel_time(a))),
        ("running_pace", |a| support::reply(running_pace(a))),
        ("fuel_economy", |a| support::reply(fuel_economy(a))),
        ("trip_co2", |a| support::reply(trip_co2(a))),
        ("compare_transport", |a| support::reply(compare_transport(a))),
    ],
};

fn distance(arguments: &Arguments<'_>) -> Result<f64, LocalReply> {
    support::real(arguments, "distance_km", 0.001, LONGEST, None)
}

fn fuel_cost(arguments: &Arguments<'_>) -> Outcome {
    let km = distance(arguments)?;
    let consumption = support::real(arguments, "consumption_l_per_100km", 0.1, 200.0, None)?;
    let price = support::real(arguments, "price_per_liter", 0.0, 1e6, None)?;
    let people = support::whole(arguments, "people", 1, 100, Some(1))?;
    let liters = km * consumption / 100.0;
    let cost = liters * price;
    Ok(json!({
        "fuel_liters": fixed(liters, 2), "total_cost": fixed(cost, 2),
        "cost_per_person": fixed(cost / people as f64, 2), "cost_per_100_km": fixed(consumption * price, 2),
    }))
}

fn travel_time(arguments: &Arguments<'_>) -> Outcome {
    let km = distance(arguments)?;
    let speed = support::real(arguments, "speed_kmh", 0.1, 30_000.0, None)?;
    let breaks = support::real(arguments, "break_minutes", 0.0, 10_000.0, Some(0.0))?;
    let hours = km / speed + breaks / 60.0;
    Ok(json!({
        "distance_km": num(km), "hours_total": fixed(hours, 3), "minutes_total": fixed(hours * 60.0, 1),
        "duration": dates::duration(hours),
    }))
}

/// Seconds as `5:07` or `1:45:30`.
fn clock(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

fn running_pace(arguments: &Arguments<'_>) -> Outcome {
    let km = support::real(arguments, "distance_km", 0.1, 1000.0, None)?;
    let minutes = support::real(arguments, "minutes", 0.1, 20_000.0, None)?;
    let seconds = minutes * 60.0;
    let speed = km / (minutes / 60.0);
    // Riegel 1981: time grows with the 1.06th power of the distance.
    let race = |race_km: f64| clock(seconds * (race_km / km).powf(1.06));
    Ok(json!({
        "pace_per_km": clock(seconds / km), "pace_per_mile": clock(seconds / km * KM_PER_MILE),
        "speed_kmh": fixed(speed, 2), "speed_mph": fixed(speed / KM_PER_MILE, 2),
        "predictions": {
            "five_km": race(5.0), "ten_km": race(10.0), "half_marathon": race(21.0975), "marathon": race(42.195),
        },
    }))
}

fn fuel_economy(arguments: &Arguments<'_>) -> Outcome {
    let km = distance(arguments)?;
    let liters = support::real(arguments, "liters", 0.001, 1e6, None)?;
    let per_liter = km / liters;
    let miles_per_liter = per_liter / KM_PER_MILE;
    Ok(json!({
        "liters_per_100_km": fixed(liters / km * 100.0, 2), "km_per_liter": fixed(per_liter, 2),
        "mpg_us": fixed(miles_per_liter * LITERS_PER_US_GALLON, 1),
        "mpg_imperial": fixed(miles_per_liter * LITERS_PER_IMPERIAL_GALLON, 1),
    }))
}

/// A means of transport.
struct Mode {
    name: &'static str,
    /// Grams of CO2 equivalents per kilometer: per vehicle where `shared`, per passenger otherwise. Rounded European
    /// averages without building the vehicle.
    grams: f64,
    /// Whether passengers share the vehicle's emissions.
    shared: bool,
    /// Door-to-door speed in km/h, and hours lost at both ends.
    speed: (f64, f64),
    /// Kilometers over which it is used.
    range: (f64, f64),
}

const fn mode(name: &'static str, grams: f64, shared: bool, speed: (f64, f64), range: (f64, f64)) -> Mode {
    Mode { name, grams, shared, speed, range }
}

const MODES: [Mode; 13] = [
    mode("car", 170.0, true, (80.0, 0.1), (0.0, 5_000.0)),
    mode("electric_car", 60.0, true, (75.0, 0.1), (0.0, 5_000.0)),
    mode("bus", 90.0, false, (20.0, 0.15), (0.0, 50.0)),
    mode("coach", 28.0, false, (70.0, 0.5), (30.0, 3_000.0)),
    mode("train", 35.0, false, (90.0, 0.5), (5.0, 5_000.0)),
    mode("high_speed_train", 8.0, false, (200.0, 0.6), (100.0, 2_500.0)),
    mode("metro", 30.0, false, (32.0, 0.15), (0.5, 60.0)),
    mode("motorcycle", 110.0, true, (80.0, 0.1), (0.0, 5_000.0)),
    mode("ferry", 115.0, false, (35.0, 1.0), (1.0, 1_000.0)),
    mode("short_haul_flight", 250.0, false, (650.0, 3.0), (250.0, 3_700.0)),
    mode("long_haul_flight", 195.0, false, (830.0, 3.5), (3_700.0, 20_000.0)),
    mode("bicycle", 0.0, false, (16.0, 0.0), (0.0, 200.0)),
    mode("walking", 0.0, false, (5.0, 0.0), (0.0, 40.0)),
];

fn trip_co2(arguments: &Arguments<'_>) -> Outcome {
    let km = distance(arguments)?;
    let name = support::choice(arguments, "mode", &MODES.each_ref().map(|m| m.name), None)?;
    let passengers = support::whole(arguments, "passengers", 1, 9, Some(1))?;
    let per_km = MODES
        .iter()
        .find(|m| m.name == name)
        .map_or(0.0, |m| if m.shared { m.grams / passengers as f64 } else { m.grams });
    Ok(json!({
        "mode": name, "distance_km": num(km), "co2_kg_per_person": fixed(km * per_km / 1000.0, 2),
        "grams_per_km": fixed(per_km, 1),
    }))
}

fn compare_transport(arguments: &Arguments<'_>) -> Outcome {
    let km = support::real(arguments, "distance_km", 0.1, 20_000.0, None)?;
    let usable: Vec<(&Mode, f64)> = MODES
        .iter()
        .filter(|m| m.name != "ferry" && m.range.0 <= km && km <= m.range.1)
        .map(|m| (m, km / m.speed.0 + m.speed.1))
        .collect();
    let options: Vec<Value> = usable
        .iter()
        .map(|(m, hours)| {
            json!({
                "mode": m.name, "hours": fixed(*hours, 2), "duration": dates::duration(*hours),
                "co2_kg": fixed(km * m.grams / 1000.0, 2),
            })
        })
        .collect();
    let fastest = usable.iter().min_by(|a, b| a.1.total_cmp(&b.1)).map(|(m, _)| m.name);
    // Of equally clean ones the faster.
    let cleanest =
        usable.iter().min_by(|a, b| a.0.grams.total_cmp(&b.0.grams).then(a.1.total_cmp(&b.1))).map(|(m, _)| m.name);
    Ok(json!({"distance_km": num(km), "fastest": fastest, "cleanest": cleanest, "options": options}))
}
