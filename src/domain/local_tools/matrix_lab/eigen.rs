//! Eigenvalues: the quadratic formula for any 2 by 2 matrix, cyclic Jacobi rotations for symmetric ones (Golub and
//! Van Loan, "Matrix Computations", section 8.5).

use super::super::support::{Outcome, num};
use super::{Arguments, LocalReply, Matrix, clean, shown, square};
use serde_json::{Value, json};

/// Sweeps after which rotations stop; 10 by 10 matrices converge within about ten.
const SWEEPS: usize = 60;

pub(super) fn eigenvalues(arguments: &Arguments<'_>) -> Outcome {
    let rows = square(arguments, "matrix")?;
    let scale = rows.iter().flatten().fold(0.0_f64, |m, n| m.max(n.abs()));
    let symmetric = (0..rows.len()).all(|i| (0..i).all(|j| (rows[i][j] - rows[j][i]).abs() <= 1e-12 * scale));
    if symmetric {
        return Ok(symmetric_case(rows, scale));
    }
    match rows.as_slice() {
        [top, bottom] => Ok(two_by_two(top[0], top[1], bottom[0], bottom[1])),
        _ => Err(LocalReply::error(
            422,
            format!(
                "Parameter 'matrix' must be symmetric (or 2 by 2) for eigenvalues, got a {0} by {0} matrix that is not",
                rows.len()
            ),
        )),
    }
}

fn symmetric_case(rows: Matrix, scale: f64) -> Value {
    let (values, vectors) = jacobi(rows);
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*b].total_cmp(&values[*a]));
    let vectors: Matrix = order.iter().map(|column| directed(vectors.iter().map(|row| row[*column]))).collect();
    json!({
        "eigenvalues": order.iter().map(|i| num(clean(values[*i], scale))).collect::<Vec<_>>(),
        "eigenvectors": shown(&vectors), "is_symmetric": true,
    })
}

/// A unit vector with its first clearly non-zero component positive, so that the answer is unique.
fn directed(components: impl Iterator<Item = f64>) -> Vec<f64> {
    let vector: Vec<f64> = components.collect();
    let flip = vector.iter().find(|n| n.abs() > 1e-12).is_some_and(|n| *n < 0.0);
    if flip { vector.iter().map(|n| -n).collect() } else { vector }
}

/// Diagonal of the rotated matrix, and the rotation (its columns are the eigenvectors).
fn jacobi(mut a: Matrix) -> (Vec<f64>, Matrix) {
    let size = a.len();
    let mut vectors: Matrix = (0..size).map(|i| (0..size).map(|j| f64::from(u8::from(i == j))).collect()).collect();
    let scale = a.iter().flatten().fold(0.0_f64, |m, n| m.max(n.abs()));
    for _ in 0..SWEEPS {
        let off = (0..size).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| a[i][j].abs()).fold(0.0, f64::max);
        if off <= 1e-16 * scale {
            break;
        }
        for p in 0..size {
            for q in p + 1..size {
                rotate(&mut a, &mut vectors, p, q);
            }
        }
    }
    ((0..size).map(|i| a[i][i]).collect(), vectors)
}

/// One rotation in the plane (p, q) that makes `a[p][q]` zero.
fn rotate(a: &mut Matrix, vectors: &mut Matrix, p: usize, q: usize) {
    if a[p][q] == 0.0 {
        return;
    }
    let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    let t = theta.signum() / (theta.abs() + theta.hypot(1.0));
    let c = 1.0 / t.hypot(1.0);
    let s = t * c;
    for row in a.iter_mut().chain(vectors.iter_mut()) {
        (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
    }
    // p < q, so the rows part into one slice each.
    let (above, below) = a.split_at_mut(q);
    for (x, y) in above[p].iter_mut().zip(&mut below[0]) {
        (*x, *y) = (c * *x - s * *y, s * *x + c * *y);
    }
}

fn two_by_two(a: f64, b: f64, c: f64, d: f64) -> Value {
    let middle = f64::midpoint(a, d);
    let discriminant = ((a - d) / 2.0).powi(2) + b * c;
    let root = discriminant.abs().sqrt();
    if discriminant < 0.0 {
        let pair = [root, -root].map(|imaginary| json!({"real": num(middle), "imaginary": num(imaginary)}));
        return json!({"eigenvalues": pair, "eigenvectors": null, "is_symmetric": false});
    }
    let vectors: Matrix = [middle + root, middle - root].iter().map(|value| null_vector(a, b, c, d, *value)).collect();
    json!({
        "eigenvalues": [num(middle + root), num(middle - root)], "eigenvectors": shown(&vectors),
        "is_symmetric": false,
    })
}

/// Unit vector that `[[a, b], [c, d]] - value` takes to zero; `b` or `c` is not zero here.
fn null_vector(a: f64, b: f64, c: f64, d: f64, value: f64) -> Vec<f64> {
    let (x, y) = if b.abs() >= c.abs() { (b, value - a) } else { (value - d, c) };
    let length = x.hypot(y);
    directed([x / length, y / length].into_iter())
}
