//! Linear algebra on matrices of at most 10 by 10: elimination with a running error bound, Jacobi rotations.

use super::support::{self, Outcome, num};
use super::{Arguments, LocalReply, LocalTool};
use serde_json::{Value, json};

mod eigen;
mod elimination;

use elimination::reduce;

/// Most rows and most columns.
const LARGEST_SIDE: usize = 10;
/// Largest magnitude of an entry: products of ten of them stay finite.
const LARGEST_ENTRY: f64 = 1e15;
/// Longest text of a matrix, before it is split.
const LONGEST_TEXT: usize = 4_000;

pub(super) const TOOL: LocalTool = LocalTool {
    name: "matrix_lab",
    apis: &[
        ("determinant", |a| support::reply(determinant(a))),
        ("inverse_matrix", |a| support::reply(inverse(a))),
        ("multiply_matrices", |a| support::reply(multiply(a))),
        ("solve_linear_system", |a| support::reply(solve(a))),
        ("eigenvalues", |a| support::reply(eigen::eigenvalues(a))),
        ("matrix_rank", |a| support::reply(rank(a))),
        ("vector_products", |a| support::reply(vectors(a))),
    ],
};

/// Rows of equal length.
type Matrix = Vec<Vec<f64>>;

/// Reads `[[1, 2], [3, 4]]` (JSON or its text) or `1, 2; 3, 4`.
fn matrix(arguments: &Arguments<'_>, name: &str) -> Result<Matrix, LocalReply> {
    const SHAPE: &str = "rows of numbers such as 1, 2; 3, 4";
    let rows = match arguments.raw(name) {
        Some(Value::Array(rows)) => rows_of_json(rows),
        Some(Value::String(text)) if text.len() > LONGEST_TEXT => None,
        Some(Value::String(text)) => match serde_json::from_str::<Vec<Value>>(text) {
            Ok(rows) => rows_of_json(&rows),
            Err(_) => rows_of_text(text),
        },
        Some(Value::Number(n)) => n.as_f64().map(|n| vec![vec![n]]),
        Some(_) => None,
        None => return Err(LocalReply::error(400, format!("Missing required parameter '{name}'"))),
    };
    let rows = rows.ok_or_else(|| LocalReply::error(400, format!("Parameter '{name}' must be {SHAPE}")))?;
    let width = rows.first().map_or(0, Vec::len);
    if rows.iter().any(|row| row.len() != width) {
        let message = format!("Parameter '{name}' must have rows of equal length, got {:?}", lengths(&rows));
        return Err(LocalReply::error(400, message));
    }
    if !(1..=LARGEST_SIDE).contains(&rows.len()) || !(1..=LARGEST_SIDE).contains(&width) {
        let message = format!("Parameter '{name}' must be 1 by 1 to 10 by 10, got {} by {width}", rows.len());
        return Err(LocalReply::error(422, message));
    }
    match rows.iter().flatten().find(|n| !n.is_finite() || n.abs() > LARGEST_ENTRY) {
        Some(n) => Err(support::out_of_range(name, n, "entries between -1e15 and 1e15")),
        None => Ok(rows),
    }
}

fn lengths(rows: &Matrix) -> Vec<usize> {
    rows.iter().map(Vec::len).take(LARGEST_SIDE).collect()
}

fn rows_of_json(rows: &[Value]) -> Option<Matrix> {
    let number = |v: &Value| v.as_f64().or_else(|| v.as_str()?.trim().parse().ok());
    if rows.iter().all(|row| !row.is_array()) {
        // One flat row; or rows as text, which some models send.
        return match rows.iter().map(number).collect::<Option<Vec<f64>>>() {
            Some(row) => Some(vec![row]),
            None => rows.iter().map(|row| rows_of_text(row.as_str()?)?.into_iter().next()).collect(),
        };
    }
    rows.iter().map(|row| row.as_array()?.iter().map(number).collect()).collect()
}

