//! Chance that can be repeated: every draw follows from the seed alone, on every machine.

use super::support::{self, Outcome, whole};
use super::{Arguments, LocalReply, LocalTool};
use serde_json::{Value, json};

/// Largest seed: the largest whole number that every JSON reader keeps exactly.
const LARGEST_SEED: i64 = 9_007_199_254_740_991;
/// Bounds of a range of integers.
const FARTHEST: i64 = 1_000_000_000;
/// Most items of a list, and their longest text together.
const MOST_ITEMS: usize = 500;
const LONGEST_ITEMS: usize = 50_000;

pub(super) const TOOL: LocalTool = LocalTool {
    name: "seeded_random",
    apis: &[
        ("roll_dice", |a| support::reply(dice(a))),
        ("flip_coins", |a| support::reply(coins(a))),
        ("random_integers", |a| support::reply(integers(a))),
        ("shuffle_list", |a| support::reply(shuffle_list(a))),
        ("pick_winners", |a| support::reply(pick(a))),
        ("make_password", |a| support::reply(password(a))),
    ],
};

/// SplitMix64 (Steele, Lea and Flood 2014): 64 bits of state, every seed as good as another.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Uniform in `0..bound`, without bias: high half of a product, short intervals rejected (Lemire 2019).
    fn below(&mut self, bound: u64) -> u64 {
        let bound = bound.max(1);
        let threshold = bound.wrapping_neg() % bound;
        loop {
            let product = u128::from(self.next()) * u128::from(bound);
            if product as u64 >= threshold {
                return (product >> 64) as u64;
            }
        }
    }

    fn index(&mut self, length: usize) -> usize {
        self.below(length as u64) as usize
    }

    /// Fisher and Yates, from the end.
    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.index(last + 1);
            items.swap(last, other);
        }
    }
}

fn seeded(arguments: &Arguments<'_>) -> Result<(i64, SplitMix64), LocalReply> {
    let seed = whole(arguments, "seed", 0, LARGEST_SEED, Some(1))?;
    Ok((seed, SplitMix64(seed.unsigned_abs())))
}

fn dice(arguments: &Arguments<'_>) -> Outcome {
    let count = whole(arguments, "count", 1, 100, Some(2))?;
    let sides = whole(arguments, "sides", 2, 1_000, Some(6))?;
    let modifier = whole(arguments, "modifier", -1_000, 1_000, Some(0))?;
    let (seed, mut random) = seeded(arguments)?;
    let rolls: Vec<u64> = (0..count).map(|_| 1 + random.below(sides.unsigned_abs())).collect();
    let total = rolls.iter().sum::<u64>() as i64 + modifier;
    let sign = if modifier == 0 { String::new() } else { format!("{modifier:+}") };
    Ok(json!({
        "dice": format!("{count}d{sides}{sign}"), "rolls": rolls, "total": total, "lowest": rolls.iter().min(),
        "highest": rolls.iter().max(), "possible": {"min": count + modifier, "max": count * sides + modifier},
        "seed": seed,
    }))
}

fn coins(arguments: &Arguments<'_>) -> Outcome {
    let count = whole(arguments, "count", 1, 1_000, Some(1))?;
    let (seed, mut random) = seeded(arguments)?;
    let tosses: Vec<&str> = (0..count).map(|_| if random.below(2) == 0 { "heads" } else { "tails" }).collect();
    let heads = tosses.iter().filter(|side| **side == "heads").count();
    Ok(json!({"tosses": tosses, "heads": heads, "tails": tosses.len() - heads, "seed": seed}))
}

