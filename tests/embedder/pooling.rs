//! Token vectors to one text vector, by hand.

use toolgrove::formats::worker::retriever::RetrieverError;
use toolgrove::retriever::pooling::mean_unit;

#[test]
fn mean_of_rows_then_unit_length() {
    // Rows (1, 2) and (5, 6): mean (3, 4), length 5.
    assert_eq!(mean_unit(&[1.0, 2.0, 5.0, 6.0], 2), Ok(vec![0.6, 0.8]));
}

#[test]
fn no_direction_is_an_error() {
    for hidden in [&[][..], &[0.0, 0.0], &[1.0, -1.0, -1.0, 1.0], &[f32::NAN, 1.0], &[1.0, 2.0, 3.0]] {
        assert!(matches!(mean_unit(hidden, 2), Err(RetrieverError::TextFailed { .. })), "{hidden:?}");
    }
}
