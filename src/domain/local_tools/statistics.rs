//! Statistics of lists of numbers: location, spread, rank, correlation, a trend line and the normal curve.

use super::support::{self, Outcome, num};
use super::{Arguments, LocalReply, LocalTool};
use serde_json::{Value, json};

/// Most numbers in one list.
const MOST: usize = 10_000;
/// Largest magnitude of a number, so that sums of squares and of fourth powers stay finite.
const LARGEST: f64 = 1e60;

pub(super) const TOOL: LocalTool = LocalTool {
    name: "statistics",
    apis: &[
        ("summarize_numbers", |a| support::reply(summary(a))),
        ("find_mode", |a| support::reply(mode(a))),
        ("percentile", |a| support::reply(percentile(a))),
        ("correlation", |a| support::reply(correlation(a))),
        ("linear_fit", |a| support::reply(linear_fit(a))),
        ("normal_probability", |a| support::reply(normal(a))),
        ("find_outliers", |a| support::reply(outliers(a))),
    ],
};

fn list(arguments: &Arguments<'_>, name: &str, fewest: usize) -> Result<Vec<f64>, LocalReply> {
    let numbers = support::number_list(arguments, name, fewest, MOST)?;
    numbers
        .iter()
        .find(|n| n.abs() > LARGEST)
        .map_or(Ok(()), |n| Err(support::out_of_range(name, n, "numbers between -1e60 and 1e60")))?;
    Ok(numbers)
}

fn sorted(mut numbers: Vec<f64>) -> Vec<f64> {
    numbers.sort_by(f64::total_cmp);
    numbers
}

fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}

/// Sum of products of deviations; with itself, the sum of squared deviations.
fn co_moment(x: &[f64], y: &[f64]) -> f64 {
    let (mean_x, mean_y) = (mean(x), mean(y));
    x.iter().zip(y).map(|(a, b)| (a - mean_x) * (b - mean_y)).sum()
}

/// Linear interpolation between closest ranks (Hyndman and Fan's type 7), `percent` in 0..=100, on a sorted list.
fn quantile(sorted: &[f64], percent: f64) -> f64 {
    let place = percent / 100.0 * sorted.len().saturating_sub(1) as f64;
    let at = |index: usize| sorted.get(index).or(sorted.last()).copied().unwrap_or(f64::NAN);
    let below = at(place.floor() as usize);
    below + (at(place.ceil() as usize) - below) * place.fract()
}

fn summary(arguments: &Arguments<'_>) -> Outcome {
    let numbers = sorted(list(arguments, "numbers", 1)?);
    let count = numbers.len() as f64;
    let squares = co_moment(&numbers, &numbers);
    let sample = (count > 1.0).then(|| squares / (count - 1.0));
    let optional = |value: Option<f64>| value.map_or(Value::Null, num);
    Ok(json!({
        "count": numbers.len(),
        "sum": num(numbers.iter().sum()),
        "mean": num(mean(&numbers)),
        "median": num(quantile(&numbers, 50.0)),
        "min": num(quantile(&numbers, 0.0)),
        "max": num(quantile(&numbers, 100.0)),
        "range": num(quantile(&numbers, 100.0) - quantile(&numbers, 0.0)),
        "first_quartile": num(quantile(&numbers, 25.0)),
        "third_quartile": num(quantile(&numbers, 75.0)),
        "sample_variance": optional(sample),
        "sample_std_dev": optional(sample.map(f64::sqrt)),
        "population_variance": num(squares / count),
        "population_std_dev": num((squares / count).sqrt()),
    }))
}

fn mode(arguments: &Arguments<'_>) -> Outcome {
    const SHOWN: usize = 20;
    let numbers = sorted(list(arguments, "numbers", 1)?);
    let mut counts: Vec<(f64, usize)> = Vec::new();
    for number in numbers {
        match counts.last_mut() {
            Some((value, count)) if *value == number => *count += 1,
            _ => counts.push((number, 1)),
        }
    }
    let distinct = counts.len();
    // Stable: equal counts stay in rising order of value.
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let most = counts.first().map_or(0, |(_, count)| *count);
    let modes: Vec<Value> =
        counts.iter().take_while(|(_, count)| *count == most).take(SHOWN).map(|(value, _)| num(*value)).collect();
    let frequencies: Vec<Value> =
        counts.iter().take(SHOWN).map(|(value, count)| json!({"value": num(*value), "count": count})).collect();
    Ok(json!({"mode": modes, "occurrences": most, "distinct_values": distinct, "frequencies": frequencies}))
}

fn percentile(arguments: &Arguments<'_>) -> Outcome {
    let numbers = sorted(list(arguments, "numbers", 1)?);
    let percent = support::real(arguments, "percent", 0.0, 100.0, None)?;
    let value = quantile(&numbers, percent);
    let at_or_below = numbers.iter().filter(|n| **n <= value).count();
    Ok(json!({
        "percent": num(percent), "value": num(value), "count": numbers.len(), "count_at_or_below": at_or_below,
    }))
}

/// Two series of the same length, at least `fewest` pairs.
fn pairs(arguments: &Arguments<'_>, fewest: usize) -> Result<(Vec<f64>, Vec<f64>), LocalReply> {
    let (x, y) = (list(arguments, "x", fewest)?, list(arguments, "y", fewest)?);
    if x.len() == y.len() {
        return Ok((x, y));
    }
    let message = format!("Parameters 'x' and 'y' must have the same length, got {} and {} numbers", x.len(), y.len());
    Err(LocalReply::error(422, message))
}

/// Refuses a series without any variation, for which slopes and correlations have no value.
fn varied(name: &str, series: &[f64]) -> Result<(), LocalReply> {
    if series.windows(2).any(|pair| pair.first() != pair.last()) {
        return Ok(());
    }
    Err(LocalReply::error(422, format!("Parameter '{name}' must hold at least two different numbers")))
}

