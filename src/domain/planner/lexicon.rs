//! Everyday words: Chinese ones in English, and English ones in the words that documents of APIs use. Data.

use super::units;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The longest Chinese entry, in characters.
pub(super) const MOST_HAN: usize = 7;

static CHINESE: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    // A unit stands for its own first spelling; an entry of its own wins.
    let units = units::chinese_spellings().map(|zh| (zh, units::named(zh).map_or("", |u| u.spellings[0])));
    units.chain(CHINESE_WORDS.iter().copied()).collect()
});

/// Whether a single Chinese character is a word of grammar, which ends a name.
pub(super) fn is_particle(word: &str) -> bool {
    const PARTICLES: &str = "的是在到和从与跟离距有了吗呢把将用为";
    PARTICLES.contains(word)
}

/// English words for a Chinese word; empty for words of grammar.
pub(super) fn chinese(word: &str) -> Option<&'static str> {
    CHINESE.get(word).copied()
}

/// Other English words for an English one in lower case; empty where there are none.
pub(super) fn english(word: &str) -> &'static str {
    ENGLISH_WORDS.binary_search_by(|(w, _)| (*w).cmp(word)).map_or("", |i| ENGLISH_WORDS[i].1)
}

/// A Chinese word for an English one, for labels in answers.
pub(super) fn label(english: &str) -> Option<&'static str> {
    LABELS.iter().find(|(en, _)| *en == english).map(|(_, zh)| *zh)
}

