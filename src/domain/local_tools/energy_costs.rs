//! What electricity and fuels cost, and the carbon dioxide they set free.

use super::support::{self, Outcome, fixed, num};
use super::{Arguments, LocalReply, LocalTool, dates};
use serde_json::json;

const DAYS_PER_YEAR: f64 = 365.25;

pub(super) const TOOL: LocalTool = LocalTool {
    name: "energy_costs",
    apis: &[
        ("appliance_cost", |a| support::reply(appliance_cost(a))),
        ("typical_appliance", |a| support::reply(typical_appliance(a))),
        ("fuel_co2", |a| support::reply(fuel_co2(a))),
        ("solar_yield", |a| support::reply(solar_yield(a))),
        ("battery_runtime", |a| support::reply(battery_runtime(a))),
        ("ev_charging", |a| support::reply(ev_charging(a))),
    ],
};

fn price(arguments: &Arguments<'_>, fallback: Option<f64>) -> Result<f64, LocalReply> {
    support::real(arguments, "price_per_kwh", 0.0, 100.0, fallback)
}

fn appliance_cost(arguments: &Arguments<'_>) -> Outcome {
    let watts = support::real(arguments, "watts", 0.01, 1e6, None)?;
    let hours = support::real(arguments, "hours_per_day", 0.0, 24.0, None)?;
    let price = price(arguments, None)?;
    let days = support::whole(arguments, "days", 1, 36_600, Some(30))?;
    let per_day = watts * hours / 1000.0;
    let total = per_day * days as f64;
    Ok(json!({
        "kwh_per_day": fixed(per_day, 3), "days": days, "kwh_total": fixed(total, 3),
        "cost_total": fixed(total * price, 2), "cost_per_year": fixed(per_day * DAYS_PER_YEAR * price, 2),
    }))
}

/// Typical watts while running and hours a day; rounded values for current household devices.
const APPLIANCES: [(&str, f64, f64); 18] = [
    ("refrigerator", 100.0, 8.0),
    ("freezer", 90.0, 8.0),
    ("washing_machine", 500.0, 1.0),
    ("tumble_dryer", 2000.0, 0.5),
    ("dishwasher", 900.0, 1.0),
    ("oven", 2200.0, 0.5),
    ("microwave", 1000.0, 0.25),
    ("kettle", 2200.0, 0.2),
    ("television", 100.0, 4.0),
    ("laptop", 50.0, 5.0),
    ("desktop_computer", 150.0, 4.0),
    ("router", 10.0, 24.0),
    ("led_bulb", 9.0, 5.0),
    ("vacuum_cleaner", 800.0, 0.2),
    ("hair_dryer", 1500.0, 0.15),
    ("air_conditioner", 1200.0, 4.0),
    ("electric_heater", 1500.0, 4.0),
    ("fan", 50.0, 6.0),
];

fn typical_appliance(arguments: &Arguments<'_>) -> Outcome {
    let name = support::choice(arguments, "appliance", &APPLIANCES.map(|(name, ..)| name), None)?;
    let (watts, hours) =
        APPLIANCES.iter().find(|(known, ..)| *known == name).map_or((0.0, 0.0), |(_, watts, hours)| (*watts, *hours));
    Ok(json!({
        "appliance": name, "typical_watts": num(watts), "typical_hours_per_day": num(hours),
        "kwh_per_year": fixed(watts * hours * 365.0 / 1000.0, 0),
        "note": "Typical values; hours are full-load hours, devices differ by a factor of two and more",
    }))
}

/// Fuel, unit, kg CO2 per unit and kWh (lower heating value) per unit. Combustion only, after IPCC 2006 default factors;
/// wood counts what leaves the chimney.
const FUELS: [(&str, &str, f64, f64); 9] = [
    ("gasoline", "liters", 2.31, 8.9),
    ("diesel", "liters", 2.68, 10.0),
    ("kerosene", "liters", 2.52, 9.8),
    ("heating_oil", "liters", 2.68, 10.0),
    ("lpg", "liters", 1.61, 7.0),
    ("natural_gas", "cubic meters", 2.0, 10.0),
    ("hard_coal", "kilograms", 2.6, 7.5),
    ("lignite", "kilograms", 1.2, 3.3),
    ("wood_pellets", "kilograms", 1.8, 4.8),
];

fn fuel_co2(arguments: &Arguments<'_>) -> Outcome {
    let name = support::choice(arguments, "fuel", &FUELS.map(|(name, ..)| name), None)?;
    let amount = support::real(arguments, "amount", 0.0, 1e9, None)?;
    let (unit, co2, kwh) = FUELS
        .iter()
        .find(|(known, ..)| *known == name)
        .map_or(("", 0.0, 1.0), |(_, unit, co2, kwh)| (*unit, *co2, *kwh));
    Ok(json!({
        "fuel": name, "amount": num(amount), "unit": unit, "co2_kg": fixed(amount * co2, 2),
        "energy_kwh": fixed(amount * kwh, 2), "co2_kg_per_kwh": fixed(co2 / kwh, 3),
    }))
}

fn solar_yield(arguments: &Arguments<'_>) -> Outcome {
    let peak = support::real(arguments, "panel_kw", 0.001, 1e6, None)?;
    let hours = support::real(arguments, "sun_hours", 0.0, 12.0, None)?;
    let share = support::real(arguments, "efficiency", 1.0, 100.0, Some(80.0))? / 100.0;
    let price = price(arguments, Some(0.3))?;
    let per_day = peak * hours * share;
    let per_year = per_day * DAYS_PER_YEAR;
    Ok(json!({
        "kwh_per_day": fixed(per_day, 2), "kwh_per_month": fixed(per_year / 12.0, 1), "kwh_per_year": fixed(per_year, 0),
        "savings_per_year": fixed(per_year * price, 2), "specific_yield_kwh_per_kw": fixed(per_year / peak, 0),
    }))
}

fn battery_runtime(arguments: &Arguments<'_>) -> Outcome {
    let capacity = support::real(arguments, "capacity_wh", 0.001, 1e9, None)?;
    let load = support::real(arguments, "load_watts", 0.001, 1e9, None)?;
    let usable = capacity * support::real(arguments, "efficiency", 1.0, 100.0, Some(90.0))? / 100.0;
    let hours = usable / load;
    Ok(json!({
        "runtime_hours": fixed(hours, 2), "runtime": dates::duration(hours), "usable_wh": fixed(usable, 2),
    }))
}

fn ev_charging(arguments: &Arguments<'_>) -> Outcome {
    /// Share of the energy taken from the grid that ends in the battery.
    const CHARGING_EFFICIENCY: f64 = 0.9;
    let capacity = support::real(arguments, "battery_kwh", 1.0, 2000.0, None)?;
    let power = support::real(arguments, "charger_kw", 0.5, 2000.0, None)?;
    let start = support::real(arguments, "start_percent", 0.0, 100.0, Some(20.0))?;
    let end = support::real(arguments, "end_percent", 0.0, 100.0, Some(80.0))?;
    let price = price(arguments, Some(0.3))?;
    if end <= start {
        let message = format!("Parameter 'end_percent' ({end}) must be above 'start_percent' ({start})");
        return Err(LocalReply::error(422, message));
    }
    let stored = capacity * (end - start) / 100.0;
    let drawn = stored / CHARGING_EFFICIENCY;
    let hours = drawn / power;
    Ok(json!({
        "energy_to_battery_kwh": fixed(stored, 2), "energy_from_grid_kwh": fixed(drawn, 2), "hours": fixed(hours, 2),
        "duration": dates::duration(hours), "cost": fixed(drawn * price, 2),
    }))
}
