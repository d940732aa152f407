//! Gauss-Jordan elimination that knows which of its numbers are rounding noise.
//!
//! Each entry carries a running bound of its rounding error (Higham, "Accuracy and Stability of Numerical
//! Algorithms", section 3.3). An entry within its bound is set to 0, so singular systems are found whatever the
//! scale of their rows and columns.

use super::Matrix;

/// A number and a bound of its error.
#[derive(Clone, Copy, Default)]
struct Entry {
    value: f64,
    error: f64,
}

impl Entry {
    /// Whole numbers are exact; others were rounded when they were read.
    fn given(value: f64) -> Self {
        let error = if value.fract() == 0.0 { 0.0 } else { f64::EPSILON * value.abs() };
        Self { value, error }
    }

    /// Two units of the bound as margin: it leaves out products of errors.
    fn settled(value: f64, error: f64) -> Self {
        if value.abs() <= 2.0 * error { Self::default() } else { Self { value, error } }
    }

    fn minus_product(self, times: Self, other: Self) -> Self {
        let product = times.value * other.value;
        let value = self.value - product;
        let inherited = self.error + times.error * other.value.abs() + times.value.abs() * other.error;
        Self::settled(value, inherited + f64::EPSILON * (product.abs() + value.abs()))
    }

    fn over(self, divisor: Self) -> Self {
        let value = self.value / divisor.value;
        let inherited = (self.error + value.abs() * divisor.error) / divisor.value.abs();
        Self::settled(value, inherited + f64::EPSILON * value.abs())
    }
}

/// What elimination leaves: reduced rows, the pivot columns, and the product of the pivots (0 where one is missing).
pub(super) struct Reduced {
    pub(super) rows: Matrix,
    pub(super) pivots: Vec<usize>,
    pub(super) determinant: f64,
}

/// Reduced row echelon form over the first `columns` columns of rows of equal length, with partial pivoting.
pub(super) fn reduce(rows: &Matrix, columns: usize) -> Reduced {
    let mut rows: Vec<Vec<Entry>> =
        rows.iter().map(|row| row.iter().map(|value| Entry::given(*value)).collect()).collect();
    let mut pivots = Vec::new();
    let mut determinant = 1.0;
    for column in 0..columns {
        let top = pivots.len();
        let size = |row: &Vec<Entry>| row.get(column).map_or(0.0, |entry| entry.value.abs());
        let best = (top..rows.len()).max_by(|a, b| size(&rows[*a]).total_cmp(&size(&rows[*b])));
        let Some(best) = best.filter(|best| size(&rows[*best]) > 0.0) else {
            determinant = 0.0;
            continue;
        };
        if best != top {
            rows.swap(best, top);
            determinant = -determinant;
        }
        let mut pivot_row = std::mem::take(&mut rows[top]);
        let pivot = pivot_row[column];
        determinant *= pivot.value;
        pivot_row.iter_mut().for_each(|entry| *entry = entry.over(pivot));
        pivot_row[column] = Entry { value: 1.0, error: 0.0 };
        for row in rows.iter_mut().filter(|row| !row.is_empty()) {
            let times = row[column];
            row.iter_mut().zip(&pivot_row).for_each(|(entry, p)| *entry = entry.minus_product(times, *p));
            row[column] = Entry::default();
        }
        rows[top] = pivot_row;
        pivots.push(column);
    }
    let rows = rows.iter().map(|row| row.iter().map(|entry| entry.value).collect()).collect();
    Reduced { rows, pivots, determinant }
}
