//! Kitchen arithmetic. Densities and nutrients are rounded table values; eggs, apples and cups differ.

use super::support::{self, Outcome, fixed, num};
use super::world_gazetteer::tables::key;
use super::{Arguments, LocalReply, LocalTool};
use serde_json::{Value, json};

pub(super) const TOOL: LocalTool = LocalTool {
    name: "food_kitchen",
    apis: &[
        ("cooking_measure", |a| support::reply(cooking_measure(a))),
        ("oven_temperature", |a| support::reply(oven_temperature(a))),
        ("scale_recipe", |a| support::reply(scale_recipe(a))),
        ("boiling_point_altitude", |a| support::reply(boiling_point_altitude(a))),
        ("food_calories", |a| support::reply(food_calories(a))),
        ("safe_temperature", |a| support::reply(safe_temperature(a))),
    ],
};

/// Milliliters of a US cup; a tablespoon is a sixteenth, a teaspoon a 48th of it.
const CUP_ML: f64 = 236.588_236_5;

/// Name, Chinese name, grams per US cup.
const INGREDIENTS: [(&str, &str, f64); 36] = [
    ("flour", "面粉", 125.0),
    ("bread flour", "高筋面粉", 130.0),
    ("whole wheat flour", "全麦面粉", 120.0),
    ("almond flour", "杏仁粉", 96.0),
    ("cornstarch", "玉米淀粉", 128.0),
    ("sugar", "糖", 200.0),
    ("brown sugar", "红糖", 220.0),
    ("powdered sugar", "糖粉", 120.0),
    ("butter", "黄油", 227.0),
    ("margarine", "人造黄油", 227.0),
    ("vegetable oil", "植物油", 218.0),
    ("olive oil", "橄榄油", 216.0),
    ("honey", "蜂蜜", 340.0),
    ("maple syrup", "枫糖浆", 320.0),
    ("milk", "牛奶", 244.0),
    ("water", "水", 236.6),
    ("cream", "奶油", 238.0),
    ("yogurt", "酸奶", 245.0),
    ("sour cream", "酸奶油", 230.0),
    ("rice", "大米", 185.0),
    ("oats", "燕麦", 90.0),
    ("cocoa powder", "可可粉", 85.0),
    ("chocolate chips", "巧克力豆", 170.0),
    ("salt", "盐", 288.0),
    ("baking powder", "泡打粉", 192.0),
    ("baking soda", "小苏打", 220.0),
    ("almonds", "杏仁", 143.0),
    ("walnuts", "核桃", 120.0),
    ("peanut butter", "花生酱", 258.0),
    ("raisins", "葡萄干", 145.0),
    ("grated cheese", "奶酪丝", 113.0),
    ("parmesan", "帕尔马干酪", 100.0),
    ("breadcrumbs", "面包糠", 108.0),
    ("lentils", "扁豆", 192.0),
    ("soy sauce", "酱油", 255.0),
    ("cornmeal", "玉米粉", 157.0),
];

/// Unit, whether it is a weight, and grams or milliliters.
const UNITS: [(&str, bool, f64); 12] = [
    ("gram", true, 1.0),
    ("kilogram", true, 1000.0),
    ("ounce", true, 28.349_523_125),
    ("pound", true, 453.592_37),
    ("milliliter", false, 1.0),
    ("liter", false, 1000.0),
    ("teaspoon", false, CUP_ML / 48.0),
    ("tablespoon", false, CUP_ML / 16.0),
    ("fluid_ounce", false, CUP_ML / 8.0),
    ("cup", false, CUP_ML),
    ("pint", false, CUP_ML * 2.0),
    ("quart", false, CUP_ML * 4.0),
];

/// Other spellings of the units.
const UNIT_ALIASES: [(&str, &str); 12] = [
    ("g", "gram"),
    ("kg", "kilogram"),
    ("oz", "ounce"),
    ("lb", "pound"),
    ("lbs", "pound"),
    ("ml", "milliliter"),
    ("l", "liter"),
    ("tsp", "teaspoon"),
    ("tbsp", "tablespoon"),
    ("fl_oz", "fluid_ounce"),
    ("millilitre", "milliliter"),
    ("litre", "liter"),
];