#[rustfmt::skip]
const CHINESE_WORDS: &[(&str, &str)] = &[
    // Grammar and asking.
    ("的", ""), ("是", ""), ("在", ""), ("到", ""), ("从", ""), ("和", ""), ("与", ""), ("跟", ""), ("离", ""), ("距", ""),
    ("有", ""), ("了", ""), ("吗", ""), ("呢", ""), ("把", ""), ("将", ""), ("用", ""), ("为", ""), ("于", ""), ("之间", "between"),
    ("多少", ""), ("什么", ""), ("哪里", ""), ("哪儿", ""), ("哪个", ""), ("哪些", ""), ("哪", ""), ("几", ""), ("怎么", ""),
    ("如何", ""), ("请问", ""), ("请", ""), ("帮我", ""), ("告诉我", ""), ("我", ""), ("我的", ""), ("我想", ""), ("一个", ""), ("这个", ""),
    ("个", ""), ("等于", ""), ("合", ""), ("约", ""), ("大约", ""), ("能", ""), ("可以", ""), ("会", ""), ("要", ""), ("需要", ""), ("是否", ""),
    ("以及", ""), ("并且", ""), ("另外", ""), ("还有", ""), ("或者", ""), ("或", ""), ("并", ""), ("如果", ""), ("那么", ""),
    ("时", ""), ("时候", "time"), ("什么时候", "time when"), ("几点", "time"), ("几月", ""), ("几号", "date"), ("几天", "days"), ("吧", ""),
    ("这", ""), ("那", ""), ("它", ""), ("被", ""), ("对", ""), ("给", ""), ("成", ""), ("里", ""), ("中", ""), ("上", ""),
    ("下", ""), ("是不是", ""), ("属于", ""), ("叫", ""), ("不", ""), ("也", ""), ("都", ""), ("每", "per"), ("现在", ""), ("当", ""), ("第", ""),
    ("写成", "write"), ("写", "write"), ("转换", "convert"), ("换算", "convert"), ("转换成", "convert"), ("换算成", "convert"), ("转成", "convert"),
    ("计算", ""), ("求", ""), ("算", ""), ("数", "number"), ("数字", "number"), ("整数", "whole number"), ("表示", "write"), ("如", ""),
    // Quantities.
    ("多远", "distance far"), ("距离", "distance"), ("相距", "distance"), ("长度", "length"), ("身高", "height"), ("高度", "height altitude"),
    ("体重", "weight body"), ("重量", "weight mass"), ("质量", "mass"), ("多重", "weight heavy"), ("面积", "area"), ("体积", "volume"), ("容量", "capacity"),
    ("速度", "speed"), ("时速", "speed"), ("温度", "temperature"), ("气温", "temperature"), ("压力", "pressure"), ("气压", "pressure"), ("摄氏", "celsius"), ("华氏", "fahrenheit"),
    ("摄氏度", "celsius"), ("华氏度", "fahrenheit"), ("度", "degrees"), ("长", "length"), ("宽", "width"), ("高", "height"), ("边", "side"), ("边长", "side length"),
    ("半径", "radius"), ("直径", "diameter"), ("周长", "perimeter circumference"), ("角度", "angle"), ("平均", "average mean"), ("平均数", "average mean"),
    ("平均值", "average mean"), ("中位数", "median"), ("众数", "mode"), ("方差", "variance"), ("标准差", "standard deviation"), ("总和", "sum total"),
    ("最大", "largest maximum"), ("最小", "smallest minimum"), ("最大公约数", "greatest common divisor gcd"), ("最小公倍数", "least common multiple lcm"),
    ("百分位", "percentile"), ("相关系数", "correlation coefficient"), ("概率", "probability"), ("百分比", "percent"), ("比例", "ratio"),
    // Numbers.
    ("质数", "prime"), ("素数", "prime"), ("质因数", "prime factors"), ("分解", "factorize"), ("因数", "divisors factors"), ("阶乘", "factorial"),
    ("斐波那契", "fibonacci"), ("斐波那契数", "fibonacci number"), ("组合", "combinations"), ("排列", "permutations"), ("选法", "ways to choose"), ("选", "choose"), ("选出", "choose"),
    ("种", "ways"), ("二进制", "binary base"), ("十六进制", "hexadecimal base"), ("八进制", "octal base"), ("十进制", "decimal base"), ("进制", "base"),
    ("罗马数字", "roman numerals"), ("随机", "random"), ("骰子", "dice"), ("掷", "roll"), ("硬币", "coin"), ("抛", "toss"), ("密码", "password"),
    ("矩阵", "matrix"), ("行列式", "determinant"), ("逆矩阵", "inverse matrix"), ("特征值", "eigenvalues"), ("向量", "vector"), ("方程", "equations"), ("方程组", "equations system"),
    ("大写", "capital words"), ("圆", "circle"), ("三角形", "triangle"), ("直角三角形", "right triangle"), ("矩形", "rectangle"), ("长方形", "rectangle"), ("正方形", "square"),
    ("球", "sphere"), ("圆柱", "cylinder"), ("圆锥", "cone"), ("斜边", "hypotenuse"), ("直角边", "leg"),
    // Dates and times.
    ("相差", "between difference"), ("相隔", "between days"), ("日期", "date"), ("星期几", "weekday day week"), ("周几", "weekday day week"), ("礼拜几", "weekday day week"),
    ("闰年", "leap year"), ("年份", "year"), ("今年", "year"), ("生肖", "zodiac chinese animal"), ("属什么", "zodiac chinese animal"), ("属相", "zodiac chinese animal"), ("复活节", "easter"), ("春节", "chinese new year"),
    ("节假日", "public holidays"), ("公共假期", "public holidays"), ("假期", "holidays"), ("法定", "public"), ("法定假日", "public holidays"), ("工作日", "business working days"),
    ("之后", "after add"), ("以后", "after add"), ("后", "after add"), ("之前", "before subtract"), ("前", "before"), ("出生", "birth born"), ("年龄", "age"),
    ("时间", "time"), ("时差", "time difference"), ("时区", "time zone"), ("夏令时", "daylight saving"), ("当地", "local"), ("航班", "flight"), ("到达", "arrival"), ("飞机", "plane flight"),
    ("起飞", "departure"), ("出发", "departure"), ("点", ""), ("半", ""), ("上午", ""), ("下午", ""), ("早上", ""), ("晚上", ""), ("中午", ""), ("凌晨", ""),
    ("日出", "sunrise sun"), ("日落", "sunset sun"), ("白天", "daylight day length"), ("昼长", "day length"), ("白昼", "daylight day length"), ("月相", "moon phase"), ("满月", "full moon"), ("新月", "new moon"),
    ("月亮", "moon"), ("太阳", "sun"), ("升起", "rise sunrise"), ("黎明", "dawn twilight"), ("黄昏", "dusk twilight"), ("季节", "seasons"), ("春分", "equinox seasons"), ("夏至", "solstice seasons"), ("秋分", "equinox seasons"), ("冬至", "solstice seasons"),
    ("下一个", "next"), ("下一次", "next"),
    // Places.
    ("首都", "capital"), ("国家", "country"), ("城市", "city"), ("人口", "population people"), ("货币", "currency"), ("语言", "languages"), ("邻国", "neighbours border"), ("接壤", "neighbours border"),
    ("区号", "calling code"), ("代码", "code"), ("方向", "direction bearing"), ("方位", "bearing compass"), ("方位角", "bearing"), ("中点", "midpoint"), ("附近", "nearest near"), ("最近", "nearest"),
    ("经度", "longitude"), ("纬度", "latitude"), ("海拔", "altitude sea level"), ("大洲", "continent"), ("欧洲", "europe"), ("亚洲", "asia"), ("非洲", "africa"), ("南美洲", "south america"),
    ("北美洲", "north america"), ("大洋洲", "oceania"), ("使用", "use"), ("位于", "lies"),
    // Money.
    ("贷款", "loan credit"), ("房贷", "mortgage loan"), ("月供", "monthly payment instalment"), ("每月", "monthly"), ("每年", "yearly"), ("还款", "payment"), ("还", "payment"), ("年利率", "annual rate interest"),
    ("利率", "interest rate"), ("利息", "interest"), ("复利", "compound interest"), ("本金", "principal"), ("存款", "savings deposit"), ("存", "savings deposit"), ("投资", "investment"), ("折扣", "discount"),
    ("打折", "discount"), ("折", "discount"), ("折后", "sale price discount"), ("原价", "price original"), ("价格", "price"), ("售价", "sale price"), ("小费", "tip"), ("账单", "bill"), ("人均", "per person split"), ("每人", "per person each"), ("分摊", "share split"), ("人", "people"), ("付", "pay"),
    ("通货膨胀", "inflation"), ("通胀", "inflation"), ("通胀率", "inflation rate"), ("购买力", "purchasing power"), ("净现值", "net present value"), ("内部收益率", "internal rate return"), ("增长", "growth change"), ("上涨", "rose change"), ("下降", "fell change"), ("涨", "rose change"), ("变化", "change"), ("税", "tax"),
    ("电费", "electricity cost"), ("电价", "price electricity"), ("电器", "appliance"), ("功率", "power watts"), ("油耗", "fuel consumption"), ("油费", "fuel cost"), ("油价", "price liter"), ("汽油", "gasoline fuel"), ("柴油", "diesel fuel"),
    ("花", "cost"), ("费用", "cost"), ("钱", "money"), ("充电", "charging"), ("电动车", "electric car"), ("电动汽车", "electric car"), ("电池", "battery"), ("太阳能", "solar"), ("二氧化碳", "co2 carbon"), ("排放", "emitted co2"), ("燃烧", "burning fuel"), ("碳排放", "co2 carbon footprint"),
    ("开车", "car driving"), ("火车", "train"), ("高铁", "high speed train"), ("公交", "bus"), ("步行", "walking"), ("骑车", "cycling bicycle"), ("自行车", "bicycle cycling"), ("汽车", "car"), ("配速", "pace"), ("旅行", "trip"), ("行驶", "drive travel"),
    // Body, kitchen, science.
    ("体重指数", "body mass index bmi"), ("身体质量指数", "body mass index bmi"), ("基础代谢", "basal metabolic rate"), ("代谢率", "metabolic rate"), ("心率", "heart rate"), ("卡路里", "calories"), ("热量", "calories"), ("消耗", "burned consumption"), ("跑步", "running"), ("跑", "running"), ("游泳", "swimming"), ("骑行", "cycling"),
    ("瑜伽", "yoga"), ("散步", "walking"), ("男", "male"), ("女", "female"), ("男性", "male"), ("女性", "female"), ("预产期", "due date pregnancy"), ("怀孕", "pregnancy"), ("标准体重", "ideal weight"), ("理想体重", "ideal weight"),
    ("摩尔质量", "molar mass"), ("分子量", "molar mass molecular weight"), ("相对分子质量", "molar mass molecular weight"), ("化学式", "formula"), ("元素", "element"), ("化学元素", "chemical element"), ("原子序数", "atomic number"), ("原子量", "atomic weight"), ("熔点", "melting point"), ("沸点", "boiling point"),
    ("符号", "symbol"), ("元素周期表", "periodic table"), ("摩尔", "moles"), ("水", "water"), ("沸腾", "boils boiling"), ("烤箱", "oven"), ("面粉", "flour"), ("糖", "sugar"), ("黄油", "butter"), ("米饭", "rice"), ("苹果", "apple"), ("香蕉", "banana"), ("鸡肉", "chicken"), ("鸡蛋", "eggs"), ("牛肉", "beef"), ("食谱", "recipe"), ("蛋白质", "protein"), ("脂肪", "fat"), ("营养", "nutrition"),
    // Texts and codes.
    ("文字", "text"), ("文本", "text"), ("单词", "word"), ("词", "word"), ("字母", "letters"), ("字数", "count words"), ("字符", "characters"), ("句子", "sentence"), ("回文", "palindrome"), ("变位词", "anagram"), ("哈希", "hash"), ("哈希值", "hash"), ("散列", "hash"), ("校验", "check checksum"), ("校验和", "checksum"), ("编码", "encode"), ("解码", "decode"),
    ("加密", "cipher"), ("凯撒", "caesar"), ("凯撒密码", "caesar cipher"), ("摩尔斯", "morse"), ("摩斯", "morse"), ("摩尔斯电码", "morse code"), ("摩斯电码", "morse code"), ("莫尔斯电码", "morse code"), ("电码", "morse code"), ("信用卡", "credit card"), ("卡号", "card number"), ("银行卡", "card bank"), ("条形码", "barcode"), ("有效", "valid"), ("验证", "validate check"), ("正确", "right valid"),
    ("颜色", "color"), ("红色", "red"), ("蓝色", "blue"), ("绿色", "green"), ("黄色", "yellow"), ("白色", "white"), ("黑色", "black"), ("对比度", "contrast ratio"), ("混合", "mix blend"), ("强度", "strength"), ("安全", "safe"), ("可读性", "readability"), ("相似", "similar"), ("翻译", "translate"), ("反转", "reversed"), ("分辨率", "resolution"), ("宽高比", "aspect ratio"),
];

