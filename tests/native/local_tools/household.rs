//! Money, health, energy, journeys, food and chemistry; expected values are derived in the comments.

use super::{check, refuse, run};
use serde_json::{Value, json};

#[test]
fn interest_and_loans() {
    // 10000 * 1.05^10 = 16288.946
    check(
        "compound_interest",
        json!({"principal": 10_000, "annual_rate": 5, "years": 10}),
        json!({"final_balance": 16_288.95, "interest_earned": 6288.95, "effective_annual_rate_percent": 5}),
    );
    // 12 monthly deposits at 1 % a month: 100 * (1.01^12 - 1) / 0.01 = 1268.25
    check(
        "compound_interest",
        json!({"principal": 0, "annual_rate": 12, "years": 1, "compounds_per_year": 12, "monthly_deposit": 100}),
        json!({"final_balance": 1268.25, "total_deposits": 1200, "interest_earned": 68.25}),
    );
    check(
        "compound_interest",
        json!({"principal": 100, "annual_rate": 0, "years": 2, "monthly_deposit": 10}),
        json!({"final_balance": 340}),
    );
    // 250000 * r / (1 - (1 + r)^-360), r = 0.035 / 12: 1122.61
    check(
        "loan_payment",
        json!({"amount": 250_000, "annual_rate": 3.5, "years": 30}),
        json!({"monthly_payment": 1122.61, "number_of_payments": 360}),
    );
    check(
        "loan_payment",
        json!({"amount": 1200, "annual_rate": 0, "years": 1}),
        json!({"monthly_payment": 100, "total_interest": 0}),
    );
    refuse(
        "loan_payment",
        json!({"amount": 1000, "annual_rate": 101, "years": 1}),
        422,
        "Parameter 'annual_rate' must be from 0 to 100, got 101",
    );
    refuse(
        "compound_interest",
        json!({"principal": 1e12, "annual_rate": 100, "years": 200}),
        422,
        "The result is too large; use a smaller amount, a lower rate or fewer years",
    );
}

#[test]
fn cash_flows() {
    // -1000 + 300 / 1.08 + 420 / 1.1664 + 680 / 1.259712 = 177.67
    check(
        "net_present_value",
        json!({"discount_rate": 8, "cash_flows": "-1000, 300, 420, 680"}),
        json!({"net_present_value": 177.67, "worthwhile": true}),
    );
    // -100 + 110 / 1.1 = 0
    check(
        "internal_rate_of_return",
        json!({"cash_flows": [-100, 110]}),
        json!({"internal_rate_of_return_percent": 10}),
    );
    check(
        "internal_rate_of_return",
        json!({"cash_flows": "-1000, 300, 420, 680"}),
        json!({"internal_rate_of_return_percent": 16.3406}),
    );
    assert_eq!(run("internal_rate_of_return", json!({"cash_flows": [100, 110]})).status, 422);
    // (x - 1.1)(x - 1.2) = x^2 - 2.3 x + 1.32 has two rates.
    let both = run("internal_rate_of_return", json!({"cash_flows": [-100, 230, -132]}));
    assert_eq!(
        both.body["error"],
        "The cash flows change sign more than once and have several rates: 10.00 %, 20.00 %"
    );
    // 1000 / 1.03^20 = 553.68, 1000 * 1.03^20 = 1806.11
    check(
        "inflation_adjusted",
        json!({"amount": 1000, "inflation_rate": 3, "years": 20}),
        json!({"future_purchasing_power": 553.68, "amount_needed_for_same_goods": 1806.11, "loss_percent": 44.63}),
    );
    check(
        "percentage_change",
        json!({"old_value": 80, "new_value": 100}),
        json!({"change_percent": 25, "direction": "increase"}),
    );
    check("percentage_change", json!({"old_value": -50, "new_value": -75}), json!({"change_percent": -50}));
    assert_eq!(run("percentage_change", json!({"old_value": 0, "new_value": 1})).status, 422);
    check(
        "discount_price",
        json!({"price": 80, "discount_percent": 25, "tax_percent": 19}),
        json!({"saved": 20, "discounted_price": 60, "tax": 11.4, "final_price": 71.4}),
    );
    check(
        "tip_split",
        json!({"bill": 85, "tip_percent": 20, "people": 4}),
        json!({"tip": 17, "total": 102, "per_person": 25.5}),
    );
}

