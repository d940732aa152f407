//! Units of measure as people write them, in English and Chinese: what they measure, and how they convert.

/// What a unit measures. Units of one dimension convert into each other, except where `factor` is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dimension {
    Length,
    Mass,
    Volume,
    Area,
    Speed,
    Pressure,
    Data,
    Temperature,
    Duration,
    Share,
    Money,
    Power,
    Energy,
}

/// A unit: how many of the dimension's base unit one of it is (0: does not convert by a factor), and its spellings in
/// lower case, singular, words joined by `_`.
#[derive(Debug)]
pub(super) struct Unit {
    pub(super) dimension: Dimension,
    pub(super) factor: f64,
    /// The first one is its name.
    pub(super) spellings: &'static [&'static str],
}

const fn unit(dimension: Dimension, factor: f64, spellings: &'static [&'static str]) -> Unit {
    Unit { dimension, factor, spellings }
}

use Dimension::{
    Area, Data, Duration, Energy, Length, Mass, Money, Power, Pressure, Share, Speed, Temperature, Volume,
};

#[rustfmt::skip] // one to a line
static UNITS: &[Unit] = &[
    unit(Length, 0.001, &["mm", "millimeter", "毫米"]),
    unit(Length, 0.01, &["cm", "centimeter", "厘米", "公分"]),
    unit(Length, 1.0, &["m", "meter", "米"]),
    unit(Length, 1000.0, &["km", "kilometer", "公里", "千米"]),
    unit(Length, 0.0254, &["inch", "inches", "英寸"]),
    unit(Length, 0.3048, &["foot", "feet", "ft", "英尺"]),
    unit(Length, 0.9144, &["yard", "yd", "码"]),
    unit(Length, 1609.344, &["mile", "mi", "英里"]),
    unit(Length, 1852.0, &["nautical_mile", "nmi", "sea_mile", "海里"]),
    unit(Length, 9_460_730_472_580_800.0, &["light_year", "ly", "光年"]),
    unit(Mass, 1e-6, &["mg", "milligram", "毫克"]),
    unit(Mass, 0.001, &["g", "gram", "gramme", "克"]),
    unit(Mass, 1.0, &["kg", "kilogram", "kilogramme", "kilo", "公斤", "千克"]),
    unit(Mass, 1000.0, &["tonne", "ton", "metric_ton", "t", "吨"]),
    unit(Mass, 0.028_349_523_125, &["ounce", "oz", "盎司"]),
    unit(Mass, 0.453_592_37, &["pound", "lb", "磅"]),
    unit(Mass, 6.350_293_18, &["stone", "英石"]),
    unit(Mass, 0.5, &["jin", "catty", "catties", "斤", "市斤"]),
    unit(Volume, 0.001, &["ml", "milliliter", "cc", "毫升"]),
    unit(Volume, 1.0, &["l", "liter", "升"]),
    unit(Volume, 1000.0, &["m3", "cubic_meter", "立方米"]),
    unit(Volume, 0.004_928_921_593_75, &["teaspoon", "tsp", "茶匙"]),
    unit(Volume, 0.014_786_764_781_25, &["tablespoon", "tbsp", "汤匙"]),
    unit(Volume, 0.029_573_529_562_5, &["fluid_ounce", "fl_oz", "液量盎司"]),
    unit(Volume, 0.236_588_236_5, &["cup", "杯"]),
    unit(Volume, 0.473_176_473, &["pint", "us_pint", "品脱"]),
    unit(Volume, 0.946_352_946, &["quart", "qt", "夸脱"]),
    unit(Volume, 3.785_411_784, &["gallon", "gal", "us_gallon", "加仑"]),
    unit(Volume, 0.568_261_25, &["imperial_pint", "uk_pint", "british_pint", "英制品脱"]),
    unit(Volume, 4.546_09, &["imperial_gallon", "uk_gallon", "british_gallon", "英制加仑"]),
    unit(Area, 1e-4, &["cm2", "square_centimeter", "sq_cm", "平方厘米"]),
    unit(Area, 1.0, &["m2", "square_meter", "sq_m", "sqm", "平方米", "平米"]),
    unit(Area, 1e6, &["km2", "square_kilometer", "sq_km", "平方公里", "平方千米"]),
    unit(Area, 1e4, &["hectare", "公顷"]),
    unit(Area, 4_046.856_422_4, &["acre", "英亩"]),
    unit(Area, 0.092_903_04, &["square_foot", "square_feet", "sq_ft", "sqft", "平方英尺"]),
    unit(Area, 0.836_127_36, &["square_yard", "sq_yd", "平方码"]),
    unit(Area, 2_589_988.110_336, &["square_mile", "sq_mi", "平方英里"]),
    unit(Area, 2000.0 / 3.0, &["mu", "亩", "市亩"]),
    unit(Speed, 1.0, &["m_per_s", "m/s", "mps", "meter_per_second", "米每秒", "米/秒"]),
    unit(Speed, 1.0 / 3.6, &["km_per_h", "km/h", "kmh", "kph", "kilometer_per_hour", "kilometer_an_hour", "公里每小时", "千米每小时", "公里/小时"]),
    unit(Speed, 0.447_04, &["mph", "mile_per_hour", "mile_an_hour", "英里每小时", "英里/小时"]),
    unit(Speed, 1852.0 / 3600.0, &["knot", "kn", "节"]),
    unit(Speed, 0.3048, &["foot_per_s", "ft/s", "fps", "foot_per_second", "feet_per_second"]),
    unit(Speed, 340.294, &["mach", "马赫"]),
    unit(Pressure, 1.0, &["pa", "pascal", "帕", "帕斯卡"]),
    unit(Pressure, 100.0, &["hpa", "hectopascal", "mbar", "millibar", "百帕"]),
    unit(Pressure, 1000.0, &["kpa", "kilopascal", "千帕"]),
    unit(Pressure, 1e5, &["bar", "巴"]),
    unit(Pressure, 6_894.757_293_168, &["psi", "pound_per_square_inch"]),
    unit(Pressure, 101_325.0, &["atm", "atmosphere", "大气压"]),
    unit(Pressure, 133.322_387_415, &["mmhg", "torr", "毫米汞柱"]),
    unit(Data, 0.125, &["bit", "比特"]),
    unit(Data, 1.0, &["byte", "字节"]),
    unit(Data, 1e3, &["kb", "kilobyte", "千字节"]),
    unit(Data, 1e6, &["mb", "megabyte", "兆字节", "兆"]),
    unit(Data, 1e9, &["gb", "gigabyte", "吉字节"]),
    unit(Data, 1e12, &["tb", "terabyte", "太字节"]),
    unit(Data, 1024.0, &["kib", "kibibyte"]),
    unit(Data, 1_048_576.0, &["mib", "mebibyte"]),
    unit(Data, 1_073_741_824.0, &["gib", "gibibyte"]),
    unit(Data, 1_099_511_627_776.0, &["tib", "tebibyte"]),
    unit(Temperature, 0.0, &["celsius", "c", "°c", "centigrade", "degree_celsius", "degree_c", "摄氏度", "摄氏", "℃"]),
    unit(Temperature, 0.0, &["fahrenheit", "f", "°f", "degree_fahrenheit", "degree_f", "华氏度", "华氏", "℉"]),
    unit(Temperature, 0.0, &["kelvin", "k", "degree_kelvin", "开尔文"]),
    unit(Temperature, 0.0, &["rankine", "degree_rankine", "兰氏度"]),
    unit(Temperature, 0.0, &["gas_mark"]),
    unit(Duration, 1.0 / 60.0, &["second", "sec", "s", "秒", "秒钟"]),
    unit(Duration, 1.0, &["minute", "min", "分钟"]),
    unit(Duration, 60.0, &["hour", "hr", "h", "小时", "个小时", "钟头"]),
    unit(Duration, 1440.0, &["day", "天", "日"]),
    unit(Duration, 10080.0, &["week", "周", "星期", "个星期"]),
    unit(Duration, 0.0, &["business_day", "working_day", "workday", "工作日", "个工作日"]),
    unit(Duration, 43_830.0, &["month", "个月"]),
    unit(Duration, 525_960.0, &["year", "yr", "年", "岁"]),
    unit(Share, 1.0, &["percent", "%", "per_cent", "pct", "百分点"]),
    unit(Money, 0.0, &["dollar", "usd", "buck", "美元"]),
    unit(Money, 0.0, &["euro", "eur", "欧元"]),
    unit(Money, 0.0, &["pound_sterling", "gbp", "英镑"]),
    unit(Money, 0.0, &["yuan", "rmb", "cny", "元", "块", "块钱", "人民币"]),
    unit(Money, 0.0, &["yen", "jpy", "日元"]),
    unit(Power, 1.0, &["watt", "w", "瓦", "瓦特"]),
    unit(Power, 1000.0, &["kw", "kilowatt", "千瓦"]),
    unit(Energy, 1.0, &["wh", "watt-hour", "watt_hour", "瓦时"]),
    unit(Energy, 1000.0, &["kwh", "kilowatt-hour", "kilowatt_hour", "度电", "千瓦时"]),
];

