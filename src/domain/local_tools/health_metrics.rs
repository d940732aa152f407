//! Body and fitness numbers by published formulas; each names its source. None of it is medical advice.

use super::support::{self, Outcome, fixed};
use super::{Arguments, LocalReply, LocalTool, dates};
use serde_json::{Value, json};

const KJ_PER_KCAL: f64 = 4.184;
/// WHO's normal range of the body mass index.
const NORMAL_BMI: (f64, f64) = (18.5, 24.9);

pub(super) const TOOL: LocalTool = LocalTool {
    name: "health_metrics",
    apis: &[
        ("body_mass_index", |a| support::reply(body_mass_index(a))),
        ("basal_metabolic_rate", |a| support::reply(basal_metabolic_rate(a))),
        ("target_heart_rate", |a| support::reply(target_heart_rate(a))),
        ("calories_burned", |a| support::reply(calories_burned(a))),
        ("ideal_weight", |a| support::reply(ideal_weight(a))),
        ("pregnancy_due_date", |a| support::reply(pregnancy_due_date(a))),
    ],
};

fn weight(arguments: &Arguments<'_>) -> Result<f64, LocalReply> {
    support::real(arguments, "weight_kg", 2.0, 500.0, None)
}

/// In meters.
fn height(arguments: &Arguments<'_>, low: f64, high: f64) -> Result<f64, LocalReply> {
    Ok(support::real(arguments, "height_cm", low, high, None)? / 100.0)
}

fn body_mass_index(arguments: &Arguments<'_>) -> Outcome {
    let weight = weight(arguments)?;
    let square = height(arguments, 50.0, 260.0)?.powi(2);
    let bmi = weight / square;
    // WHO classes for adults.
    let category = match bmi {
        b if b < 18.5 => "underweight",
        b if b < 25.0 => "normal",
        b if b < 30.0 => "overweight",
        b if b < 35.0 => "obese class I",
        b if b < 40.0 => "obese class II",
        _ => "obese class III",
    };
    Ok(json!({
        "bmi": fixed(bmi, 1), "category": category, "healthy_weight_min_kg": fixed(NORMAL_BMI.0 * square, 1),
        "healthy_weight_max_kg": fixed(NORMAL_BMI.1 * square, 1),
    }))
}

/// Usual multiples of the basal rate.
const ACTIVITY_FACTORS: [(&str, f64); 5] =
    [("sedentary", 1.2), ("light", 1.375), ("moderate", 1.55), ("active", 1.725), ("very_active", 1.9)];

/// Mifflin, St Jeor et al. 1990.
fn basal_metabolic_rate(arguments: &Arguments<'_>) -> Outcome {
    let sex = support::choice(arguments, "sex", &["male", "female"], None)?;
    let weight = weight(arguments)?;
    let centimeters = height(arguments, 50.0, 260.0)? * 100.0;
    let age = support::whole(arguments, "age", 15, 110, None)?;
    let level =
        support::choice(arguments, "activity_level", &ACTIVITY_FACTORS.map(|(name, _)| name), Some("sedentary"))?;
    let factor = ACTIVITY_FACTORS.iter().find(|(name, _)| *name == level).map_or(1.2, |(_, factor)| *factor);
    let constant = if sex == "male" { 5.0 } else { -161.0 };
    let rate = 10.0 * weight + 6.25 * centimeters - 5.0 * age as f64 + constant;
    if rate <= 0.0 {
        return Err(LocalReply::error(422, "The formula gives no sensible rate for this weight, height and age"));
    }
    Ok(json!({
        "bmr_kcal_per_day": fixed(rate, 0), "activity_level": level, "activity_factor": factor,
        "total_kcal_per_day": fixed(rate * factor, 0), "total_kj_per_day": fixed(rate * factor * KJ_PER_KCAL, 0),
    }))
}

