//! Python text of JSON values.

use super::{Verdict, compare, same_text};
use std::convert::Infallible;
use toolgrove::domain::python::python_text;

#[test]
fn python_text_of_values() {
    compare("errors/python_text", |case| -> Verdict {
        same_text(case, &case["expected"], Ok::<_, Infallible>(python_text(&case["input"])))
    });
}