fn pearson(x: &[f64], y: &[f64]) -> f64 {
    (co_moment(x, y) / (co_moment(x, x).sqrt() * co_moment(y, y).sqrt())).clamp(-1.0, 1.0)
}

/// Ranks from 1; equal values share the mean of their ranks.
fn ranks(series: &[f64]) -> Vec<f64> {
    let mut order: Vec<(usize, f64)> = series.iter().copied().enumerate().collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut out = vec![0.0; series.len()];
    let mut first = 0;
    for group in order.chunk_by(|a, b| a.1 == b.1) {
        let shared = first as f64 + (group.len() as f64 + 1.0) / 2.0;
        for (index, _) in group {
            if let Some(rank) = out.get_mut(*index) {
                *rank = shared;
            }
        }
        first += group.len();
    }
    out
}

fn correlation(arguments: &Arguments<'_>) -> Outcome {
    let (x, y) = pairs(arguments, 3)?;
    varied("x", &x)?;
    varied("y", &y)?;
    let r = pearson(&x, &y);
    let strength = match r.abs() {
        s if s >= 0.8 => "very strong",
        s if s >= 0.6 => "strong",
        s if s >= 0.4 => "moderate",
        s if s >= 0.2 => "weak",
        _ => "very weak",
    };
    let direction = if r < 0.0 { "negative" } else { "positive" };
    Ok(json!({
        "pairs": x.len(), "pearson_r": num(r), "r_squared": num(r * r),
        "spearman_rho": num(pearson(&ranks(&x), &ranks(&y))),
        "sample_covariance": num(co_moment(&x, &y) / (x.len() as f64 - 1.0)),
        "interpretation": format!("{strength} {direction} correlation"),
    }))
}

fn linear_fit(arguments: &Arguments<'_>) -> Outcome {
    let (x, y) = pairs(arguments, 2)?;
    varied("x", &x)?;
    let predict_at = arguments.optional_number("predict_at")?;
    if let Some(at) = predict_at.filter(|at| at.abs() > LARGEST) {
        return Err(support::out_of_range("predict_at", at, "between -1e60 and 1e60"));
    }
    let slope = co_moment(&x, &y) / co_moment(&x, &x);
    let intercept = mean(&y) - slope * mean(&x);
    let r_squared = if co_moment(&y, &y) > 0.0 { pearson(&x, &y).powi(2) } else { 1.0 };
    let sign = if intercept < 0.0 { '-' } else { '+' };
    let mut out = json!({
        "slope": num(slope), "intercept": num(intercept), "r_squared": num(r_squared), "pairs": x.len(),
        "equation": format!("y = {} x {sign} {}", num(slope), num(intercept.abs())),
    });
    if let Some(at) = predict_at {
        out["predict_at"] = num(at);
        out["predicted_y"] = num(slope * at + intercept);
    }
    Ok(out)
}

fn normal(arguments: &Arguments<'_>) -> Outcome {
    let value = support::real(arguments, "value", -LARGEST, LARGEST, None)?;
    let mean = support::real(arguments, "mean", -LARGEST, LARGEST, Some(0.0))?;
    let std_dev = arguments.optional_number("std_dev")?.unwrap_or(1.0);
    if !(1e-60..=LARGEST).contains(&std_dev) {
        return Err(support::out_of_range("std_dev", std_dev, "above 0 and at most 1e60"));
    }
    let z = (value - mean) / std_dev;
    Ok(json!({
        "value": num(value), "mean": num(mean), "std_dev": num(std_dev), "z_score": num(z),
        "percent_below": support::to_digits(100.0 * upper_tail(-z), 6),
        "percent_above": support::to_digits(100.0 * upper_tail(z), 6),
        "percent_within_this_distance": support::to_digits(100.0 * (1.0 - 2.0 * upper_tail(z.abs())), 6),
    }))
}

/// P(Z > z) for a standard normal Z; relative error below 1e-10 for |z| <= 3 and absolute error below 1e-12 beyond.
///
/// Near 0 the Maclaurin-like series of the normal integral with all terms positive (Marsaglia 2004, "Evaluating the
/// normal distribution", section 3); in the tail Laplace's continued fraction for Mills' ratio.
fn upper_tail(z: f64) -> f64 {
    const INV_SQRT_TAU: f64 = 0.398_942_280_401_432_7;
    let size = z.abs();
    let density = INV_SQRT_TAU * (-0.5 * size * size).exp();
    let tail = if size < 3.0 {
        let (mut term, mut sum, mut odd) = (size, size, 1.0);
        for _ in 0..100 {
            odd += 2.0;
            term *= size * size / odd;
            sum += term;
        }
        0.5 - density * sum
    } else if size < 40.0 {
        density / (1..=200).rev().fold(size, |below, k| size + f64::from(k) / below)
    } else {
        0.0 // below 1e-349: no f64 holds it
    };
    if z < 0.0 { 1.0 - tail } else { tail }
}

fn outliers(arguments: &Arguments<'_>) -> Outcome {
    let given = list(arguments, "numbers", 4)?;
    let numbers = sorted(given.clone());
    let (low, high) = (quantile(&numbers, 25.0), quantile(&numbers, 75.0));
    let reach = 1.5 * (high - low);
    let outside: Vec<Value> =
        given.iter().filter(|n| **n < low - reach || **n > high + reach).map(|n| num(*n)).collect();
    Ok(json!({
        "outliers": outside, "outlier_count": outside.len(), "count": given.len(),
        "lower_fence": num(low - reach), "upper_fence": num(high + reach),
        "first_quartile": num(low), "third_quartile": num(high),
    }))
}