/// 220 minus age; with a resting pulse Karvonen's heart rate reserve.
fn target_heart_rate(arguments: &Arguments<'_>) -> Outcome {
    const ZONES: [(&str, f64, f64); 5] = [
        ("warm-up", 0.5, 0.6),
        ("fat burning", 0.6, 0.7),
        ("endurance", 0.7, 0.8),
        ("intense", 0.8, 0.9),
        ("maximum", 0.9, 1.0),
    ];
    let maximum = 220 - support::whole(arguments, "age", 10, 100, None)?;
    let resting = match arguments.raw("resting_heart_rate") {
        Some(_) => Some(support::real(arguments, "resting_heart_rate", 30.0, 120.0, None)?),
        None => None,
    };
    let base = resting.unwrap_or(0.0);
    let reserve = maximum as f64 - base;
    if reserve <= 0.0 {
        let message = format!("Parameter 'resting_heart_rate' must be below the maximum heart rate, {maximum}");
        return Err(LocalReply::error(422, message));
    }
    let zones: Vec<Value> = ZONES
        .iter()
        .map(|(zone, low, high)| {
            json!({
                "zone": zone, "intensity_percent": format!("{:.0}-{:.0}", low * 100.0, high * 100.0),
                "from_bpm": fixed(base + reserve * low, 0), "to_bpm": fixed(base + reserve * high, 0),
            })
        })
        .collect();
    let method = if resting.is_some() { "Karvonen" } else { "percent of maximum (220 minus age)" };
    Ok(json!({"method": method, "maximum_heart_rate": maximum, "zones": zones}))
}

/// Metabolic equivalents after the Compendium of Physical Activities (2011).
const ACTIVITIES: [(&str, f64); 21] = [
    ("walking", 3.5),
    ("brisk_walking", 4.3),
    ("hiking", 6.0),
    ("jogging", 7.0),
    ("running", 9.8),
    ("cycling", 7.5),
    ("mountain_biking", 8.5),
    ("swimming", 5.8),
    ("rowing", 7.0),
    ("yoga", 2.5),
    ("dancing", 5.0),
    ("weight_training", 3.5),
    ("jump_rope", 11.8),
    ("basketball", 6.5),
    ("soccer", 7.0),
    ("tennis", 7.3),
    ("badminton", 5.5),
    ("skiing", 7.0),
    ("climbing", 8.0),
    ("gardening", 3.8),
    ("housework", 3.3),
];

fn calories_burned(arguments: &Arguments<'_>) -> Outcome {
    let activity = support::choice(arguments, "activity", &ACTIVITIES.map(|(name, _)| name), None)?;
    let weight = weight(arguments)?;
    let minutes = support::real(arguments, "minutes", 1.0, 1440.0, None)?;
    let met = ACTIVITIES.iter().find(|(name, _)| *name == activity).map_or(1.0, |(_, met)| *met);
    // One MET is one kilocalorie per kilogram and hour.
    let kcal = met * weight * minutes / 60.0;
    Ok(json!({
        "activity": activity, "met": met, "minutes": support::num(minutes), "calories_kcal": fixed(kcal, 0),
        "calories_kj": fixed(kcal * KJ_PER_KCAL, 0),
    }))
}

/// Devine 1974: 2.3 kg for each inch over five feet.
fn ideal_weight(arguments: &Arguments<'_>) -> Outcome {
    let sex = support::choice(arguments, "sex", &["male", "female"], None)?;
    let meters = height(arguments, 130.0, 230.0)?;
    let base = if sex == "male" { 50.0 } else { 45.5 };
    let ideal = base + 2.3 * (meters / 0.0254 - 60.0);
    let square = meters * meters;
    Ok(json!({
        "ideal_weight_kg": fixed(ideal, 1), "healthy_weight_min_kg": fixed(NORMAL_BMI.0 * square, 1),
        "healthy_weight_max_kg": fixed(NORMAL_BMI.1 * square, 1),
    }))
}

/// Naegele's rule: 280 days after the last period, shifted by the difference to a cycle of 28 days.
fn pregnancy_due_date(arguments: &Arguments<'_>) -> Outcome {
    let start = dates::date(arguments, "last_period_date", (1900, 2100))?;
    let cycle = support::whole(arguments, "cycle_days", 20, 45, Some(28))?;
    let shift = cycle - 28;
    let after = |days: i64| dates::plus_days(start, days + shift).map(|day| day.to_string());
    Ok(json!({
        "due_date": after(280), "conception_date": after(14), "first_trimester_ends": after(13 * 7 + 6),
        "second_trimester_ends": after(27 * 7 + 6), "full_term_from": after(39 * 7),
    }))
}
