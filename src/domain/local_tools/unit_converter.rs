//! Unit Converter: one table per quantity. Factors are exact by definition unless a comment says otherwise
//! (NIST Special Publication 811, appendix B; the jin and mu are the metric Chinese market units).

use super::support::{self, Outcome};
use super::{Arguments, LocalReply, LocalTool};
use serde_json::json;

/// A unit: its name in the documents, how many base units one of it is, and other spellings (lower case).
struct Unit {
    name: &'static str,
    factor: f64,
    aliases: &'static [&'static str],
}

const fn unit(name: &'static str, factor: f64, aliases: &'static [&'static str]) -> Unit {
    Unit { name, factor, aliases }
}

/// Base: metre.
const LENGTH: &[Unit] = &[
    unit("mm", 0.001, &["millimetre", "millimeter", "毫米"]),
    unit("cm", 0.01, &["centimetre", "centimeter", "厘米", "公分"]),
    unit("m", 1.0, &["metre", "meter", "米"]),
    unit("km", 1000.0, &["kilometre", "kilometer", "公里", "千米"]),
    unit("inch", 0.0254, &["in", "inches", "\"", "英寸"]),
    unit("foot", 0.3048, &["ft", "feet", "'", "英尺"]),
    unit("yard", 0.9144, &["yd", "码"]),
    unit("mile", 1609.344, &["mi", "英里"]),
    unit("nautical_mile", 1852.0, &["nmi", "nm", "sea_mile", "海里"]),
    unit("light_year", 9_460_730_472_580_800.0, &["ly", "光年"]),
];

/// Base: kilogram.
const MASS: &[Unit] = &[
    unit("mg", 1e-6, &["milligram", "毫克"]),
    unit("g", 0.001, &["gram", "gramme", "克"]),
    unit("kg", 1.0, &["kilo", "kilogram", "kilogramme", "公斤", "千克"]),
    unit("tonne", 1000.0, &["t", "metric_ton", "ton", "吨"]),
    unit("ounce", 0.028_349_523_125, &["oz", "盎司"]),
    unit("pound", 0.453_592_37, &["lb", "lbs", "磅"]),
    unit("stone", 6.350_293_18, &["st", "英石"]),
    unit("jin", 0.5, &["catty", "catties", "斤", "市斤"]),
];

/// Base: litre.
const VOLUME: &[Unit] = &[
    unit("ml", 0.001, &["millilitre", "milliliter", "cc", "cm3", "毫升"]),
    unit("l", 1.0, &["litre", "liter", "升"]),
    unit("m3", 1000.0, &["cubic_metre", "cubic_meter", "立方米"]),
    unit("teaspoon", 0.004_928_921_593_75, &["tsp", "茶匙"]),
    unit("tablespoon", 0.014_786_764_781_25, &["tbsp", "汤匙"]),
    unit("fluid_ounce", 0.029_573_529_562_5, &["fl_oz", "floz", "液量盎司"]),
    unit("cup", 0.236_588_236_5, &["杯"]),
    unit("pint", 0.473_176_473, &["pt", "us_pint", "品脱"]),
    unit("quart", 0.946_352_946, &["qt", "夸脱"]),
    unit("gallon", 3.785_411_784, &["gal", "us_gallon", "加仑"]),
    unit("imperial_pint", 0.568_261_25, &["uk_pint", "british_pint", "英制品脱"]),
    unit("imperial_gallon", 4.546_09, &["uk_gallon", "british_gallon", "英制加仑"]),
];

/// Base: square metre.
const AREA: &[Unit] = &[
    unit("cm2", 1e-4, &["square_centimetre", "square_centimeter", "sq_cm", "平方厘米"]),
    unit("m2", 1.0, &["square_metre", "square_meter", "sq_m", "sqm", "平方米", "平米"]),
    unit("km2", 1e6, &["square_kilometre", "square_kilometer", "sq_km", "平方公里", "平方千米"]),
    unit("hectare", 1e4, &["ha", "公顷"]),
    unit("acre", 4_046.856_422_4, &["英亩"]),
    unit("square_foot", 0.092_903_04, &["square_feet", "sq_ft", "sqft", "ft2", "平方英尺"]),
    unit("square_yard", 0.836_127_36, &["sq_yd", "yd2", "平方码"]),
    unit("square_mile", 2_589_988.110_336, &["sq_mi", "mi2", "平方英里"]),
    unit("mu", 2000.0 / 3.0, &["亩", "市亩"]),
];

/// Base: metre per second. Mach is the speed of sound in air at 15 °C, 340.294 m/s (ICAO standard atmosphere).
const SPEED: &[Unit] = &[
    unit("m_per_s", 1.0, &["m/s", "mps", "metres_per_second", "meters_per_second", "米每秒", "米/秒"]),
    unit(
        "km_per_h",
        1.0 / 3.6,
        &["km/h", "kmh", "kph", "kilometres_per_hour", "kilometers_per_hour", "公里每小时", "千米每小时", "公里/小时"],
    ),
    unit("mph", 0.447_04, &["miles_per_hour", "mi/h", "英里每小时", "英里/小时"]),
    unit("knot", 1852.0 / 3600.0, &["kn", "kt", "节"]),
    unit("foot_per_s", 0.3048, &["ft/s", "fps", "feet_per_second", "英尺每秒"]),
    unit("mach", 340.294, &["马赫"]),
];

/// Base: pascal.
const PRESSURE: &[Unit] = &[
    unit("pa", 1.0, &["pascal", "帕", "帕斯卡"]),
    unit("hpa", 100.0, &["hectopascal", "mbar", "millibar", "百帕"]),
    unit("kpa", 1000.0, &["kilopascal", "千帕"]),
    unit("bar", 1e5, &["巴"]),
    // One pound-force on one square inch: 0.45359237 kg * 9.80665 m/s2 / (0.0254 m)^2.
    unit("psi", 0.453_592_37 * 9.806_65 / (0.0254 * 0.0254), &["pound_per_square_inch", "pounds_per_square_inch"]),
    unit("atm", 101_325.0, &["atmosphere", "大气压"]),
    unit("mmhg", 133.322_387_415, &["torr", "毫米汞柱"]),
];

/// Base: byte. Decimal units as disks are sold (SI), binary ones as memory is counted (IEC 80000-13).
const DATA: &[Unit] = &[
    unit("bit", 0.125, &["比特", "位"]),
    unit("byte", 1.0, &["b", "字节"]),
    unit("kb", 1e3, &["kilobyte", "千字节"]),
    unit("mb", 1e6, &["megabyte", "兆", "兆字节"]),
    unit("gb", 1e9, &["gigabyte", "吉字节"]),
    unit("tb", 1e12, &["terabyte", "太字节"]),
    unit("kib", 1024.0, &["kibibyte"]),
    unit("mib", 1_048_576.0, &["mebibyte"]),
    unit("gib", 1_073_741_824.0, &["gibibyte"]),
    unit("tib", 1_099_511_627_776.0, &["tebibyte"]),
];

pub(super) const TOOL: LocalTool = LocalTool {
    name: "unit_converter",
    apis: &[
        ("convert_length", |a| by_factor(a, LENGTH)),
        ("convert_mass", |a| by_factor(a, MASS)),
        ("convert_temperature", |a| support::reply(temperature(a))),
        ("convert_volume", |a| by_factor(a, VOLUME)),
        ("convert_area", |a| by_factor(a, AREA)),
        ("convert_speed", |a| by_factor(a, SPEED)),
        ("convert_pressure", |a| by_factor(a, PRESSURE)),
        ("convert_data_size", |a| by_factor(a, DATA)),
    ],
};

/// Magnitudes beyond this are refused: no measured thing has them, and products stay finite.
const LARGEST: f64 = 1e100;

fn by_factor(arguments: &Arguments<'_>, units: &[Unit]) -> LocalReply {
    support::reply((|| {
        let value = support::real(arguments, "value", -LARGEST, LARGEST, None)?;
        if value < 0.0 {
            return Err(support::out_of_range("value", value, "0 or more"));
        }
        let from = find(arguments, "from_unit", units)?;
        let to = find(arguments, "to_unit", units)?;
        let result = value * from.factor / to.factor;
        Ok(json!({
            "value": support::num(value), "from_unit": from.name,
            "result": support::num(result), "to_unit": to.name,
            "one_unit_is": support::num(from.factor / to.factor),
        }))
    })())
}

/// The unit that a parameter names: its name or an alias, in any case, singular or plural.
fn find<'u>(arguments: &Arguments<'_>, name: &str, units: &'u [Unit]) -> Result<&'u Unit, LocalReply> {
    let text = arguments.text(name)?;
    let wanted = text.to_lowercase().replace([' ', '-'], "_").replace('²', "2").replace('³', "3");
    let singular = wanted.strip_suffix('s').unwrap_or(&wanted);
    let named = |word: &str| units.iter().find(|u| u.name == word || u.aliases.contains(&word));
    named(&wanted).or_else(|| named(singular)).ok_or_else(|| {
        let known = units.iter().map(|u| u.name).collect::<Vec<_>>().join(", ");
        support::malformed(name, &text, &format!("one of: {known}"))
    })
}

/// Scales of temperature: degrees as kelvin = (degrees + offset) * step.
const SCALES: &[(&str, f64, f64, &[&str])] = &[
    ("celsius", 273.15, 1.0, &["c", "°c", "摄氏", "摄氏度", "℃"]),
    ("fahrenheit", 459.67, 5.0 / 9.0, &["f", "°f", "华氏", "华氏度", "℉"]),
    ("kelvin", 0.0, 1.0, &["k", "开尔文", "开"]),
    ("rankine", 0.0, 5.0 / 9.0, &["r", "ra", "°r", "兰氏度"]),
];

fn temperature(arguments: &Arguments<'_>) -> Outcome {
    let value = support::real(arguments, "value", -LARGEST, LARGEST, None)?;
    let (from, from_offset, from_step) = scale(arguments, "from_unit")?;
    let (to, to_offset, to_step) = scale(arguments, "to_unit")?;
    if value < -from_offset {
        let allowed = format!("{} {from} (absolute zero) or more", -from_offset + 0.0);
        return Err(support::out_of_range("value", value, &allowed));
    }
    let result = (value + from_offset) * from_step / to_step - to_offset;
    // Two decimals: the offsets have no more, and further digits would be artefacts of the subtraction.
    Ok(json!({
        "value": support::num(value), "from_unit": from, "result": support::fixed(result, 2), "to_unit": to,
    }))
}

fn scale(arguments: &Arguments<'_>, name: &str) -> Result<(&'static str, f64, f64), LocalReply> {
    let text = arguments.text(name)?;
    let wanted = text.to_lowercase().replace("degrees", "").replace("degree", "");
    SCALES
        .iter()
        .find(|(scale, .., aliases)| *scale == wanted.trim() || aliases.contains(&wanted.trim()))
        .map(|(scale, offset, step, _)| (*scale, *offset, *step))
        .ok_or_else(|| support::malformed(name, text, "one of: celsius, fahrenheit, kelvin, rankine"))
}
