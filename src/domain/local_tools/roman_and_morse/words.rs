//! Numbers in words: English (short scale), everyday Chinese, and the capital characters of Chinese cheques.

use super::super::support::{self, Outcome};
use super::Arguments;
use serde_json::json;

/// Largest magnitude.
const LARGEST: i64 = 999_999_999_999;

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
/// Names of the groups of three digits.
const GROUPS: [(u64, &str); 4] = [(1_000_000_000, " billion"), (1_000_000, " million"), (1_000, " thousand"), (1, "")];

/// A way of writing Chinese numerals: digits 0 to 9 and the names of 1, 10, 100, 1000.
struct Script {
    digits: [char; 10],
    places: [&'static str; 4],
    /// Everyday writing says 十二, not 一十二.
    bare_ten: bool,
}

const EVERYDAY: Script = Script {
    digits: ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'],
    places: ["", "十", "百", "千"],
    bare_ten: true,
};
const CAPITAL: Script = Script {
    digits: ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'],
    places: ["", "拾", "佰", "仟"],
    bare_ten: false,
};
/// Names of the groups of four digits.
const MYRIADS: [(u64, &str); 3] = [(100_000_000, "亿"), (10_000, "万"), (1, "")];

pub(super) fn number_in_words(arguments: &Arguments<'_>) -> Outcome {
    let number = support::whole(arguments, "number", -LARGEST, LARGEST, None)?;
    let size = number.unsigned_abs();
    let (minus, fu) = if number < 0 { ("minus ", "负") } else { ("", "") };
    Ok(json!({
        "number": number,
        "english": format!("{minus}{}", english(size)),
        "chinese": format!("{fu}{}", chinese(size, &EVERYDAY)),
        "chinese_capital": format!("{fu}{}", chinese(size, &CAPITAL)),
    }))
}

fn english(number: u64) -> String {
    if number == 0 {
        return "zero".to_owned();
    }
    let mut parts = Vec::new();
    for (size, name) in GROUPS {
        let group = (number / size % 1_000) as usize;
        if group > 0 {
            parts.push(format!("{}{name}", below_thousand(group)));
        }
    }
    parts.join(" ")
}

fn below_thousand(number: usize) -> String {
    let word = |table: &[&'static str], index: usize| table.get(index).copied().unwrap_or_default();
    let mut parts = Vec::new();
    if number >= 100 {
        parts.push(format!("{} hundred", word(&SMALL, number / 100)));
    }
    match number % 100 {
        0 => {}
        rest @ 1..20 => parts.push(word(&SMALL, rest).to_owned()),
        rest if rest % 10 == 0 => parts.push(word(&TENS, rest / 10).to_owned()),
        rest => parts.push(format!("{}-{}", word(&TENS, rest / 10), word(&SMALL, rest % 10))),
    }
    parts.join(" ")
}

/// Groups of four digits, each read by [`below_myriad`]; one 零 stands for any gap of zeros.
fn chinese(number: u64, script: &Script) -> String {
    if number == 0 {
        return "零".to_owned();
    }
    let mut out = String::new();
    let mut gap = false;
    for (size, name) in MYRIADS {
        let group = number / size % 10_000;
        if group == 0 {
            gap = !out.is_empty();
            continue;
        }
        if !out.is_empty() && (gap || group < 1_000) {
            out.push('零');
        }
        out.push_str(&below_myriad(group, script));
        out.push_str(name);
        gap = false;
    }
    match out.strip_prefix("一十") {
        Some(rest) if script.bare_ten => format!("十{rest}"),
        _ => out,
    }
}

fn below_myriad(number: u64, script: &Script) -> String {
    let mut out = String::new();
    let mut gap = false;
    for (power, place) in [(1_000, 3), (100, 2), (10, 1), (1, 0)] {
        let digit = (number / power % 10) as usize;
        if digit == 0 {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push('零');
            gap = false;
        }
        out.extend(script.digits.get(digit));
        out.push_str(script.places.get(place).copied().unwrap_or_default());
    }
    out
}