/// Sorted by the first word.
#[rustfmt::skip]
const ENGLISH_WORDS: &[(&str, &str)] = &[
    ("apart", "distance"), ("bigger", "larger"), ("biggest", "largest greatest"), ("bmi", "body mass index"),
    ("boil", "boiling"), ("boils", "boiling"), ("born", "birth"), ("borrow", "loan"), ("borrowed", "loan"),
    ("broken", "split"), ("burn", "burned"), ("choose", "chosen"), ("clock", "time"), ("cold", "temperature"),
    ("colour", "color"), ("dawn", "twilight"), ("diagonal", "diagonally"), ("dollars", "money"), ("drive", "driving"),
    ("driving", "car"), ("dusk", "twilight"), ("earn", "interest"), ("euros", "money"), ("far", "distance"),
    ("farther", "distance"), ("fell", "change"), ("female", "woman"), ("flat", "apartment"), ("flew", "flight"),
    ("flights", "flight"), ("fly", "flight"), ("fridge", "refrigerator"), ("gbp", "currency"),
    ("greatest", "largest"), ("heavy", "mass weight"), ("height", "tall"), ("hot", "temperature"),
    ("inhabitants", "population people"), ("invest", "investment principal"), ("jog", "running"),
    ("live", "population inhabitants"), ("man", "male"), ("mean", "average"), ("minutes", "time"),
    ("monthly", "month"), ("odds", "probability"), ("off", "discount reduction"), ("old", "age"),
    ("owe", "loan payment"), ("pay", "payment"), ("payments", "payment"), ("petrol", "gasoline"), ("plane", "flight"),
    ("repay", "loan payment"), ("rise", "sunrise sun"), ("rises", "sunrise sun"), ("rose", "change"),
    ("run", "running"), ("sale", "discount"), ("save", "savings"), ("set", "sunset sun"), ("sets", "sunset sun"),
    ("speak", "language"), ("spoken", "language"), ("sun", "sunrise"), ("tall", "height"), ("toss", "flip"),
    ("tv", "television"), ("weigh", "weight mass body"), ("weighs", "weight mass body"), ("weight", "mass"),
    ("wide", "width"), ("woman", "female"), ("worth", "value"), ("yearly", "annual year"),
];

const LABELS: &[(&str, &str)] = &[
    ("result", "结果"),
    ("capital", "首都"),
    ("days", "天数"),
    ("distance", "距离"),
    ("unit", "单位"),
    ("value", "数值"),
    ("name", "名称"),
    ("date", "日期"),
    ("weekday", "星期"),
    ("population", "人口"),
    ("currency", "货币"),
    ("country", "国家"),
    ("city", "城市"),
    ("time", "时间"),
    ("year", "年份"),
    ("number", "数"),
    ("animal", "生肖"),
    ("category", "类别"),
    ("price", "价格"),
    ("total", "合计"),
    ("sunrise", "日出"),
    ("sunset", "日落"),
    ("median", "中位数"),
    ("mean", "平均数"),
    ("roman", "罗马数字"),
    ("formula", "化学式"),
    ("bmi", "体重指数"),
    ("valid", "有效"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_in_order_and_large_enough() {
        assert!(ENGLISH_WORDS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(CHINESE_WORDS.len() >= 150);
        assert!(CHINESE_WORDS.iter().all(|(zh, _)| zh.chars().count() <= MOST_HAN));
        assert_eq!((chinese("公里"), chinese("首都"), chinese("东京")), (Some("km"), Some("capital"), None));
    }
}