fn rows_of_text(text: &str) -> Option<Matrix> {
    let bracketed = |c: char| matches!(c, '[' | ']' | '(' | ')');
    text.trim()
        .trim_end_matches(';')
        .split([';', '\n', '|'])
        .map(|row| {
            row.split([',', ' ', '\t'])
                .map(|cell| cell.trim_matches(bracketed))
                .filter(|cell| !cell.is_empty())
                .map(|cell| cell.parse().ok())
                .collect()
        })
        .collect()
}

/// A matrix with as many rows as columns.
fn square(arguments: &Arguments<'_>, name: &str) -> Result<Matrix, LocalReply> {
    let rows = matrix(arguments, name)?;
    let width = rows.first().map_or(0, Vec::len);
    if rows.len() == width {
        return Ok(rows);
    }
    Err(LocalReply::error(422, format!("Parameter '{name}' must be square, got {} by {width}", rows.len())))
}

/// Entries as JSON.
fn shown(rows: &[Vec<f64>]) -> Value {
    Value::Array(rows.iter().map(|row| row.iter().map(|n| num(*n)).collect::<Vec<_>>().into()).collect())
}

/// Sum of products, 0 where the terms cancel up to rounding.
fn dot(pairs: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (sum, size) = pairs.map(|(x, y)| x * y).fold((0.0, 0.0), |(sum, size), n| (sum + n, size + n.abs()));
    clean(sum, size)
}

/// 0 where a value is rounding noise beside `scale`.
fn clean(value: f64, scale: f64) -> f64 {
    if value.abs() <= 1e-14 * scale { 0.0 } else { value }
}

fn determinant(arguments: &Arguments<'_>) -> Outcome {
    let rows = square(arguments, "matrix")?;
    let size = rows.len();
    let trace: f64 = rows.iter().enumerate().filter_map(|(i, row)| row.get(i)).sum();
    let whole = rows.iter().flatten().all(|n| n.fract() == 0.0);
    let exact = reduce(&rows, size).determinant;
    // Whole entries have a whole determinant; below 2^40 the elimination's error is far from half a unit.
    let value = if whole && exact.abs() < 1e12 { exact.round() } else { exact };
    Ok(json!({"determinant": num(value), "trace": num(trace), "size": size, "is_singular": value == 0.0}))
}

fn inverse(arguments: &Arguments<'_>) -> Outcome {
    let mut rows = square(arguments, "matrix")?;
    let size = rows.len();
    for (i, row) in rows.iter_mut().enumerate() {
        row.extend((0..size).map(|j| if i == j { 1.0 } else { 0.0 }));
    }
    let reduced = reduce(&rows, size);
    if reduced.pivots.len() < size {
        let message = "Parameter 'matrix' is singular (determinant 0): it has no inverse; its rows must be independent";
        return Err(LocalReply::error(422, message));
    }
    let inverse: Matrix = reduced.rows.into_iter().map(|row| row.into_iter().skip(size).collect()).collect();
    Ok(json!({"inverse": shown(&inverse), "determinant": num(reduced.determinant), "size": size}))
}

fn multiply(arguments: &Arguments<'_>) -> Outcome {
    let (a, b) = (matrix(arguments, "matrix_a")?, matrix(arguments, "matrix_b")?);
    let inner = a.first().map_or(0, Vec::len);
    if inner != b.len() {
        let message = format!(
            "Columns of 'matrix_a' must equal rows of 'matrix_b', got {inner} and {}: the product is not defined",
            b.len()
        );
        return Err(LocalReply::error(422, message));
    }
    let columns = b.first().map_or(0, Vec::len);
    let product: Matrix = a
        .iter()
        .map(|row| (0..columns).map(|j| dot(row.iter().copied().zip(b.iter().map(|other| other[j])))).collect())
        .collect();
    Ok(json!({"product": shown(&product), "rows": product.len(), "columns": columns}))
}