#[test]
fn body_and_fitness() {
    // 70 / 1.75^2 = 22.857; 18.5 * 3.0625 = 56.66
    check(
        "body_mass_index",
        json!({"weight_kg": 70, "height_cm": 175}),
        json!({"bmi": 22.9, "category": "normal", "healthy_weight_min_kg": 56.7, "healthy_weight_max_kg": 76.3}),
    );
    // 10 * 60 + 6.25 * 165 - 5 * 30 - 161 = 1320.25; * 1.55 = 2046.39
    check(
        "basal_metabolic_rate",
        json!({"sex": "female", "weight_kg": 60, "height_cm": 165, "age": 30, "activity_level": "moderate"}),
        json!({"bmr_kcal_per_day": 1320, "total_kcal_per_day": 2046}),
    );
    let zones = run("target_heart_rate", json!({"age": 40, "resting_heart_rate": 60})).body;
    // (180 - 60) * 0.7 + 60 = 144
    assert_eq!((&zones["maximum_heart_rate"], &zones["zones"][2]["from_bpm"]), (&json!(180), &json!(144)));
    // 9.8 * 70 * 0.75 = 514.5, rounded to even
    check(
        "calories_burned",
        json!({"activity": "running", "weight_kg": 70, "minutes": 45}),
        json!({"calories_kcal": 514}),
    );
    // 50 + 2.3 * (180 / 2.54 - 60) = 74.99
    check("ideal_weight", json!({"sex": "male", "height_cm": 180}), json!({"ideal_weight_kg": 75}));
    check(
        "pregnancy_due_date",
        json!({"last_period_date": "2025-01-10"}),
        json!({"due_date": "2025-10-17", "conception_date": "2025-01-24"}),
    );
    check(
        "pregnancy_due_date",
        json!({"last_period_date": "2025-01-10", "cycle_days": 30}),
        json!({"due_date": "2025-10-19"}),
    );
    refuse(
        "body_mass_index",
        json!({"weight_kg": 70, "height_cm": 1.75}),
        422,
        "Parameter 'height_cm' must be from 50 to 260, got 1.75",
    );
    assert_eq!(run("calories_burned", json!({"activity": "sleepwalking", "weight_kg": 70, "minutes": 5})).status, 400);
}

#[test]
fn energy() {
    // 1.5 kW * 2 h * 30 = 90 kWh, at 0.4 = 36
    check(
        "appliance_cost",
        json!({"watts": 1500, "hours_per_day": 2, "price_per_kwh": 0.4}),
        // and 3 * 365.25 * 0.4 a year
        json!({"kwh_per_day": 3, "kwh_total": 90, "cost_total": 36, "cost_per_year": 438.3}),
    );
    // 100 W * 8 h * 365
    check("typical_appliance", json!({"appliance": "Refrigerator"}), json!({"kwh_per_year": 292}));
    check(
        "fuel_co2",
        json!({"fuel": "diesel", "amount": 50}),
        json!({"co2_kg": 134, "unit": "liters", "energy_kwh": 500}),
    );
    // 5 * 4 * 0.8 = 16 a day, * 365.25 = 5844 a year
    check(
        "solar_yield",
        json!({"panel_kw": 5, "sun_hours": 4}),
        json!({"kwh_per_day": 16, "kwh_per_year": 5844, "savings_per_year": 1753.2}),
    );
    // 500 * 0.9 / 60 = 7.5
    check(
        "battery_runtime",
        json!({"capacity_wh": 500, "load_watts": 60}),
        json!({"runtime_hours": 7.5, "runtime": "7 h 30 min"}),
    );
    // 60 % of 60 = 36; / 0.9 = 40; / 10 = 4 h
    check(
        "ev_charging",
        json!({"battery_kwh": 60, "charger_kw": 10}),
        json!({"energy_from_grid_kwh": 40, "duration": "4 h 0 min", "cost": 12}),
    );
    refuse(
        "ev_charging",
        json!({"battery_kwh": 60, "charger_kw": 11, "start_percent": 90}),
        422,
        "Parameter 'end_percent' (80) must be above 'start_percent' (90)",
    );
    assert_eq!(run("appliance_cost", json!({"watts": 100, "hours_per_day": 25, "price_per_kwh": 1})).status, 422);
}

