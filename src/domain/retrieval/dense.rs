//! Unit vectors of texts: in use as f32 rows, in storage as int8 rows with one scale each.

use thiserror::Error;

/// Numbers that are no set of vectors. All of them mean that the source is broken or of another version: make or
/// fetch the vectors again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DenseError {
    /// The count of numbers does not fit the dimension.
    #[error("{len} numbers are not {n} vectors of dimension {dim}")]
    Shape {
        /// Vectors expected.
        n: usize,
        /// Numbers per vector expected.
        dim: usize,
        /// Numbers found.
        len: usize,
    },
    /// A vector holds NaN or infinity, or is all zero.
    #[error("vector {row} has no direction")]
    NoDirection {
        /// Which one, from 0.
        row: usize,
    },
    /// The vectors do not belong to these documents.
    #[error("{vectors} vectors for {documents} documents")]
    Count {
        /// Vectors found.
        vectors: usize,
        /// Documents expected.
        documents: usize,
    },
}

/// Unit vectors, row-major f32 `[n, dim]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Vectors {
    dim: usize,
    data: Vec<f32>,
}

impl Vectors {
    /// Takes `n` rows of `dim` numbers (`dim` at least 1) and brings each to length 1.
    ///
    /// # Errors
    /// [`DenseError::Shape`], and [`DenseError::NoDirection`] for a row that cannot be normalised.
    pub fn new(n: usize, dim: usize, mut data: Vec<f32>) -> Result<Self, DenseError> {
        if dim == 0 || n.checked_mul(dim) != Some(data.len()) {
            return Err(DenseError::Shape { n, dim, len: data.len() });
        }
        for (row, vector) in data.chunks_exact_mut(dim).enumerate() {
            let norm = dot(vector, vector).sqrt();
            if !norm.is_normal() {
                return Err(DenseError::NoDirection { row });
            }
            vector.iter_mut().for_each(|x| *x /= norm);
        }
        Ok(Self { dim, data })
    }

    /// Numbers per vector.
    pub fn dim(&self) -> usize {
        self.dim
    }

    /// How many vectors there are.
    pub fn n(&self) -> usize {
        self.data.len() / self.dim
    }

    /// The vectors in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[f32]> {
        self.data.chunks_exact(self.dim)
    }

    /// Cosine of a unit vector of the same dimension with every vector.
    pub fn cosines<'a>(&'a self, query: &'a [f32]) -> impl ExactSizeIterator<Item = f32> + 'a {
        self.rows().map(move |row| dot(row, query))
    }
}

/// Vectors for storage: component = scale of its row times an int8. A quarter of the bytes; cosines move by less
/// than 1e-4 at 384 dimensions.
#[derive(Clone, Debug, PartialEq)]
pub struct QuantizedVectors {
    dim: usize,
    scales: Vec<f32>,
    data: Vec<i8>,
}

impl QuantizedVectors {
    /// Puts stored parts together: one scale per row, rows of `dim`.
    ///
    /// # Errors
    /// [`DenseError::Shape`], and [`DenseError::NoDirection`] for a row whose scale is NaN or infinity.
    pub fn new(dim: usize, scales: Vec<f32>, data: Vec<i8>) -> Result<Self, DenseError> {
        if dim == 0 || scales.len().checked_mul(dim) != Some(data.len()) {
            return Err(DenseError::Shape { n: scales.len(), dim, len: data.len() });
        }
        if let Some(row) = scales.iter().position(|scale| !scale.is_finite()) {
            return Err(DenseError::NoDirection { row });
        }
        Ok(Self { dim, scales, data })
    }

    /// Rounds each vector to 127 steps of its largest component.
    pub fn of(vectors: &Vectors) -> Self {
        let mut out = Self { dim: vectors.dim, scales: Vec::new(), data: Vec::with_capacity(vectors.data.len()) };
        for row in vectors.rows() {
            let largest = row.iter().fold(0.0_f32, |m, x| m.max(x.abs()));
            let scale = largest / 127.0;
            out.scales.push(scale);
            out.data.extend(row.iter().map(|x| (x / scale).round() as i8));
        }
        out
    }