/// Spellings that are words or letters of their own: a unit only right behind a number.
const ONLY_BEHIND_NUMBERS: &[&str] = &[
    "m", "g", "l", "t", "c", "f", "k", "s", "h", "w", "mu", "bar", "mi", "ly", "kn", "码", "节", "巴", "度", "年",
    "日", "米", "升", "克", "杯", "斤", "周", "岁", "块", "元", "天", "秒", "second", "bit", "stone", "兆", "min",
    "sec", "buck", "foot", "yard", "亩", "吨", "瓦",
];

/// The longest spelling, in tokens.
pub(super) const MOST_WORDS: usize = 3;

impl Unit {
    /// The amount of `to` that `amount` of this unit is, where a factor says so.
    pub(super) fn convert(&self, amount: f64, to: &Self) -> Option<f64> {
        if std::ptr::eq(self, to) {
            return Some(amount);
        }
        let possible = self.dimension == to.dimension && self.factor > 0.0 && to.factor > 0.0;
        possible.then(|| round(amount * self.factor / to.factor))
    }

    /// Whether both are the same unit.
    pub(super) fn is(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

/// Twelve significant digits: what a factor's double precision adds is left out.
fn round(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap_or(value)
}

/// The unit with a spelling; words joined by `_` or a space, any case, singular or plural.
pub(super) fn named(spelling: &str) -> Option<&'static Unit> {
    let wanted = tidy(spelling);
    let one = |word: &str| UNITS.iter().find(|u| u.spellings.contains(&word));
    one(&wanted).or_else(|| one(wanted.strip_suffix('s')?)).or_else(|| {
        let singular: Vec<&str> = wanted.split('_').map(|w| w.strip_suffix('s').unwrap_or(w)).collect();
        one(&singular.join("_"))
    })
}

/// As [`named`], for words that do not stand behind a number.
pub(super) fn named_alone(spelling: &str) -> Option<&'static Unit> {
    let wanted = tidy(spelling);
    if ONLY_BEHIND_NUMBERS.contains(&wanted.as_str()) { None } else { named(&wanted) }
}