fn unit(arguments: &Arguments<'_>, name: &str) -> Result<(&'static str, bool, f64), LocalReply> {
    let text = support::bounded_text(arguments, name, 40)?;
    let wanted = text.to_lowercase().replace([' ', '-'], "_");
    let wanted = UNIT_ALIASES.iter().find(|(alias, _)| *alias == wanted).map_or(wanted.as_str(), |(_, unit)| unit);
    let singular = wanted.strip_suffix('s').unwrap_or(wanted);
    UNITS.iter().find(|(known, ..)| *known == wanted || *known == singular).copied().ok_or_else(|| {
        support::malformed(name, &text, &format!("one of: {}", UNITS.map(|(known, ..)| known).join(", ")))
    })
}

/// A row of a table by its English or Chinese name, singular or plural; else a 404 that lists what contains a word of it.
fn lookup<T>(
    what: &str,
    text: &str,
    table: &'static [T],
    names: fn(&T) -> (&'static str, &'static str),
) -> Result<&'static T, LocalReply> {
    let wanted = key(text);
    let found = table.iter().find(|row| key(names(row).0) == wanted || names(row).1 == wanted);
    if let Some(row) = found.or_else(|| table.iter().find(|row| same_word(&key(names(row).0), &wanted))) {
        return Ok(row);
    }
    let words: Vec<String> = text.split_whitespace().map(key).filter(|word| word.len() > 2).collect();
    let near: Vec<&str> = table
        .iter()
        .map(|row| names(row).0)
        .filter(|name| words.iter().any(|word| name.split(' ').any(|part| same_word(part, word))))
        .take(5)
        .collect();
    let near = if near.is_empty() { table.iter().map(|row| names(row).0).take(12).collect() } else { near };
    Err(LocalReply::error(404, format!("Unknown {what} '{text}'; known are for example: {}", near.join(", "))))
}

/// Whether two words are one, singular or plural.
fn same_word(a: &str, b: &str) -> bool {
    let plural = |one: &str, many: &str| {
        let berries = one.strip_suffix('y').is_some_and(|stem| many.strip_suffix("ies") == Some(stem));
        many.strip_prefix(one).is_some_and(|end| matches!(end, "s" | "es")) || berries
    };
    a == b || plural(a, b) || plural(b, a)
}

fn cooking_measure(arguments: &Arguments<'_>) -> Outcome {
    let text = support::bounded_text(arguments, "ingredient", 60)?;
    let (name, _, per_cup) = lookup("ingredient", &text, &INGREDIENTS, |row| (row.0, row.1))?;
    let amount = support::real(arguments, "amount", 0.0, 1e6, None)?;
    let (source, target) = (unit(arguments, "from_unit")?, unit(arguments, "to_unit")?);
    let density = per_cup / CUP_ML;
    let grams = amount * source.2 * if source.1 { 1.0 } else { density };
    let result = grams / if target.1 { target.2 } else { target.2 * density };
    Ok(json!({
        "ingredient": name, "amount": num(amount), "from_unit": source.0, "result": support::to_digits(result, 5),
        "to_unit": target.0, "grams_per_us_cup": num(*per_cup),
    }))
}