#[test]
fn journeys() {
    // 300 * 6.5 / 100 = 19.5 l; * 1.75 = 34.125
    check(
        "fuel_cost",
        json!({"distance_km": 300, "consumption_l_per_100km": 6.5, "price_per_liter": 1.8, "people": 2}),
        json!({"fuel_liters": 19.5, "total_cost": 35.1, "cost_per_person": 17.55}),
    );
    check(
        "travel_time",
        json!({"distance_km": 300, "speed_kmh": 90, "break_minutes": 30}),
        json!({"duration": "3 h 50 min", "minutes_total": 230}),
    );
    // 50 min / 10 km = 5:00; * 1.609344 = 8:02.8; marathon 50 * 4.2195^1.06 = 230.009 min
    check(
        "running_pace",
        json!({"distance_km": 10, "minutes": 50}),
        json!({"pace_per_km": "5:00", "pace_per_mile": "8:03", "speed_kmh": 12}),
    );
    let races = run("running_pace", json!({"distance_km": 10, "minutes": 50})).body["predictions"].clone();
    assert_eq!((&races["ten_km"], &races["marathon"]), (&json!("50:00"), &json!("3:50:01")));
    // 35 / 500 * 100 = 7; 235.2146 / 7 = 33.6
    check(
        "fuel_economy",
        json!({"distance_km": 500, "liters": 35}),
        json!({"liters_per_100_km": 7, "mpg_us": 33.6, "mpg_imperial": 40.4}),
    );
    check("trip_co2", json!({"distance_km": 300, "mode": "car", "passengers": 3}), json!({"co2_kg_per_person": 17}));
    check(
        "trip_co2",
        json!({"distance_km": 300, "mode": "train", "passengers": 3}),
        json!({"co2_kg_per_person": 10.5}),
    );
    check("compare_transport", json!({"distance_km": 5}), json!({"cleanest": "bicycle"}));
    check("compare_transport", json!({"distance_km": 9000}), json!({"fastest": "long_haul_flight"}));
    refuse(
        "trip_co2",
        json!({"distance_km": 300, "mode": "broom"}),
        400,
        "Parameter 'mode' must be one of: car, electric_car, bus, coach, train, high_speed_train, metro, motorcycle, \
         ferry, short_haul_flight, long_haul_flight, bicycle, walking, got 'broom'",
    );
}