fn integers(arguments: &Arguments<'_>) -> Outcome {
    let min = whole(arguments, "min", -FARTHEST, FARTHEST, None)?;
    let max = whole(arguments, "max", -FARTHEST, FARTHEST, None)?;
    let count = whole(arguments, "count", 1, 1_000, Some(1))?;
    let unique = support::flag(arguments, "unique", false)?;
    let (seed, mut random) = seeded(arguments)?;
    if min > max {
        return Err(support::out_of_range("min", min, &format!("at most max = {max}")));
    }
    let size = (max - min + 1).unsigned_abs();
    if unique && count.unsigned_abs() > size {
        let allowed = format!("at most {size} when 'unique' is true, the size of the range {min} to {max}");
        return Err(support::out_of_range("count", count, &allowed));
    }
    let mut numbers: Vec<i64> = Vec::new();
    // Floyd's sampling: as many draws as numbers, however full the range.
    for drawn in (size.saturating_sub(count.unsigned_abs())..size).take_while(|_| unique) {
        let candidate = min + random.below(drawn + 1) as i64;
        let number = if numbers.contains(&candidate) { min + drawn as i64 } else { candidate };
        numbers.push(number);
    }
    if unique {
        // Floyd's order is not uniform; the set is.
        random.shuffle(&mut numbers);
    } else {
        numbers.extend((0..count).map(|_| min + random.below(size) as i64));
    }
    let mut sorted = numbers.clone();
    sorted.sort_unstable();
    Ok(json!({
        "numbers": numbers, "sorted": sorted, "sum": numbers.iter().sum::<i64>(), "min": min, "max": max,
        "unique": unique, "seed": seed,
    }))
}

/// A JSON array of plain values, or text separated by commas, semicolons or lines (by spaces where none stands).
fn items(arguments: &Arguments<'_>) -> Result<Vec<String>, LocalReply> {
    let plain = |value: &Value| match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    };
    let list: Vec<String> = match arguments.raw("items") {
        Some(Value::Array(values)) => values
            .iter()
            .map(plain)
            .collect::<Option<_>>()
            .ok_or_else(|| LocalReply::error(400, "Parameter 'items' must hold texts or numbers only"))?,
        _ => {
            let text = support::bounded_text(arguments, "items", LONGEST_ITEMS)?;
            let separators: &[char] = &[',', ';', '\n', '，', '、', '；'];
            let parts = text.trim_matches(['[', ']']);
            if parts.contains(separators) {
                parts.split(separators).map(|part| part.trim().trim_matches('"').to_owned()).collect()
            } else {
                parts.split_whitespace().map(str::to_owned).collect()
            }
        }
    };
    let list: Vec<String> = list.into_iter().filter(|item| !item.is_empty()).collect();
    if (1..=MOST_ITEMS).contains(&list.len()) {
        return Ok(list);
    }
    Err(support::out_of_range("items", list.len(), &format!("a list of 1 to {MOST_ITEMS} items")))
}

fn shuffle_list(arguments: &Arguments<'_>) -> Outcome {
    let mut list = items(arguments)?;
    let (seed, mut random) = seeded(arguments)?;
    random.shuffle(&mut list);
    Ok(json!({"shuffled": list, "first": list.first(), "count": list.len(), "seed": seed}))
}

fn pick(arguments: &Arguments<'_>) -> Outcome {
    let mut list = items(arguments)?;
    let count = whole(arguments, "count", 1, list.len() as i64, Some(1))?;
    let (seed, mut random) = seeded(arguments)?;
    let of = list.len();
    random.shuffle(&mut list);
    list.truncate(count.unsigned_abs() as usize);
    Ok(json!({"picked": list, "count": list.len(), "out_of": of, "seed": seed}))
}

fn password(arguments: &Arguments<'_>) -> Outcome {
    // Without l, I, O, 0 and 1, which people mistake for one another.
    const SETS: [&[u8]; 4] = [b"abcdefghijkmnopqrstuvwxyz", b"ABCDEFGHJKLMNPQRSTUVWXYZ", b"23456789", b"!#$%&*+-=?@^_"];
    let length = whole(arguments, "length", 6, 128, Some(16))?.unsigned_abs() as usize;
    let symbols = support::flag(arguments, "symbols", true)?;
    let (seed, mut random) = seeded(arguments)?;
    let sets = if symbols { SETS.as_slice() } else { SETS.get(..3).unwrap_or_default() };
    let all = sets.concat();
    let mut draw = |set: &[u8]| set.get(random.index(set.len())).copied().map_or('x', char::from);
    // One of each kind first, so that no kind is missing.
    let mut letters: Vec<char> = sets.iter().map(|set| draw(set)).collect();
    while letters.len() < length {
        letters.push(draw(&all));
    }
    random.shuffle(&mut letters);
    let bits = length as f64 * (all.len() as f64).log2();
    Ok(json!({
        "password": letters.into_iter().collect::<String>(), "length": length, "symbols": symbols,
        "alphabet_size": all.len(), "entropy_bits_if_unpredictable": support::fixed(bits, 1), "seed": seed,
        "note": "Follows from the seed: for games and tests only",
    }))
}
