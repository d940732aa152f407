//! Whole numbers: primes, factors, exact big products, counting and numeral bases. Everything is exact.

use super::support::{self, Outcome, num, whole};
use super::{Arguments, LocalReply, LocalTool};
use serde_json::{Value, json};

/// Largest number that is tested or factorised: trial division then takes at most 10^6 steps.
const LARGEST: i64 = 1_000_000_000_000;
/// The 10,000th prime (OEIS A006988); the sieve needs no more.
const LAST_PRIME: usize = 104_729;

pub(super) const TOOL: LocalTool = LocalTool {
    name: "number_theory",
    apis: &[
        ("check_prime", |a| support::reply(check_prime(a))),
        ("nth_prime", |a| support::reply(nth_prime(a))),
        ("factorize_number", |a| support::reply(factorize(a))),
        ("gcd_and_lcm", |a| support::reply(gcd_and_lcm(a))),
        ("factorial", |a| support::reply(factorial(a))),
        ("fibonacci", |a| support::reply(fibonacci(a))),
        ("count_combinations", |a| support::reply(combinations(a))),
        ("convert_base", |a| support::reply(convert_base(a))),
    ],
};

/// Smallest divisor above 1: trial by 2, 3 and numbers of the form 6k ± 1.
fn smallest_divisor(n: u64) -> u64 {
    if n.is_multiple_of(2) {
        return 2;
    }
    if n.is_multiple_of(3) {
        return 3;
    }
    let mut candidate = 5;
    while candidate * candidate <= n {
        if n.is_multiple_of(candidate) {
            return candidate;
        }
        if n.is_multiple_of(candidate + 2) {
            return candidate + 2;
        }
        candidate += 6;
    }
    n
}

fn is_prime(n: u64) -> bool {
    n >= 2 && smallest_divisor(n) == n
}

fn check_prime(arguments: &Arguments<'_>) -> Outcome {
    let n = whole(arguments, "number", 0, LARGEST, None)?.unsigned_abs();
    let prime = is_prime(n);
    // Gaps between primes below 10^12 are under 1,000, so both walks are short.
    let next = (n + 1..).find(|m| is_prime(*m));
    let previous = (2..n).rev().find(|m| is_prime(*m));
    let divisor = (n >= 2 && !prime).then(|| smallest_divisor(n));
    Ok(json!({
        "number": n, "is_prime": prime, "smallest_divisor": divisor, "previous_prime": previous, "next_prime": next,
    }))
}

fn nth_prime(arguments: &Arguments<'_>) -> Outcome {
    let n = whole(arguments, "n", 1, 10_000, None)?;
    let mut composite = vec![false; LAST_PRIME + 1];
    let mut left = n;
    for candidate in 2..=LAST_PRIME {
        if composite.get(candidate).copied().unwrap_or(true) {
            continue;
        }
        left -= 1;
        if left == 0 {
            return Ok(json!({"n": n, "prime": candidate}));
        }
        // Saturating: the square leaves a 32-bit usize, as wasm has it.
        composite.iter_mut().skip(candidate.saturating_mul(candidate)).step_by(candidate).for_each(|mark| *mark = true);
    }
    Err(support::out_of_range("n", n, "a whole number from 1 to 10000"))
}

/// Prime factors with their exponents, rising.
fn prime_factors(mut n: u64) -> Vec<(u64, u32)> {
    let mut factors: Vec<(u64, u32)> = Vec::new();
    while n > 1 {
        let prime = smallest_divisor(n);
        match factors.last_mut() {
            Some((last, exponent)) if *last == prime => *exponent += 1,
            _ => factors.push((prime, 1)),
        }
        n /= prime;
    }
    factors
}

fn factorize(arguments: &Arguments<'_>) -> Outcome {
    const SHOWN: usize = 200;
    let n = whole(arguments, "number", 2, LARGEST, None)?.unsigned_abs();
    let factors = prime_factors(n);
    // At most 6,720 of them below 10^12 (OEIS A066150).
    let mut divisors = vec![1_u64];
    for (prime, exponent) in &factors {
        let before = divisors.clone();
        for power in 1..=*exponent {
            divisors.extend(before.iter().map(|d| d * prime.pow(power)));
        }
    }
    divisors.sort_unstable();
    let sum: u64 = divisors.iter().sum();
    let written: Vec<String> =
        factors.iter().map(|(p, e)| if *e == 1 { p.to_string() } else { format!("{p}^{e}") }).collect();
    Ok(json!({
        "number": n,
        "factorization": written.join(" * "),
        "prime_factors": factors.iter().map(|(prime, _)| *prime).collect::<Vec<_>>(),
        "is_prime": factors.len() == 1 && divisors.len() == 2,
        "divisor_count": divisors.len(),
        "divisors": divisors.iter().take(SHOWN).collect::<Vec<_>>(),
        "divisors_complete": divisors.len() <= SHOWN,
        "sum_of_divisors": sum,
        "is_perfect": sum == 2 * n,
    }))
}

