//! Numbers: the same text in `str`, `repr` and `json.dumps`.

use serde_json::Number;

/// Python writes a float without an exponent from 1e-4 to below 1e16.
const FIXED: std::ops::Range<i32> = -4..16;

/// Appends a number.
pub(super) fn push_number(out: &mut String, number: &Number) {
    match number.as_f64() {
        Some(float) if number.is_f64() => push_float(out, float),
        _ => out.push_str(&number.to_string()),
    }
}

/// The shortest digits that read back as the same float, laid out as Python does: `1.0`, `0.0001`, `1e-07`, `1e+22`.
fn push_float(out: &mut String, float: f64) {
    // Rust gives the same shortest digits: `d.ddde<exponent>`.
    let written = format!("{float:e}");
    let (mantissa, exponent) = written.split_once('e').unwrap_or((&written, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let digits: String = mantissa.chars().filter(|c| *c != '.').collect();
    out.push_str(sign);
    if FIXED.contains(&exponent) {
        push_fixed(out, &digits, exponent);
    } else {
        out.push_str(&digits[..1]);
        if digits.len() > 1 {
            out.push('.');
            out.push_str(&digits[1..]);
        }
        let sign = if exponent < 0 { '-' } else { '+' };
        out.push_str(&format!("e{sign}{:02}", exponent.unsigned_abs()));
    }
}

fn push_fixed(out: &mut String, digits: &str, exponent: i32) {
    let Ok(whole) = usize::try_from(exponent + 1) else {
        out.push_str("0.");
        out.extend(std::iter::repeat_n('0', (-exponent - 1).unsigned_abs() as usize));
        out.push_str(digits);
        return;
    };
    if whole == 0 {
        out.push_str("0.");
        out.push_str(digits);
    } else if digits.len() <= whole {
        out.push_str(digits);
        out.extend(std::iter::repeat_n('0', whole - digits.len()));
        out.push_str(".0");
    } else {
        out.push_str(&digits[..whole]);
        out.push('.');
        out.push_str(&digits[whole..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, expected: &str) {
        let mut out = String::new();
        push_number(&mut out, &serde_json::from_str(json).unwrap());
        assert_eq!(out, expected);
    }

    #[test]
    fn whole_numbers_keep_all_their_digits() {
        check("0", "0");
        check("-7", "-7");
        check("18446744073709551615", "18446744073709551615");
        check("-9223372036854775808", "-9223372036854775808");
    }

    #[test]
    fn floats_change_to_exponents_where_python_does() {
        check("1.0", "1.0");
        check("-0.0", "-0.0");
        check("100.0", "100.0");
        check("12.5", "12.5");
        check("0.5", "0.5");
        check("0.0001", "0.0001");
        check("0.00012345", "0.00012345");
        check("0.00001", "1e-05");
        check("1e-7", "1e-07");
        check("1.5e-300", "1.5e-300");
        check("1e15", "1000000000000000.0");
        check("1234567890123456.7", "1234567890123456.8");
        check("1e16", "1e+16");
        check("-1.25e22", "-1.25e+22");
    }
}
