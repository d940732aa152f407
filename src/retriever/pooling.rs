//! Token vectors to one text vector, as sentence-transformers does it for this model.

use crate::formats::worker::retriever::RetrieverError;

/// Mean of the rows of `hidden` (row-major, `dim` wide), scaled to length 1.
///
/// Every row counts alike, \[CLS\] and \[SEP\] too: there is no padding to leave out.
///
/// # Errors
/// [`RetrieverError::TextFailed`] when there is no row, when rows are not `dim` wide, or when the mean has no
/// direction (zero or not finite).
pub fn mean_unit(hidden: &[f32], dim: usize) -> Result<Vec<f32>, RetrieverError> {
    let failed = |cause: &str| RetrieverError::TextFailed { cause: cause.to_owned() };
    if dim == 0 || hidden.is_empty() || !hidden.len().is_multiple_of(dim) {
        return Err(failed("the model's output has another shape than its tokens"));
    }
    let mut mean = vec![0f32; dim];
    for row in hidden.chunks_exact(dim) {
        for (sum, x) in mean.iter_mut().zip(row) {
            *sum += x;
        }
    }
    // The number of rows cancels in the scaling.
    let norm = mean.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>().sqrt();
    if !norm.is_finite() || norm == 0.0 {
        return Err(failed("the model's output has no direction"));
    }
    for x in &mut mean {
        *x = (f64::from(*x) / norm) as f32;
    }
    Ok(mean)
}