fn gcd(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn gcd_and_lcm(arguments: &Arguments<'_>) -> Outcome {
    let given = support::number_list(arguments, "numbers", 2, 50)?;
    let mut numbers: Vec<u128> = Vec::with_capacity(given.len());
    for n in given {
        if n.fract() != 0.0 || !(1.0..=LARGEST as f64).contains(&n) {
            return Err(support::out_of_range("numbers", n, "whole numbers from 1 to 1000000000000"));
        }
        numbers.push(n as u128);
    }
    let divisor = numbers.iter().fold(0, |so_far, n| gcd(so_far, *n));
    let multiple =
        numbers.iter().try_fold(1_u128, |so_far, n| so_far.checked_mul(n / gcd(so_far, *n))).ok_or_else(|| {
            LocalReply::error(422, "The least common multiple of 'numbers' must stay below 2^128; give fewer numbers")
        })?;
    Ok(json!({
        "numbers": numbers.iter().map(|n| big(*n)).collect::<Vec<_>>(),
        "gcd": big(divisor), "lcm": big(multiple), "coprime": divisor == 1,
    }))
}

/// A number in JSON where every reader keeps it exactly (2^53), otherwise its digits as text.
fn big(n: u128) -> Value {
    const EXACT: u128 = 1 << 53;
    if n <= EXACT { Value::from(n as u64) } else { Value::from(n.to_string()) }
}

/// Exact product of `from..=to`, as decimal digits: limbs of nine digits, lowest first.
fn product(from: u64, to: u64) -> String {
    const BASE: u64 = 1_000_000_000;
    let mut limbs = vec![1_u64];
    for factor in from..=to {
        let mut carry = 0;
        for limb in &mut limbs {
            let value = *limb * factor + carry;
            *limb = value % BASE;
            carry = value / BASE;
        }
        if carry > 0 {
            limbs.push(carry);
        }
    }
    let mut digits = limbs.pop().unwrap_or_default().to_string();
    for limb in limbs.iter().rev() {
        digits.push_str(&format!("{limb:09}"));
    }
    digits
}

/// Decimal digits as JSON: a number where it is exact, text beyond 2^53.
fn digits_value(digits: &str) -> Value {
    digits.parse::<u128>().map_or_else(|_| Value::from(digits), big)
}

fn factorial(arguments: &Arguments<'_>) -> Outcome {
    let n = whole(arguments, "n", 0, 170, None)?.unsigned_abs();
    let digits = product(1, n);
    let approximate = digits.parse::<f64>().map_or(Value::Null, |value| Value::from(format!("{value:.6e}")));
    let zeros = digits.len() - digits.trim_end_matches('0').len();
    Ok(json!({
        "n": n, "factorial": digits_value(&digits), "scientific": approximate, "digits": digits.len(),
        "trailing_zeros": zeros,
    }))
}

fn fibonacci(arguments: &Arguments<'_>) -> Outcome {
    let n = whole(arguments, "n", 0, 180, None)?;
    // F(181) is below 2^128 (F(186) is the last that is).
    let (mut current, mut next) = (0_u128, 1_u128);
    let mut previous = None;
    for _ in 0..n {
        previous = Some(current);
        (current, next) = (next, current + next);
    }
    Ok(json!({"n": n, "fibonacci": big(current), "previous": previous.map(big), "next": big(next)}))
}

fn combinations(arguments: &Arguments<'_>) -> Outcome {
    let n = whole(arguments, "n", 0, 120, None)?;
    let k = arguments.integer("k")?;
    if !(0..=n).contains(&k) {
        return Err(support::out_of_range("k", k, &format!("a whole number from 0 to n = {n}")));
    }
    let (n, k) = (n.unsigned_abs(), k.unsigned_abs());
    let smaller = k.min(n - k);
    // Each partial product is a binomial coefficient, so the division is exact; C(120, 60) * 120 < 2^128.
    let ways = (1..=smaller).fold(1_u128, |ways, i| ways * u128::from(n - smaller + i) / u128::from(i));
    Ok(json!({
        "n": n, "k": k, "combinations": big(ways),
        "permutations": digits_value(&product(n - k + 1, n)),
        "chance_of_one": if ways <= 1 { num(1.0) } else { Value::from(format!("1 in {ways}")) },
    }))
}

fn convert_base(arguments: &Arguments<'_>) -> Outcome {
    const EXACT: u64 = 1 << 53;
    let text = arguments.text("number")?;
    let from = whole(arguments, "from_base", 2, 36, Some(10))?.unsigned_abs() as u32;
    let to = whole(arguments, "to_base", 2, 36, None)?.unsigned_abs();
    let lower = text.to_lowercase();
    let (negative, digits) = lower.strip_prefix('-').map_or((false, lower.as_str()), |rest| (true, rest));
    let prefix = match from {
        2 => "0b",
        8 => "0o",
        16 => "0x",
        _ => "",
    };
    let digits = digits.strip_prefix(prefix).unwrap_or(digits).replace(['_', ' ', ','], "");
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(from)) {
        return Err(support::malformed("number", text, &format!("a whole number in base {from}")));
    }
    let value = u64::from_str_radix(&digits, from)
        .ok()
        .filter(|value| *value <= EXACT)
        .ok_or_else(|| support::out_of_range("number", &text, "at most 2^53 (9007199254740992)"))?;
    let sign = if negative && value > 0 { "-" } else { "" };
    Ok(json!({
        "input": text, "from_base": from, "to_base": to, "result": format!("{sign}{}", in_base(value, to)),
        "decimal": if negative { -(value as i64) } else { value as i64 },
    }))
}

fn in_base(mut value: u64, base: u64) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit((value % base) as u32, base as u32).unwrap_or('0'));
        value /= base;
        if value == 0 {
            return digits.iter().rev().collect();
        }
    }
}