#[test]
fn kitchen() {
    let measure = |ingredient: &str, amount: f64, from: &str, to: &str, result: f64| {
        let arguments = json!({"ingredient": ingredient, "amount": amount, "from_unit": from, "to_unit": to});
        check("cooking_measure", arguments, json!({"result": result}));
    };
    measure("flour", 2.0, "cups", "g", 250.0);
    measure("面粉", 250.0, "gram", "cup", 2.0);
    measure("Butter", 1.0, "tbsp", "gram", 14.188); // 227 / 16 = 14.1875
    measure("water", 1.0, "liter", "kilogram", 1.0); // 236.6 / 236.588
    measure("walnut", 1.0, "pound", "pound", 1.0);
    assert_eq!(
        run(
            "cooking_measure",
            json!({"ingredient": "unobtainium", "amount": 1, "from_unit": "cup", "to_unit": "gram"})
        )
        .status,
        404
    );
    assert_eq!(
        run("cooking_measure", json!({"ingredient": "flour", "amount": 1, "from_unit": "handful", "to_unit": "gram"}))
            .status,
        400
    );

    check(
        "oven_temperature",
        json!({"temperature": 350, "unit": "fahrenheit"}),
        json!({"celsius": 177, "gas_mark": "4", "fan_oven_celsius": 157}),
    );
    check(
        "oven_temperature",
        json!({"temperature": 200, "unit": "celsius"}),
        json!({"fahrenheit": 392, "gas_mark": "6"}),
    );
    check(
        "oven_temperature",
        json!({"temperature": 6, "unit": "gas mark"}),
        json!({"celsius": 204, "fahrenheit": 400}),
    );
    check(
        "oven_temperature",
        json!({"temperature": 0.5, "unit": "gas_mark"}),
        json!({"fahrenheit": 250, "gas_mark": "1/2"}),
    );
    assert_eq!(run("oven_temperature", json!({"temperature": 1000, "unit": "celsius"})).status, 422);

    let recipe = run(
        "scale_recipe",
        json!({"ingredients": "200 g flour; 2 eggs; 1/2 tsp salt\n1 1/2 cups milk; ½ onion; pepper; 1/0 x", "servings": 4, "wanted_servings": 6}),
    );
    let scaled: Vec<&str> =
        recipe.body["ingredients"].as_array().unwrap().iter().map(|i| i["scaled"].as_str().unwrap()).collect();
    assert_eq!(scaled, ["300 g flour", "3 eggs", "0.75 tsp salt", "2.25 cups milk", "0.75 onion", "pepper", "1/0 x"]);

    check("boiling_point_altitude", json!({"altitude_m": 0}), json!({"boiling_point_c": 100, "pressure_hpa": 1013.2}));
    // Steam tables: 795 hPa boils at 93.3 C.
    check("boiling_point_altitude", json!({"altitude_m": 2000}), json!({"pressure_hpa": 795, "boiling_point_c": 93.4}));
    check("food_calories", json!({"food": "apples", "grams": 150}), json!({"food": "apple", "calories_kcal": 78}));
    check("food_calories", json!({"food": "米饭"}), json!({"calories_kcal": 130}));
    let chicken = run("food_calories", json!({"food": "chicken soup"}));
    assert_eq!(chicken.body["error"], "Unknown food 'chicken soup'; known are for example: chicken breast");
    check("safe_temperature", json!({"food": "poultry"}), json!({"celsius": 74, "fahrenheit": 165}));
}