fn solve(arguments: &Arguments<'_>) -> Outcome {
    const NAMES: [&str; 4] = ["x", "y", "z", "w"];
    let mut rows = matrix(arguments, "coefficients")?;
    let constants = support::number_list(arguments, "constants", 1, LARGEST_SIDE)?;
    if constants.len() != rows.len() {
        let message = format!(
            "Parameter 'constants' must hold one number per equation: {} equations, got {} constants",
            rows.len(),
            constants.len()
        );
        return Err(LocalReply::error(422, message));
    }
    if let Some(n) = constants.iter().find(|n| n.abs() > LARGEST_ENTRY) {
        return Err(support::out_of_range("constants", n, "entries between -1e15 and 1e15"));
    }
    let unknowns = rows.first().map_or(0, Vec::len);
    rows.iter_mut().zip(&constants).for_each(|(row, constant)| row.push(*constant));
    let reduced = reduce(&rows, unknowns);
    let contradiction = reduced.rows.iter().skip(reduced.pivots.len()).filter_map(|row| row.last()).any(|n| *n != 0.0);
    if contradiction {
        return Err(LocalReply::error(422, "The equations contradict each other: there is no solution"));
    }
    if reduced.pivots.len() < unknowns {
        let free = unknowns - reduced.pivots.len();
        let message =
            format!("The equations have infinitely many solutions ({free} unknowns stay free); give more equations");
        return Err(LocalReply::error(422, message));
    }
    let values = reduced.rows.iter().take(unknowns).filter_map(|row| row.last());
    let mut solution = serde_json::Map::new();
    for (i, value) in values.enumerate() {
        let name = if unknowns <= NAMES.len() { NAMES[i].to_owned() } else { format!("x{}", i + 1) };
        solution.insert(name, num(*value));
    }
    Ok(json!({"solution": solution, "unknowns": unknowns, "equations": constants.len()}))
}

fn rank(arguments: &Arguments<'_>) -> Outcome {
    let rows = matrix(arguments, "matrix")?;
    let columns = rows.first().map_or(0, Vec::len);
    let transpose: Matrix = (0..columns).map(|j| rows.iter().map(|row| row[j]).collect()).collect();
    let height = rows.len();
    let reduced = reduce(&rows, columns);
    Ok(json!({
        "rank": reduced.pivots.len(), "rows": height, "columns": columns, "nullity": columns - reduced.pivots.len(),
        "reduced_row_echelon_form": shown(&reduced.rows), "transpose": shown(&transpose),
    }))
}

fn vectors(arguments: &Arguments<'_>) -> Outcome {
    let a = support::number_list(arguments, "vector_a", 1, 100)?;
    let b = support::number_list(arguments, "vector_b", 1, 100)?;
    if a.len() != b.len() {
        let message = format!("'vector_a' and 'vector_b' must have the same length, got {} and {}", a.len(), b.len());
        return Err(LocalReply::error(422, message));
    }
    for (name, vector) in [("vector_a", &a), ("vector_b", &b)] {
        if let Some(n) = vector.iter().find(|n| n.abs() > LARGEST_ENTRY) {
            return Err(support::out_of_range(name, n, "entries between -1e15 and 1e15"));
        }
    }
    let dot = |p: &[f64], q: &[f64]| dot(p.iter().copied().zip(q.iter().copied()));
    let (length_a, length_b) = (dot(&a, &a).sqrt(), dot(&b, &b).sqrt());
    let both = length_a * length_b;
    let angle = (both > 0.0).then(|| (dot(&a, &b) / both).clamp(-1.0, 1.0).acos().to_degrees());
    let cross = match (a.as_slice(), b.as_slice()) {
        ([a1, a2, a3], [b1, b2, b3]) => {
            json!([num(a2 * b3 - a3 * b2), num(a3 * b1 - a1 * b3), num(a1 * b2 - a2 * b1)])
        }
        _ => Value::Null,
    };
    Ok(json!({
        "dot_product": num(dot(&a, &b)), "length_a": num(length_a), "length_b": num(length_b),
        "angle_degrees": angle.map_or(Value::Null, |angle| support::fixed(angle, 4)), "cross_product": cross,
        "perpendicular": dot(&a, &b) == 0.0,
    }))
}