fn tidy(spelling: &str) -> String {
    let lower = spelling.trim().to_lowercase().replace([' ', '\u{a0}'], "_").replace('²', "2").replace('³', "3");
    lower.replace("metre", "meter").replace("litre", "liter")
}

/// All Chinese spellings, for cutting a run of characters into words.
pub(super) fn chinese_spellings() -> impl Iterator<Item = &'static str> {
    UNITS.iter().flat_map(|u| u.spellings.iter().copied()).filter(|s| s.starts_with(super::text::is_han))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_find_their_unit() {
        for (spelling, name) in [
            ("Kilometres", "km"),
            ("square feet", "square_foot"),
            ("miles per hour", "mph"),
            ("公里", "km"),
            ("lbs", "pound"),
            ("%", "percent"),
            ("inches", "inch"),
        ] {
            assert_eq!(named(spelling).map(|u| u.spellings[0]), Some(name), "{spelling}");
        }
        assert!(named("marathon").is_none() && named_alone("m").is_none() && named("").is_none());
    }

    #[test]
    fn conversion_needs_one_dimension() {
        let unit = |s| named(s).unwrap();
        // 26.2 * 1.609344 by hand: 42.1648128.
        assert_eq!(unit("mile").convert(26.2, unit("km")), Some(42.164_812_8));
        assert_eq!(unit("mile").convert(1.0, unit("kg")), None);
        assert_eq!(unit("celsius").convert(1.0, unit("fahrenheit")), None);
        assert_eq!(unit("hour").convert(1.5, unit("minute")), Some(90.0));
    }
}