#[test]
fn elements() {
    for name in ["gold", "Au", "79", "金"] {
        check(
            "element_facts",
            json!({"element": name}),
            json!({
                "name": "Gold", "atomic_number": 79, "atomic_weight": 196.97, "group": 11, "period": 6, "block": "d",
                "category": "transition metal", "state_at_20c": "solid", "electron_configuration": "[Xe] 4f14 5d10 6s1",
            }),
        );
    }
    for (name, group, period, state, configuration) in [
        ("H", json!(1), 1, "gas", "1s1"),
        ("helium", json!(18), 1, "gas", "1s2"),
        ("Bromine", json!(17), 4, "liquid", "[Ar] 3d10 4s2 4p5"),
        ("aluminum", json!(13), 3, "solid", "[Ne] 3s2 3p1"),
        ("Hf", json!(4), 6, "solid", "[Xe] 4f14 5d2 6s2"),
        ("Nd", Value::Null, 6, "solid", "[Xe] 4f4 6s2"),
        ("Lu", json!(3), 6, "solid", "[Xe] 4f14 5d1 6s2"),
        ("Og", json!(18), 7, "unknown", "[Rn] 5f14 6d10 7s2 7p6"),
    ] {
        let expected =
            json!({"group": group, "period": period, "state_at_20c": state, "electron_configuration": configuration});
        check("element_facts", json!({"element": name}), expected);
    }
    // Every configuration holds as many electrons as the element has.
    for number in 1..=118_i64 {
        let reply = run("element_facts", json!({"element": number})).body;
        let text = reply["electron_configuration"].as_str().unwrap();
        let core = text.split(']').next().filter(|core| core.starts_with('[')).map_or(0, |core| {
            run("element_facts", json!({"element": &core[1..]})).body["atomic_number"].as_i64().unwrap()
        });
        let shells = text.split(' ').filter(|part| !part.starts_with('['));
        let outer: i64 = shells.map(|shell| shell[2..].parse::<i64>().unwrap()).sum();
        assert_eq!(core + outer, number, "{text}");
    }
    check("elements_by_group", json!({"group": "halogens"}), json!({"total": 6}));
    check("elements_by_group", json!({"group": "稀有气体"}), json!({"total": 7, "group": "noble gas"}));
    check("elements_by_group", json!({"group": 1}), json!({"total": 7}));
    for (period, total) in [(1, 2), (2, 8), (3, 8), (4, 18), (5, 18), (6, 32), (7, 32)] {
        check("elements_by_period", json!({"period": period}), json!({"total": total}));
    }
    refuse(
        "element_facts",
        json!({"element": "119"}),
        404,
        "Unknown element '119'. Give a name, a symbol or an atomic number from 1 to 118",
    );
    assert_eq!(run("elements_by_group", json!({"group": 19})).status, 422);
    assert_eq!(run("elements_by_group", json!({"group": "jedi"})).status, 404);
}

#[test]
fn formulas() {
    let mass = |formula: &str, mass: f64, atoms: u64| {
        check("molar_mass", json!({"formula": formula}), json!({"molar_mass_g_per_mol": mass, "atoms": atoms}));
    };
    mass("H2O", 18.015, 3); // 2 * 1.008 + 15.999
    mass("C6H12O6", 180.156, 24); // 72.066 + 12.096 + 95.994
    mass("Ca(OH)2", 74.092, 5); // 40.078 + 2 * 17.007
    mass("CuSO4·5H2O", 249.677, 21); // 63.546 + 32.06 + 63.996 + 5 * 18.015
    mass("Fe₂(SO₄)₃", 399.858, 17); // 111.69 + 3 * 96.056
    mass("K4[Fe(CN)6]", 368.345, 17); // 156.392 + 55.845 + 6 * 26.018
    // 2.016 / 18.015
    let water = run("molar_mass", json!({"formula": "H2O"})).body;
    assert_eq!(water["composition"][0]["mass_percent"], json!(11.19));
    // 100 / 58.44
    check(
        "grams_to_moles",
        json!({"formula": "NaCl", "grams": 100}),
        json!({"moles": 1.7112, "molecules": "1.0305e24"}),
    );
    for (formula, why) in [
        ("H2O)", "the parentheses do not match"),
        ("(H2O", "the parentheses do not match"),
        ("()", "it has no atoms"),
        (
            "Xx2",
            "'Xx' is not the symbol of an element (symbols are case-sensitive: Co is cobalt, CO is carbon monoxide)",
        ),
        ("C99999999", "it has more than 1000000 atoms or 10 nested parentheses"),
    ] {
        let message = format!("Parameter 'formula' ('{formula}') cannot be read: {why}");
        refuse("molar_mass", json!({"formula": formula}), 422, &message);
    }
    let charged = run("molar_mass", json!({"formula": "SO4^2-"})).body["error"].as_str().unwrap().to_owned();
    assert!(charged.contains("unexpected '^' at position 4"), "{charged}");
}