/// Gas mark 1 is 275 F and each mark 25 F more; below are a quarter (225 F) and a half (250 F).
fn oven_temperature(arguments: &Arguments<'_>) -> Outcome {
    let scale = support::choice(arguments, "unit", &["celsius", "fahrenheit", "gas_mark"], None)?;
    let fahrenheit = match scale {
        "celsius" => support::real(arguments, "temperature", 50.0, 350.0, None)? * 1.8 + 32.0,
        "fahrenheit" => support::real(arguments, "temperature", 122.0, 662.0, None)?,
        _ => {
            let mark = support::real(arguments, "temperature", 0.25, 10.0, None)?;
            if mark < 1.0 { 200.0 + mark * 100.0 } else { 250.0 + mark * 25.0 }
        }
    };
    let celsius = (fahrenheit - 32.0) / 1.8;
    let mark = ((fahrenheit - 250.0) / 25.0).round();
    let mark = match fahrenheit {
        f if !(212.5..=512.5).contains(&f) => "none".to_owned(),
        f if f < 237.5 => "1/4".to_owned(),
        f if f < 262.5 => "1/2".to_owned(),
        _ => format!("{mark}"),
    };
    let description = match celsius {
        c if c < 120.0 => "very low",
        c if c < 150.0 => "low",
        c if c < 175.0 => "moderately low",
        c if c < 190.0 => "moderate",
        c if c < 215.0 => "moderately hot",
        c if c < 230.0 => "hot",
        _ => "very hot",
    };
    Ok(json!({
        "celsius": fixed(celsius, 0), "fahrenheit": fixed(fahrenheit, 0), "gas_mark": mark,
        "fan_oven_celsius": fixed(celsius - 20.0, 0), "description": description,
    }))
}

fn scale_recipe(arguments: &Arguments<'_>) -> Outcome {
    const MOST: usize = 100;
    let text = support::bounded_text(arguments, "ingredients", 4000)?;
    let servings = support::real(arguments, "servings", 0.1, 10_000.0, None)?;
    let wanted = support::real(arguments, "wanted_servings", 0.1, 10_000.0, None)?;
    let factor = wanted / servings;
    let lines: Vec<&str> = text.split([';', '\n', '；']).map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() || lines.len() > MOST {
        return Err(support::out_of_range("ingredients", lines.len(), &format!("1 to {MOST} ingredients")));
    }
    let scaled: Vec<Value> = lines
        .iter()
        .map(|line| {
            let scaled = leading_amount(line).map(|(amount, rest)| format!("{}{rest}", amount_text(amount * factor)));
            json!({"original": line, "scaled": scaled.unwrap_or_else(|| (*line).to_owned())})
        })
        .collect();
    Ok(json!({"factor": support::to_digits(factor, 5), "ingredients": scaled}))
}

/// The amount in front of a line and what stands behind it: `200 g`, `1/2 tsp`, `1 1/2 cups`, `1.5 l`, `½ onion`.
fn leading_amount(line: &str) -> Option<(f64, &str)> {
    let (first, rest) = number(line)?;
    match number(rest.trim_start()) {
        // A mixed number: the second part must be a proper fraction.
        Some((second, after)) if first.fract() == 0.0 && second < 1.0 && second > 0.0 => Some((first + second, after)),
        _ => Some((first, rest)),
    }
}

fn number(text: &str) -> Option<(f64, &str)> {
    let first = text.chars().next()?;
    let fraction = [('½', 0.5), ('¼', 0.25), ('¾', 0.75), ('⅓', 1.0 / 3.0), ('⅔', 2.0 / 3.0)];
    if let Some((_, value)) = fraction.iter().find(|(sign, _)| *sign == first) {
        return text.strip_prefix(first).map(|rest| (*value, rest));
    }
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '/')).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    let value = match digits.split_once('/') {
        Some((top, bottom)) => top.parse::<f64>().ok()? / bottom.parse::<f64>().ok().filter(|b| *b > 0.0)?,
        None => digits.parse().ok()?,
    };
    (value.is_finite() && value < 1e9).then_some((value, rest))
}