    /// Back to unit vectors.
    ///
    /// # Errors
    /// [`DenseError::NoDirection`] for a row that is all zero.
    pub fn vectors(&self) -> Result<Vectors, DenseError> {
        let rows = self.data.chunks_exact(self.dim).zip(&self.scales);
        let data = rows.flat_map(|(row, scale)| row.iter().map(move |&x| f32::from(x) * scale)).collect();
        Vectors::new(self.scales.len(), self.dim, data)
    }

    /// Numbers per vector.
    pub fn dim(&self) -> usize {
        self.dim
    }

    /// One factor per vector.
    pub fn scales(&self) -> &[f32] {
        &self.scales
    }

    /// All rows, one after the other.
    pub fn data(&self) -> &[i8] {
        &self.data
    }
}

/// Sum of products; of equal lengths (the longer one's rest is not read).
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    // Eight sums in step: a compiler may not reorder one float sum into SIMD lanes by itself.
    let mut lanes = [0.0_f32; 8];
    let (a_chunks, b_chunks) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f32 = a_chunks.remainder().iter().zip(b_chunks.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a_chunks.zip(b_chunks) {
        for lane in 0..8 {
            lanes[lane] += x[lane] * y[lane];
        }
    }
    lanes.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_out_with_length_one() {
        let vectors = Vectors::new(2, 2, vec![3.0, 4.0, 0.0, -2.0]).unwrap();
        let rows: Vec<&[f32]> = vectors.rows().collect();
        assert_eq!(rows, [&[0.6, 0.8][..], &[0.0, -1.0][..]]);
        assert_eq!(vectors.cosines(&[1.0, 0.0]).collect::<Vec<_>>(), [0.6, 0.0]);
    }

    #[test]
    fn what_is_no_set_of_vectors() {
        assert_eq!(Vectors::new(2, 2, vec![1.0; 3]), Err(DenseError::Shape { n: 2, dim: 2, len: 3 }));
        assert_eq!(Vectors::new(0, 0, vec![]), Err(DenseError::Shape { n: 0, dim: 0, len: 0 }));
        assert_eq!(Vectors::new(2, 1, vec![1.0, f32::NAN]), Err(DenseError::NoDirection { row: 1 }));
        assert_eq!(Vectors::new(1, 2, vec![0.0; 2]), Err(DenseError::NoDirection { row: 0 }));
        assert!(QuantizedVectors::new(3, vec![1.0], vec![1, 2]).is_err());
        assert!(QuantizedVectors::new(1, vec![0.0], vec![1]).unwrap().vectors().is_err());
        for scale in [f32::INFINITY, f32::NAN] {
            assert_eq!(QuantizedVectors::new(1, vec![1.0, scale], vec![1, 1]), Err(DenseError::NoDirection { row: 1 }));
        }
    }

    #[test]
    fn storage_keeps_the_direction() {
        // 384 components of a fixed, uneven pattern.
        let data: Vec<f32> = (0..768).map(|i| ((i * 37 % 101) as f32 - 50.0) / 50.0).collect();
        let vectors = Vectors::new(2, 384, data).unwrap();
        let stored = QuantizedVectors::of(&vectors);
        let back = QuantizedVectors::new(384, stored.scales().to_vec(), stored.data().to_vec()).unwrap();
        for (a, b) in back.vectors().unwrap().rows().zip(vectors.rows()) {
            assert!(dot(a, b) > 0.9999, "{}", dot(a, b));
        }
    }

    #[test]
    fn dot_of_any_length() {
        for n in [0, 1, 7, 8, 9, 20] {
            let a: Vec<f32> = (0..n).map(|i| i as f32).collect();
            // Sum of squares 0..n-1.
            let expect = if n == 0 { 0 } else { (n - 1) * n * (2 * n - 1) / 6 };
            assert_eq!(dot(&a, &a), expect as f32);
        }
    }
}