/// Two decimals at most, and none without need.
fn amount_text(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Standard atmosphere for the pressure; the inverted Antoine equation (water, 1 to 100 C) for the boiling point.
fn boiling_point_altitude(arguments: &Arguments<'_>) -> Outcome {
    let meters = support::real(arguments, "altitude_m", -430.0, 9000.0, None)?;
    let hectopascal = 1013.25 * (1.0 - 2.255_77e-5 * meters).powf(5.255_88);
    let torr = hectopascal * 0.750_061_7;
    let celsius = 1730.63 / (8.071_31 - torr.log10()) - 233.426;
    let advice = match celsius {
        c if c > 98.0 => "Cooking times as in recipes",
        c if c > 94.0 => "Boil pasta, eggs and vegetables about a quarter longer",
        c if c > 90.0 => "Boil pasta, eggs and vegetables about half as long again",
        _ => "Use a pressure cooker: boiling takes twice as long or more",
    };
    Ok(json!({
        "altitude_m": num(meters), "boiling_point_c": fixed(celsius, 1),
        "boiling_point_f": fixed(celsius * 1.8 + 32.0, 1), "pressure_hpa": fixed(hectopascal, 1),
        "cooking_advice": advice,
    }))
}

/// Name, Chinese name; kcal, protein, fat and carbohydrates (g) in 100 g. Rounded from USDA FoodData Central.
type Food = (&'static str, &'static str, [f64; 4]);

const FOODS: [Food; 50] = [
    ("apple", "苹果", [52.0, 0.3, 0.2, 13.8]),
    ("banana", "香蕉", [89.0, 1.1, 0.3, 22.8]),
    ("orange", "橙子", [47.0, 0.9, 0.1, 11.8]),
    ("grapes", "葡萄", [69.0, 0.7, 0.2, 18.1]),
    ("strawberries", "草莓", [32.0, 0.7, 0.3, 7.7]),
    ("mango", "芒果", [60.0, 0.8, 0.4, 15.0]),
    ("pineapple", "菠萝", [50.0, 0.5, 0.1, 13.1]),
    ("watermelon", "西瓜", [30.0, 0.6, 0.2, 7.6]),
    ("avocado", "牛油果", [160.0, 2.0, 14.7, 8.5]),
    ("potato", "土豆", [77.0, 2.0, 0.1, 17.5]),
    ("sweet potato", "红薯", [86.0, 1.6, 0.1, 20.1]),
    ("carrot", "胡萝卜", [41.0, 0.9, 0.2, 9.6]),
    ("tomato", "番茄", [18.0, 0.9, 0.2, 3.9]),
    ("cucumber", "黄瓜", [15.0, 0.7, 0.1, 3.6]),
    ("broccoli", "西兰花", [34.0, 2.8, 0.4, 6.6]),
    ("spinach", "菠菜", [23.0, 2.9, 0.4, 3.6]),
    ("onion", "洋葱", [40.0, 1.1, 0.1, 9.3]),
    ("lettuce", "生菜", [15.0, 1.4, 0.2, 2.9]),
    ("corn", "玉米", [86.0, 3.3, 1.4, 18.7]),
    ("rice", "米饭", [130.0, 2.7, 0.3, 28.2]),
    ("pasta", "意大利面", [158.0, 5.8, 0.9, 30.9]),
    ("oats", "燕麦", [389.0, 16.9, 6.9, 66.3]),
    ("white bread", "白面包", [265.0, 9.0, 3.2, 49.0]),
    ("bread", "面包", [265.0, 9.0, 3.2, 49.0]),
    ("whole wheat bread", "全麦面包", [247.0, 13.0, 3.4, 41.0]),
    ("lentils", "扁豆", [116.0, 9.0, 0.4, 20.1]),
    ("chickpeas", "鹰嘴豆", [164.0, 8.9, 2.6, 27.4]),
    ("tofu", "豆腐", [76.0, 8.1, 4.8, 1.9]),
    ("egg", "鸡蛋", [143.0, 12.6, 9.5, 0.7]),
    ("chicken breast", "鸡胸肉", [165.0, 31.0, 3.6, 0.0]),
    ("beef", "牛肉", [250.0, 26.0, 15.0, 0.0]),
    ("pork", "猪肉", [242.0, 27.0, 14.0, 0.0]),
    ("bacon", "培根", [541.0, 37.0, 42.0, 1.4]),
    ("salmon", "三文鱼", [208.0, 20.4, 13.4, 0.0]),
    ("tuna", "金枪鱼", [132.0, 28.0, 1.3, 0.0]),
    ("shrimp", "虾", [99.0, 24.0, 0.3, 0.2]),
    ("milk", "牛奶", [61.0, 3.2, 3.3, 4.8]),
    ("yogurt", "酸奶", [61.0, 3.5, 3.3, 4.7]),
    ("cheddar cheese", "切达奶酪", [403.0, 24.9, 33.1, 1.3]),
    ("butter", "黄油", [717.0, 0.9, 81.1, 0.1]),
    ("olive oil", "橄榄油", [884.0, 0.0, 100.0, 0.0]),
    ("almonds", "杏仁", [579.0, 21.2, 49.9, 21.6]),
    ("walnuts", "核桃", [654.0, 15.2, 65.2, 13.7]),
    ("peanut butter", "花生酱", [588.0, 25.0, 50.0, 20.0]),
    ("dark chocolate", "黑巧克力", [598.0, 7.8, 42.6, 45.9]),
    ("milk chocolate", "牛奶巧克力", [535.0, 7.7, 29.7, 59.4]),
    ("sugar", "糖", [387.0, 0.0, 0.0, 100.0]),
    ("honey", "蜂蜜", [304.0, 0.3, 0.0, 82.4]),
    ("pizza", "披萨", [266.0, 11.0, 10.0, 33.0]),
    ("french fries", "薯条", [312.0, 3.4, 14.7, 41.4]),
];

fn food_calories(arguments: &Arguments<'_>) -> Outcome {
    let text = support::bounded_text(arguments, "food", 60)?;
    let (name, _, per_100) = lookup("food", &text, &FOODS, |row| (row.0, row.1))?;
    let grams = support::real(arguments, "grams", 0.1, 100_000.0, Some(100.0))?;
    let [kcal, protein, fat, carbohydrates] = per_100.map(|value| value * grams / 100.0);
    Ok(json!({
        "food": name, "grams": num(grams), "calories_kcal": fixed(kcal, 0), "protein_g": fixed(protein, 1),
        "fat_g": fixed(fat, 1), "carbohydrates_g": fixed(carbohydrates, 1),
        "note": "Average values; rice, pasta, pulses and meat as cooked, the rest as sold",
    }))
}

/// Food, C, F, minutes of rest, advice. USDA's safe minimum internal temperatures.
const SAFE: [(&str, f64, f64, u8, &str); 10] = [
    ("poultry", 74.0, 165.0, 0, "Chicken, turkey and duck: whole, parts and ground"),
    ("ground_meat", 71.0, 160.0, 0, "Minced beef, pork, veal and lamb, and sausages"),
    ("beef", 63.0, 145.0, 3, "Steaks, roasts and chops of beef and veal; ground beef needs 71 C"),
    ("pork", 63.0, 145.0, 3, "Chops and roasts; ground pork needs 71 C"),
    ("lamb", 63.0, 145.0, 3, "Chops and roasts; ground lamb needs 71 C"),
    ("ham", 63.0, 145.0, 3, "Raw ham; reheat cooked ham to 60 C"),
    ("fish", 63.0, 145.0, 0, "Or until the flesh is opaque and flakes easily"),
    ("shellfish", 63.0, 145.0, 0, "Or until shells open and the flesh is firm and opaque"),
    ("eggs", 71.0, 160.0, 0, "Egg dishes; plain eggs until yolk and white are firm"),
    ("leftovers", 74.0, 165.0, 0, "Reheat leftovers and casseroles all through"),
];

fn safe_temperature(arguments: &Arguments<'_>) -> Outcome {
    let name = support::choice(arguments, "food", &SAFE.map(|(name, ..)| name), None)?;
    let (_, celsius, fahrenheit, rest, advice) =
        SAFE.iter().find(|(known, ..)| *known == name).copied().unwrap_or(("", 74.0, 165.0, 0, ""));
    Ok(json!({
        "food": name, "celsius": num(celsius), "fahrenheit": num(fahrenheit), "rest_minutes": rest, "advice": advice,
    }))
}
